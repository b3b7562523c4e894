"""Where an expression is read over a scene, and what a text comes upon at the ends of its tree."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plimsoll.law.language.examine.cast import Thing
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.expression import Expression


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression is read: of what, for which organization, at which section."""

    thing: Thing
    section: str = ""
    organization: Thing | None = None
    through: bool = False

    def within(self, section: str) -> At:
        """The same, at a section that may continue the present one."""
        return replace(self, section=self.section + section if section.startswith("(") else section)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a text asks of a subject at the end of the tree: what there is to say of a finding."""

    expression: Expression
    at: At
    formula: Formula
    through: bool = False
    """Whether it is asked of a model as what another was made from."""
