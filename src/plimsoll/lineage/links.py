"""Which model descends from which: what is claimed, what equal tensors show, and where the two do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from plimsoll.errors import InputError
from plimsoll.facts.models import How
from plimsoll.lineage.claims import By, Claim, Relation
from plimsoll.lineage.names import SEPARATOR, Named, organization_of, same
from plimsoll.lineage.weights import Model, fitting, reshaped

_HOW: dict[Relation, How] = {
    "adapter": "fine-tuning",
    "finetune": "fine-tuning",
    "merge": "other-post-training-modification",
    "quantized": "other-post-training-modification",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One step of descent.

    `by`: which files claim it. `equal`: how many of how many learned tensors stand in the base unchanged, where both
    can be read. `fits`: how many of how many matrices of an adapter have the shapes of the base's.
    """

    model: str
    base: str
    how: How
    by: tuple[By, ...]
    equal: tuple[int, int] | None = None
    fits: tuple[int, int] | None = None
    copy: bool = False

    @property
    def shown(self) -> bool:
        """Whether the weights themselves show it, and not a claim alone."""
        return self.copy or bool(self.equal and self.equal[0])


@dataclass(frozen=True, slots=True)
class _Dispute:
    """A base that a weaker file names, and those that the strongest names, which are followed."""

    model: str
    base: str
    by: By
    strongest: By
    followed: tuple[str, ...]


@dataclass(slots=True)
class Linked:
    """The steps of descent between some models, the bases that are named and not there, and what was noticed."""

    links: list[Link] = field(default_factory=list)
    absent: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    disputes: list[_Dispute] = field(default_factory=list)


def link(models: Sequence[Model], known: Iterable[str]) -> Linked:
    """Link models by their claims and their weights; `known` are ids of models that other facts tell of.

    Raises:
        InputError: what is claimed goes in a circle.
    """
    found = Linked()
    names = _Names(models, known)
    for model in models:
        _claimed(model, names, found)
    _check_no_circle(found.links)
    _tell_disputes(found)
    _find_copies(models, found)
    by_id = {model.id: model for model in models}
    found.links = [_compared(each, by_id, found.notes) for each in found.links]
    _find_kin(models, found)
    return found


class _Names:
    """Finds the model that a claim names."""

    def __init__(self, models: Sequence[Model], known: Iterable[str]) -> None:
        self.models = models
        self.known = {each.casefold(): each for each in known}

    def resolve(self, base: Named, by: Model) -> str:
        """The id of a base; of one that is only named by a path, one that is made from the id of its derivative."""
        for model in self.models:
            if base.id and (same(base.id, model.called) or same(base.id, model.id)):
                return model.id
        near = [
            each.id
            for each in self.models
            if each is not by
            and each.called.casefold().rpartition(SEPARATOR)[2] == base.last
            and not (base.id and organization_of(base.id) and organization_of(each.called))
        ]
        if len(near) == 1:
            return near[0]
        if base.id is None:
            return f"{by.id[:95]}.base"
        return self.known.get(base.id.casefold(), base.id)


def _claimed(model: Model, names: _Names, found: Linked) -> None:
    """Follow the strongest of a model's claims; say which others do not agree with it."""
    named: dict[str, list[Claim]] = {}
    for claim in model.said.claims:
        base = names.resolve(claim.base, model)
        local = claim.base.id is None and claim.by is By.CONFIG and base.endswith(".base")
        if base != model.id and not local:  # a configuration often names its own folder on its maker's machine
            named.setdefault(base, []).append(claim)
    strongest = max((claim.by for claims in named.values() for claim in claims), default=None)
    followed = {base: claims for base, claims in named.items() if any(claim.by is strongest for claim in claims)}
    present = {each.id for each in names.models}
    for base, claims in followed.items():
        how = _how(model, claims, len(followed))
        found.links.append(Link(model.id, base, how, tuple(sorted({c.by for c in claims}, reverse=True))))
        if base not in present:
            found.absent[base] = None
    for base, claims in named.items():
        if base not in followed and strongest is not None:
            found.disputes.append(_Dispute(model.id, base, max(c.by for c in claims), strongest, tuple(followed)))
        if base in present and any(claim.base.id is None for claim in claims):
            what = f"its base is named by a path, and taken to be {base}, whose folder has that name"
            found.notes.append(f"{model.id}: {what}")
    _check_relation(model, len(followed), found.notes)


def _tell_disputes(found: Linked) -> None:
    """Say where files of one model do not agree, but for what names an older ancestor, or a younger one."""
    above = _ancestry(found.links)
    for each in found.disputes:
        if not any(each.base in above.get(f, ()) or f in above.get(each.base, ()) for f in each.followed):
            found.notes.append(
                f"{each.model}: its {each.by.words} names {each.base} and its {each.strongest.words} "
                f"{', '.join(each.followed)}; the {each.strongest.words} is followed"
            )


def _how(model: Model, claims: Sequence[Claim], bases: int) -> How:
    told = next((claim.relation for claim in claims if claim.relation), None)
    if told is None:  # as the hub takes it where the card does not say
        told = "adapter" if model.said.adapter else "merge" if bases > 1 else None
    if told is None:
        told = "quantized" if model.said.quantized else "finetune"
    return _HOW[told]


def _check_relation(model: Model, bases: int, notes: list[str]) -> None:
    relation, said = model.said.relation, model.said
    whole = model.tensors is not None and not any(".lora_" in name for name in model.tensors)
    if relation == "adapter" and not said.adapter and whole:
        notes.append(f"{model.id}: its card says adapter, and whole weights without adapter_config.json are there")
    if relation not in (None, "adapter") and said.adapter:
        notes.append(f"{model.id}: its card says {relation}, and it is an adapter by its configuration")
    if relation == "quantized" and not said.quantized and whole:
        notes.append(f"{model.id}: its card says quantized, and no file says how it is quantised")
    if relation == "merge" and bases == 1:
        notes.append(f"{model.id}: its card says merge, and one base is named; the others are not known")


def _check_no_circle(links: Sequence[Link]) -> None:
    bases = _bases(links)
    done: set[str] = set()
    for start in bases:
        trail = [(start, iter(bases[start]))] if start not in done else []
        while trail:
            way = [each for each, _ in trail]
            base = next((b for b in trail[-1][1] if b not in done), None)
            if base is None:
                done.add(trail.pop()[0])
            elif base in way:
                circle = [*way[way.index(base) :], base]
                told = " -> ".join(circle if len(circle) < 8 else [*circle[:4], "...", *circle[-3:]])
                raise InputError(
                    f"what the folders say of their bases goes in a circle: {told}",
                    "correct base_model in the card, or the configuration, of one of them",
                )
            else:
                trail.append((base, iter(bases.get(base, ()))))


def _bases(links: Sequence[Link]) -> dict[str, list[str]]:
    bases: dict[str, list[str]] = {}
    for each in links:
        bases.setdefault(each.model, []).append(each.base)
    return bases


def _ancestry(links: Sequence[Link]) -> dict[str, set[str]]:
    """All that each model descends from."""
    bases, found = _bases(links), dict[str, set[str]]()
    for start in bases:
        reached, queue = set[str](), list(bases[start])
        while queue:
            each = queue.pop()
            if each not in reached:
                reached.add(each)
                queue += bases.get(each, ())
        found[start] = reached
    return found


def _find_copies(models: Sequence[Model], found: Linked) -> None:
    """Make models whose weights are equal copies of one of them.

    It is the one that the others descend from by claim, else the first that was given.
    """
    alike: dict[str, list[Model]] = {}
    for model in models:
        if model.digest is not None and model.tensors != {}:
            alike.setdefault(model.digest, []).append(model)
    for group in alike.values():
        if len(group) < 2:
            continue
        above = _ancestry(found.links)
        original = next((m for m in group if not any(o.id in above.get(m.id, ()) for o in group)), group[0])
        for copy in group:
            if copy is original:
                continue
            mine = [each for each in found.links if each.model == copy.id]
            claimed = next((each for each in mine if each.base == original.id), None)
            if claimed and claimed.how != "unmodified-copy":
                what = f"{copy.id}: said to be made from {original.id}, and its weights are the same: a copy"
                found.notes.append(what)
            elif claimed is None:
                what = f"{copy.id} and {original.id} have the same weights; {original.id} is taken for the original"
                found.notes.append(what)
            by = claimed.by if claimed else ()
            found.links = [each for each in found.links if each.model != copy.id]
            found.links.append(Link(copy.id, original.id, "unmodified-copy", by, copy=True))
    used = {each.base for each in found.links}
    found.absent = {base: None for base in found.absent if base in used}


def _compared(link: Link, models: Mapping[str, Model], notes: list[str]) -> Link:
    """Hold a link against the weights of both, where both are there and can be read."""
    base, model = models.get(link.base), models[link.model]
    if base is None or base.tensors is None or model.tensors is None:
        return link
    if model.said.adapter and not model.contents & base.contents:
        fits = fitting(model, base)
        if fits[0] < fits[1]:
            notes.append(
                f"{model.id}: {fits[1] - fits[0]} of its {fits[1]} matrices do not fit {base.id}, which it is said to "
                "be an adapter of"
            )
        return Link(link.model, link.base, link.how, link.by, None, fits if fits[1] else None, link.copy)
    equal = len(model.contents & base.contents), len(model.contents)
    others, both = reshaped(model, base)
    packed = model.said.quantized or base.said.quantized
    if not link.copy and not packed and (others or not both) and not equal[0]:
        what = f"{others} of {both} tensors have other shapes" if both else "no tensor has a name in common"
        notes.append(f"{model.id}: said to be made from {base.id}, and {what}")
    return Link(link.model, link.base, link.how, link.by, equal if model.contents else None, None, link.copy)


def _find_kin(models: Sequence[Model], found: Linked) -> None:
    """Say which models have learned tensors in common though nothing claimed explains it."""
    above = _ancestry(found.links)
    held: dict[tuple[str, tuple[int, ...], str], list[Model]] = {}
    for model in models:
        for content in model.contents:
            held.setdefault(content, []).append(model)
    common: dict[tuple[str, str], int] = {}
    for group in held.values():
        for one, other in combinations(group, 2):
            common[one.id, other.id] = common.get((one.id, other.id), 0) + 1
    for (first, second), count in common.items():
        if not {first, *above.get(first, ())} & {second, *above.get(second, ())}:
            found.notes.append(
                f"{first} and {second} have {count} tensors in common, and no file says how they are related: the link "
                "is not among the facts"
            )
