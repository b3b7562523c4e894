"""A root key in the environment, put there by whoever starts Plimsoll: a secret manager, an orchestrator, a person."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re

from plimsoll.errors import InputError
from plimsoll.vault.custody import Wrapped
from plimsoll.vault.key_wrapping import KEY_BYTES, WrongKeyError, unwrap, wrap

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HOW = "openssl rand -base64 32 makes one"


class EnvironmentCustody:
    """The root key as base64 of 32 bytes in the variable NAME; the one to follow it in NAME_NEXT.

    While NAME_NEXT is set it is the newest: what is wrapped from then on is under it. To change the root key: set
    NAME_NEXT, rotate the keyring, then move its value to NAME and unset NAME_NEXT. A generation is named after the key
    itself, by eight bytes of an HMAC under it, so that moving it between the variables changes nothing.

    Nothing here can destroy the key: who set it may have kept it.
    """

    name = "environment"
    destroys = False
    words = (
        "The root key is given to the program in its environment by whoever starts it, and is kept by them. This"
        " program cannot destroy it: an earlier copy of the keys opens until the root key is changed and thrown away."
    )

    def __init__(self, variable: str) -> None:
        """Raises InputError for what cannot be the name of a variable; it is not repeated, it may be a key."""
        if not _NAME.fullmatch(variable):
            raise InputError("this is no name of an environment variable", "write env:NAME, not the key itself")
        self._variable, self._next = variable, f"{variable}_NEXT"

    def __repr__(self) -> str:
        return f"EnvironmentCustody({self._variable!r})"

    def wrap(self, key: bytes, generation: str | None = None) -> Wrapped:
        """See `Custody.wrap`."""
        roots = self._roots()
        generation = generation or next(reversed(roots))
        return Wrapped(generation, wrap(self._root(roots, generation), key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """See `Custody.unwrap`."""
        try:
            return unwrap(self._root(self._roots(), wrapped.generation), wrapped.data)
        except WrongKeyError:
            raise InputError("these wrapped keys are damaged", "restore the keyring") from None

    def rotate(self) -> str:
        """The generation of NAME_NEXT, which wraps from now on.

        Raises InputError, saying what to set, where it is not set or is the same key.
        """
        roots = self._roots()
        if len(roots) < 2:
            raise InputError(
                f"there is no new root key to change to in {self._next}",
                f"set {self._next} to base64 of {KEY_BYTES} new random bytes ({_HOW}), beside {self._variable}",
            )
        return next(reversed(roots))

    def destroy(self, generation: str) -> None:
        """Nothing: the key is not ours to destroy, as `destroys` says."""

    def _roots(self) -> dict[str, bytes]:
        """Each generation's key, the newest last."""
        keys = [self._read(self._variable)]
        if self._next in os.environ:
            keys.append(self._read(self._next))
        return {hmac.digest(key, b"plimsoll root key", hashlib.sha256)[:8].hex(): key for key in keys}

    def _root(self, roots: dict[str, bytes], generation: str) -> bytes:
        if generation not in roots:
            raise InputError(
                f"the root key in {self._variable} is not the one that these keys were wrapped under",
                f"set {self._variable} to the root key that belongs to this keyring",
            )
        return roots[generation]

    def _read(self, variable: str) -> bytes:
        text = os.environ.get(variable)
        if text is None:
            raise InputError(f"{variable} is not set", f"set it to base64 of {KEY_BYTES} random bytes ({_HOW})")
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise InputError(f"{variable} is not base64 of {KEY_BYTES} bytes", f"set it to such a key ({_HOW})")
        return key
