"""Which column of a table holds which fact: as a file of columns says, or as the header says itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path as File

from plimsoll.assessment.population.paths import ENDS, IDENTITY, Path, mend, path_named
from plimsoll.errors import InputError, Place
from plimsoll.facts.documents import Node, form_of, place_of, plain, read_document
from plimsoll.facts.instants import Instant, parse_instant

FORMAT = "plimsoll/columns/1"
SHIPPED = ("epoch.yaml",)
_KEYS = ("facts", "outside_bases", "year", "recognised_by", "format", "source")
_SOURCE_KEYS = ("column", "where", "at_most", "not_before", "split", "words", "value")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is found: in a column, or a value for all rows; `where` names a column that has to be given.

    `at_most` names a column of upper bounds; `not_before` makes an instant any from then to that of the column;
    `split` parts a list; `words` say which fact a word of the column stands for, and leave out others.
    """

    column: str | None = None
    where: str | None = None
    at_most: str | None = None
    not_before: Instant | None = None
    split: str = ";"
    words: Mapping[str, object] | None = None
    value: object = None

    @property
    def named(self) -> list[str]:
        """The columns that it asks for."""
        return [name for name in (self.column, self.where, self.at_most) if name is not None]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, at which end of an interval, and where it is found: the first source that a row has counts."""

    path: Path
    end: str
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which columns hold which facts, who is who, and the year by which rows are counted."""

    told: Sequence[Told]
    identity: Mapping[str, Source] = field(default_factory=dict)
    """By `id`, `developer`, and each `derived_from[i].model` and `training[i].by`."""
    outside_bases: bool = False
    """Whether a base may stand outside the table: nothing is known of it then."""
    year: str | None = None
    source: str = ""
    """Whose tables it reads, where it comes with the package."""

    @property
    def columns(self) -> list[str]:
        """Every column that it asks for."""
        sources = [*self.identity.values(), *(s for told in self.told for s in told.sources)]
        named = [name for source in sources for name in source.named]
        return list(dict.fromkeys([*named, *([self.year] if self.year else [])]))


def mapped(header: Sequence[str], table: str, file: str | None = None) -> Mapped:
    """Map the columns of a table: by a file, else by a mapping that knows its header, else by the header itself.

    Raises:
        InputError: a file of columns that cannot be read, a column that the table has not or that is no fact.
    """
    if file is not None:
        try:
            data = File(file).read_bytes()
        except OSError as error:
            what = (error.strerror or "it cannot be read").lower()
            raise InputError(what, "give the path of a file of columns", Place(file)) from None
        found = _read(data, file)
        for name in found.columns:
            if name not in header:
                raise InputError(f"{table} has no column {name!r}", f"its columns are {_listed(header)}", Place(file))
        return found
    for name in SHIPPED:
        data = resources.files(__package__).joinpath(name).read_bytes()
        known = plain(read_document(data, name, "yaml"))
        wanted = known["recognised_by"] if isinstance(known, dict) else []
        if set(wanted) <= set(header):
            shipped = _read(data, name)
            return _within(shipped, header)
    return _by_header(header, table)


def _within(mapping: Mapped, header: Sequence[str]) -> Mapped:
    """A mapping as far as a table has its columns."""

    def there(source: Source) -> bool:
        return set(source.named) <= set(header)

    told = [Told(t.path, t.end, [s for s in t.sources if there(s)]) for t in mapping.told]
    identity = {name: source for name, source in mapping.identity.items() if there(source)}
    year = mapping.year if mapping.year in header else None
    return Mapped([t for t in told if t.sources], identity, mapping.outside_bases, year, mapping.source)


def _by_header(header: Sequence[str], table: str) -> Mapped:
    told: list[Told] = []
    identity: dict[str, Source] = {}
    for name in header:
        if not _enter(name, [Source(column=name)], told, identity):
            raise InputError(
                f"the column {name!r} is no fact of a model",
                f"{mend(name)}; or say with --columns which columns to read",
                Place(table),
            )
    return Mapped(told, identity)


def _enter(name: str, sources: list[Source], told: list[Told], identity: dict[str, Source]) -> bool:
    path, _, end = name.rpartition(".")
    fact = path_named(path) if end in ENDS else None
    if fact is not None and fact.holds in ("figure", "instant"):
        told.append(Told(fact, end, sources))
        return True
    fact = path_named(name)
    if name in IDENTITY or (fact is not None and fact.name.endswith((".model", ".by"))):
        identity[name if fact is None or name in IDENTITY else fact.name] = sources[0]
        return True
    if fact is not None:
        told.append(Told(fact, "", sources))
    return fact is not None


def _read(data: bytes, file: str) -> Mapped:
    node = read_document(data, file, form_of(file))
    value = plain(node)

    def wrong(what: str, how: str, *path: str | int) -> InputError:
        return InputError(what, how, place_of(node, path, file))

    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise wrong("this is no file of columns", f"begin with `format: {FORMAT}`")
    for key in value:
        if key not in _KEYS:
            raise wrong(f"unknown key {key!r}", f"the keys here are {', '.join(_KEYS)}", key)
    facts = value.get("facts")
    if not isinstance(facts, dict) or not facts:
        raise wrong("no facts are named", "give facts: {training.operations: the column's name}", "facts")
    told: list[Told] = []
    identity: dict[str, Source] = {}
    for name, given in facts.items():
        listed = given if isinstance(given, list) else [given]
        sources = [_source(each, node, file, name) for each in listed]
        if not sources or not _enter(name, sources, told, identity):
            raise wrong(f"{name!r} is no fact of a model", mend(name), "facts", name)
    outside = value.get("outside_bases", "refused")
    if outside not in ("refused", "unknown"):
        raise wrong("outside_bases is neither refused nor unknown", "write one of the two", "outside_bases")
    year = value.get("year")
    if year is not None and not isinstance(year, str):
        raise wrong("the year is no column's name", "name a column of dates or years", "year")
    return Mapped(told, identity, outside == "unknown", year, str(value.get("source") or ""))


def _source(given: object, node: Node, file: str, name: str) -> Source:
    place = place_of(node, ("facts", name), file)
    if isinstance(given, str):
        return Source(column=given)
    if not isinstance(given, dict):
        raise InputError("this is no column's name", "write the name of a column, or {column: …}", place)
    for key in given:
        if key not in _SOURCE_KEYS:
            raise InputError(f"unknown key {key!r}", f"the keys here are {', '.join(_SOURCE_KEYS)}", place)
    texts = {key: given.get(key) for key in ("column", "where", "at_most", "split")}
    if any(value is not None and not isinstance(value, str) for value in texts.values()):
        raise InputError("a name that is no text", "write the names of columns in quotes", place)
    if sum(given.get(key) is not None for key in ("column", "at_most", "value")) != 1:
        raise InputError("not one of column, at_most and value", "give one of the three", place)
    words = given.get("words")
    if words is not None and not isinstance(words, dict):
        raise InputError("words is no mapping", "write it as {word of the column: value of the fact}", place)
    first = given.get("not_before")
    try:
        not_before = None if first is None else parse_instant(str(first))
    except ValueError as error:
        raise InputError(str(error), "write a day that exists, as 1950-01-01", place) from None
    return Source(
        column=given.get("column"),
        where=given.get("where"),
        at_most=given.get("at_most"),
        not_before=not_before,
        split=given.get("split") or ";",
        words=words,
        value=given.get("value"),
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:12])
    return shown + (f" and {len(names) - 12} more" if len(names) > 12 else "")
