"""Facts that others published about the formats; each file names its source."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "ledger" / "vectors"


def vectors(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def hashes(texts: list[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or []]
