"""A bundle's manifest, and which members a bundle must have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from plimsoll.verifier.archive import Member
from plimsoll.verifier.canonical import read
from plimsoll.verifier.entries import is_time
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.tree import HASH, WIDTH, tile_name

FORMAT = "plimsoll/bundle/1"
_KEYS = ["custody", "entries", "files", "format", "made", "origin", "size", "vkey"]
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII).fullmatch
_MANIFEST = "manifest.json"
_FIRST = ("README.txt", "checkpoint", "policy")
_LAST = ("sealed.jsonl", "opened.jsonl", _MANIFEST)
_FEW = 8
"""So many names are told."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself. `files`: name to SHA-256 in hexadecimal, of every member but the manifest."""

    custody: str
    entries: Literal["all"] | list[int]
    files: dict[str, str] = field(repr=False)
    origin: str
    size: int
    vkey: str


def parse_manifest(data: bytes) -> Manifest:
    """The manifest that `data` is; MalformedError names the key that is wrong."""
    value = read(data)
    if type(value) is not dict or list(value) != _KEYS:
        raise MalformedError("has not exactly the keys of a manifest")
    if value["format"] != FORMAT:
        raise MalformedError(f"is not of format {FORMAT}")
    for key, is_so in _FORMS.items():
        if not is_so(value[key]):
            raise MalformedError(f"has under {key} what does not belong there")
    entries = value["entries"]
    if entries != "all" and any(entry >= value["size"] for entry in entries):
        raise MalformedError("has under entries one beyond its size")
    return Manifest(value["custody"], entries, value["files"], value["origin"], value["size"], value["vkey"])


def check_members(manifest: Manifest, members: Sequence[Member], findings: Findings) -> None:
    """Find members that are missing, that belong to no bundle, or that stand out of order."""
    names = [member.name for member in members]
    if manifest.entries == "all":
        if manifest.size // WIDTH > len(names):
            findings.add(None, f"the bundle has too few members for {manifest.size} entries")
            return
        orders = [[*_FIRST, *_tiles(manifest.size), *_LAST]]
    else:
        entries = [f"entry/{entry}.json" for entry in manifest.entries]
        proofs = [f"proof/{entry}.tlog-proof" for entry in manifest.entries]
        pairs = [name for pair in zip(entries, proofs, strict=True) for name in pair]
        orders = [[*_FIRST, *pairs, *_LAST], [*_FIRST, *entries, *proofs, *_LAST]]
    if names not in orders:
        there, wanted = set(names), set(orders[0])
        _tell("{} is missing", [name for name in orders[0] if name not in there], findings)
        _tell("{} is no member of such a bundle", [name for name in names if name not in wanted], findings)
        if there == wanted:
            findings.add(None, "the members of the bundle stand out of order")
    listed = set(manifest.files)
    _tell("{} is not listed in manifest.json", [n for n in names if n not in listed and n != _MANIFEST], findings)
    there = set(names)
    _tell("{} is listed in manifest.json, but not there", [n for n in listed if n not in there], findings)
    for member in members:
        width = width_of(member.name)
        if width is not None and member.size != HASH * width:
            findings.add(None, f"{member.name} is {member.size} bytes, which is not its width")


_HASHES = re.compile(r"tile/[0-9]+/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/([0-9]+))?", re.ASCII)


def width_of(name: str) -> int | None:
    """How many hashes a member with such a name holds; None for other members."""
    found = _HASHES.fullmatch(name)
    return None if found is None else int(found[1] or WIDTH)


def _tiles(size: int) -> Iterator[str]:
    yield from _level("entries", size)
    level = 0
    while size:
        yield from _level(level, size)
        size, level = size // WIDTH, level + 1


def _level(level: int | str, size: int) -> Iterator[str]:
    for index in range(size // WIDTH):
        yield tile_name(level, index)
    if size % WIDTH:
        yield tile_name(level, size // WIDTH, size % WIDTH)


def _tell(what: str, names: list[str], findings: Findings) -> None:
    for name in sorted(names)[:_FEW]:
        findings.add(None, what.format(name))
    if len(names) > _FEW:
        findings.add(None, what.format(f"each of {len(names) - _FEW} more members"))


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_size(value: object) -> bool:
    return type(value) is int and value >= 0


def _are_entries(value: object) -> bool:
    if value == "all":
        return True
    return type(value) is list and all(map(_is_size, value)) and value == sorted(set(value))


def _are_files(value: Any) -> bool:
    return type(value) is dict and all(type(digest) is str and _HEX(digest) for digest in value.values())


_FORMS = {
    "custody": _is_text,
    "entries": _are_entries,
    "files": _are_files,
    "made": is_time,
    "origin": _is_text,
    "size": _is_size,
    "vkey": _is_text,
}
