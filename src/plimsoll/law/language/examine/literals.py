"""What there is to say of a scene: the conditions that a text puts, each with its words, true and false."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

from plimsoll.facts.quantities import Unit, written
from plimsoll.law.language.comparison import Compare, Total, TrainingStart
from plimsoll.law.language.examine.leaf import Leaf
from plimsoll.law.language.examine.scene import Formula, Scene, Thing
from plimsoll.law.language.examine.symbolic import Symbolic
from plimsoll.law.language.expression import Includes, Judged, Reading, TermIs
from plimsoll.law.language.lines import Line, Over
from plimsoll.law.language.speech import amount_words, comparison_words, expression_words, line_words
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
    compare: Compare | None = None
    of_law: bool = False
    """Whether it is a term or a judgment of the law, which another law may have too."""
    level: Callable[[], Formula] | None = None
    """For an amount against a line: gives the formula that it is exactly there."""

    @property
    def kind(self) -> str:
        """The same for conditions that only numbers tell apart, which an act of an authority may move."""
        compare = self.compare
        if compare is None or not isinstance(compare.line, Line) or not compare.line.name:
            return self.words
        return f"{amount_words(compare.amount)} {compare.over} {compare.line.name}"

    def same_but_for_its_line(self, other: Literal) -> bool:
        """Whether both compare an amount alike, with lines that have the same value but do not move alike."""
        one, two = self.compare, other.compare
        if one is None or two is None or not (isinstance(one.line, Line) and isinstance(two.line, Line)):
            return False
        return (one.amount, one.over, one.line.value) == (two.amount, two.over, two.line.value)

    @property
    def of_first_estimate(self) -> bool:
        """Whether it is of the estimate that was made first, where others may follow."""
        amount = self.compare.amount if self.compare else None
        return isinstance(amount, Total) and amount.estimate == "first"


def literals_of(reading: Symbolic, subject: Thing, but: Collection[str], *, named: bool = False) -> list[Literal]:
    """Give what a text asks of a subject and of what it was made from; of terms, all but those in question.

    `named`: terms and judgments are said with their law, since another one has its own.
    """
    scene = reading.scene
    model = scene.chain[0]
    itself = {subject, scene.organization}
    if subject is scene.organization:
        itself.add(model)
    if subject is model:
        itself.add(scene.deployment)
    found: list[Literal] = []
    for leaf in reading.leaves.values():
        thing, expression = leaf.at.thing, leaf.expression
        if isinstance(expression, TermIs):
            if thing is subject and expression.term not in but and reading.version.by_name[expression.term].public:
                found.append(_of_term(leaf, said("it is a {term}"), said("it is no {term}"), expression.term, 6))
            elif thing is _base(scene, subject) and expression.term in _asked_of_base(reading, subject):
                made, not_made = said("it is made from a {term}"), said("it is made from no {term}")
                found.append(_of_term(leaf, made, not_made, expression.term, OF_BASE))
            elif thing is model and subject in (scene.incident, scene.harm, scene.deployment):
                found.append(
                    _of_term(leaf, said("its model is a {term}"), said("its model is no {term}"), expression.term, 4)
                )
        elif isinstance(expression, Includes) and expression.path == "how" and thing.of is _base(scene, subject):
            yes = said("what it is made from was itself made by {how}", how=expression.value)
            no = said("what it is made from was not itself made by {how}", how=expression.value)
            found.append(Literal(leaf.formula, yes, no, 2))
        elif not isinstance(expression, Reading) and thing.subject in itself:
            found.append(_literal(reading, leaf))
    for entry in (scene.deployment, scene.uses[model.path], scene.exemptions[model.path]):
        if subject is model and any(constant.thing is entry for constant in scene.constants.values()):
            kind = said(entry.path.rpartition(".")[2] if entry.of else "deployments")
            none = said("no {entries} are listed for it", entries=kind)
            found.append(Literal(entry.exists, said("{entries} are listed for it", entries=kind), none, 3))
    # Two clauses can ask the same: said once, of the later estimate rather than of the first.
    found.sort(key=lambda literal: not literal.of_first_estimate)
    told = {literal.formula.get_id(): literal for literal in found}
    if named:
        told = {key: _of_law(literal, reading.version.law) for key, literal in told.items()}
    return sorted(told.values(), key=lambda literal: literal.telling)


def _base(scene: Scene, subject: Thing) -> Thing | None:
    place = scene.chain.index(subject) if subject in scene.chain else len(scene.chain)
    return scene.chain[place + 1] if place + 1 < len(scene.chain) else None


def _asked_of_base(reading: Symbolic, subject: Thing) -> set[str]:
    """The terms that a text asks of what a subject was made from: as it was made, not by what it was before."""
    return {
        leaf.expression.term
        for leaf in reading.leaves.values()
        if isinstance(leaf.expression, TermIs) and leaf.at.thing is _base(reading.scene, subject) and leaf.through
    }


def _of_law(literal: Literal, law: str) -> Literal:
    if not literal.of_law:
        return literal
    words, otherwise = (
        said("{condition} ({law})", condition=each, law=law) for each in (literal.words, literal.otherwise)
    )
    return replace(literal, words=words, otherwise=otherwise)


def _of_term(leaf: Leaf, yes: Message, no: Message, term: str, telling: int) -> Literal:
    name = said(term)
    return Literal(leaf.formula, said(yes.template, term=name), said(no.template, term=name), telling, of_law=True)


def _literal(reading: Symbolic, leaf: Leaf) -> Literal:
    expression = leaf.expression
    if isinstance(expression, Compare) and not isinstance(expression.amount, TrainingStart):
        yes = compare_words(expression, expression.over)
        if expression.over == "=":
            return Literal(leaf.formula, yes, said("not: {condition}", condition=yes), 5, expression)
        no = compare_words(expression, _OPPOSITE[expression.over])
        level = partial(reading.figures.compare, expression, leaf.at.thing, leaf.at.organization, "=")
        return Literal(leaf.formula, yes, no, 5, expression, level=level)
    if isinstance(expression, Includes) and expression.path == "how":
        yes = said("it is made by {how}", how=expression.value)
        return Literal(leaf.formula, yes, said("it is not made by {how}", how=expression.value), 7)
    if isinstance(expression, Judged):
        yes = said("judged so: {term}", term=said(expression.term))
        no = said("judged not so: {term}", term=said(expression.term))
        return Literal(leaf.formula, yes, no, 1, of_law=True)
    words = expression_words(expression)
    return Literal(leaf.formula, words, said("not: {condition}", condition=words), 1)


def compare_words(compare: Compare, over: Over) -> Message:
    """Say how an amount stands to a line."""
    line = compare.line
    if not isinstance(line, Line):
        return comparison_words(amount_words(compare.amount), over, amount_words(line))
    words = written(line.value, line.unit) if line.unit is Unit.OPERATIONS else line_words(line.value, line.unit)
    if line.indexation is not None:
        words = said("{line} (indexed)", line=words)
    amount = amount_words(compare.amount)
    if isinstance(compare.amount, Total) and not compare.amount.runs.planned:
        amount = said("{amount} so far", amount=amount)
    return comparison_words(amount, over, words)
