"""From bytes to checked facts: every kind of bad input gets one line with its place and its mend."""

from __future__ import annotations

import difflib
import json
import re
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plimsoll.errors import InputError, Place
from plimsoll.facts._tree import MAX_BYTES, MAX_DEPTH, MAX_KEY, MAX_NODES
from plimsoll.facts.documents import Node, form_of, place_of, plain, read_document
from plimsoll.facts.entries import ID_PATTERN, TERRITORY_PATTERN, Entry
from plimsoll.facts.facts import Facts
from plimsoll.facts.figures import shown
from plimsoll.facts.file import FORMAT, LISTS_OF_ENTRIES, FactsFile

Steps = tuple[str | int, ...]
Order = tuple[int, ...]

_STANDARD_INPUT = "standard input"
_BARE_KEY = re.compile(r"[\w-]+")
REFERENCES = {"model": "models", "comparator": "models", "incident": "incidents", "cluster": "clusters", "subject": ""}
"""Keys that name another entry, and the list in which it stands (a subject may stand in any).

`developer`, `by` and `operator` name parties, which need no entry of their own.
"""
_EXPECTED = {
    "bool_type": ("true or false", "write true or false, or leave the key out where it is unknown"),
    "string_type": ("text", "write text here"),
    "string_unicode": ("text", "write text here"),
    "list_type": ("a list", "put the values in [ ]"),
    "model_type": ("a mapping", "write it as {key: value}"),
    "dict_type": ("a mapping", "write it as {key: value}"),
}
_PATTERNS = {
    ID_PATTERN: (
        "is not an id",
        "use letters, digits, dots, colons, dashes and underscores, at most 100, with a letter or a digit first",
    ),
    TERRITORY_PATTERN: ("is not the code of a place", "write its ISO 3166 code, such as US-CA, KR or EU"),
}


class Source:
    """One input: its name, its plain content, and the places in it."""

    def __init__(self, name: str, value: object, node: Node | None = None) -> None:
        self.name, self.value, self.node = name, value, node

    def place(self, path: Steps) -> Place:
        """Where a path stands, for an error."""
        if self.node is not None:
            return place_of(self.node, path, self.name)
        return _place_in_mapping(self.name, path)

    def order(self, path: Steps) -> Order:
        """Where a path stands among all others: what stands earlier comes first."""
        place = self.place(path)
        if place.line is not None:
            return place.line, place.column or 0
        found: list[int] = []
        value = self.value
        for step in path:
            if isinstance(value, list) and isinstance(step, int) and step < len(value):
                found.append(step)
                value = value[step]
            elif isinstance(value, dict) and str(step) in value:
                found.append(list(value).index(str(step)))
                value = value[str(step)]
        return tuple(found)

    def as_written(self, path: Steps) -> Steps:
        """Give the path of a value as the file has it.

        What may be one or a list is checked as a list, whose step is then not in the file.
        """
        found: list[str | int] = []
        value = self.value
        for step in path:
            if isinstance(value, dict):
                # A year is a number only once it is checked; another number is a step into such a list.
                if isinstance(step, int) and str(step) not in value:
                    continue
                step = str(step)
                value = value.get(step)
            elif isinstance(value, list):
                value = value[step] if isinstance(step, int) and step < len(value) else None
            elif isinstance(step, int):
                continue
            found.append(step)
        return tuple(found)


def read_facts(inputs: Iterable[str | Path | Mapping[str, object]]) -> Facts:
    """Read facts from files (`-` is standard input) or from mappings, check them and join them.

    Raises:
        InputError: the first thing that is wrong, with its place and its mend. Nothing is half read.
    """
    return read_sources(open_facts([inputs] if isinstance(inputs, str | Path | Mapping) else inputs))


def open_facts(inputs: Iterable[str | Path | Mapping[str, object]]) -> list[Source]:
    """Open and parse inputs, each once; what they say is not checked yet.

    Raises:
        InputError: one cannot be read or parsed.
    """
    return list(_opened(inputs))


def read_sources(sources: Sequence[Source]) -> Facts:
    """Check what was opened, each by itself and all together, and join it.

    Raises:
        InputError: as for `read_facts`.
    """
    files = [_checked(source) for source in sources]
    _check_together(sources, files)
    facts = Facts.joined(files)
    _check_descent(sources, files, facts)
    return facts


def _opened(inputs: Iterable[str | Path | Mapping[str, object]]) -> Iterator[Source]:
    mappings = 0
    for given in inputs:
        if isinstance(given, Mapping):
            mappings += 1
            name = "facts" if mappings == 1 else f"facts {mappings}"
            yield Source(name, _Copying(name).copied(given, ()))
        else:
            yield _read(str(given))


def _read(name: str) -> Source:
    try:
        if name == "-":
            name, data = _STANDARD_INPUT, sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)  # one more than is allowed, which tells that there is too much
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = (getattr(error, "strerror", None) or "it cannot be read").lower()
        mend = "give the path of a facts file, or - for standard input"
        raise InputError(reason, mend, Place(name or '""')) from None
    node = read_document(data, name, "yaml" if name == _STANDARD_INPUT else form_of(name))
    return Source(name, plain(node), node)


class _Copying:
    """Takes a mapping made in Python over as dicts, lists and values, within the limits that hold for files."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values = 0

    def copied(self, value: object, path: Steps) -> object:
        self.values += 1
        if len(path) > MAX_DEPTH or self.values > MAX_NODES:
            limit = f"nested more than {MAX_DEPTH} deep" if len(path) > MAX_DEPTH else f"more than {MAX_NODES} values"
            raise self._error(f"facts with values that are {limit}", "leave out what the facts do not need", path[:4])
        if isinstance(value, Mapping):
            return self._mapping(value, path)
        if isinstance(value, list | tuple):
            return [self.copied(each, (*path, i)) for i, each in enumerate(value)]
        if isinstance(value, str) and not _is_unicode(value):
            raise self._error("text with half of a surrogate pair, which is no character", "correct it", path)
        return value

    def _mapping(self, value: Mapping[object, object], path: Steps) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, each in value.items():
            text = str(key) if isinstance(key, str) or _is_small_number(key) else ""
            if not text or len(text) > MAX_KEY or not _is_unicode(text):
                what = f"a key that is neither text of 1 to {MAX_KEY} characters nor a whole number"
                raise self._error(what, "write the keys as they stand in a facts file", path)
            if text in found:
                raise self._error(f"the key {text!r} stands twice", "keep one of the two", (*path, text))
            found[text] = self.copied(each, (*path, text))
        return found

    def _error(self, what: str, mend: str, path: Steps) -> InputError:
        return InputError(what, mend, _place_in_mapping(self.name, path))


def _is_small_number(key: object) -> bool:
    return isinstance(key, int) and not isinstance(key, bool) and abs(key) < 10**9


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _place_in_mapping(name: str, path: Steps) -> Place:
    steps = (f"[{step}]" if isinstance(step, int) else f".{_quoted(step)}" for step in path)
    return Place(name, key="".join(steps).removeprefix("."))


def _quoted(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key)


def _checked(source: Source) -> FactsFile:
    if not isinstance(source.value, dict):
        mend = f"begin with `format: {FORMAT}`; `plimsoll facts new` prints a file to fill in"
        raise InputError(f"{shown(source.value)} where a facts file is expected", mend, source.place(()))
    try:
        return FactsFile.model_validate(source.value)
    except ValidationError as error:
        found = error.errors(include_url=False)
    # A key that is missing beside one that is unknown was most likely misspelt, and is told so.
    unknown = {each["loc"][:-1] for each in found if each["type"] == "extra_forbidden"}
    told = [each for each in found if each["type"] != "missing" or each["loc"][:-1] not in unknown]
    raise _explained(source, min(told, key=lambda each: source.order(_path(source, each))))


def _path(source: Source, error: ErrorDetails) -> Steps:
    return source.as_written((*error["loc"], *error.get("ctx", {}).get("under", ())))


def _explained(source: Source, error: ErrorDetails) -> InputError:
    context: dict[str, Any] = error.get("ctx", {})
    path = _path(source, error)
    what, mend = _told(error["type"], path, error["input"], context) or ("this cannot be taken", error["msg"])
    return InputError(what, mend, source.place(path))


def _told(kind: str, path: Steps, value: object, context: Mapping[str, Any]) -> tuple[str, str] | None:
    """Say what is wrong and how to mend it."""
    key = str(path[-1]) if path else ""
    if kind == "plimsoll":
        return context["what"], context["mend"]
    if kind == "value_error":
        what, _, mend = str(context["error"]).partition("; ")
        return what, mend
    if kind == "extra_forbidden":
        keys = _keys_at(path[:-1])
        return f"unknown key {key!r}", _nearest(key, keys) or f"the keys here are {', '.join(keys)}"
    if kind == "missing" or (value is None and path and isinstance(path[-1], str)):
        return f"{key!r} is missing", "give it; `plimsoll schema facts` describes it"
    if kind == "literal_error" and isinstance(value, str):
        if path == ("format",):
            return f"{shown(value)} is no format that is read here", f"write {FORMAT}"
        known = re.findall("'([^']*)'", context["expected"])
        return f"{shown(value)} is not a value known here", _nearest(value, known) or f"use {context['expected']}"
    if kind == "literal_error":
        return f"{shown(value)} where one of a few words is expected", f"use {context['expected']}"
    if kind == "string_pattern_mismatch":
        what, mend = _PATTERNS[context["pattern"]]
        return f"{shown(value)} {what}", mend
    if kind in ("int_type", "int_parsing", "int_from_float", "greater_than_equal"):
        return f"{shown(value)} where a whole number from 1 up is expected", "write it alone, as 6"
    if kind not in _EXPECTED:
        return None
    what, mend = _EXPECTED[kind]
    if kind == "string_type" and isinstance(value, bool | int | float):
        mend = "write it in quotes"
    return f"{shown(value)} where {what} is expected", mend


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {near[0]!r}?" if near else ""


def _keys_at(path: Steps) -> list[str]:
    """Give the keys that the entry at a path may have."""
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


class _Known(typing.NamedTuple):
    """Where an id stands: in which list, and at which place."""

    among: str
    place: Place


Complaint = tuple[tuple[int, Order], Callable[[], InputError]]
"""Where something is wrong, and what makes the error: most are never made, since the first is told alone."""


def _check_together(sources: Sequence[Source], files: Sequence[FactsFile]) -> None:
    """Refuse ids that stand twice, ids that name nothing, and readings given in two ways."""
    known: dict[str, _Known] = {}
    complaints: list[Complaint] = []

    def complain(number: int, path: Steps, error: Callable[[Place], InputError]) -> None:
        source = sources[number]
        path = source.as_written(path)
        complaints.append(((number, source.order(path)), lambda: error(source.place(path))))

    for number, (source, file) in enumerate(zip(sources, files, strict=True)):
        for path, entry in _entries(file):
            identity = getattr(entry, "id", None)
            if identity in known:
                complain(number, (*path, "id"), partial(_twice, identity, known[identity].place))
            elif identity is not None:
                known[identity] = _Known(str(path[0]), source.place((*path, "id")))
    readings: dict[str, bool] = {}
    for number, file in enumerate(files):
        for path, among, identity in _references(file):
            if identity not in known or (among and known[identity].among != among):
                complain(number, path, partial(_dangling, identity, among, known))
        for name, chosen in (file.readings or {}).items():
            if readings.setdefault(name, chosen) != chosen:
                complain(number, ("readings", name), partial(_both_ways, name))
    if complaints:
        raise min(complaints, key=lambda complaint: complaint[0])[1]()


def _twice(identity: str, first: Place, place: Place) -> InputError:
    where = f"{first.file}:{first.line}" if first.line else f"{first.file}: {first.key}"
    return InputError(f"the id {identity!r} is given twice", f"it stands first at {where}; rename one", place)


def _dangling(identity: str, among: str, known: Mapping[str, _Known], place: Place) -> InputError:
    if identity in known:
        what = f"the id {identity!r} stands in {known[identity].among}, not in {among}"
        return InputError(what, f"name an entry of {among}", place)
    fitting = (each for each, found in known.items() if found.among == (among or found.among))
    mend = _nearest(identity, fitting) or f"add an entry with that id{f' to {among}' if among else ''}, or correct it"
    return InputError(f"no entry has the id {identity!r}", mend, place)


def _both_ways(name: str, place: Place) -> InputError:
    return InputError(f"another file reads {name!r} the other way", "choose one reading for all files", place)


def _entries(file: FactsFile) -> Iterator[tuple[Steps, Entry]]:
    if file.organization:
        yield ("organization",), file.organization
    for name in LISTS_OF_ENTRIES:
        for i, entry in enumerate(getattr(file, name) or ()):
            yield (name, i), entry


def _references(file: FactsFile) -> Iterator[tuple[Steps, str, str]]:
    """Every id that names an entry: its path, the list in which it has to stand, and the id."""
    for path, entry in _entries(file):
        for key, among in REFERENCES.items():
            identity = getattr(entry, key, None)
            if identity is not None:
                yield (*path, key), among, identity
    for i, model in enumerate(file.models or ()):
        for j, derivation in enumerate(model.derivations):
            yield ("models", i, "derived_from", j, "model"), "models", derivation.model


def _check_descent(sources: Sequence[Source], files: Sequence[FactsFile], facts: Facts) -> None:
    """Refuse derivations that go in a circle."""
    circle = _circle(facts)
    if circle is None:
        return
    after = dict(zip(circle, [*circle[1:], circle[0]], strict=True))
    links: list[tuple[int, Order, str, Steps]] = []
    for number, (source, file) in enumerate(zip(sources, files, strict=True)):
        for i, model in enumerate(file.models or ()):
            if model.id in after:
                j = [derivation.model for derivation in model.derivations].index(after[model.id])
                path = source.as_written(("models", i, "derived_from", j, "model"))
                links.append((number, source.order(path), model.id, path))
    number, _, first, path = min(links)
    start = circle.index(first)
    way = [*circle[start:], *circle[:start], first]
    told = " -> ".join(way if len(way) < 8 else [*way[:4], "...", *way[-3:]])
    what = f"a cycle in derived_from: {told}"
    raise InputError(what, "take one of these links out: no model descends from itself", sources[number].place(path))


def _circle(facts: Facts) -> list[str] | None:
    """Find models each of which derives from the next, and the last from the first."""
    done: set[str] = set()
    for start in facts.models:
        trail = {start: iter(facts.models[start].derivations)} if start not in done else {}
        while trail:
            current, ahead = next(reversed(trail.items()))
            base = next((d.model for d in ahead if d.model not in done), None)
            if base is None:
                done.add(current)
                del trail[current]
            elif base in trail:
                models = list(trail)
                return models[models.index(base) :]
            else:
                trail[base] = iter(facts.models[base].derivations)
    return None
