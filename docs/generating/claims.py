"""The page of claims: what was said, what was found, the facts, the answers, and how to check it."""

from __future__ import annotations

from itertools import groupby

from generating.markdown import code, fenced, notice, table
from plimsoll.demo.claims import Check, Checked, claims

_HEAD = """# Claims, checked

In 2024 much was said about whom California's SB 1047 would reach, what developers and cloud operators would have to
hand over, report, certify and stop, and to whom. Below, each claim stands beside a facts file and what the text gives
on it: the text of February, of June, or of September, since much of what was said is true of one and not of another.
The bill was vetoed on 2024-09-29 and never became law. It is read here as if it had taken effect on 2025-01-01. The
print of June was read in parts only, so what rests on it is no better grounded than that; `plimsoll duties` gives the
grade of each answer.

Models called "frontier", "base" and the like are invented, to put one question at a time. To check a claim yourself,
save its facts under the name given and run the command. Change a number and run it again.
"""


def page() -> str:
    """Write the page."""
    lines = [notice("src/plimsoll/demo/claimed"), "", _HEAD]
    for topic, told in groupby(claims(), key=lambda checked: checked.topic):
        lines += [f"## {topic}", ""]
        for checked in told:
            lines += _claim(checked)
    return "\n".join(lines).rstrip() + "\n"


def _claim(checked: Checked) -> list[str]:
    name = f"{checked.id}.yaml"
    facts = "\n".join(line.rstrip() for line in checked.facts.splitlines())
    lines = [
        f"### “{checked.claim}”",
        "",
        f"Said by: {checked.said_by}.",
        "",
        f"**Found.** {' '.join(checked.found.split())}",
        "",
        *fenced(facts, f"yaml facts {name}"),
    ]
    for check in checked.checks:
        lines += _answers(check)
        lines += fenced(check.command(name), "sh")
    return lines


def _answers(check: Check) -> list[str]:
    rows = [(code(each.subject), each.name, each.answer, each.at) for each in check.answers]
    label = f"Under `{check.law}`, {check.status}, as of {check.vector.date}:"
    return [label, "", *table(("subject", "term or duty", "answer", "at"), rows)]
