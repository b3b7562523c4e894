"""Measure lineage from folders of models: who descends from whom, how that is known, and what each added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plimsoll.facts.facts import Facts
from plimsoll.facts.reading import open_facts, read_facts, read_sources
from plimsoll.lineage.claims import read_claims
from plimsoll.lineage.digests import FileDigest, Told, digest_all
from plimsoll.lineage.facts import with_lineage
from plimsoll.lineage.finding import Folder
from plimsoll.lineage.links import Link, Linked, link
from plimsoll.lineage.names import SEPARATOR
from plimsoll.lineage.shards import check_index
from plimsoll.lineage.totals import Amount, Carried, carried
from plimsoll.lineage.weights import Model, check_once
from plimsoll.measure.measurement import Input, Measurement

_METHOD = (
    "Models are told apart by SHA-256 of their tensors (of their files where those are opaque). Descent is what their "
    "own files claim, held against tensors that are equal byte for byte; totals are own runs and those of each "
    "ancestor, once."
)
_ERROR = (
    "Equal tensors show kinship and not its direction; a claim without them is no better than whoever wrote the card. "
    "What a base or an ancestor added that nobody states is unknown."
)


@dataclass(frozen=True, slots=True)
class Lineage:
    """What was found: the models that are there, their links, and what each model carries."""

    models: tuple[Model, ...]
    links: tuple[Link, ...]
    facts: Facts
    operations: Mapping[str, Carried]
    cost: Mapping[str, Carried]


def inputs_of(folders: Sequence[Folder], facts: Sequence[Path]) -> tuple[list[Path], dict[str, Any]]:
    """The files to measure from, and the arguments that say which is which: ids, parts and places in the list alone.

    Names of files and folders are not among the arguments: they may name a person, and those are sealed in clear.
    """
    files: list[Path] = []

    def place(path: Path) -> int:
        files.append(path)
        return len(files) - 1

    models = [
        {
            "id": each.id,
            "called": each.called,
            "files": {part: place(path) for part, path in each.files.items()},
            "form": each.form,
            "weights": [place(path) for path in each.weights],
            "left_out": each.left_out,
        }
        for each in folders
    ]
    return files, {"models": models, "facts": [place(path) for path in facts]}


def measure(files: Sequence[Path], arguments: Mapping[str, Any]) -> Measurement:
    """Measure lineage from files and what `inputs_of` says of them.

    Raises:
        InputError: a file is not in its form, claims go in a circle, or facts and folders do not go together.
    """
    return measured(files, arguments)[0]


def measured(
    files: Sequence[Path], arguments: Mapping[str, Any], told: Told = lambda done: None
) -> tuple[Measurement, Lineage]:
    """As `measure`, with what was found; `told` hears how many more bytes of weights are done.

    Raises:
        InputError: as for `measure`.
    """
    given = [files[n] for n in arguments["facts"]]
    sources = open_facts(given)
    known = read_sources(sources)
    models = _read(files, arguments["models"], told)
    linked = link([model for model, _ in models.values()], known.models)
    plain, notes = with_lineage([source.value for source in sources], [m for m, _ in models.values()], linked)
    facts = read_facts([plain])
    operations, cost = carried(facts, "operations"), carried(facts, "cost")
    found = Lineage(tuple(m for m, _ in models.values()), tuple(linked.links), facts, operations, cost)
    digests = {n: each for _, by_place in models.values() for n, each in by_place.items()}
    measurement = Measurement(
        kind="weights",
        arguments=arguments,
        inputs=tuple(_input(n, path, digests) for n, path in enumerate(files)),
        method=_METHOD,
        error=_ERROR,
        facts=plain,
        notes=tuple(
            dict.fromkeys([*linked.notes, *notes, *_opaque(found, arguments["models"]), *_open(found, linked)])
        ),
        details={"models": [_detail(model, found) for model in found.models]},
    )
    return measurement, found


def _input(number: int, path: Path, digests: Mapping[int, FileDigest]) -> Input:
    """Of weights the digest is known; they are read once."""
    known = digests.get(number)
    return Input(path.name, known.sha256, known.size) if known else Input.of(path)


def _read(
    files: Sequence[Path], models: Sequence[Mapping[str, Any]], told: Told
) -> dict[str, tuple[Model, dict[int, FileDigest]]]:
    """Read every model: small files first, so that what is wrong there is told before hours of hashing."""
    parts = [{part: files[n] for part, n in each["files"].items()} for each in models]
    weights = [[files[n] for n in each["weights"]] for each in models]
    said = [
        read_claims(part, paths if each["form"] == "gguf" else ())
        for each, part, paths in zip(models, parts, weights, strict=True)
    ]
    read = [(n, each["form"] == "safetensors") for each in models for n in each["weights"]]
    made = digest_all([(files[n], tensors) for n, tensors in read], told)
    digests = {n: each for (n, _), each in zip(read, made, strict=True)}
    found: dict[str, tuple[Model, dict[int, FileDigest]]] = {}
    for each, claims, part in zip(models, said, parts, strict=True):
        mine = {n: digests[n] for n in each["weights"]}
        model = Model(each["id"], each["called"], tuple(mine.values()), claims)
        if "index" in part:
            shards = [(files[n], frozenset(t.name for t in digest.tensors or ())) for n, digest in mine.items()]
            check_index(part["index"], shards)
        if mine:
            check_once(model, str(files[each["weights"][0]].parent))
        found[model.id] = model, mine
    return found


def _opaque(found: Lineage, models: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    for model, given in zip(found.models, models, strict=True):
        if not model.files:
            notes.append(f"{model.id}: no weights are there; only what its files claim is known")
        elif model.tensors is None:
            notes.append(
                f"{model.id}: its weights are in a form whose tensors are not read (pickles are never opened): they "
                "are known by the bytes of the files alone, and equal tensors cannot be looked for"
            )
        if given["left_out"]:
            notes.append(f"{model.id}: {given['left_out']} more files of weights, in another form or number, left out")
    return notes


def _open(found: Lineage, linked: Linked) -> list[str]:
    notes = _unmatched(found, linked)
    notes += [
        f"{base}: named as a base, and not among the folders: the chain is open there, and what lies above is unknown"
        for base in linked.absent
        if not found.facts.models[base].derivations and found.facts.models[base].training is None
    ]
    bare = [model.id for model in found.models if not found.facts.models[model.id].derivations]
    if bare:
        notes.append(f"nothing says that these descend from another model: {', '.join(bare)}")
    return notes


def _unmatched(found: Lineage, linked: Linked) -> list[str]:
    """Facts about a model whose folder was most likely given under another id."""
    there = {model.id for model in found.models} | set(linked.absent) | {each.base for each in linked.links}
    return [
        f"the facts tell of {identity}, and {model.id} may be its folder: name it {identity}=FOLDER if so"
        for identity in found.facts.models
        if identity not in there
        for model in found.models
        if model.id.rpartition(SEPARATOR)[2].casefold() == identity.rpartition(SEPARATOR)[2].casefold()
    ]


def _detail(model: Model, found: Lineage) -> dict[str, Any]:
    links = [
        {
            "model": each.base,
            "how": each.how,
            "claimed_by": [by.name.lower() for by in each.by],
            "equal_tensors": None if each.equal is None else {"equal": each.equal[0], "of": each.equal[1]},
            "fitting_matrices": None if each.fits is None else {"fitting": each.fits[0], "of": each.fits[1]},
            "equal_weights": each.copy,
        }
        for each in found.links
        if each.model == model.id
    ]
    return {
        "id": model.id,
        "weights": model.digest,
        "tensors": None if model.tensors is None else len(model.tensors),
        "bytes": model.size,
        "links": links,
        "operations": _told(found.operations[model.id]),
        "cost": _told(found.cost[model.id]),
    }


def _told(carried: Carried) -> dict[str, Any]:
    return {"added": _amount(carried.added), "in_all": _amount(carried.in_all)}


def _amount(amount: Amount) -> dict[str, Any]:
    high = None if amount.high is None else str(amount.high)
    return {"low": str(amount.low), "high": high, "unknown": list(amount.unknown)}
