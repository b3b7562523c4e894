"""The page of commands: what each says of itself with --help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from generating.calling import run
from generating.markdown import fenced, notice
from plimsoll.cli.commands import app

_HEAD = """# Commands

Each command says all this itself: put `--help` behind it.

What holds for all of them:

- **Exit status.** 0: done. 1: a check that was asked for failed (`law vectors`, `law anchor`, `law check --strict`,
  `duties --strict`, `verify`). 2: the input or the call is wrong.
- **Errors** go to standard error. What is wrong in a file is one line: what, where, and how to mend it.
- **`--on DATE`** means the end of that day, UTC. Without it, today.
- **`--format json`** gives the whole answer, for programs; see [answers](answers.md). The table is for people.
- **`--lang zh`** gives the answer in Simplified Chinese. Help and errors are English; so are keys and codes in JSON.
- A command that writes for a terminal fits the terminal. Into a pipe or a file it writes 140 columns, without colour.
"""


def commands() -> Iterator[list[str]]:
    """Give the words of every command, groups before what is in them."""
    yield []
    yield from _below(typer.main.get_command(app), [])


def _below(group: Any, words: list[str]) -> Iterator[list[str]]:
    for name, command in getattr(group, "commands", {}).items():
        yield [*words, name]
        yield from _below(command, [*words, name])


def page() -> str:
    """Write the page."""
    lines = [notice("src/plimsoll/cli/commands.py"), "", _HEAD]
    for words in commands():
        said, _ = run([*words, "--help"])
        help_text = "\n".join(line.rstrip() for line in said.splitlines()).strip("\n")
        lines += [f"## {' '.join(['plimsoll', *words])}", "", *fenced(help_text)]
    return "\n".join(lines).rstrip() + "\n"
