"""From bytes to checked facts: every kind of bad input gets one line with its place and its mend."""

from __future__ import annotations

import difflib
import sys
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plimsoll.errors import InputError, Place
from plimsoll.facts.documents import Node, form_of, place_of, plain, read_document
from plimsoll.facts.entries import Entry
from plimsoll.facts.facts import Facts
from plimsoll.facts.file import FORMAT, LISTS_OF_ENTRIES, FactsFile

Path_ = tuple[str | int, ...]
_REFERENCES = ("model", "incident", "cluster", "comparator", "subject")
"""Keys that name another entry. `developer`, `by` and `operator` name parties, which need none."""


class _Source:
    """One input and the places in it."""

    def __init__(self, name: str, node: Node | None, value: object) -> None:
        self.name, self.node, self.value = name, node, value

    def place(self, path: Path_) -> Place:
        if self.node is not None:
            return place_of(self.node, path, self.name)
        key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        return Place(self.name, key=key)


def read_facts(inputs: Iterable[str | Path | Mapping[str, object]]) -> Facts:
    """Read facts from files (`-` is standard input) or from mappings, check them and join them.

    Raises:
        InputError: the first thing that is wrong, with its place and its mend. Nothing is half read.
    """
    sources = [_open(each) for each in inputs]
    files = [_checked(source) for source in sources]
    _check_ids(sources, files)
    facts = Facts.joined(files)
    _check_descent(sources, files, facts)
    return facts


def _open(given: str | Path | Mapping[str, object]) -> _Source:
    if isinstance(given, Mapping):
        return _Source("facts", None, given)
    name = str(given)
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise InputError(reason, "give the path of a facts file, or - for standard input", Place(name)) from None
    name = "standard input" if name == "-" else name
    node = read_document(data, name, "yaml" if name == "standard input" else form_of(name))
    return _Source(name, node, plain(node))


def _checked(source: _Source) -> FactsFile:
    if not isinstance(source.value, Mapping):
        mend = f"begin with `format: {FORMAT}`; `plimsoll facts new` prints a file to fill in"
        raise InputError("not a facts file", mend, source.place(()))
    try:
        return FactsFile.model_validate(dict(source.value))
    except ValidationError as error:
        found = [_explained(source, e) for e in error.errors(include_url=False, include_input=True)]
        raise min(found, key=_position) from None


def _position(error: InputError) -> tuple[int, int]:
    place = error.place
    return (place.line or 0, place.column or 0) if place else (0, 0)


def _explained(source: _Source, error: Any) -> InputError:
    context = error.get("ctx") or {}
    path: Path_ = tuple(p for p in error["loc"]) + tuple(context.get("under", ()))
    place = source.place(path)
    kind, value = error["type"], error.get("input")
    key = path[-1] if path else ""
    if kind == "plimsoll":
        return InputError(context["what"], context["mend"], place)
    if kind == "extra_forbidden":
        keys = _keys_at(path[:-1])
        near = difflib.get_close_matches(str(key), keys, 1)
        mend = f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(keys)}"
        return InputError(f"unknown key {str(key)!r}", mend, place)
    if kind == "missing":
        return InputError(f"{str(key)!r} is missing", "give it", place)
    if kind == "literal_error":
        return InputError(f"{_shown(value)} is none of the values known here", f"use {context['expected']}", place)
    if kind == "value_error":
        what, _, mend = str(context["error"]).partition("; ")
        return InputError(what, mend, place)
    if kind == "string_pattern_mismatch":
        return InputError(f"{_shown(value)} is not an id", "use letters, digits, dot, colon, dash, underscore", place)
    expected = {
        "bool_type": ("true or false", "write true, false, or leave the key out where it is unknown"),
        "string_type": ("text", "write it in quotes"),
        "list_type": ("a list", "put the values in [ ]"),
        "model_type": ("a mapping", "give it keys, one a line"),
        "dict_type": ("a mapping", "give it keys, one a line"),
    }
    what, mend = expected.get(kind, ("something else", str(error["msg"])))
    return InputError(f"{_shown(value)} where {what} is expected", mend, place)


def _shown(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return repr(value)[:60] if isinstance(value, str) else str(value)[:60]


def _keys_at(path: Path_) -> list[str]:
    """The keys that the entry at a path may have."""
    entry: type[Entry] | None = FactsFile
    for step in path:
        if isinstance(step, int) or entry is None:
            continue
        fields = {info.alias or name: info for name, info in entry.model_fields.items()}
        entry = _entry_in(fields[step].annotation) if step in fields else entry
    return [info.alias or name for name, info in entry.model_fields.items()] if entry else []


def _entry_in(annotation: object) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    return next(filter(None, (_entry_in(a) for a in typing.get_args(annotation))), None)


def _entries(file: FactsFile) -> Iterator[tuple[Path_, Entry]]:
    if file.organization:
        yield ("organization",), file.organization
    for name in LISTS_OF_ENTRIES:
        for i, entry in enumerate(getattr(file, name) or ()):
            yield (name, i), entry


def _check_ids(sources: Sequence[_Source], files: Sequence[FactsFile]) -> None:
    seen: dict[str, Place] = {}
    for source, file in zip(sources, files, strict=True):
        for path, entry in _entries(file):
            identity = getattr(entry, "id", None)
            if identity is None:
                continue
            place = source.place((*path, "id"))
            if identity in seen:
                first = seen[identity]
                where = f"{first.file}:{first.line}" if first.line else first.key or first.file
                raise InputError(f"id {identity!r} is given twice", f"it stands first at {where}; rename one", place)
            seen[identity] = place
    for source, file in zip(sources, files, strict=True):
        for path, entry in _entries(file):
            for key in _REFERENCES:
                _check_reference(source, (*path, key), getattr(entry, key, None), seen)


def _check_reference(source: _Source, path: Path_, identity: object, known: Mapping[str, Place]) -> None:
    if not isinstance(identity, str) or identity in known:
        return
    near = difflib.get_close_matches(identity, known, 1)
    mend = f"did you mean {near[0]!r}?" if near else "add an entry with that id, or correct it"
    raise InputError(f"no entry has the id {identity!r}", mend, source.place(path))


def _check_descent(sources: Sequence[_Source], files: Sequence[FactsFile], facts: Facts) -> None:
    """Refuse derivations that dangle or go in a circle."""
    state: dict[str, str] = {}
    places: dict[str, Place] = {}
    for source, file in zip(sources, files, strict=True):
        for i, model in enumerate(file.models or ()):
            for j, derivation in enumerate(model.derivations):
                path: Path_ = ("models", i, "derived_from", j, "model")
                given = source.value["models"][i]["derived_from"]  # type: ignore[index]
                if not isinstance(given, list):
                    path = ("models", i, "derived_from", "model")
                _check_reference(source, path, derivation.model, {m: Place("") for m in facts.models})
                places.setdefault(model.id, source.place(path))
    for start in facts.models:
        trail = [start]
        while trail:
            current = trail[-1]
            state[current] = "open"
            ahead = [d.model for d in facts.models[current].derivations if state.get(d.model) != "done"]
            circle = next((b for b in ahead if state.get(b) == "open"), None)
            if circle is not None:
                way = [*trail[trail.index(circle) :], circle]
                shown = " -> ".join(way if len(way) < 8 else [*way[:4], "...", *way[-3:]])
                raise InputError(
                    f"a cycle in derived_from: {shown}", "a model cannot descend from itself", places[current]
                )
            if ahead:
                trail.append(ahead[0])
            else:
                state[trail.pop()] = "done"
