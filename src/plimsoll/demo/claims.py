"""The claims made in the argument, each with the facts it is checked on and the verdicts they give."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any

from plimsoll.assessment.vectors import Vector
from plimsoll.demo.report import Claim
from plimsoll.facts.documents import Mapping, Scalar, Sequence, plain, read_document
from plimsoll.facts.instants import parse_day

_NAME = "claims.yaml"


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim: what was said, by whom, what was found, and the vector that holds it."""

    claim: str
    said_by: str
    found: str
    vector: Vector
    facts: str
    """The facts file as it is written."""


def claims() -> list[Checked]:
    """Read the claims, in the order in which they are told."""
    data = (resources.files("plimsoll.demo") / _NAME).read_bytes()
    node = read_document(data, _NAME, "yaml")
    lines = data.decode().splitlines()
    found = []
    assert isinstance(node, Sequence)
    for item in node.items:
        assert isinstance(item, Mapping)
        given: dict[str, Any] = {key: plain(value) for key, value in item.entries.items()}
        vector = Vector(
            id=_text(item, "id"),
            law=_text(item, "law"),
            date=parse_day(_text(item, "date")),
            facts=given["facts"],
            expect=given["expect"],
        )
        facts = _written(lines, item.keys["facts"][0], item.keys["expect"][0])
        found.append(Checked(_text(item, "claim"), _text(item, "said_by"), _text(item, "found"), vector, facts))
    return found


def for_report(checked: Checked) -> Claim:
    """A claim as the report shows it."""
    verdicts = "; ".join(f"{key} {verdict}" for key, verdict in checked.vector.expect.items())
    return Claim(
        claim=checked.claim,
        said_by=f"{checked.said_by}; checked under {checked.vector.law}",
        verdict=checked.found,
        facts=f"{checked.facts}\n\n# {verdicts}",
    )


def _text(item: Mapping, key: str) -> str:
    node = item.entries[key]
    assert isinstance(node, Scalar)
    return node.text.strip()


def _written(lines: list[str], after: int, before: int) -> str:
    """The lines between two keys, moved to the margin."""
    return "\n".join(line[4:] for line in lines[after : before - 1])
