"""The entries and keys of a facts file, from the schema that `plimsoll schema facts` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generating.markdown import code, table
from plimsoll.facts.entries import ID_PATTERN, TERRITORY_PATTERN
from plimsoll.facts.schema import facts_schema

Schema = Mapping[str, Any]
_FIGURES = {
    "Operations": "[operations](#numbers)",
    "OperationsPerSecond": "[operations a second](#numbers)",
    "GigabitsPerSecond": "[gigabits a second](#numbers)",
    "Money": "[money](#money)",
    "People": "[people](#numbers)",
    "Number": "[number](#numbers)",
    "Instant": "[instant](#instants)",
}
_COMMON = ("origin", "notes")


def part() -> str:
    """Write the tables: the file itself, then every kind of entry."""
    schema = facts_schema()
    lines = ["### The file", "", *_keys(schema["properties"], schema)]
    for name in _entries_in_order(schema):
        entry = schema["$defs"][name]
        lines += [f"### {name}", "", entry["description"], "", *_keys(entry["properties"], entry)]
    return "\n".join(lines)


def _entries_in_order(schema: Schema) -> list[str]:
    """Give the kinds of entry in the order in which the file names them, each once."""
    found: dict[str, None] = {}

    def visit(part: Schema) -> None:
        for name in _references(part):
            if name not in found and name not in _FIGURES and "properties" in schema["$defs"][name]:
                found[name] = None
                visit(schema["$defs"][name]["properties"])

    visit({k: v for k, v in schema["properties"].items() if k not in _COMMON})
    last = "Provenance"  # every entry can have one
    return [*(name for name in found if name != last), last]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield _named(part)
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)


def _keys(properties: Schema, entry: Schema) -> list[str]:
    required = entry.get("required", [])
    rows = []
    for key, schema in properties.items():
        if key in _COMMON and entry.get("title") != "Plimsoll facts" and len(properties) > len(_COMMON):
            continue
        must = " (must be given)" if key in required else ""
        rows.append((code(key) + must, _kind(schema), schema.get("description", "")))
    return table(("key", "what is written", "meaning"), rows)


def _kind(schema: Schema) -> str:
    """Say in words what a schema takes."""
    if "$ref" in schema:
        name = _named(schema)
        return _FIGURES.get(name) or f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return _alternatives([s for s in schema["anyOf"] if s.get("type") != "null"])
    if "enum" in schema:
        return ", ".join(map(code, schema["enum"]))
    if "const" in schema:
        return code(schema["const"])
    kind = schema.get("type")
    if kind == "array":
        return f"list: {_kind(schema['items'])}"
    if kind == "object":
        year = "year" if "propertyNames" in schema else "name"
        return f"map from {year} to {_kind(schema['additionalProperties'])}"
    if kind == "boolean":
        return "true or false"
    return _text(schema)


def _alternatives(schemas: list[Schema]) -> str:
    if len(schemas) == 2 and schemas[1].get("type") == "array" and schemas[1].get("items") == schemas[0]:
        return f"{_kind(schemas[0])}, or a list of such"
    return ", or ".join(_kind(each) for each in schemas)


def _text(schema: Schema) -> str:
    if schema.get("format") == "date":
        return "[day](#instants)"
    patterns = {ID_PATTERN: "id", TERRITORY_PATTERN: "place"}
    return patterns.get(schema.get("pattern", ""), "text")


def _named(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
