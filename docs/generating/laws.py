"""The page of laws: what each version says here, and how well that is grounded."""

from __future__ import annotations

from generating.markdown import code, notice, table
from plimsoll.facts.quantities import Unit
from plimsoll.law.anchors import anchors_of
from plimsoll.law.language.lines import Line
from plimsoll.law.language.speech import line_words
from plimsoll.law.language.statute import Statute, Term, Version
from plimsoll.law.language.walking import expressions_in, expressions_of, judgments_of, lines_of, readings_of
from plimsoll.law.texts import STATUTES
from plimsoll.law.texts.without_rules import AS_OF, WITHOUT_RULES, Instrument

_HEAD = """# Laws

What Plimsoll reads, version by version: the terms, the lines, what is left to a person's judgment, where a reading is
contested, and where the text is in doubt. These are paraphrases; the wording itself is not kept here
([why](../decisions/0008-no-own-statute-text.md)). `plimsoll law show LAW` prints most of this.
What each law asks for stands under [duties](duties.md).

A **grade** says how well a reading is grounded. An answer is as good as the weakest reading on which it rests.

| grade | grounded on |
|---|---|
| text | a copy of the text, read |
| fragment | part of the text |
| secondary | a secondary source only |
| inference | a drafting reading: the text does not say so in words |
| recollection | nothing that could be confirmed in a copy |

A **judgment** is what the law leaves to a person; list it under `judgments` in the facts. Where one is marked as taken,
that is what holds until somebody judges, with a flag where it decides. A **reading** is a switch between two readings
of the text; set it under `readings`. An authority's act that sets a **line** goes under `regulations`, by the name of
the line; a price index under the name `price-index`.
"""

_WITHOUT_RULES_HEAD = f"""What was gone through beside the laws above, as it stood on {AS_OF}, and why nothing
is computed of it: silence is no answer. The first group is the rest of what California signed in September 2024
together with AB 2013 and SB 942. The governor counted 17 bills, the press 18; the list is the usual one and was not
confirmed. `plimsoll law list` prints these titles too.
"""


def page() -> str:
    """Write the page."""
    lines = [notice("src/plimsoll/law/texts"), "", _HEAD]
    for statute in STATUTES:
        lines += [f"## {statute.title}", "", f"Id `{statute.id}`, place {statute.place}.", ""]
        for version in reversed(statute.versions):
            lines += _version(statute, version)
    lines += ["## Read, and nothing to compute", "", _WITHOUT_RULES_HEAD]
    for place in dict.fromkeys(each.place for each in WITHOUT_RULES):
        lines += [f"### Of {place}", ""]
        for each in WITHOUT_RULES:
            lines += _without_rules(each) if each.place == place else []
    return "\n".join(lines).rstrip() + "\n"


def _without_rules(each: Instrument) -> list[str]:
    """One bullet for each: what it is, where it stands, what could be checked, why nothing is computed."""
    note = f" {each.note}" if each.note else ""
    stands = f"*{each.status}*, grade {each.grade}.{note}"
    checks = (
        "" if each.checks.startswith("Nothing") else f" Could be checked: {each.checks[0].lower()}{each.checks[1:]}"
    )
    return [f"- **{each.title}** ({code(each.id)}; {stands}){checks} {each.why}", ""]


def _version(statute: Statute, version: Version) -> list[str]:
    last = version.standing[-1][1]
    never = bool(version.never_law)
    superseded = last == "superseded"
    label = f"{last}, never law" if never else last if superseded else f"from {version.first_day}"
    standing = "; ".join(f"{status} from {day}" for day, status in version.standing)
    first = f"read as if in force from {version.first_day}" if never else f"first day {version.first_day}"
    anchors = anchors_of(version.law, version.version)
    anchored = f"{len(anchors.clauses)} clauses, from {anchors.copy}" if anchors else "none: no copy was read"
    facts = [
        ("title", version.title),
        ("standing", standing),
        ("applies", first),
        ("read from", version.copy),
        ("anchored", anchored),
    ]
    return [
        f"### {version.name} ({label})",
        "",
        *table(("", ""), facts),
        *_terms(version),
        *_lines(version),
        *_readings(version),
        *_defects(version),
    ]


def _terms(version: Version) -> list[str]:
    lines = ["#### Terms", ""]
    for term in version.terms:
        if term.public:
            lines += [f"**{term.name}** (of {_of(term)}; {term.at}; {_grades(term)})  ", term.says, ""]
            lines += _judgments(version, term)
    steps = [t for t in version.terms if not t.public]
    if steps:
        lines += ["Steps that terms share, with no answer of their own:", ""]
        lines += [*(f"- `{term.name}` ({term.at}): {term.says}" for term in steps), ""]
    return lines


def _of(term: Term) -> str:
    return f"{'an' if term.of[0] in 'aeiou' else 'a'} {term.of}"


def _grades(term: Term) -> str:
    inner = {e.grade for e in expressions_in(term.means) if e.grade is not None and e.grade > term.grade}
    said = f"grade {term.grade}"
    return said + (f", in part {', '.join(str(grade) for grade in sorted(inner))}" if inner else "")


def _judgments(version: Version, term: Term) -> list[str]:
    lines = []
    for judged in judgments_of(version, term):
        taken = "" if judged.presumed is None else f" Taken as {'yes' if judged.presumed else 'no'}."
        lines.append(f"- judgment `{judged.term}`: {judged.asks}{taken}")
    return [*lines, ""] if lines else []


def _lines(version: Version) -> list[str]:
    rows = [(line_words(line.value, line.unit), code(line.name) if line.name else "", _moves(line))
            for line in lines_of(version) if line.value and line.unit is not Unit.SECONDS]  # fmt: skip
    return ["#### Lines", "", *table(("line", "name", "how it can move"), rows)] if rows else []


def _moves(line: Line) -> str:
    said = []
    if line.indexation:
        index = line.indexation
        said.append(f"with a price index from {index.begins}, to the nearest {index.nearest} ({index.section})")
    if line.delegation:
        said.append(f"by an agency, for training from {line.delegation.begins} ({line.delegation.section})")
    if line.reserved:
        said.append(f"not by an agency ({line.reserved})")
    return "; ".join(said) or "not"


def _readings(version: Version) -> list[str]:
    readings = readings_of(version)
    if not readings:
        return []
    rows = [(code(r.name), str(r.default).lower(), r.says) for r in readings]
    return ["#### Readings", "", *table(("name", "default", "what it settles"), rows)]


def _defects(version: Version) -> list[str]:
    flags = [flag.says for expression in expressions_of(version) for flag in expression.flags]
    doubts = list(dict.fromkeys([*version.defects, *flags]))
    if not doubts:
        return []
    return ["#### Defects and doubts", "", *(f"- {doubt}" for doubt in doubts), ""]
