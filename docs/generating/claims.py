"""The page of claims: what was said, what was found, the facts, the verdicts, and how to check it."""

from __future__ import annotations

from generating.markdown import code, fenced, notice, table
from plimsoll.assessment.assess import assess
from plimsoll.demo.claims import Checked, claims
from plimsoll.law.language.statute import Version
from plimsoll.law.texts import version_named

_HEAD = """# Claims, checked

In 2024 much was said about whom California's SB 1047 would reach. Below, each claim about coverage stands beside a
facts file and the verdicts that the text gives on it. The bill was vetoed on 2024-09-29 and never became law. It is
read here as if it had taken effect on 2025-01-01.

Models called "frontier", "base" and the like are invented, to put one question at a time. To check a claim yourself,
save its facts under the name given and run the command. Change a number and run it again.
"""


def page() -> str:
    """Write the page."""
    lines = [notice("src/plimsoll/demo/claims.yaml"), "", _HEAD]
    for checked in claims():
        lines += _claim(checked)
    return "\n".join(lines).rstrip() + "\n"


def _claim(checked: Checked) -> list[str]:
    vector = checked.vector
    version = version_named(vector.law, vector.date)
    name = f"{vector.id}.yaml"
    facts = "\n".join(line.rstrip() for line in checked.facts.splitlines())
    return [
        f"## “{checked.claim}”",
        "",
        f"Said by: {checked.said_by}.",
        "",
        f"**Found.** {' '.join(checked.found.split())}",
        "",
        *fenced(facts, f"yaml facts {name}"),
        *_verdicts(checked, version),
        *fenced(f"plimsoll assess {name} --law {vector.law} --on {vector.date} --all", "sh"),
    ]


def _verdicts(checked: Checked, version: Version) -> list[str]:
    vector = checked.vector
    answers = assess(vector.facts, law=version.name, on=vector.date)
    rows = []
    for key in vector.expect:
        subject, _, term = key.partition("/")
        found = answers.find(subject, term)
        rows.append((code(subject), term, found.verdict, found.at))
    status = version.status_on(vector.date)
    label = f"Under `{version.name}`, {status}, as of {vector.date}:"
    return [label, "", *table(("subject", "term", "verdict", "at"), rows)]
