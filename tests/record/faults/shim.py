"""The shim that kills, fills the disk and logs: compiled, loaded into a process, and spoken to."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from pathlib import Path

LIBRARY = "PLIMSOLL_SHIM"
HERE = Path(__file__).parent


class How(IntEnum):
    """What becomes of the nth call that changes a file."""

    NEVER = 0
    BEFORE = 1
    HALF = 2
    AFTER = 3
    FULL_ONCE = 4
    FULL = 5


def missing() -> str:
    """What the shim lacks here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "calls are intercepted on Linux alone"
    return "" if shutil.which("gcc") else "the Debian packages gcc and libc6-dev are not installed"


def compiled(folder: Path) -> Path:
    """Compile it into a folder."""
    library = folder / "shim.so"
    subprocess.run(
        ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, HERE / "shim.c", "-ldl"],
        check=True,
    )
    return library


def run(script: str, *arguments: str, timeout: float = 600) -> str:
    """Run a script of this folder in one process that has the shim, in a folder in memory; gives what it prints."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="plimsoll-faults-", dir=memory) as folder:
        library = compiled(Path(folder))
        environment = {**os.environ, "LD_PRELOAD": str(library), LIBRARY: str(library)}
        for name in ("PLIMSOLL_STORE", "PLIMSOLL_CUSTODY"):
            environment.pop(name, None)
        done = subprocess.run(
            [sys.executable, str(HERE / script), folder, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    assert done.stderr == "", done.stderr[-6000:]
    return done.stdout


class Shim:
    """The shim in this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ[LIBRARY])
        self._library.shim_counted.restype = ctypes.c_long

    def arm(self, folder: Path, at: int, how: How) -> None:
        """Count the calls that change something under the folder, from now on, and meet the nth."""
        self._library.shim_arm(os.fsencode(folder.resolve()), ctypes.c_long(at), int(how))

    def log(self, folder: Path, descriptor: int) -> None:
        """Log the calls that change something under the folder, from now on."""
        self._library.shim_log(os.fsencode(folder.resolve()), descriptor)

    def mark(self, text: str) -> None:
        """Put a mark into the log."""
        self._library.shim_mark(text.encode())

    def counted(self) -> int:
        """How many calls there were."""
        return int(self._library.shim_counted())
