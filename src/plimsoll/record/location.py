"""Where a record's parts lie: the store here, its keys elsewhere."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from plimsoll.errors import InputError, Place
from plimsoll.vault.private_files import sync_folder

FOLDER = ".plimsoll"
STORE = "PLIMSOLL_STORE"
KEYS = "PLIMSOLL_KEYS"
CUSTODY = "PLIMSOLL_CUSTODY"
_ADDRESS = re.compile("[A-Za-z][A-Za-z0-9+.-]*://")


def store_address(given: str | None) -> str | None:
    """Tell which store is meant: the one given, that of the environment, or the nearest above; none: there is none.

    Raises:
        InputError: it is the address of something that cannot be a store; it is not repeated, it may hold a password.
    """
    if named := given or os.environ.get(STORE):
        if _is_remote(named):
            return named
        if _ADDRESS.match(named):
            raise InputError("this is no address of a store", "name a folder, or postgresql://user@host/database")
        return str(Path(named).absolute())
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FOLDER).is_dir():
            return str(folder / FOLDER)
    return None


def data_folder(address: str) -> Path | None:
    """The folder in which the data lies; none for a database elsewhere."""
    return None if _is_remote(address) else Path(address)


def _is_remote(address: str) -> bool:
    return address.startswith(("postgresql:", "postgres:"))


def is_identity(text: str) -> bool:
    """Whether it can be the id of a record: it becomes part of a path."""
    return re.fullmatch("[0-9a-f]{16}", text) is not None


def keyring_path(identity: str) -> Path:
    """Where the key database of a record lies: under PLIMSOLL_KEYS, else in the user's own data."""
    return _keys() / identity / "keyring.db"


def keyring_paths() -> Iterator[Path]:
    """Where the key databases of all records on this machine lie."""
    with contextlib.suppress(OSError):
        yield from sorted(_keys().glob("*/keyring.db"))


def custody_of(identity: str, given: str | None = None) -> str:
    """The address of the custody of a record's root key: as given, as the environment says, as noted when it was made.

    Raises:
        InputError: it was noted nowhere: the keys are not on this machine.
    """
    if named := given or os.environ.get(CUSTODY):
        return named
    noted = _note(identity)
    try:
        return noted.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise InputError(
            "the note of where the root key is kept is damaged", f"name it in {CUSTODY}", Place(str(noted))
        ) from None
    except OSError:
        mend = f"name their folder in {KEYS}; without the keys a record can be verified, not written"
        raise InputError("the keys of this record are not here", mend, Place(str(noted))) from None


def note_custody(identity: str, address: str) -> None:
    """Note where the root key of a record is kept, on disk when this returns; the address holds no secret."""
    note = _note(identity)
    with note.open("w", encoding="utf-8") as file:
        file.write(address + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(note.parent)


def default_custody(identity: str) -> str:
    """The custody of a new record: a file in the user's configuration, apart from the key database."""
    if named := os.environ.get(CUSTODY):
        return named
    base = Path(os.environ.get("XDG_CONFIG_HOME") or _home(CUSTODY) / ".config")
    return f"file:{base / 'plimsoll' / 'root-keys' / identity}.key"


def _keys() -> Path:
    if named := os.environ.get(KEYS):
        return Path(named).absolute()
    return Path(os.environ.get("XDG_DATA_HOME") or _home(KEYS) / ".local/share") / "plimsoll" / "keys"


def _home(instead: str) -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise InputError("you have no home folder here to keep keys in", f"set {instead} to where they are") from None


def _note(identity: str) -> Path:
    return _keys() / identity / "custody"
