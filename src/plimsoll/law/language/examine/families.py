"""Which terms a text means to belong together: those of what is made from a model, and that of who makes it."""

from __future__ import annotations

from collections.abc import Iterator

from plimsoll.law.language.comparison import Compare, Total
from plimsoll.law.language.expression import ANYTHING, Expression, Known, Not, Relation, Some, TermIs, The
from plimsoll.law.language.lines import Line
from plimsoll.law.language.statute import Term, Version
from plimsoll.law.language.walking import expressions_in, parts_of

_DESCENT: tuple[Relation, ...] = ("derived_from", "originals", "predecessors")


def lineage_terms(version: Version) -> list[Term]:
    """Give the headline terms of models, and the terms of what is made from a model of which one holds.

    None, where the text has no term of what is made from a model: it then leaves out nothing that it speaks of.
    """
    heads = {name for name in version.headline if version.by_name[name].of == "model"}
    steps = heads | {step for name in heads for step in _steps(version, name)}
    models = [term for term in version.terms if term.of == "model" and term.public]
    descending = [term for term in models if _descends(version, term, steps)]
    return [term for term in models if term.name in heads or term in descending] if descending else []


def _steps(version: Version, name: str) -> Iterator[str]:
    """The steps that a term takes and that no answer lists."""
    for expression, _, _ in _walk(version.by_name[name].means):
        if isinstance(expression, TermIs) and not version.by_name[expression.term].public:
            yield expression.term


def _descends(version: Version, term: Term, heads: set[str]) -> bool:
    """Whether a term asks that such a one holds of a model that it descends from; or only that it descends from one."""
    seen: set[str] = set()

    def reaches(expression: Expression, through: bool) -> bool:
        for each, below, positive in _walk(expression):
            inside = through or below
            if isinstance(each, Some) and each.relation == "derived_from" and positive and not _names_a_term(each):
                return True
            if isinstance(each, TermIs) and positive:
                if inside and each.term in heads:
                    return True
                if each.term not in seen:
                    seen.add(each.term)
                    if reaches(version.by_name[each.term].means, inside):
                        return True
        return False

    return reaches(term.means, False)


def _names_a_term(expression: Expression) -> bool:
    return any(isinstance(each, TermIs) for each in expressions_in(expression))


def _walk(
    expression: Expression, below: bool = False, positive: bool = True
) -> Iterator[tuple[Expression, bool, bool]]:
    """Everything in an expression: whether it is asked of a model below, and whether it is asked to hold."""
    yield expression, below, positive
    if isinstance(expression, Not):
        positive = not positive
    below = below or (isinstance(expression, Some) and expression.relation in _DESCENT)
    for part in parts_of(expression):
        yield from _walk(part, below, positive)


def makers(version: Version) -> list[tuple[Term, Term, bool]]:
    """Pair each term of who makes models with the headline term of models; and say whether it asks what they are."""
    heads = [term for name in version.headline[:1] if (term := version.by_name[name]).of == "model"]
    found: dict[tuple[str, str], tuple[Term, Term, bool]] = {}
    for term in version.terms:
        if term.of == "organization" and term.public:
            for each in _of_its_models(term.means):
                for head in heads:
                    found.setdefault((term.name, head.name), (term, head, each.holds != ANYTHING))
    return list(found.values())


def _of_its_models(expression: Expression) -> Iterator[Some]:
    """What an expression asks of the models that an organization makes, its scope apart."""
    if expression.scopes or isinstance(expression, Not | Known):
        return
    if isinstance(expression, Some):
        if expression.relation in ("trained", "developed"):
            yield expression
        return
    for part in parts_of(expression):
        yield from _of_its_models(part)


def lines_of_term(version: Version, term: Term) -> set[Line]:
    """Give the lines that the training of a model is measured against for a term."""
    return set(_lines(version, term.means))


def _lines(version: Version, expression: Expression, seen: frozenset[str] = frozenset()) -> Iterator[Line]:
    """The lines that training is measured against, through the terms of the same model."""
    if isinstance(expression, Compare) and isinstance(expression.amount, Total) and isinstance(expression.line, Line):
        yield expression.line
    if isinstance(expression, TermIs) and expression.term not in seen:
        yield from _lines(version, version.by_name[expression.term].means, seen | {expression.term})
    if isinstance(expression, The):
        return
    for part in parts_of(expression):
        yield from _lines(version, part, seen)


def dividing(version: Version) -> list[tuple[Term, Term]]:
    """Pair terms of models that part the same amount between them: one asks for much of it, the other for little."""
    models = [term for term in version.terms if term.of == "model" and term.public]
    ask = {term.name: set(_asked(version, term.means, frozenset())) for term in models}
    return [
        (one, other)
        for n, one in enumerate(models)
        for other in models[n + 1 :]
        if any((amount, not much) in ask[other.name] for amount, much in ask[one.name])
    ]


def _asked(version: Version, expression: Expression, seen: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Amounts of a model that a term asks for in so many words, and whether for much."""
    if isinstance(expression, The | Not):
        return
    if isinstance(expression, Compare) and isinstance(expression.amount, Total) and expression.over != "=":
        yield repr(expression.amount), expression.over in (">", ">=")
    if isinstance(expression, TermIs) and expression.term not in seen:
        step = version.by_name[expression.term]
        if not step.public:
            yield from _asked(version, step.means, seen | {step.name})
    for part in parts_of(expression):
        yield from _asked(version, part, seen)
