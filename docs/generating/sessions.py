"""A sealed record as pages show it: commands that are run on days and with keys that are always the same.

A fenced block that begins with ```console session is run in a folder of the page's own, with a home of its own, after
the blocks before it. `at=2026-03-02T09:00` sets the clock; each command then takes a minute. `export NAME=VALUE` holds
for the rest of the page, and `"$NAME"` is filled in. Other commands than plimsoll's are given to a shell.

What is drawn at random comes from a fixed stream, and the clock stands, so that each run says the same.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from generating.calling import run
from plimsoll.vault.keyring import DataKey, Keyring, Whose

_AT = re.compile(r"at=(\S+)")
_EXPORT = re.compile(r"export (\w+)=(.*)")
_READ_CLOCK = ("record.record", "record.writer", "cli.options", "cli.recording")
"""Modules that ask what time it is."""
_DATA_KEYS = Keyring.data_keys
HOME = "/home/doe"
"""What stands in a page for the home of a session, and is as long as its name: lines break at the same places."""


class Session:
    """The folder, the home, the clock and the environment of one page."""

    def __init__(self) -> None:
        self._home = _short_folder()
        self.folder = self._home / "lab"
        self.folder.mkdir()
        self._now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self._random, self._witnesses = _Stream("record"), _Stream("witness")
        self._environment = {"PLIMSOLL_ACTOR": "doe"}

    def close(self) -> None:
        """Remove the home with all in it."""
        shutil.rmtree(self._home)

    def said(self, commands: list[str], info: str) -> Iterator[tuple[str, str]]:
        """Run the commands of a block; give each with what it says."""
        if found := _AT.search(info):
            self._now = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        for command in commands:
            yield command, self._run(command).replace(str(self._home), HOME)
            self._now += timedelta(minutes=1)

    def _run(self, command: str) -> str:
        command = command.replace(HOME, str(self._home))
        if exported := _EXPORT.fullmatch(command):
            self._environment[exported[1]] = exported[2].strip("'")
            return ""
        here = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self._home), **self._environment}
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            with patch.dict(os.environ, here, clear=True):
                if not command.startswith("plimsoll "):
                    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
                    return done.stdout + done.stderr
                with self._steady():
                    return self._plimsoll(command)
        finally:
            os.chdir(before)

    def _plimsoll(self, command: str) -> str:
        words = [os.path.expandvars(word) for word in shlex.split(command)]
        into = words[words.index(">") + 1] if ">" in words else None
        said, _ = run(words[1 : words.index(">")] if into else words[1:])
        if into:
            Path(into).write_text(said, "utf-8")
        return "" if into else said

    @contextmanager
    def _steady(self) -> Iterator[None]:
        """The same keys and the same time whenever this is run."""

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return self._now

        keys = SimpleNamespace(
            generate=lambda: Ed25519PrivateKey.from_private_bytes(self._witnesses(32)),
            from_private_bytes=Ed25519PrivateKey.from_private_bytes,
        )
        with ExitStack() as steady:
            for module in _READ_CLOCK:
                steady.enter_context(patch(f"plimsoll.{module}.datetime", Clock))
            ticking = SimpleNamespace(time=self._now.timestamp)
            steady.enter_context(patch("plimsoll.ledger.witness_folder.time", ticking))
            steady.enter_context(patch("plimsoll.ledger.keys.Ed25519PrivateKey", keys))
            steady.enter_context(patch.object(Keyring, "data_keys", _data_keys_in_order))
            steady.enter_context(patch("os.urandom", self._random))
            steady.enter_context(patch("secrets.token_hex", lambda n: self._random(n).hex()))
            yield


def _data_keys_in_order(keyring: Keyring, wanted: Iterable[Whose]) -> dict[Whose, DataKey]:
    """As the keyring does it, but a set of several is drawn for in one order."""
    return _DATA_KEYS(keyring, sorted(wanted))


class _Stream:
    """Bytes that look random and are always the same."""

    def __init__(self, name: str) -> None:
        self._name, self._drawn = name, 0

    def __call__(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._name} {self._drawn}".encode()).digest(size)


def _short_folder() -> Path:
    """A new folder whose name is as long as `HOME`."""
    while True:
        folder = Path("/tmp") / os.urandom(2).hex()
        assert len(str(folder)) == len(HOME)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return folder
