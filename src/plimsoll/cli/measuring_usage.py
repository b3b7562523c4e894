"""Measuring from a cluster's own records, and totals of what was measured, as a person meets them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plimsoll.cli.measuring_compute import Kept
from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.errors import InputError
from plimsoll.messages import Message, said
from plimsoll.translation import Language

_LONG = 16_000_000
"""Bytes from which on there is enough to wait for."""
_PACKAGES = ("duckdb", "ibis", "pyarrow", "prometheus_client", "numpy", "pandas")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of a measurement, besides being shown."""

    out: Path | None
    record: bool
    store: str | None
    by: str | None
    segments: Path | None
    key: Path | None
    clear: bool
    format: Format
    lang: Language


def usage_command(
    kind: str,
    files: Sequence[Path],
    arguments: Mapping[str, Any],
    catalogue: Path | None,
    wanted: Wanted,
    prices: Path | None = None,
) -> None:
    """Measure from files of one kind; keep the rows as segments where that is wanted."""
    arguments = {name: value for name, value in arguments.items() if value not in (None, [], {}, False)}
    given = list(files)
    for name, beside in (("catalogue", catalogue), ("prices", prices)):
        if beside is not None:
            arguments[name] = len(given)
            given.append(beside)
    with _measuring():
        from importlib import import_module

        from plimsoll.measure.usage.runs import Keeping, measured

        rows = import_module(f"plimsoll.measure.usage.{kind}").rows
        keeping = None if wanted.segments is None else Keeping(wanted.segments, _key(wanted))
        with _progress(given) as advance:
            found = measured(kind, given, arguments, rows, keeping, advance)
    Kept(wanted.out, wanted.record, wanted.store, wanted.by, wanted.format, wanted.lang).tell(found)
    if wanted.segments is not None and wanted.format is Format.TABLE:
        kept = found.details["segments"]
        text = said(
            "{n} rows in {folder}, sealed as {digest}; plimsoll measure usage {folder} totals them",
            n=f"{kept['rows']:,}",
            folder=str(wanted.segments),
            digest=kept["sha256"],
        )
        say(text, wanted.lang, dim=True)


def totals_command(
    folders: Sequence[Path], by: str, accounts: Path | None, key: Path | None, format: Format, lang: Language
) -> None:
    """Total the rows of segments."""
    with _measuring():
        from plimsoll.measure.usage.sealed import totals_of

        found = totals_of(folders, [each.strip() for each in by.split(",") if each.strip()])
    names = _names(accounts, key)
    if format is Format.JSON:
        print_json(found.to_dict(), lang)
        return
    columns = [*found.by, *(name for name in found.sums if any(row[name] is not None for row in found.rows))]
    header = [_COLUMNS[name] for name in columns]
    table(header, [[_cell(name, row[name], names) for name in columns] for row in found.rows], lang)
    say()
    for note in found.notes:
        say(note, lang, lead="- ", indent="  ")


_COLUMNS: Mapping[str, Message] = {
    "model": said("model"),
    "phase": said("phase"),
    "customer": said("customer"),
    "project": said("project"),
    "device": said("device"),
    "source": said("source"),
    "state": said("state"),
    "currency": said("currency"),
    "day": said("day"),
    "rows": said("rows"),
    "device_ms": said("device-hours"),
    "busy_ms": said("tensor units at work, at most"),
    "active_ms": said("any unit at work, at most"),
    "spent": said("spent"),
    "listed": said("at list price"),
}


def _cell(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return said("unknown")
    if name.endswith("_ms"):
        return f"{value / 3_600_000:,.3f}"
    if name == "rows":
        return f"{value:,}"
    if name in ("spent", "listed"):
        return f"{value:,.2f}"
    return names.get(value, str(value))


def _names(accounts: Path | None, key: Path | None) -> Mapping[str, str]:
    """Whose pseudonym is whose, of the names in a file."""
    if accounts is None:
        return {}
    from plimsoll.measure.usage.pseudonyms import Pseudonyms, key_in

    try:
        names = accounts.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{accounts} cannot be read", "name a file with one account a line") from None
    pseudonyms = Pseudonyms(key_in(key or _usual_key()))
    kinds = ("customer", "project")
    return {pseudonyms.of(kind, name.strip()): name.strip() for kind in kinds for name in names if name.strip()}


def _key(wanted: Wanted) -> bytes | None:
    from plimsoll.measure.usage.pseudonyms import key_in

    return None if wanted.clear else key_in(wanted.key or _usual_key())


def _usual_key() -> Path:
    from plimsoll.record.location import keyring_path

    return keyring_path("usage").with_name("pseudonyms.key")


@contextmanager
def _measuring() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise InputError("measuring usage needs DuckDB, Ibis and PyArrow", "install plimsoll-ai[measure]") from None


@contextmanager
def _progress(files: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, where there is enough to wait for."""
    total = sum(file.stat().st_size for file in files if file.is_file())
    if not sys.stderr.isatty() or total < _LONG:
        yield lambda read: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=total)
        held = 0

        def advance(read: int) -> None:
            nonlocal held
            held += read
            if held > 1_000_000:
                bar.advance(task, held)
                held = 0

        yield advance


def as_utilisation(text: str | None) -> Mapping[str, str] | None:
    """Read `0.4`, `0.35:0.45` or `0.35:0.4:0.45`, the least first; what is no share is refused where it is used."""
    if text is None:
        return None
    parts = text.split(":")
    return {"low": parts[0], "high": parts[-1]} | ({"best": parts[len(parts) // 2]} if len(parts) != 2 else {})


def as_column(text: str | None) -> Mapping[str, str] | None:
    """Read `COLUMN`, or `COLUMN=PATTERN`.

    Raises:
        InputError: the pattern is no regular expression.
    """
    if text is None:
        return None
    import re

    column, equals, pattern = text.partition("=")
    try:
        re.compile(pattern)
    except re.error as error:
        raise InputError(
            f"{pattern[:40]!r} is no regular expression ({error})", "write it as Comment=model:(\\S+)"
        ) from None
    return {"column": column.strip()} | ({"pattern": pattern} if equals else {})


def as_names(texts: Sequence[str] | None, option: str, example: str) -> Mapping[str, str]:
    """Read `WORD=NAME` …; the word may be empty.

    Raises:
        InputError: one has no `=`, or no name.
    """
    found = {}
    for text in texts or ():
        word, equals, name = text.partition("=")
        if not equals or not name.strip():
            raise InputError(f"{option} {text[:40]!r} does not say what it means", f"write it as {example}")
        found[word.strip()] = name.strip()
    return found


def day_of(milliseconds: int) -> str:
    """The day of a millisecond, UTC."""
    return datetime.fromtimestamp(milliseconds // 1000, UTC).date().isoformat()
