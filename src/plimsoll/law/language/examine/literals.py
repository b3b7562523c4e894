"""What there is to say of a scene: the conditions that a text puts, each with its words, true and false."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from plimsoll.facts.quantities import Unit, written
from plimsoll.law.language.comparison import Compare, Total, TrainingStart
from plimsoll.law.language.examine.cast import OWN, Act, Thing
from plimsoll.law.language.examine.leaf import Leaf
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.examine.scene import Scene
from plimsoll.law.language.examine.symbolic import Symbolic
from plimsoll.law.language.expression import Includes, Judged, Reaches, Reading, TermIs
from plimsoll.law.language.lines import Line, Over
from plimsoll.law.language.speech import amount_words, comparison_words, expression_words, line_words
from plimsoll.law.language.statute import Version
from plimsoll.messages import Message, said

OF_BASE = 4
"""How telling it is which term holds of the model that another is made from."""
_OPPOSITE: dict[Over, Over] = {">": "<=", "<=": ">", ">=": "<", "<": ">="}


@dataclass(frozen=True, slots=True)
class Literal:
    """A condition with its formula; `telling` says how much a reader learns from it: what tells least goes first."""

    formula: Formula
    words: Message
    otherwise: Message
    telling: int
    leaf: Leaf | None = None
    term: tuple[Version, str, str] | None = None
    """For a term of a subject: of which version, which, and of whom."""
    entries: str = ""
    """For whether there are entries at all: the path of their list."""

    @property
    def compare(self) -> Compare | None:
        """The comparison of an amount with a line that it is, if it is one."""
        expression = self.leaf.expression if self.leaf else None
        if isinstance(expression, Compare) and not isinstance(expression.amount, TrainingStart):
            return expression if isinstance(expression.line, Line) else None
        return None

    def said(self, truth: bool, act: Act | None = None) -> Message:
        """Say it, or its opposite; once an act of an authority has moved lines, with what it moved."""
        compare = self.compare
        if compare is None or (not truth and compare.over == "="):
            return self.words if truth else self.otherwise
        return compare_words(compare, compare.over if truth else _OPPOSITE[compare.over], act)

    @property
    def listed(self) -> Includes | None:
        """The value of a list that it asks for, if it asks for one."""
        expression = self.leaf.expression if self.leaf else None
        return expression if isinstance(expression, Includes) and expression.path != "how" else None

    @property
    def kind(self) -> str:
        """The same for conditions that only numbers tell apart, which an act of an authority may move."""
        compare = self.compare
        if compare is None or not isinstance(compare.line, Line) or not compare.line.name:
            return self.words
        return f"{amount_words(compare.amount)} {compare.over} {compare.line.name}"

    @property
    def of_first_estimate(self) -> bool:
        """Whether it is of the estimate that was made first, where others may follow."""
        amount = self.compare.amount if self.compare else None
        return isinstance(amount, Total) and amount.estimate == "first"

    def same_but_for_its_line(self, other: Literal) -> bool:
        """Whether both compare an amount alike, with lines of the same value that may not move alike."""
        one, two = self.compare, other.compare
        if one is None or two is None:
            return False
        return (one.amount, one.over, _value(one)) == (two.amount, two.over, _value(two))


def _value(compare: Compare) -> object:
    return compare.line.value if isinstance(compare.line, Line) else None


def literals_of(reading: Symbolic, subject: Thing, but: Collection[str], *, named: bool = False) -> list[Literal]:
    """Give what a text asks of a subject and of what it was made from; of terms, all but those in question.

    `named`: terms and judgments are said with their version, since another one has its own.
    """
    scene, version = reading.scene, reading.version
    of_law = version.name if named else ""
    model = scene.chain[0]
    base = _base(scene, model if subject is scene.organization else subject)
    itself = {subject, scene.organization} | {
        model if subject is scene.organization else scene.deployment if subject is model else subject
    }
    found = _of_entries(scene) if subject is model else []
    for leaf in reading.leaves.values():
        thing, expression = leaf.at.thing, leaf.expression
        if isinstance(expression, TermIs):
            if thing is subject and expression.term not in but and version.by_name[expression.term].public:
                found.append(_of_term(leaf, version, said("it is a {term}"), said("it is no {term}"), 6, of_law))
            elif thing is base and leaf.through:
                yes, no = said("it is made from a {term}"), said("it is made from no {term}")
                found.append(_of_term(leaf, version, yes, no, OF_BASE, of_law))
            elif thing is model and subject in (scene.incident, scene.harm, scene.deployment, scene.organization):
                yes, no = said("its model is a {term}"), said("its model is no {term}")
                found.append(_of_term(leaf, version, yes, no, OF_BASE, of_law))
        elif isinstance(expression, Includes) and expression.path == "how" and base is not None and thing.of is base:
            how = expression.value
            yes = said("what it is made from was itself made by {how}", how=how)
            found.append(
                Literal(leaf.formula, yes, said("what it is made from was not itself made by {how}", how=how), 2, leaf)
            )
        elif not isinstance(expression, Reading) and thing.subject in itself:
            found.append(_literal(leaf, of_law))
    # Two clauses can ask the same: said once, of the later estimate rather than of the first.
    found.sort(key=lambda literal: not literal.of_first_estimate)
    told = {literal.formula.get_id(): literal for literal in found}
    return sorted(told.values(), key=lambda literal: literal.telling)


def _base(scene: Scene, subject: Thing) -> Thing | None:
    place = scene.chain.index(subject) if subject in scene.chain else len(scene.chain)
    return scene.chain[place + 1] if place + 1 < len(scene.chain) else None


def _of_entries(scene: Scene) -> list[Literal]:
    """Whether entries that texts ask about are there at all."""
    path = scene.chain[0].path
    entries = {
        scene.deployment: (said("it is deployed"), said("it is not deployed")),
        scene.uses[path]: (said("it is used, or released"), said("it is neither used nor released")),
        scene.exemptions[path]: (
            said("an exemption was determined for it"),
            said("no exemption was determined for it"),
        ),
    }
    asked = {constant.thing for constant in scene.constants.values()}
    return [
        Literal(entry.exists, yes, no, 3, entries=entry.path if entry.of else "deployments")
        for entry, (yes, no) in entries.items()
        if entry in asked
    ]


def _of_term(leaf: Leaf, version: Version, yes: Message, no: Message, telling: int, of_law: str) -> Literal:
    assert isinstance(leaf.expression, TermIs)
    name, thing = said(leaf.expression.term), leaf.at.thing
    words, otherwise = (_of_law(said(each.template, term=name), of_law) for each in (yes, no))
    identity = OWN if thing.path == "organization" else thing.id
    return Literal(leaf.formula, words, otherwise, telling, term=(version, leaf.expression.term, identity))


def _literal(leaf: Leaf, of_law: str) -> Literal:
    expression = leaf.expression
    if isinstance(expression, Compare) and isinstance(expression.line, Line):
        if isinstance(expression.amount, TrainingStart):
            yes = expression_words(expression)
            return Literal(leaf.formula, yes, said("not: {condition}", condition=yes), 1, leaf)
        yes = compare_words(expression, expression.over)
        return Literal(leaf.formula, yes, said("not: {condition}", condition=yes), 5, leaf)
    if isinstance(expression, Compare) and not isinstance(expression.line, Line):
        yes, no = (
            comparison_words(amount_words(expression.amount), over, amount_words(expression.line))
            for over in (expression.over, _OPPOSITE[expression.over])
        )
        return Literal(leaf.formula, yes, no, 5, leaf)
    if isinstance(expression, Includes) and expression.path == "how":
        yes = said("it is made by {how}", how=expression.value)
        return Literal(leaf.formula, yes, said("it is not made by {how}", how=expression.value), 7, leaf)
    if isinstance(expression, Judged):
        yes = _of_law(said("judged so: {term}", term=said(expression.term)), of_law)
        no = _of_law(said("judged not so: {term}", term=said(expression.term)), of_law)
        return Literal(leaf.formula, yes, no, 1, leaf)
    words = expression_words(expression)
    telling = 7 if isinstance(expression, Reaches) else 1
    return Literal(leaf.formula, words, said("not: {condition}", condition=words), telling, leaf)


def _of_law(words: Message, of_law: str) -> Message:
    return said("{condition} ({law})", condition=words, law=of_law) if of_law else words


def compare_words(compare: Compare, over: Over, act: Act | None = None) -> Message:
    """Say how an amount stands to a line; where an act has moved it, to the line as it then stands."""
    line = compare.line
    assert isinstance(line, Line)
    words = written(line.value, line.unit) if line.unit is Unit.OPERATIONS else line_words(line.value, line.unit)
    if act is not None and act.by_year and line.indexation is not None:
        words = said("{line} (indexed)", line=words)
    elif act is not None and line.delegation is not None and line.name == act.sets:
        words = said("what the agency has set")
    amount = amount_words(compare.amount)
    if isinstance(compare.amount, Total):
        runs = compare.amount.runs
        if not runs.planned:
            amount = said("{amount} so far", amount=amount)
        if runs.by_organization:
            amount = said("{amount} by the organization itself", amount=amount)
    return comparison_words(amount, over, words)
