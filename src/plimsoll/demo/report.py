"""The report: one page of HTML that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from plimsoll.demo import words
from plimsoll.demo.palette import stylesheet
from plimsoll.demo.plotted import Verdict
from plimsoll.demo.text import FAMILY, runs


@dataclass(frozen=True, slots=True)
class LawStatus:
    """A text of law, and whether it binds anyone."""

    law: str
    version: str
    name: str
    status: str
    first_day: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worth seeing large, with what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as a reader asks it, answered in short paragraphs."""

    question: str
    paragraphs: tuple[str, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG of `plimsoll.demo.pictures`, taken as it is, and what to see in it."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """How much of a legal line a model uses; `line` names it: "compute line"."""

    line: str
    low: float
    high: float
    best: float | None = None

    def __str__(self) -> str:
        return f"{words.ratio(self.low, self.high, self.best)} of the {self.line}"


@dataclass(frozen=True, slots=True)
class Column:
    """One law in one version, as a column of the table."""

    key: str
    law: str
    version: str
    status: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one law says of one model; `needs` is what would settle an unknown."""

    verdict: Verdict
    ratios: tuple[Ratio, ...] = ()
    needs: tuple[str, ...] = ()
    at: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One model of the table, with a cell by the key of each column."""

    id: str
    name: str
    developer: str
    released: date | None
    open_weights: bool | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """What one law answers on the facts of a claim: a line for each question, with the section."""

    law: str
    answers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said in public, what came out when it was checked, and the facts it was checked on."""

    claim: str
    verdict: str
    facts: str
    said_by: str = ""
    topic: str = ""
    checks: tuple[ClaimCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing that a text leaves open, where, and facts that show it."""

    kind: str
    says: str
    at: tuple[str, ...]
    facts: str


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What the examination of a text found; `missing` says why there was none."""

    name: str
    version: str
    status: str
    openings: tuple[Opening, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many models one text reaches, might reach, and does not."""

    law: str
    version: str
    status: str
    term: str
    yes: int
    unknown: int
    no: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from; only a web address becomes a link."""

    name: str
    url: str | None = None
    note: str = ""

    @property
    def link(self) -> str | None:
        """The address, if it is one of the web."""
        return self.url if self.url and self.url.lower().startswith(("https://", "http://")) else None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows. That it is no legal advice, the page says of itself."""

    title: str
    made_on: date
    summary: str = ""
    laws: tuple[LawStatus, ...] = ()
    answers: tuple[Answer, ...] = ()
    pictures: tuple[Picture, ...] = ()
    reach: tuple[Reach, ...] = ()
    left_open: LeftOpen | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    claims: tuple[Claim, ...] = ()
    method: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())


def render(report: Report) -> str:
    """Write the report as one self-contained page of HTML."""
    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        day=words.day, status=words.status, raised=_raised, svg=Markup, openness=_openness, count=words.count
    )
    script = (here / "report.js").read_text(encoding="utf-8")
    return environment.get_template("report.html.jinja").render(
        report=report,
        makers=_by_developer(report.rows),
        topics=[(topic, list(said)) for topic, said in groupby(report.claims, key=lambda claim: claim.topic)],
        palette=Markup(stylesheet()),
        family=Markup(FAMILY),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        words=words,
    )


def _by_developer(rows: tuple[Row, ...]) -> list[tuple[str, list[Row]]]:
    """Rows grouped by developer in the order of the alphabet, the newest model of each first."""
    ordered = sorted(rows, key=lambda r: (r.released is None, -(r.released or date.min).toordinal(), r.name.casefold()))
    ordered.sort(key=lambda r: (r.developer.casefold(), r.developer))
    return [(developer, list(group)) for developer, group in groupby(ordered, key=lambda r: r.developer)]


def _raised(content: object) -> Markup:
    """Text in which 10^26 and 10²⁶ are set with a raised exponent."""
    return Markup("").join(Markup("<sup>{}</sup>").format(run) if up else run for run, up in runs(str(content)))


def _openness(open_weights: bool | None) -> str:
    return {True: "open weights", False: "closed weights", None: "weights: not known"}[open_weights]
