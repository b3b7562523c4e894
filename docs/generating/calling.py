"""Calling the command line within this process, as a shell would show it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from plimsoll.cli.commands import app
from plimsoll.errors import InputError

HELP_WIDTH = 80
WIDTH = 115
_PLAIN = {"TERMINAL_WIDTH": str(HELP_WIDTH), "COLUMNS": str(HELP_WIDTH), "NO_COLOR": "1", "TERM": "dumb"}


def run(arguments: list[str]) -> tuple[str, int]:
    """Run `plimsoll` and give what it prints, on both streams, and its exit status."""
    with patch.dict(os.environ, _PLAIN), patch("plimsoll.cli.printing.width", lambda: WIDTH):
        done = CliRunner().invoke(app, arguments, prog_name="plimsoll")
    if isinstance(done.exception, InputError):
        return f"{done.output}plimsoll: {done.exception}\n", 2
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output, done.exit_code


def shell(line: str, folder: Path, status: int) -> tuple[str, int]:
    """Run one line of an example in a folder: `plimsoll ...`, also with `> FILE`, and `echo $?`."""
    words = shlex.split(line)
    if words == ["echo", "$?"]:
        return f"{status}\n", 0
    into = words[words.index(">") + 1] if ">" in words else None
    before = Path.cwd()
    os.chdir(folder)
    try:
        said, status = run(words[1 : words.index(">")] if into else words[1:])
        if into:
            Path(into).write_text(said, "utf-8")
    finally:
        os.chdir(before)
    return "" if into else said, status
