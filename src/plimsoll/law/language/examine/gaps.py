"""Gaps: what is made from a model that a text speaks of, and no term catches; a model without its maker; silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import z3

from plimsoll.facts.models import How
from plimsoll.law.language.comparison import Compare
from plimsoll.law.language.examine.examined import Examined
from plimsoll.law.language.examine.families import lineage_terms, lines_of_term, makers
from plimsoll.law.language.examine.finding import Finding, Shows
from plimsoll.law.language.examine.logic import Formula
from plimsoll.law.language.examine.regions import Region
from plimsoll.law.language.examine.saying import none_of, once, where
from plimsoll.law.language.lines import Line, Over
from plimsoll.messages import Message, either, said

_HOWS: tuple[str, ...] = get_args(How)
_WITHOUT_MAKER = said(
    "a {model} can have no {maker}: who trained it, having developed nothing that it was made from, is none"
)
_WITHOUT_MODEL = said("whoever trains one model alone can be a {maker} though that model is no {model}")


def gaps(text: Examined) -> Iterator[Finding]:
    """Give the gaps of a text."""
    yield from uncaught(text)
    yield from unmade(text)
    yield from silent(text)


def uncaught(text: Examined) -> Iterator[Finding]:
    """What is made in one way from a model of which a term holds, and of which none does."""
    scene, family = text.scene, lineage_terms(text.version)
    if not family:
        return
    base = scene.chain[1]
    caught = scene.logic.any(text.holds(term) for term in family)
    before = scene.logic.any(text.holds(term, base) for term in family)
    shows = [text.shown(each, holds=False) for each in family]
    found: dict[tuple[Message, Message], tuple[list[str], list[Formula], Region]] = {}
    for how in _HOWS:
        for act, under, region in text.regions_under_acts([*scene.made_by(how), before], caught, family):
            ways, _, _ = found.setdefault((where(region), once(act)), ([], under, region))
            ways.append(how)
    for (place, act_words), (ways, wanted, region) in found.items():
        says = said(
            "what is made by {how} from a {base} is {neither}{where}{act}",
            how=either(ways),
            base=either(said(term.name) for term in family),
            neither=none_of(family),
            where=place,
            act=act_words,
        )
        made_from = next(term for term in family if text.satisfiable([*wanted, text.holds(term, base)]))
        from_it = Shows(text.version, made_from.name, base.id, True)
        made = [*wanted, text.holds(made_from, base)]
        yield text.finding("gap", family, says, made, [*shows, from_it], region)


def unmade(text: Examined) -> Iterator[Finding]:
    """A model of which a term holds and that nobody made in the sense of the text; and a maker without a model.

    Whoever trains it has developed none of what it was made from, so that no other model can make it a maker.
    """
    scene = text.scene
    before, family = scene.chain[1:], lineage_terms(text.version)
    alone = [scene.begun(scene.runs[0]), *(z3.Implies(m.exists, scene.others_made[m.path]) for m in before)]
    kept = [f"{m.path}.developer" for m in before]
    for maker, term, asks in makers(text.version):
        makes, is_so = text.holds(maker), text.holds(term)
        sides = [(is_so, makes, term, maker, _WITHOUT_MAKER), (makes, is_so, maker, term, _WITHOUT_MODEL)]
        for holds, lacks, first, second, words in sides if asks else sides[:1]:
            told = said(words.template, model=said(term.name), maker=said(maker.name))
            shows = [text.shown(first, holds=True), text.shown(second, holds=False)]
            for act, under, region in text.regions_under_acts([*alone, holds], lacks, (term, maker), family):
                says = said("{finding}{where}{act}", finding=told, where=where(region), act=once(act))
                yield text.finding("gap", (first, second), says, under, shows, region, kept=kept)


def silent(text: Examined) -> Iterator[Finding]:
    """An amount that an agency is to set, where the text does not say how it compares: at exactly that amount."""
    for line in dict.fromkeys(text.lines):
        setting = line.delegation
        if setting is None or not setting.unsaid:
            continue
        read = _over_of(text, line)
        other: Over = ">=" if read == ">" else ">"
        otherwise = Examined(text.version, text.scene, text.on, {line: other})
        act = text.scene.act(text.version.law, line.name, setting.begins)
        for term in (each for each in text.terms if line in lines_of_term(text.version, each)):
            now, then = text.holds(term), otherwise.holds(term)
            subject = text.subjects[term.of]
            wanted = [*text.about(subject), act.present, *text.absent_but(act), now != then]
            made_from_nothing = z3.Not(text.scene.derivations[0].exists)
            if text.satisfiable([*wanted, made_from_nothing]):
                wanted.append(made_from_nothing)
            if term.of == "model" and text.satisfiable(wanted):
                says = said(
                    "once the agency has set {line}, the text names no comparison: at exactly that amount, whether a "
                    "model is a {term} turns on whether more than it, or at least it, is read",
                    line=line.name,
                    term=said(term.name),
                )
                holds = text.satisfiable([*wanted, now])
                shown = now if holds else z3.Not(now)
                yield text.finding("gap", (term,), says, [*wanted, shown], [text.shown(term, holds=holds)])


def _over_of(text: Examined, line: Line) -> Over:
    compared = (leaf.expression for leaf in text.reading.leaves.values())
    setting = line.delegation
    over = next(each.over for each in compared if isinstance(each, Compare) and each.line == line)
    return (setting.over if setting else None) or over
