"""Kills a process at each of its steps in turn: run by test_keyring_kills.py, in a process without threads.

A step is a statement of SQL, or a call that changes a file or puts it on disk. The process ends there, before the step,
as by SIGKILL: nothing is tidied up.
"""

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError
from plimsoll.vault.file_custody import FileCustody
from plimsoll.vault.keyring import DataKey, Keyring

ADA, BOB, EVE = ((name, "hold", "2026") for name in ("ada", "bob", "eve"))
STEPS = ("fsync", "link", "replace", "unlink", "pwrite", "open", "write", "mkdir")


class Killed:
    """Counts steps, and ends the process before the one numbered `at`."""

    def __init__(self, at: int) -> None:
        self.left = at

    def step(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **named: Any) -> Any:
            self.step()
            return call(*arguments, **named)

        return stepping


def armed(killed: Killed) -> None:
    for name in STEPS:
        setattr(os, name, killed.watched(getattr(os, name)))

    class Connection(sqlite3.Connection):
        execute = killed.watched(sqlite3.Connection.execute)
        executemany = killed.watched(sqlite3.Connection.executemany)

    setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Connection))  # noqa: B010  # as a test patches


class Place:
    """A folder with a keyring, its custody, and what it held before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.old = folder, folder / "keys" / "keyring", folder / "keys" / "old"
        self.custody = FileCustody(folder / "root" / "keys")

    def filled(self) -> tuple[dict[Any, DataKey], str, bytes]:
        with Keyring.make(self.path, self.custody, "example.com/record") as keyring:
            keys = keyring.data_keys([ADA, BOB])
            keyring.remember(5, bytes(32))
            shutil.copy(self.path, self.old)
            return keys, keyring.vkey, keyring.signing_key().private_bytes_raw()

    def copy_opens(self) -> bool:
        copy = self.path.with_name("copy")
        shutil.copy(self.old, copy)
        try:
            Keyring.open(copy, self.custody).close()
        except InputError:
            return False
        return True


def killed_at(work: Callable[[], object], at: int) -> bool:
    """Whether the work was killed, rather than done before its step `at`."""
    child = os.fork()
    if not child:
        armed(Killed(at))
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.waitstatus_to_exitcode(status) == 0, "the work failed by itself"
    return False


def rotating(folder: Path, at: int) -> bool:
    place = Place(folder)
    keys, vkey, signing = place.filled()

    def work() -> None:
        Keyring.open(place.path, place.custody).rotate()

    killed = killed_at(work, at)
    with Keyring.open(place.path, place.custody) as keyring:
        assert keyring.epoch in (1, 2)
        assert keyring.data_keys([ADA, BOB]) == keys
        assert (keyring.vkey, keyring.signing_key().private_bytes_raw()) == (vkey, signing)
        assert keyring.remembered() == (5, bytes(32))
        assert place.copy_opens() == (keyring.epoch == 1), "the old root key goes with the old epoch"
        finished(place, keyring)
        epoch = keyring.rotate()
        assert keyring.epoch == epoch
        assert keyring.data_keys([ADA, BOB]) == keys
        assert not place.copy_opens()
        finished(place, keyring)
    return killed


def destroying(folder: Path, at: int) -> bool:
    place = Place(folder)
    keys, vkey, signing = place.filled()

    def work() -> None:
        Keyring.open(place.path, place.custody).destroy([keys[ADA].id])

    killed = killed_at(work, at)
    with Keyring.open(place.path, place.custody) as keyring:
        assert (keyring.data_key(keys[ADA].id) is None) == (keyring.epoch == 2), "all of it or nothing"
        assert place.copy_opens() == (keyring.epoch == 1)
        assert keyring.destroy([keys[ADA].id]) == 2
        assert keyring.data_key(keys[ADA].id) is None
        assert keyring.data_keys([BOB]) == {BOB: keys[BOB]}
        assert (keyring.vkey, keyring.signing_key().private_bytes_raw()) == (vkey, signing)
        assert not place.copy_opens()
        finished(place, keyring)
    return killed


def making_keys(folder: Path, at: int) -> bool:
    place = Place(folder)
    keys, _, _ = place.filled()
    told = folder / "told"

    def work() -> None:
        made = Keyring.open(place.path, place.custody).data_keys([BOB, EVE, ("eve", "hold", "2027")])
        with open(told, "w") as file:
            file.write(made[EVE].id)

    killed = killed_at(work, at)
    with Keyring.open(place.path, place.custody) as keyring:
        known = keyring.known("eve")
        assert len(known) in (0, 2), "all new keys or none"
        if told.exists() and told.read_text():
            assert known[0].id == told.read_text(), "what was told is on disk"
        assert keyring.data_keys([ADA, BOB]) == keys
        keyring.data_keys([EVE])
    return killed


def making(folder: Path, at: int) -> bool:
    place = Place(folder)

    def work() -> None:
        Keyring.make(place.path, place.custody, "example.com/record")

    killed = killed_at(work, at)
    if not place.path.exists():
        Keyring.make(place.path, place.custody, "example.com/record").close()
    with Keyring.open(place.path, place.custody) as keyring:
        keyring.data_keys([ADA])
    return killed


def finished(place: Place, keyring: Keyring) -> None:
    """No work is left over, and no file beside the root keys' own."""
    counts = keyring._database.execute("SELECT (SELECT count(*) FROM retired), (SELECT count(*) FROM prepared)")
    assert counts.fetchone() == (0, 0)
    generation = keyring._database.execute("SELECT generation FROM epochs").fetchone()[0]
    place.custody.destroy("0")  # changes nothing; whatever a crash left beside the file is overwritten
    assert os.listdir(place.folder / "root") == ["keys"]
    unused = set(place.custody._keys()) - {generation}
    assert len(unused) <= 1, "one key may be left that was made and never used"


if __name__ == "__main__":
    work = {"rotate": rotating, "destroy": destroying, "keys": making_keys, "make": making}[sys.argv[1]]
    at = 0
    while True:
        folder = Path(sys.argv[2]) / str(at)
        folder.mkdir(mode=0o700)
        try:
            going_on = work(folder, at)
        except BaseException:
            print(f"killed before step {at}", file=sys.stderr)
            raise
        shutil.rmtree(folder)
        if not going_on:
            break
        at += 1
    print(at)
