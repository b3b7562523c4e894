"""What pages show of the product: output of commands, and passages of its source, as they are now.

Every `plimsoll` command in a console block is run, and what it says is put below it.

A fenced block that begins with ```yaml facts NAME or ```json file NAME is a file, NAME, of the folder in which
the page's commands run, in the order of the page. ```console first=N shows N lines of each command's output and
`...` for the rest; ```console last=N the last N. A block that says `by hand`, or has a command that is not
plimsoll's, is left as it is written. ```console session runs on a sealed record: see `generating.sessions`.
```python from=FILE name=NAME shows the statement of FILE that gives NAME a value.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from generating.calling import shell
from generating.sessions import Session

_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.M | re.S)
_CUT = re.compile(r"(first|last)=(\d+)")
_PASSAGE = re.compile(r"from=(\S+) name=(\S+)")
_LINKED = ("src", "tests")
"""Folders of the project that commands of an example may name."""
ROOT = Path(__file__).resolve().parents[2]
_RUNNABLE = ("plimsoll ", "echo $?")


def with_output(page: str) -> str:
    """Give a page with the output of its commands as it is now."""
    with ExitStack() as opened:
        session = opened.enter_context(closing(Session())) if "```console session" in page else None
        folder = session.folder if session else Path(opened.enter_context(TemporaryDirectory()))
        for name in _LINKED:
            (folder / name).symlink_to(ROOT / name)
        return _BLOCK.sub(_Example(folder, session).block, page)


class _Example:
    """The folder in which the commands of one page run, and the exit status of the last one."""

    def __init__(self, folder: Path, session: Session | None = None) -> None:
        self.folder = folder
        self.session = session
        self.status = 0

    def block(self, found: re.Match[str]) -> str:
        language, info, body = found.groups()
        words = info.split()
        if len(words) > 1 and words[0] in ("facts", "file"):
            (self.folder / words[1]).write_text(body, "utf-8")
        commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
        if passage := _PASSAGE.search(info):
            return f"```{language}{info}\n{_statement(ROOT / passage[1], passage[2])}\n```"
        if self.session and language == "console" and words[:1] == ["session"]:
            shown = [_below(command, said, info) for command, said in self.session.said(commands, info)]
            return f"```console{info}\n{''.join(shown)}```"
        runnable = commands and all(c.startswith(_RUNNABLE) for c in commands)
        if language != "console" or "by hand" in info or not runnable:
            return found[0]
        return f"```console{info}\n{''.join(self._shown(c, info) for c in commands)}```"

    def _shown(self, command: str, info: str) -> str:
        said, self.status = shell(command, self.folder, self.status)
        return _below(command, said, info)


def _below(command: str, said: str, info: str) -> str:
    """Give a command with what it says below it."""
    lines = _cut([line.rstrip() for line in said.splitlines()], info)
    return "\n".join([f"$ {command}", *lines]) + "\n"


def _statement(file: Path, name: str) -> str:
    """Give the statement of a module that gives a name its value, or the function of that name."""
    text = file.read_text("utf-8")
    for node in ast.parse(text).body:
        assigned = isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
        if assigned or (isinstance(node, ast.FunctionDef) and node.name == name):
            return ast.get_source_segment(text, node) or ""
    raise ValueError(f"{file.name} gives no {name!r} a value")


def _cut(lines: list[str], info: str) -> Sequence[str]:
    found = _CUT.search(info)
    if not found or len(lines) <= int(found[2]):
        return lines
    n = int(found[2])
    return [*lines[:n], "..."] if found[1] == "first" else ["...", *lines[-n:]]
