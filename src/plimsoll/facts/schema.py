"""The JSON Schema of a facts file."""

from __future__ import annotations

from typing import Any

from plimsoll.facts.file import FORMAT, FactsFile


def facts_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a facts file."""
    schema = FactsFile.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = {}
    schema = _hoisted(schema, definitions)
    schema["$defs"] = dict(sorted((schema["$defs"] | definitions).items()))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('/', ':')}",
        **schema,
        "title": "Plimsoll facts",
    }


def _hoisted(part: Any, definitions: dict[str, Any]) -> Any:
    """Move what is marked as shared among the definitions, and drop the titles, which only repeat the keys."""
    if isinstance(part, list):
        return [_hoisted(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {
        key: _hoisted(each, definitions)
        for key, each in part.items()
        if key != "$shared" and not (key == "title" and isinstance(each, str))
    }
    if "$shared" not in part:
        return kept
    definitions[part["$shared"]] = kept
    return {"$ref": f"#/$defs/{part['$shared']}"}
