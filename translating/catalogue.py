"""Brings the message catalogues up to date with the code and the laws, and compiles them.

python translating/catalogue.py            take up new messages, drop old ones, compile
python translating/catalogue.py --check    say what is wrong, write nothing; exit with 1 if there is anything
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from glossary import Entry, read_glossary
from judging import faults
from words import ROOT, SOURCE, found

from plimsoll.translation import Language

LOCALE = SOURCE / "locale"
_HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


class _Steady(Catalog):
    """A catalogue whose header says only what is read: no dates, no versions, so that it changes when messages do."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in super().mime_headers if name in _HEADERS]


def up_to_date(before: Catalog, language: str, glossary: list[Entry]) -> Catalog:
    """Give the catalogue of what there is to translate now, with the translations that there are.

    A name of a term that the glossary has is translated by it.
    """
    catalogue = _Steady(
        language, header_comment="# Plimsoll in another language: docs/how-to/translate.md", fuzzy=False
    )
    messages = found()
    rendered = {entry.english: entry.rendering for entry in glossary}
    terms = {message.id: rendered.get(message.id.replace("-", " ")) for message in messages if message.term}
    for message in messages:
        old = before.get(message.id)
        string = terms.get(message.id)
        flags = () if string or not old else old.flags & {"fuzzy"}
        comments = old.user_comments if old else ()
        catalogue.add(
            message.id, string or (old.string if old else ""), [(message.where, 0)], flags, user_comments=comments
        )
    return catalogue


def source(catalogue: Catalog) -> bytes:
    """Write a catalogue as people edit it."""
    file = BytesIO()
    write_po(file, catalogue, width=120, include_lineno=False)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Write a catalogue as it is read at run time."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def paths(language: str) -> tuple[Path, Path]:
    """Give where a language's catalogue is, as source and compiled."""
    folder = LOCALE / language / "LC_MESSAGES"
    return folder / "plimsoll.po", folder / "plimsoll.mo"


def read(language: str) -> Catalog:
    """Read a language's catalogue; an empty one where there is none."""
    po, _ = paths(language)
    if not po.is_file():
        return Catalog(language)
    with po.open("rb") as file:
        return read_po(file, language)


def languages() -> list[str]:
    """The languages that need a catalogue."""
    return [language for language in Language if language is not Language.EN]


def wrong(language: str) -> Iterator[str]:
    """Say what is wrong with a language's catalogue, one line each."""
    glossary = read_glossary(LOCALE / language / "glossary.toml")
    before = read(language)
    now = up_to_date(before, language, glossary)
    for path, content in zip(paths(language), (source(now), compiled(now)), strict=True):
        if not path.is_file() or path.read_bytes() != content:
            yield f"{path.relative_to(ROOT)} is out of date: run `make catalogues`"
    for fault in faults(now, glossary):
        yield f"{language}: {fault}"


def main() -> int:
    """Bring the catalogues up to date, or say what is wrong with them."""
    parser = argparse.ArgumentParser(description="Bring the message catalogues up to date, and compile them.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if anything is wrong")
    check = parser.parse_args().check
    for language in () if check else languages():
        now = up_to_date(read(language), language, read_glossary(LOCALE / language / "glossary.toml"))
        for path, content in zip(paths(language), (source(now), compiled(now)), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    found_wrong = [line for language in languages() for line in wrong(language)]
    print(*found_wrong, sep="\n", end="\n" if found_wrong else "")
    return 1 if check and found_wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
