"""Who keeps the root key, and the four things asked of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from plimsoll.errors import InputError


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key under a root key: AES key wrap (RFC 3394, NIST SP 800-38F section 6.2) of its 32 bytes, 40 bytes long.

    `generation` names the root key that wrapped it, in the custody's own words.
    """

    generation: str
    data: bytes = field(repr=False)


class Custody(Protocol):
    """Keeps root keys of 256 bits, one a generation, and never hands one out.

    Every verb raises InputError, in one line and without a secret, where it cannot do its work. `rotate` and `destroy`
    are on disk, or in the token, when they return.
    """

    @property
    def name(self) -> str:
        """The kind of custody, as entries and bundles name it: `file`, `environment` or `pkcs11`."""

    @property
    def words(self) -> str:
        """Who keeps the keys, in a sentence that a bundle may carry: no path, no secret."""

    @property
    def destroys(self) -> bool:
        """Whether `destroy` ends a root key for good, so that older copies of what it wrapped are useless."""

    def wrap(self, key: bytes, generation: str | None = None) -> Wrapped:
        """Wrap 32 bytes under the newest root key, or under that of `generation`."""

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The 32 bytes again, by any root key that is not destroyed."""

    def rotate(self) -> str:
        """Make a new root key, which wraps from now on; the name of its generation. The ones before still unwrap."""

    def destroy(self, generation: str) -> None:
        """Destroy a root key; one that is gone already is fine."""


def custody_at(address: str, outside: Path | None = None) -> Custody:
    """The custody at an address: `file:PATH`, `env:NAME`, or a PKCS#11 URI, `pkcs11:token=…;object=…` (RFC 7512).

    `outside` is the data directory, in which no root key may lie. Nothing is read or made yet.

    Raises InputError for any other address.
    """
    scheme, _, rest = address.partition(":")
    if rest and scheme == "file":
        from plimsoll.vault.file_custody import FileCustody

        return FileCustody(Path(rest), outside=outside)
    if rest and scheme == "env":
        from plimsoll.vault.environment_custody import EnvironmentCustody

        return EnvironmentCustody(rest)
    if rest and scheme == "pkcs11":
        from plimsoll.vault.pkcs11_custody import Pkcs11Custody

        return Pkcs11Custody.at(address, outside=outside)
    raise InputError(
        "this is no address of a custody of keys",  # not repeated: someone may have pasted a key
        "write file:PATH, env:NAME or pkcs11:token=TOKEN;object=NAME",
    )
