"""What every measurement has in common: it is shown, kept as a facts file, sealed, and can be done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from plimsoll.cli.options import Format
from plimsoll.cli.printing import print_json, say, table
from plimsoll.cli.recording import actor, keep_as_told, opened, writable
from plimsoll.errors import InputError
from plimsoll.facts.personal import MARK
from plimsoll.facts.reading import open_facts
from plimsoll.measure.measurement import Input, Measurement, Method
from plimsoll.messages import said
from plimsoll.translation import Language

if TYPE_CHECKING:
    from plimsoll.record.entry import Draft

KIND = "measurement"
_METHODS = {
    "hardware": "plimsoll.measure.hardware:measure",
    "plan": "plimsoll.measure.plan:measure",
    "training": "plimsoll.measure.metered:measure",
    "slurm": "plimsoll.measure.usage.slurm:measure",
    "focus": "plimsoll.measure.usage.focus:measure",
    "dcgm": "plimsoll.measure.usage.dcgm:measure",
    "weights": "plimsoll.lineage.folders:measure",
}
"""Each way of measuring from files: the function that does it, loaded when it is asked for."""


def method(kind: str) -> Method:
    """Give a way of measuring by its name.

    Raises:
        InputError: it measures what no file holds, such as a training.
    """
    if kind not in _METHODS:
        raise InputError(f"a measurement of {kind} is not made from files", f"those that are: {', '.join(_METHODS)}")
    module, _, name = _METHODS[kind].partition(":")
    found: Method = getattr(import_module(module), name)
    return found


def told(
    found: Measurement,
    rows: Sequence[Sequence[str]],
    header: Sequence[str],
    out: Path | None,
    record: bool,
    store: str | None,
    by: str | None,
    format: Format,
    lang: Language,
) -> None:
    """Show what was measured; write its facts, and seal them with how they were measured, where that is asked for."""
    if out is not None:
        _write(out, found.as_facts_file())
    sealed = seal(found, store, by) if record or store else None
    if format is Format.JSON:
        beside = {} if sealed is None else {"entry": sealed}
        print_json(found.to_dict() | beside, lang)
        return
    table(header, rows, lang)
    say()
    say(said("how: {method}", method=found.method), lang)
    say(said("how far off: {error}", error=found.error), lang)
    for note in found.notes:
        say(note, lang, lead="- ")
    if out is not None:
        say(said("facts in {file}: plimsoll assess {file}", file=str(out)), lang, dim=True)
    if sealed is not None:
        say(said("sealed as entry {entry}; plimsoll measure replay {entry} measures again", entry=sealed), lang)


def seal(found: Measurement, store: str | None, by: str | None) -> int:
    """Seal the facts of a measurement and how they were measured; the number of the entry that says how.

    Raises:
        InputError: the facts do not go together with the record's, or there is no record.
    """
    from plimsoll.assessment.assess import check_acts
    from plimsoll.record.measured import beside
    from plimsoll.record.recording import record_facts

    with writable(store) as record:
        recorded = record_facts(
            record, lambda before: open_facts(beside(before, found.facts)), None, actor(by), check_acts
        )
        receipt = record.append([_draft(found, [each.sequence for each in recorded.receipts], actor(by))])[0]
        keep_as_told(record, None, datetime.now(UTC).date())
    return receipt.sequence


def replay_command(sequence: int, files: Sequence[Path], store: str | None, format: Format, lang: Language) -> None:
    """Measure again as an entry says, and compare.

    Raises:
        typer.Exit: the facts come out otherwise; status 1.
    """
    found, differs = replayed(sequence, files, store)
    if format is Format.JSON:
        answer = {"format": "plimsoll/replay/1", "entry": sequence, "differs": differs, "measured": found.to_dict()}
        print_json(answer, lang)
    elif "facts" in differs:
        say(said("measured again, the facts of entry {entry} come out otherwise", entry=sequence), lang, bold=True)
    else:
        say(said("measured again, the facts of entry {entry} come out the same", entry=sequence), lang)
    if "code" in differs and format is Format.TABLE:
        say(said("it was measured by another version; this one is {code}", code=found.to_dict()["code"]), lang)
    if "facts" in differs:
        raise typer.Exit(1)


def replayed(sequence: int, files: Sequence[Path], store: str | None) -> tuple[Measurement, list[str]]:
    """Measure again as an entry says: what comes out now, and what of it differs.

    Raises:
        InputError: the entry is no measurement, or a file it was made from is not among those given.
    """
    with opened(store) as record, record.store.reading() as transaction:
        entry = transaction.entry(sequence)
        if entry is None or entry.kind != KIND:
            raise InputError(f"entry {sequence} is no measurement", "see `plimsoll log`")
        value = dict(entry.value)
        texts = record.texts(transaction, entry)
        if texts is None:
            raise InputError(
                f"what entry {sequence} was measured with was erased", "it cannot be measured again from the record"
            )
        arguments = json.loads(texts[value["arguments"][MARK]])
    given = {Input.of(file).sha256: file for file in _within(files)}
    missing = [each["sha256"] for each in value["inputs"] if each["sha256"] not in given]
    if missing:
        raise InputError(
            f"{len(missing)} of its {len(value['inputs'])} files are not here, or were changed",
            f"name the file with the SHA-256 {missing[0]}",
        )
    found = method(value["kind"])([given[each["sha256"]] for each in value["inputs"]], arguments)
    now = _draft(found, [], None).value
    differs = [key for key in ("facts", "method", "error", "code") if now[key] != value[key]]
    return found, differs


def _within(given: Sequence[Path]) -> Iterator[Path]:
    """Every file that is given, and every file below a folder that is."""
    for each in given:
        yield from sorted(path for path in each.rglob("*") if path.is_file()) if each.is_dir() else [each]


def _draft(found: Measurement, facts: Sequence[int], by: str | None) -> Draft:
    from plimsoll.record.entry import Draft

    inputs = [{"sha256": each.sha256, "size": each.size, "name": {MARK: n}} for n, each in enumerate(found.inputs)]
    kept = found.details.get("segments")
    segments = {} if kept is None else {"segments": {"sha256": kept["sha256"], "rows": kept["rows"]}}
    # Names of files, and patterns and ids that somebody typed, may name a person.
    personal = [*(each.name for each in found.inputs), json.dumps(dict(found.arguments), ensure_ascii=False)]
    value = {
        "kind": found.kind,
        "code": found.to_dict()["code"],
        "method": str(found.method),
        "error": str(found.error),
        "arguments": {MARK: len(inputs)},
        "inputs": inputs,
        "facts": hashlib.sha256(_canonical(found.facts)).hexdigest(),
        "entries": list(facts),
        **segments,
    }
    return Draft(KIND, _subject(found.facts), value, personal=personal, actor=by)


def _canonical(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def _subject(facts: Mapping[str, Any]) -> str:
    ids = [each["id"] for entries in facts.values() if isinstance(entries, list) for each in entries if "id" in each]
    return ids[0] if ids else KIND


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {path} ({error.strerror})", "name a place to write to with --out") from None
