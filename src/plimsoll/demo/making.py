"""Making the demo: everything read, drawn and written, in that order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plimsoll.assessment.assess import assess
from plimsoll.demo import reach, showing
from plimsoll.demo.claims import claims, for_report
from plimsoll.demo.left_open import left_open
from plimsoll.demo.measured import Measured, all_versions, measure, sort_by_compute
from plimsoll.demo.pictures import FontsMissing, Theme, to_png
from plimsoll.demo.plotted import Bar
from plimsoll.demo.report import Picture, Reach, Report, Source, render
from plimsoll.demo.saying import answers
from plimsoll.facts.facts import Facts
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import STATUTES
from plimsoll.reference import reference_facts


@dataclass(frozen=True, slots=True)
class Made:
    """What the demo made: the models as measured, the report, and the files written."""

    on: date
    models: Sequence[Measured]
    versions: Sequence[Version]
    report: Report
    written: Sequence[Path]
    notes: Sequence[str]


_THEMES: tuple[Theme, ...] = ("light", "dark")


def make(out: Path, on: date) -> Made:
    """Assess the reference models under every text, and write report.html and the pictures into a folder."""
    facts = reference_facts()
    models = measure(facts, on)
    versions = all_versions()
    reached = _reached(facts, models, on)
    pictures = _pictures(models, versions, reached, on)
    page = {name: draw("auto") for name, draw in pictures.items()}
    report = _report(facts, models, versions, page, reached, on)
    written = [_write(out / "report.html", render(report).encode())]
    notes: list[str] = []
    for name, draw in pictures.items():
        written.append(_write(out / f"{name}.svg", page[name].encode()))
        for theme in _THEMES:
            try:
                png = to_png(draw(theme))
            except FontsMissing as missing:
                notes = [str(missing)]
                continue
            written.append(_write(out / f"{name}-{theme}.png", png))
    return Made(on, models, versions, report, written, notes)


@dataclass(frozen=True, slots=True)
class _Reached:
    """The bars of every text, and of each print of the bill that has several."""

    versions: Sequence[Version]
    texts: Sequence[Bar]
    prints: Sequence[Bar]
    bill: str


def _reached(facts: Facts, models: Sequence[Measured], on: date) -> _Reached:
    versions = reach.with_models(STATUTES)
    answer = assess(facts, law=[version.name for version in versions], on=on)
    verdicts = reach.headline_verdicts(answer, versions)
    bill = max(STATUTES, key=lambda statute: len(statute.versions))
    names = {m.model.id: m.name for m in sort_by_compute(models)}
    return _Reached(
        versions,
        reach.reach_bars(versions, verdicts, on),
        reach.amendment_bars(bill.versions, verdicts, names, on),
        bill.versions[-1].short,
    )


def _pictures(
    models: Sequence[Measured], versions: Sequence[Version], reached: _Reached, on: date
) -> dict[str, Callable[[Theme], str]]:
    drawn = _drawn(versions)
    return {
        "load-line": lambda theme: showing.load_line_picture(models, drawn, on, theme),
        "record": lambda theme: showing.record_picture(models, drawn, on, theme),
        "amendments": lambda theme: reach.amendments_picture(reached.prints, reached.bill, theme),
        "reach": lambda theme: reach.reach_picture(reached.texts, theme),
    }


def _drawn(versions: Sequence[Version]) -> list[Version]:
    """The texts whose lines are drawn: the last print of each law."""
    return list({version.law: version for version in versions}.values())


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _report(
    facts: Facts,
    models: Sequence[Measured],
    versions: Sequence[Version],
    pictures: Mapping[str, str],
    reached: _Reached,
    on: date,
) -> Report:
    drawn = _drawn(versions)
    vetoed, in_force = drawn[0], next((v for v in drawn if v.status_on(on) == "in-force"), drawn[-1])
    told = answers(models, vetoed, in_force, assess(facts, law=in_force.name, on=on), on)
    return Report(
        title="Which models does the law reach, and by how much?",
        made_on=on,
        summary=_summary(models, versions, vetoed, in_force),
        laws=showing.statuses(versions, on),
        answers=told,
        pictures=(
            Picture(
                pictures["load-line"],
                "Each mark is a model, with the interval in which its compute and its cost are believed to lie. "
                "A law reaches what lies beyond its lines.",
            ),
            Picture(
                pictures["record"],
                "The record of each year, by best estimate, against the lines and the days from which they apply.",
            ),
            Picture(
                pictures["amendments"],
                "What each print of the bill would have changed for these models, as far as is known of them. Where a "
                "print asked for a judgment that nobody has made, the answer is unknown.",
            ),
            Picture(
                pictures["reach"],
                "Every text, over the same models. Where a text asks what nobody has published, the answer is unknown.",
            ),
        ),
        reach=tuple(_reach(version, bar) for version, bar in zip(reached.versions, reached.texts, strict=True)),
        left_open=left_open(vetoed, on),
        columns=showing.columns(versions, on),
        rows=showing.rows(models),
        claims=tuple(map(for_report, claims())),
        method=(
            "Each figure is an interval with its source. A law is read on the whole interval, exactly: yes or no is "
            "what holds for every value in it, and unknown is an answer, with the facts that would settle it.",
            "Intervals of Epoch AI's estimates follow its classes of confidence; those of published figures follow "
            "parameters and tokens. An estimate that changed is kept beside the new one.",
            "SB 1047 was vetoed and never became law. It is read here as if it had taken effect on 1 January 2025.",
        ),
        limits=(
            "Post-training compute is seldom published, so most figures are of pretraining alone.",
            "Costs are cloud prices at the start of training, as the bill asks, where they could be worked out at all; "
            "they are not what developers spent.",
        ),
        sources=_sources(facts),
    )


def _reach(version: Version, bar: Bar) -> Reach:
    counts = bar.counts
    term = version.headline[0].replace("-", " ")
    yes, unknown, no = (counts.get(verdict, 0) for verdict in ("yes", "unknown", "no"))
    return Reach(version.short, version.version, bar.status, term, yes, unknown, no)


def _summary(models: Sequence[Measured], versions: Sequence[Version], vetoed: Version, in_force: Version) -> str:
    years = sorted({m.released.year for m in models if m.released})
    said = []
    for version in (vetoed, in_force):
        verdicts = [m.answers[version.name].verdict for m in models]
        yes, no, unknown = (verdicts.count(v) for v in ("yes", "no", "unknown"))
        said.append(f"{version.short} reaches {yes} for certain and {no} for certain not; {unknown} are unknown.")
    return f"{len(models)} public models of {years[0]} to {years[-1]}, under {len(versions)} texts. {' '.join(said)}"


def _sources(facts: Facts) -> tuple[Source, ...]:
    """Every source of a figure, with the models it is of."""
    used: dict[tuple[str, str], list[str]] = {}
    for model in facts.models.values():
        for run in model.runs or ():
            for quantity in filter(None, (run.operations, run.cost)):
                for estimate in quantity.estimates:
                    origin = estimate.origin
                    if origin.source:
                        used.setdefault((origin.source, origin.by or ""), []).append(model.name or model.id)
    listed = []
    for (source, by), names in sorted(used.items(), key=lambda item: -len(item[1])):
        some = list(dict.fromkeys(names))
        note = ", ".join(some[:6]) + (f" and {len(some) - 6} more" if len(some) > 6 else "")
        listed.append(Source(f"{by}: {source}" if by else source, source, note))
    return tuple(listed)
