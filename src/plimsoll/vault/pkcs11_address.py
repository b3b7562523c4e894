"""The address of root keys in a token: a PKCS#11 URI (RFC 7512)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from plimsoll.errors import InputError

_FORM = "write pkcs11:token=TOKEN;object=NAME?module-path=/PATH.so&pin-source=file:/PATH (or env:NAME)"


@dataclass(frozen=True, slots=True)
class Pkcs11Address:
    """`pkcs11:token=TOKEN;object=NAME?module-path=/PATH.so&pin-source=SOURCE`, its values percent-encoded.

    `object` begins the label of every root key. `pin_source` is `file:/PATH`, or `env:NAME`, an addition of ours.
    """

    token: str
    object: str
    module: Path
    pin_source: str

    @classmethod
    def read(cls, address: str) -> Pkcs11Address:
        """Raises InputError, which never repeats the address: a PIN may stand in it against all advice."""
        path, _, query = address.removeprefix("pkcs11:").partition("?")
        values: dict[str, str] = {}
        for pair in [*path.split(";"), *(query.split("&") if query else [])]:
            name, equals, value = pair.partition("=")
            if not equals or name in values:
                raise InputError("this is no PKCS#11 address", _FORM)
            values[name] = unquote(value)
        if "pin-value" in values:
            raise InputError("a PIN may not stand in an address", "put it in a file of mode 0600, named as pin-source")
        wanted = ("token", "object", "module-path", "pin-source")
        missing = [name for name in wanted if not values.get(name)]
        unknown = [name for name in values if name not in wanted]
        if missing or unknown:
            odd = f"lacks {missing[0]}" if missing else "has a key that is not known"
            raise InputError(f"this PKCS#11 address {odd}", _FORM)
        source = values["pin-source"]
        if not source.startswith(("file:/", "env:")) or source == "env:":
            raise InputError("this pin-source is neither a file nor a variable", _FORM)
        return cls(values["token"], values["object"], Path(values["module-path"]), source)
