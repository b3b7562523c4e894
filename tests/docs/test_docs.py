"""The documentation says what is so: generated pages, links, facts files, commands and code."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from plimsoll.cli.commands import app
from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.reading import read_facts

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
COMMAND = re.compile(r"(?:^(?:\$ )?|(?<=`))(plimsoll(?: [^`\n]+)?)", re.M)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text("utf-8"))


def blocks(page: Path, language: str) -> Iterator[tuple[str, str]]:
    for found in FENCE.finditer(page.read_text("utf-8")):
        if found[1] == language:
            yield found[2].strip(), found[3]


def commands(group: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    group = group or typer.main.get_command(app)
    yield words, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*words, name))


def options(command: Any) -> set[str]:
    return {"--help"} | {option for parameter in command.params for option in getattr(parameter, "opts", ())}


def test_what_is_generated_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "run `make docs`"


def test_every_command_and_option_is_documented() -> None:
    sections = dict(
        re.findall(
            r"^## plimsoll ?([^\n]*)\n(.*?)(?=^## |\Z)", (DOCS / "reference/commands.md").read_text(), re.M | re.S
        )
    )
    found = dict(commands())
    assert set(sections) == {" ".join(words) for words in found}
    for words, command in found.items():
        missing = {o for o in options(command) if o.startswith("--") and o not in sections[" ".join(words)]}
        assert not missing, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for found in LINK.finditer(prose(page)):
        target = found[1] or found[2]
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        assert to.is_relative_to(ROOT), target
        assert to.is_file(), target
        if anchor:
            assert anchor in anchors(to), target


def anchors(page: Path) -> set[str]:
    """The anchors that headings get."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_reached_from_the_index() -> None:
    index = DOCS / "index.md"
    linked = {(DOCS / (found[1] or "")).resolve() for found in LINK.finditer(prose(index))}
    assert {page for page in DOCS.rglob("*.md") if page != index} <= linked


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_facts_files_can_be_read(page: Path) -> None:
    for info, text in blocks(page, "yaml"):
        if info.split()[:1] == ["facts"]:
            given = plain(read_document(text.encode(), f"{page.name}: {info}", "yaml"))
            assert isinstance(given, dict)
            read_facts([given])


@pytest.mark.parametrize("page", [*PAGES, ROOT / "src/plimsoll/reference/README.md"], ids=name_of)
def test_commands_that_are_named_exist(page: Path) -> None:
    known = dict(commands())
    for found in COMMAND.finditer(page.read_text("utf-8")):
        if page.name == "commands.md" or "plimsoll:" in found[1]:
            continue
        words = tuple(shlex.split(found[1].rstrip("."), comments=True)[1:])
        path = next(words[:n] for n in range(len(words), -1, -1) if words[:n] in known)
        command = known[path]
        after = words[len(path) :]
        assert not hasattr(command, "commands") or not after or after[0].startswith("--"), found[1]
        given = {word for word in after if word.startswith("--")}
        assert given <= options(command), found[1]


def test_tasks_of_make_that_are_named_exist() -> None:
    tasks = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        named = set(re.findall(r"(?:`|^(?:\$ )?)make ([a-z]+)", page.read_text("utf-8"), re.M))
        assert named <= tasks, page


def test_python_that_is_shown_runs_and_prints_what_stands_beside_it() -> None:
    shown = [text for page in PAGES for info, text in blocks(page, "python") if not info]
    assert shown
    for text in shown:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(text, "documentation", "exec"), {})
        expected = [line.partition("# ")[2] for line in text.splitlines() if line.startswith("print(")]
        assert said.getvalue().splitlines() == expected
