"""Lineage from folders of models: measured, held against signatures, shown as a table and as a picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from plimsoll.cli.measuring import told
from plimsoll.cli.options import Format
from plimsoll.cli.printing import say, table
from plimsoll.errors import InputError, Place
from plimsoll.facts.reading import read_facts
from plimsoll.lineage.calling import called
from plimsoll.lineage.claims import By
from plimsoll.lineage.finding import Folder, find
from plimsoll.lineage.folders import Lineage, inputs_of, measured
from plimsoll.lineage.links import Link
from plimsoll.lineage.totals import Amount
from plimsoll.messages import Message, listed, said
from plimsoll.translation import Language

if TYPE_CHECKING:
    from plimsoll.demo.descent import Descendant
    from plimsoll.demo.plotted import Estimate

_WORTH_A_BAR = 1 << 28
_FILES = {
    By.CONFIG: said("config"),
    By.GGUF: said("GGUF metadata"),
    By.CARD: said("card"),
    By.MERGE: said("merge configuration"),
    By.ADAPTER: said("adapter configuration"),
}


def weights_command(
    given: Sequence[str],
    facts: Sequence[Path],
    manifest: Path | None,
    key: Path | None,
    public_keys: Sequence[Path],
    picture: Path | None,
    out: Path | None,
    record: bool,
    store: str | None,
    by: str | None,
    format: Format,
    lang: Language,
) -> None:
    """Measure lineage; write a manifest and a picture where they are asked for.

    Raises:
        InputError: a folder, a file or an option is not right.
        typer.Exit: a model is not as it was signed; status 1, and nothing is written or sealed.
    """
    folders = called(find(given), read_facts(facts).models if facts else ())
    if manifest is not None and len(folders) > 1:
        raise InputError(f"--manifest is of one model, and {len(folders)} are given", "name the folder of one")
    if key is not None and manifest is None:
        raise InputError("--key signs a manifest, and none is asked for", "say where to write it with --manifest")
    files, arguments = inputs_of(folders, facts)
    size = sum(path.stat().st_size for each in folders for path in each.weights)
    with _bar(said("hashing"), size) as bar:
        found, lineage = measured(files, arguments, bar)
    known = {path: each.sha256 for path, each in zip(files, found.inputs, strict=True)}
    signed, faults = _checked(folders, known, public_keys)
    if faults:
        out, manifest, picture, record, store = None, None, None, False, None
    found = replace(
        found,
        notes=(*found.notes, *signed, *faults),
        details={**found.details, "signatures": {"held": signed, "faults": faults}},
    )
    if manifest is not None:
        _write_manifest(folders[0], manifest, key, known)
    if picture is not None:
        _draw(lineage, picture)
    header = (said("model"), said("adds"), said("in all"), said("made from"))
    told(found, list(_rows(lineage)), header, out, record, store, by, format, lang)
    if format is Format.TABLE:
        _steps(lineage, lang)
        _weights(lineage, lang)
    if manifest is not None and format is Format.TABLE:
        say(said("manifest in {file}", file=str(manifest)), lang, dim=True)
    if faults:
        if format is Format.TABLE:
            say(said("not as it was signed: nothing was written"), lang, bold=True)
        raise typer.Exit(1)


def _checked(
    folders: Sequence[Folder], known: Mapping[Path, str], public_keys: Sequence[Path]
) -> tuple[list[str], list[str]]:
    """Hold every folder against the `model.sig` in it: what held, and what did not."""
    from plimsoll.lineage.manifest import SIGNATURE, differences
    from plimsoll.lineage.signature import holds, read_signature

    held: list[str] = []
    faults: list[str] = []
    for each in folders:
        path = each.path / SIGNATURE
        if not path.exists():
            if public_keys:
                faults.append(f"{each.id}: no {SIGNATURE}")
            continue
        signature = read_signature(path)
        differing = differences(each.path, signature.manifest, known)
        faults += [f"{each.id}: {line}" for line in differing]
        if not public_keys:
            by = "a key" if signature.by_key else "a certificate"
            held.append(f"{each.id}: its {SIGNATURE} is by {by}, and whose was not asked: --public-key checks a key")
        elif not any(holds(signature, key) for key in public_keys):
            faults.append(f"{each.id}: the signature in {SIGNATURE} is not by the public key that was given")
        elif not differing:
            held.append(f"{each.id}: as it was signed by the public key that was given, {SIGNATURE}")
    return held, faults


def _write_manifest(folder: Folder, out: Path, key: Path | None, known: Mapping[Path, str]) -> None:
    from plimsoll.lineage.manifest import manifest_of
    from plimsoll.lineage.signature import sign

    manifest = manifest_of(folder.path, known, out)
    data = manifest.statement() if key is None else sign(manifest, key)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot write it ({error.strerror})", "name another file", Place(str(out))) from None


def _weights(lineage: Lineage, lang: Language) -> None:
    rows = []
    for model in lineage.models:
        of, _, digest = (model.digest or "").partition(" sha256:")
        count = len(model.tensors) if model.tensors is not None else len(model.files)
        counted = {"tensors": said("tensors: {n}", n=count), "files": said("files: {n}", n=count)}.get(of, said("none"))
        rows.append((model.id, counted, f"{model.size:,}", digest))
    say()
    table((said("model"), said("weights"), said("bytes"), said("SHA-256 of them")), rows, lang)


def _shown(lineage: Lineage) -> list[str]:
    """The models of the folders and all that they descend from, each after its bases."""
    of = {m.id for each in lineage.models for m in lineage.facts.lineage_of(lineage.facts.models[each.id])}
    return [identity for identity in lineage.operations if identity in of]


def _rows(lineage: Lineage) -> Iterator[Sequence[str]]:
    for identity in _shown(lineage):
        carried = lineage.operations[identity]
        bases = ", ".join(each.model for each in lineage.facts.models[identity].derivations)
        yield identity, _amount(carried.added), _amount(carried.in_all), bases


def _steps(lineage: Lineage, lang: Language) -> None:
    rows = []
    for identity in _shown(lineage):
        for each in lineage.facts.models[identity].derivations:
            how = ", ".join(each.how) if each.how else said("unknown how")
            grounds = _grounds(lineage, identity, each.model)
            rows.append((identity, each.model, said("{how}: {grounds}", how=how, grounds=grounds)))
    if rows:
        say()
        table((said("model"), said("made from"), said("how, and how that is known")), rows, lang)


def _link(lineage: Lineage, model: str, base: str) -> Link | None:
    return next((each for each in lineage.links if (each.model, each.base) == (model, base)), None)


def _grounds(lineage: Lineage, model: str, base: str) -> str:
    """How a step of descent is known: what shows it first, then who claims it."""
    link = _link(lineage, model, base)
    if link is None:
        return said("facts file")
    grounds: list[str] = []
    if link.copy:
        grounds.append(said("equal weights"))
    elif link.shown and link.equal:
        grounds.append(said("{n} of {of} tensors equal", n=link.equal[0], of=link.equal[1]))
    if link.fits:
        grounds.append(said("{n} of {of} matrices fit", n=link.fits[0], of=link.fits[1]))
    if link.by:
        grounds.append(said("claimed by {files}", files=listed([_FILES[each] for each in link.by])))
    return listed(grounds)


def _amount(amount: Amount) -> str:
    if amount.high is None:
        return said("at least {low}", low=_figure(amount.low)) if amount.low else said("unknown")
    low, high = _figure(amount.low), _figure(amount.high)
    return low if low == high else said("{low} to {high}", low=low, high=high)


def _figure(value: object) -> str:
    from fractions import Fraction

    from plimsoll.facts.quantities import Unit, approximate, exact, written

    assert isinstance(value, Fraction)
    return written(exact(float(f"{approximate(value):.3g}")), Unit.OPERATIONS)


def _draw(lineage: Lineage, out: Path) -> None:
    from plimsoll.demo.descent import write_pictures

    models = [_descendant(lineage, identity) for identity in _shown(lineage)]
    try:
        write_pictures(
            models,
            out,
            "Who added how much",
            "What each model's own training added, and what it carries with all that it descends from.",
            "Measured from the weights and the files beside them by plimsoll. What nobody states is unknown, not zero.",
        )
    except OSError as error:
        reason = (error.strerror or "it cannot be made").lower()
        raise InputError(f"--picture {out}: {reason}", "name a folder that can be written to") from None


def _descendant(lineage: Lineage, identity: str) -> Descendant:
    from plimsoll.demo.descent import Descendant

    bases = [d.model for d in lineage.facts.models[identity].derivations]
    links = {base: _link(lineage, identity, base) for base in bases}
    bases.sort(key=lambda base: (link := links[base]) is None or not link.shown)
    ways = [", ".join(d.how or ["unknown how"]) for d in lineage.facts.models[identity].derivations]
    grounds = [_grounds(lineage, identity, base) for base in bases]
    made = f"{'; '.join(dict.fromkeys(ways))}: {grounds[0]}" if len(bases) == 1 else ""
    merged = f"{'; '.join(dict.fromkeys(ways))} of {len(bases)} models"
    there = identity in {model.id for model in lineage.models}
    origin = "no base is named" if there else "named as a base, not among the folders"
    carried = lineage.operations[identity]
    return Descendant(
        identity,
        lineage.facts.models[identity].name or identity,
        made or (merged if bases else origin),
        tuple(bases),
        frozenset(base for base, link in links.items() if link is not None and link.shown),
        _estimate(carried.added),
        _estimate(carried.in_all),
        there,
    )


def _estimate(amount: Amount) -> Estimate | None:
    import math

    from plimsoll.demo.plotted import Estimate
    from plimsoll.facts.quantities import approximate

    if amount.high is None and not amount.low:
        return None
    high = math.inf if amount.high is None else approximate(amount.high)
    best = None if amount.best is None else approximate(amount.best)
    return Estimate(approximate(amount.low), high, best if best is not None and best > 0 else None)


@contextmanager
def _bar(what: Message, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, where there is enough to wait for; told how many more bytes are done."""
    if not sys.stderr.isatty() or total < _WORTH_A_BAR:
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
