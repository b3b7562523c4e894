"""The JSON Schema of a facts file."""

from __future__ import annotations

from typing import Any

from plimsoll.facts.file import FORMAT, FactsFile


def facts_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a facts file."""
    schema = FactsFile.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{FORMAT.replace('/', ':')}",
        **schema,
        "title": "Plimsoll facts",
    }
