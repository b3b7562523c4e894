"""The reach of every text over the models, and what each print of a bill changed: from answers to bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from plimsoll.assessment.amendments import Change, changes
from plimsoll.assessment.answers import Assessment, Verdict
from plimsoll.demo import words
from plimsoll.demo.bars import verdict_bars
from plimsoll.demo.plotted import Bar, Theme
from plimsoll.law.language.statute import Statute, Version

_MOST_NAMED = 8
_MEANING: dict[Verdict, str] = {"yes": "reached", "unknown": "cannot be told", "no": "not reached"}
Verdicts = Mapping[str, Verdict]


def headline_verdicts(answer: Assessment, versions: Sequence[Version]) -> dict[str, dict[str, Verdict]]:
    """Give each text's verdicts on its headline term of models, by LAW@VERSION and model."""
    heads = {version.name: version.headline[0] for version in versions}
    found: dict[str, dict[str, Verdict]] = {version.name: {} for version in versions}
    for d in answer.determinations:
        law = f"{d.law}@{d.version}"
        if d.of == "model" and heads.get(law) == d.term:
            found[law][d.subject] = d.verdict
    return found


def with_models(statutes: Sequence[Statute]) -> list[Version]:
    """Give every version that has a headline term of models."""
    versions = (version for statute in statutes for version in statute.versions)
    return [v for v in versions if v.headline and v.by_name[v.headline[0]].of == "model"]


def reach_bars(versions: Sequence[Version], verdicts: Mapping[str, Verdicts], on: date) -> list[Bar]:
    """Give a bar a text, in the order of the laws."""
    return [
        Bar(
            label=version.short,
            status=version.status_on(on),
            detail=f"{version.version}: {version.headline[0].replace('-', ' ')}",
            counts=Counter(verdicts[version.name].values()),
        )
        for version in versions
    ]


def amendment_bars(
    versions: Sequence[Version], verdicts: Mapping[str, Verdicts], names: Mapping[str, str], on: date
) -> list[Bar]:
    """Give a bar a print of one bill, each with whom it added and whom it let go, in the order of the `names`."""
    bars: list[Bar] = []
    for n, version in enumerate(versions):
        after = verdicts[version.name]
        before = verdicts[versions[n - 1].name] if n else None
        notes = () if before is None else _notes(changes(before, after), names)
        bars.append(
            Bar(f"{version.short}, {version.version}", version.status_on(on), "", Counter(after.values()), notes)
        )
    return bars


def _notes(found: Sequence[Change], names: Mapping[str, str]) -> tuple[str, ...]:
    if not found:
        return ("The amendment added nobody and let nobody go: every verdict is as before.",)
    return tuple(f"{_SAID[change.before, change.after]}: {_listed(change.subjects, names)}." for change in found)


_SAID: dict[tuple[Verdict, Verdict], str] = {
    ("no", "yes"): "Added",
    ("unknown", "yes"): "Now reached for certain",
    ("yes", "no"): "Let go",
    ("unknown", "no"): "Let go for certain, where it could not be told before",
    ("yes", "unknown"): "No longer certain to be reached",
    ("no", "unknown"): "No longer certain to be out",
}


def _listed(subjects: Sequence[str], names: Mapping[str, str]) -> str:
    shown = ", ".join([name for model, name in names.items() if model in subjects][:_MOST_NAMED])
    rest = len(subjects) - _MOST_NAMED
    return f"{words.count(len(subjects), 'model')} ({shown}{f' and {rest} more' if rest > 0 else ''})"


def reach_picture(bars: Sequence[Bar], theme: Theme) -> str:
    """Draw the reach of every text."""
    total = sum(bars[0].counts.values())
    return verdict_bars(
        bars,
        key="reach",
        title=f"Whom each text reaches, of {total} public models",
        subtitle="By its headline term; what is not known stays unknown",
        meaning=_MEANING,
        theme=theme,
    )


def amendments_picture(bars: Sequence[Bar], law: str, theme: Theme) -> str:
    """Draw what each print of a bill changed."""
    return verdict_bars(
        bars,
        key="amendments",
        title=f"{law}, print by print: whom each amendment added or let go",
        subtitle="The same models and facts under each print, as if it had taken effect",
        meaning=_MEANING,
        theme=theme,
    )
