"""The claims made in the argument, each with the facts it is checked on and what the laws answer on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

from plimsoll.assessment.assess import assess
from plimsoll.assessment.duties import DutyAnswer, duties
from plimsoll.assessment.vectors import Vector
from plimsoll.demo.report import Claim, ClaimCheck
from plimsoll.facts.documents import Mapping, Scalar, Sequence, plain, read_document
from plimsoll.facts.instants import parse_day
from plimsoll.law.texts import version_named

_TOPICS = ("coverage", "handing-over", "stopping", "customers", "consequences", "afterwards")
"""The files of claims, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of an answer: of what, which term or duty, what came out, and the section."""

    subject: str
    name: str
    answer: str
    at: str
    duty: bool


@dataclass(frozen=True)
class Check:
    """One law, read on the facts of a claim on one day."""

    vector: Vector

    @property
    def law(self) -> str:
        """LAW@VERSION."""
        return version_named(self.vector.law, self.vector.date).name

    @property
    def status(self) -> str:
        """How that text stands: never law, where it never became one."""
        version = version_named(self.vector.law, self.vector.date)
        status = version.status_on(self.vector.date)
        return f"{status}, never law" if version.never_law else status

    @cached_property
    def answers(self) -> tuple[Answered, ...]:
        """What came out, a line for each term and each duty that the check names."""
        assessed = assess(self.vector.facts, law=self.law, on=self.vector.date)
        owing = duties(self.vector.facts, law=self.law, on=self.vector.date)
        asked: dict[tuple[str, str], list[str]] = {}
        for key in self.vector.expect:
            subject, _, name = key.partition("/")
            name, _, part = name.partition(":")
            asked.setdefault((subject, name), []).append(part)
        found = []
        for (subject, name), parts in asked.items():
            try:
                term = assessed.find(subject, name)
            except KeyError:
                duty = owing.find(subject, name)
                found.append(Answered(subject, name, _told(duty, parts), duty.owed.duty.at, True))
            else:
                found.append(Answered(subject, name, term.verdict, term.at, False))
        return tuple(found)

    def command(self, file: str) -> str:
        """What a reader runs to see the same: one command for terms, one for duties."""
        asked = {True: "duties", False: "assess"}
        verbs = dict.fromkeys(asked[answer.duty] for answer in self.answers)
        rest = f"{file} --law {self.vector.law} --on {self.vector.date} --all"
        return "\n".join(f"plimsoll {verb} {rest}" for verb in verbs)


def _told(duty: DutyAnswer, parts: list[str]) -> str:
    """A duty's status and due date, and the parts of its answer that were asked for."""
    match duty.status:
        case "not-triggered" if duty.due is not None:
            said = [f"not-triggered, first day {duty.due}"]
        case "due" if duty.due is not None:
            said = [f"due {duty.due}"]
        case status:
            said = [status if duty.due is None else f"{status}, due {duty.due}"]
    if "to" in parts:
        said.append(f"to {', '.join(recipient.code for recipient in duty.owed.duty.to)}")
    if "until" in parts:
        said.append(f"kept until {duty.owed.retain_until}")
    if "penalty" in parts:
        reach = {
            True: "a penalty reaches it",
            False: "no penalty reaches it",
            None: "whether a penalty reaches it: unknown",
        }
        said.append(reach[duty.penalty_reach])
    return "; ".join(said)


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim: what was said, by whom, what was found, and the checks that hold it."""

    id: str
    topic: str
    claim: str
    said_by: str
    found: str
    checks: tuple[Check, ...]
    facts: str
    """The facts file as it is written."""


def claims() -> list[Checked]:
    """Read the claims, in the order in which they are told."""
    return [checked for name in _TOPICS for checked in _read(f"{name}.yaml")]


def _read(name: str) -> list[Checked]:
    file = resources.files("plimsoll.demo").joinpath("claimed", name)
    if not file.is_file():
        return []
    data = file.read_bytes()
    node = read_document(data, name, "yaml")
    lines = data.decode().splitlines()
    assert isinstance(node, Mapping)
    listed = node.entries["claims"]
    assert isinstance(listed, Sequence)
    found = []
    for item in listed.items:
        assert isinstance(item, Mapping)
        given: dict[str, Any] = {key: plain(value) for key, value in item.entries.items()}
        found.append(
            Checked(
                id=_text(item, "id"),
                topic=_text(node, "topic"),
                claim=_text(item, "claim"),
                said_by=_text(item, "said_by"),
                found=_text(item, "found"),
                checks=tuple(_check(_text(item, "id"), given["facts"], each) for each in given["checks"]),
                facts=_written(lines, item.keys["facts"][0], item.keys["checks"][0]),
            )
        )
    return found


def _check(claim: str, facts: Any, given: dict[str, Any]) -> Check:
    law, day = given["law"], parse_day(given["date"])
    return Check(Vector(id=f"{claim}, {law} on {day}", law=law, date=day, facts=facts, expect=given["expect"]))


def for_report(checked: Checked) -> Claim:
    """A claim as the report shows it."""
    return Claim(
        topic=checked.topic,
        claim=checked.claim,
        said_by=checked.said_by,
        verdict=checked.found,
        facts=checked.facts,
        checks=tuple(
            ClaimCheck(
                f"{check.law} ({check.status}), as of {check.vector.date}",
                tuple((f"{each.subject}/{each.name}", each.answer, each.at) for each in check.answers),
            )
            for check in checked.checks
        ),
    )


def _text(item: Mapping, key: str) -> str:
    node = item.entries[key]
    assert isinstance(node, Scalar)
    return node.text.strip()


def _written(lines: list[str], after: int, before: int) -> str:
    """The lines between two keys, moved to the margin."""
    return "\n".join(line[6:] for line in lines[after : before - 1])
