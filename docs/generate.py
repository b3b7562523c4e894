"""Makes the pages of the documentation that follow from the code, and the output that the others show.

python docs/generate.py            write what is out of date
python docs/generate.py --check    name it, and exit with 1 if there is any
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from generating import claims, commands, duties, examples, keys, laws

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
WHOLE = {
    "reference/commands.md": commands.page,
    "reference/laws.md": laws.page,
    "reference/duties.md": duties.page,
    "explanation/claims.md": claims.page,
}
PARTS = {"reference/facts-file.md": keys.part}


def pages() -> Iterator[tuple[Path, str]]:
    """Give every page that is made, wholly or in part, as it should be."""
    for name, make in WHOLE.items():
        yield DOCS / name, make()
    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        name = path.relative_to(DOCS).as_posix() if path.is_relative_to(DOCS) else path.name
        if name in WHOLE:
            continue
        text = path.read_text("utf-8")
        if name in PARTS:
            text = between_markers(text, PARTS[name]())
        yield path, examples.with_output(text)


def between_markers(text: str, made: str) -> str:
    """Put what is made between the two markers of a page."""
    head, begin, rest = text.partition("<!-- generated: begin -->\n")
    _, end, tail = rest.partition("<!-- generated: end -->")
    if not (begin and end):
        raise ValueError("a page that is made in part has lost its markers")
    return f"{head}{begin}\n{made}\n{end}{tail}"


def main() -> int:
    """Write the pages, or say which are out of date."""
    parser = argparse.ArgumentParser(description="Make the pages of the documentation that follow from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page is out of date")
    check = parser.parse_args().check
    stale = [(path, text) for path, text in pages() if not path.is_file() or path.read_text("utf-8") != text]
    for path, text in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        print(f"{'out of date' if check else 'wrote'}: {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
