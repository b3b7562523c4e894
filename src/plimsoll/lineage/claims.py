"""What the files of a model say of its descent: the card, configurations of models, adapters and merges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal

from plimsoll.errors import InputError, Place
from plimsoll.lineage.gguf import base_models
from plimsoll.lineage.names import Named, named

Relation = Literal["adapter", "merge", "quantized", "finetune"]
RELATIONS: tuple[Relation, ...] = ("adapter", "merge", "quantized", "finetune")
_LARGEST = 16 * 2**20
_FRONT = re.compile(r"\A(?:\ufeff)?\s*---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.S | re.M)


class By(IntEnum):
    """Which file says so; the greater is followed where two differ, since more depends on it."""

    CONFIG = 1
    GGUF = 2
    CARD = 3
    MERGE = 4
    ADAPTER = 5

    @property
    def words(self) -> str:
        """How it is called in an answer."""
        return ("config", "GGUF metadata", "card", "merge configuration", "adapter configuration")[self - 1]


@dataclass(frozen=True, slots=True)
class Claim:
    """One base that a file names, and the relation, where the file says one."""

    base: Named
    by: By
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """All that the files of one model say: its bases, whether it is quantised, the widths of its layers."""

    claims: tuple[Claim, ...]
    quantized: bool
    adapter: bool
    relation: Relation | None
    """As the card says it."""


def read_claims(files: Mapping[str, Path], gguf: Sequence[Path]) -> Said:
    """Read them from the files of a model by their parts: config, card, adapter, merge, quantize.

    Raises:
        InputError: one of the files is not in its form; what it says is never quoted, since it may name a person.
    """
    config = _json(files["config"]) if "config" in files else {}
    card = _front_matter(files["card"]) if "card" in files else {}
    relation = _relation(card, files.get("card"))
    claims = [
        *(Claim(base, By.ADAPTER, "adapter") for base in _adapter(files)),
        *(Claim(base, By.MERGE, "merge") for base in _merge(files)),
        *(Claim(base, By.CARD, relation) for base in _texts(card.get("base_model"))),
        *(Claim(base, By.GGUF, "quantized") for each in gguf for base in _texts(base_models(each))),
        *(Claim(base, By.CONFIG) for base in _texts(config.get("_name_or_path"))),
    ]
    quantized = "quantize" in files or isinstance(config.get("quantization_config"), Mapping) or bool(gguf)
    return Said(tuple(dict.fromkeys(claims)), quantized, "adapter" in files, relation)


def _adapter(files: Mapping[str, Path]) -> Iterator[Named]:
    if "adapter" in files:
        yield from _texts(_json(files["adapter"]).get("base_model_name_or_path"))


def _merge(files: Mapping[str, Path]) -> Iterator[Named]:
    """The models that a mergekit configuration names: in models, slices and modules, and as the base."""
    if "merge" not in files:
        return
    path = files["merge"]
    found = _yaml(path, _text(path), 0)
    stack: list[Any] = [found]
    names: dict[str, None] = {}
    while stack:
        value = stack.pop()
        if isinstance(value, Mapping):
            for key, each in value.items():
                if key in ("model", "base_model"):
                    names.update(dict.fromkeys(_references(each)))
                elif key in ("models", "slices", "sources", "modules") or isinstance(each, Mapping):
                    stack.append(each)
        elif isinstance(value, list):
            stack += reversed(value)
    for name in names:
        yield from _texts(name)


def _references(value: Any) -> Iterator[str]:
    """A reference as mergekit writes it: `path`, `path+lora`, or a mapping that holds them."""
    if isinstance(value, str):
        yield from value.split("+")
    elif isinstance(value, Mapping):
        for key in ("model", "lora"):
            yield from _references(value.get(key))
        if isinstance(value.get("path"), str):
            yield value["path"]


def _texts(value: Any) -> Iterator[Named]:
    for each in value if isinstance(value, list) else [value]:
        base = named(each) if isinstance(each, str) else None
        if base is not None:
            yield base


def _relation(card: Mapping[str, Any], path: Path | None) -> Relation | None:
    given = card.get("base_model_relation")
    if given is None or given == "":
        return None
    for each in RELATIONS:
        if given == each:
            return each
    raise InputError(
        "base_model_relation is none of those that a card may give",
        f"write one of {', '.join(RELATIONS)}",
        Place(str(path), key="base_model_relation"),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise InputError("not JSON", "correct it", Place(str(path), error.lineno, error.colno)) from None
    except (RecursionError, ValueError):  # a number of too many digits is a ValueError
        raise InputError("not JSON that can be read", "correct it", Place(str(path))) from None
    if not isinstance(found, dict):
        raise InputError("not a JSON object", "correct it", Place(str(path)))
    return found


def _front_matter(path: Path) -> Mapping[str, Any]:
    found = _FRONT.match(_text(path))
    return {} if found is None else _yaml(path, found[1], found[0][: found.start(1) - found.start()].count("\n"))


def _yaml(path: Path, text: str, before: int) -> Mapping[str, Any]:
    """Read YAML in which every value stays text; `before` lines of the file stand above it."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        found = yaml.load(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + before if error.problem_mark else None
        raise InputError("not YAML", "correct it there", Place(str(path), line)) from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        raise InputError("not YAML that can be read", "correct it", Place(str(path))) from None
    if found is None or found == "":
        return {}
    if not isinstance(found, Mapping):
        raise InputError("not a mapping of YAML", "write it as key: value", Place(str(path), before + 1))
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))) from None
    if len(data) > _LARGEST:
        raise InputError(f"more than {_LARGEST // 2**20} MiB of text", "leave out what is not needed", Place(str(path)))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not UTF-8 text", "save it as UTF-8", Place(str(path))) from None
