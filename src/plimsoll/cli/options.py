"""Options that commands share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plimsoll.errors import InputError
from plimsoll.translation import Language


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"


class CalendarFormat(StrEnum):
    """How duties are printed."""

    TABLE = "table"
    JSON = "json"
    ICS = "ics"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print the answer.")]
LanguageOption = Annotated[Language, typer.Option("--lang", help="The language of the answer.")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="As of the end of this day, UTC.", show_default="today"),
]
LawOption = Annotated[
    list[str] | None,
    typer.Option("--law", metavar="LAW", help="A law, or LAW@VERSION; may be repeated.", show_default="all"),
]


DutiesLawOption = Annotated[
    list[str] | None,
    typer.Option(
        "--law",
        metavar="LAW",
        help="A law, or LAW@VERSION; may be repeated. Vetoed and proposed texts are read only where named.",
        show_default="all in force or enacted",
    ),
]


StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="ADDRESS",
        help="The record: a folder, or postgresql://….",
        show_default="PLIMSOLL_STORE, else the nearest .plimsoll above",
    ),
]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the facts there.")]
RecordOption = Annotated[
    bool, typer.Option("--record", help="Seal the facts, and how they were measured, in the record.")
]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who does it; kept sealed.", show_default="your login name"),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="As the record knew it at the end of this day, UTC.", show_default="now"
    ),
]


def day(text: str | None, option: str = "--on") -> date:
    """Read the day of an option; today, UTC, where none is given.

    Raises:
        InputError: it is not a day.
    """
    from plimsoll.facts.instants import parse_day

    if text is None:
        return datetime.now(UTC).date()
    try:
        return parse_day(text)
    except ValueError as error:
        raise InputError(f"{option}: {error}", "write a day that exists, as 2026-11-22") from None
