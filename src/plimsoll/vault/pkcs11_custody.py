"""Root keys that never leave a PKCS#11 token: a hardware security module, a smart card, SoftHSM."""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plimsoll.errors import InputError, Place
from plimsoll.vault import private_files
from plimsoll.vault.custody import Wrapped
from plimsoll.vault.key_wrapping import KEY_BYTES
from plimsoll.vault.pkcs11_address import Pkcs11Address

if TYPE_CHECKING:
    from types import ModuleType

_ONE_AT_A_TIME = threading.RLock()
"""A PKCS#11 login holds for the whole process, so only one session is open at a time."""


class Pkcs11Custody:
    """AES-256 root keys in a token: made there, sensitive, not extractable, destroyed by C_DestroyObject.

    Their label is `OBJECT-<generation>`; a generation is `<number>-<8 random hex digits>`, so that two processes which
    make one at once make two. A key to wrap goes in as a temporary object of the session and is wrapped by
    CKM_AES_KEY_WRAP (PKCS#11 3.0 section 2.14, RFC 3394). Each verb opens a session of its own and closes it.
    """

    name = "pkcs11"
    destroys = True
    words = (
        "The root keys are kept in a PKCS#11 token, made there and not extractable. A destroyed root key is removed by"
        " the token; what its makers' own backup may hold is not within reach of this program."
    )

    def __init__(self, address: Pkcs11Address) -> None:
        self._address = address
        self._label = re.compile(re.escape(address.object) + r"-(\d+-[0-9a-f]{8})")

    @classmethod
    def at(cls, address: str, outside: Path | None = None) -> Pkcs11Custody:
        """By a PKCS#11 URI; raises InputError for one that cannot be read, or a file of a PIN inside `outside`."""
        read = Pkcs11Address.read(address)
        if read.pin_source.startswith("file:"):
            private_files.outside(_path_of(read.pin_source), outside)
        return cls(read)

    def __repr__(self) -> str:
        return f"Pkcs11Custody({self._address.token!r}, {self._address.object!r})"

    def wrap(self, key: bytes, generation: str | None = None) -> Wrapped:
        """See `Custody.wrap`."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        with self._session() as (pkcs11, session):
            roots = self._roots(pkcs11, session)
            if not roots:
                raise InputError(f"{self._where} holds no root key", "make a keyring first")
            generation = generation or max(roots, key=_number)
            attribute = pkcs11.Attribute
            inside = session.create_object(
                {
                    attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY,
                    attribute.KEY_TYPE: pkcs11.KeyType.AES,
                    attribute.TOKEN: False,
                    attribute.SENSITIVE: False,
                    attribute.EXTRACTABLE: True,
                    attribute.VALUE: key,
                }
            )
            try:
                wrapped = self._root(roots, generation).wrap_key(inside, mechanism=pkcs11.Mechanism.AES_KEY_WRAP)
            finally:
                inside.destroy()
            return Wrapped(generation, bytes(wrapped))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """See `Custody.unwrap`."""
        with self._session() as (pkcs11, session):
            root = self._root(self._roots(pkcs11, session), wrapped.generation)
            attribute = pkcs11.Attribute
            try:
                inside = root.unwrap_key(
                    pkcs11.ObjectClass.SECRET_KEY,
                    pkcs11.KeyType.AES,
                    wrapped.data,
                    mechanism=pkcs11.Mechanism.AES_KEY_WRAP,
                    store=False,
                    template={attribute.SENSITIVE: False, attribute.EXTRACTABLE: True, attribute.PRIVATE: False},
                )
            except pkcs11.PKCS11Error:
                raise InputError("these wrapped keys are damaged", "restore the keyring") from None
            try:
                return bytes(inside[attribute.VALUE])
            finally:
                inside.destroy()

    def rotate(self) -> str:
        """See `Custody.rotate`."""
        with self._session() as (pkcs11, session):
            number = max(map(_number, self._roots(pkcs11, session)), default=0) + 1
            generation = f"{number}-{secrets.token_hex(4)}"
            attribute, flags = pkcs11.Attribute, pkcs11.MechanismFlag
            session.generate_key(
                pkcs11.KeyType.AES,
                8 * KEY_BYTES,
                label=f"{self._address.object}-{generation}",
                store=True,
                capabilities=flags.WRAP | flags.UNWRAP,
                template={attribute.PRIVATE: True, attribute.SENSITIVE: True, attribute.EXTRACTABLE: False},
            )
            return generation

    def destroy(self, generation: str) -> None:
        """See `Custody.destroy`."""
        with self._session() as (pkcs11, session):
            root = self._roots(pkcs11, session).get(generation)
            if root is not None:
                root.destroy()

    @property
    def _where(self) -> str:
        return f"token {self._address.token}"

    def _roots(self, pkcs11: ModuleType, session: Any) -> dict[str, Any]:
        keys = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY})
        found = ((self._label.fullmatch(key.label or ""), key) for key in list(keys))
        return {match[1]: key for match, key in found if match}

    def _root(self, roots: dict[str, Any], generation: str) -> Any:
        if generation not in roots:
            raise InputError(
                f"root key {generation} is not in {self._where}: it was destroyed, or the token is another",
                "name the token that belongs to this keyring; a destroyed key does not come back",
            )
        return roots[generation]

    @contextmanager
    def _session(self) -> Iterator[tuple[ModuleType, Any]]:
        try:
            import pkcs11
        except ImportError:
            raise InputError("PKCS#11 needs an extra", "run pip install 'plimsoll-ai[pkcs11]'") from None
        pin = self._pin()
        with _ONE_AT_A_TIME:
            session = None
            try:
                token = pkcs11.lib(str(self._address.module)).get_token(token_label=self._address.token)
                try:
                    session = token.open(user_pin=pin, rw=True)
                except pkcs11.UserAlreadyLoggedIn:  # by another part of this process
                    session = token.open(rw=True)
                yield pkcs11, session
            except pkcs11.PKCS11Error as error:
                raise self._refusal(pkcs11, error) from None
            finally:
                if session is not None:
                    session.close()

    def _refusal(self, pkcs11: ModuleType, error: Exception) -> InputError:
        if isinstance(error, (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)):
            return InputError(f"{self._where} refuses the PIN", f"check {self._address.pin_source}")
        if isinstance(error, pkcs11.PinLocked):
            return InputError(f"{self._where} has locked its PIN", "have its security officer unlock it")
        if isinstance(error, pkcs11.NoSuchToken):
            return InputError(f"there is no {self._where}", f"check what {self._address.module} can see")
        kind = type(error).__name__  # the message of the library may carry anything
        return InputError(
            f"{self._where} answers {kind}", f"check {self._address.module}, and that it has AES key wrap"
        )

    def _pin(self) -> str:
        source = self._address.pin_source
        if source.startswith("env:"):
            variable = source.removeprefix("env:")
            pin = os.environ.get(variable)
            if not pin:
                raise InputError(f"{variable} is not set", f"set it to the PIN of {self._where}")
            return pin
        path = _path_of(source)
        try:
            return private_files.read_private(path).decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise InputError("this is no file of a PIN", "write the PIN alone in it", Place(str(path))) from None


def _number(generation: str) -> int:
    return int(generation.partition("-")[0])


def _path_of(source: str) -> Path:
    return Path(source.removeprefix("file://").removeprefix("file:"))
