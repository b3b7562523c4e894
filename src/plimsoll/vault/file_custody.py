"""Root keys in a file that only its owner can read."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.vault.custody import Wrapped
from plimsoll.vault.key_wrapping import KEY_BYTES, WrongKeyError, new_key, unwrap, wrap
from plimsoll.vault.private_files import (
    locked,
    outside,
    overwrite_rests,
    private_folder,
    read_private,
    replace_private,
)

_FORMAT = "plimsoll/root-keys/1"


class FileCustody:
    """Root keys in one file of mode 0600, in a folder of mode 0700 made with it.

    A destroyed key is overwritten in its place and the file replaced, both on disk before `destroy` returns. That is
    what a program can do: a solid-state disk, a journal or snapshot of the file system, or a backup may still hold
    the old blocks. Where that matters, keep the file on an encrypted disk, out of backups, or use a PKCS#11 token.
    """

    name = "file"
    destroys = True
    words = (
        "The root keys are kept in a file on the machine that keeps the record, readable by its owner alone. A"
        " destroyed root key is overwritten and removed from the file; copies that the disk or a backup of it may hold"
        " are not within reach of this program."
    )

    def __init__(self, path: Path, outside: Path | None = None) -> None:
        """Raises InputError where the path lies inside the folder `outside`."""
        self._path = path.expanduser().absolute()
        self._outside = outside
        self._check_place()

    def __repr__(self) -> str:
        return f"FileCustody({str(self._path)!r})"

    def wrap(self, key: bytes, generation: str | None = None) -> Wrapped:
        """See `Custody.wrap`."""
        keys = self._keys()
        if not keys:
            raise InputError("this file holds no root key", "make a keyring first", Place(str(self._path)))
        generation = generation or max(keys, key=int)
        return Wrapped(generation, wrap(self._root(keys, generation), key))

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """See `Custody.unwrap`."""
        try:
            return unwrap(self._root(self._keys(), wrapped.generation), wrapped.data)
        except WrongKeyError:
            raise InputError(
                f"root key {wrapped.generation} in this file is not the one that these keys were wrapped under",
                "name the file of root keys that belongs to this keyring",
                Place(str(self._path)),
            ) from None

    def rotate(self) -> str:
        """See `Custody.rotate`; makes the file with its first key."""
        made = ""

        def with_new(content: _Content) -> _Content:
            nonlocal made
            made = str(content.following)
            return _Content({**content.keys, made: new_key()}, content.following + 1)

        self._change(with_new)
        return made

    def destroy(self, generation: str) -> None:
        """See `Custody.destroy`; the class says what a disk may still keep."""
        self._change(
            lambda content: _Content({g: k for g, k in content.keys.items() if g != generation}, content.following)
        )

    def _change(self, change: Callable[[_Content], _Content]) -> None:
        self._check_place()
        private_folder(self._path.parent)
        with locked(self._path.parent):
            overwrite_rests(self._path)
            before = self._read() if self._path.exists() else _Content({}, 1)
            after = change(before)
            if after.keys != before.keys:
                replace_private(self._path, after.written())

    def _keys(self) -> dict[str, bytes]:
        self._check_place()
        return self._read().keys

    def _root(self, keys: dict[str, bytes], generation: str) -> bytes:
        if generation not in keys:
            raise InputError(
                f"root key {generation} is not in this file: it was destroyed, or the file is another's",
                "name the file of root keys that belongs to this keyring; a destroyed key does not come back",
                Place(str(self._path)),
            )
        return keys[generation]

    def _read(self) -> _Content:
        try:
            return _Content.read(read_private(self._path))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise InputError(
                "this is no file of root keys, or it is damaged", "name another, or restore it", Place(str(self._path))
            ) from None

    def _check_place(self) -> None:
        outside(self._path, self._outside)


class _Content:
    """What the file says: each generation's key, and the number of the next, which is never given twice."""

    def __init__(self, keys: dict[str, bytes], following: int) -> None:
        self.keys, self.following = keys, following

    @classmethod
    def read(cls, content: bytes) -> _Content:
        """Raises ValueError, KeyError, TypeError, AttributeError or RecursionError for anything but such a file."""
        said = json.loads(content)
        if said["format"] != _FORMAT:
            raise ValueError
        keys = {str(int(g)): base64.b64decode(key, validate=True) for g, key in said["keys"].items()}
        following = int(said["next"])
        if any(len(key) != KEY_BYTES for key in keys.values()) or any(int(g) >= following for g in keys):
            raise ValueError
        return cls(keys, following)

    def written(self) -> bytes:
        keys = {g: base64.b64encode(key).decode() for g, key in self.keys.items()}
        return (json.dumps({"format": _FORMAT, "keys": keys, "next": self.following}, indent=1) + "\n").encode()
