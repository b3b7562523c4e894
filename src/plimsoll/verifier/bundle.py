"""Bundles: verified from one file alone, whole or in part, without a network."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.verifier.archive import Archive, Member
from plimsoll.verifier.base64s import decoded
from plimsoll.verifier.canonical import read
from plimsoll.verifier.checking import Given, examine
from plimsoll.verifier.entries import FIELD, LONGEST, is_key_id
from plimsoll.verifier.evidence import Columns
from plimsoll.verifier.findings import Findings
from plimsoll.verifier.hanging import Head
from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.manifest import FORMAT, Manifest, check_members, parse_manifest
from plimsoll.verifier.notes import Checkpoint, parse_checkpoint
from plimsoll.verifier.opening import SECRET
from plimsoll.verifier.tree import HASH, WIDTH
from plimsoll.verifier.trust import chosen_key
from plimsoll.verifier.verification import Verification
from plimsoll.verifier.wholeness import check_bytes

_SMALL = 1 << 20
_MANIFEST_LIMIT = 1 << 28
_LINE = 1 << 24
_TILE_LIMIT = WIDTH * (2 + LONGEST)
_TILE = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
_USUAL = re.compile(
    rb'\{"ciphertext":"([A-Za-z0-9+/=]*)","field":"/personal","key":"([0-9a-f]{32})","sequence":(0|[1-9][0-9]{0,15})\}'
).fullmatch
"""How lines of `sealed.jsonl` are if nothing is wrong with them."""
_ENTRY = re.compile(r"entry/(0|[1-9][0-9]{0,18})\.json", re.ASCII)
_PROOF = re.compile(r"proof/(0|[1-9][0-9]{0,18})\.tlog-proof", re.ASCII)


def verify_bundle(
    path: str | Path,
    *,
    vkeys: Sequence[str] = (),
    policy: bytes | None = None,
    remembered: Head | None = None,
    earlier: bytes | None = None,
    opened: Mapping[str, bytes] | None = None,
) -> Verification:
    """Verify the bundle at `path`. See `plimsoll.verifier.checking.Given` for what can be brought.

    InputError where the file is no bundle at all, or what was brought is not in its form; all else is a finding.
    """
    given = Given(vkeys, policy, remembered, earlier, opened)
    name = str(path)
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise InputError("this is not a file", "give a bundle, a ZIP archive as it was exported", Place(name))
        with Path(path).open("rb") as file:
            findings = Findings()
            archive = Archive(file, name)
            bundle = Bundle(archive, findings, name)
            key, _ = chosen_key(bundle.origin, bundle.vkey, given.vkeys, Findings())
            check_bytes(archive, bundle.origin, key, bundle.manifest.files if bundle.manifest else {}, findings)
            bundle.check()
            return examine(bundle, given, findings, proofs=bundle.proofs(), own_policy=bundle.policy())
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        raise InputError("this file cannot be read", "give a bundle that can be opened", Place(name)) from error


class Bundle:
    """The evidence in an open archive. What is wrong with its form goes to `findings` as it is met."""

    def __init__(self, archive: Archive, findings: Findings, name: str) -> None:
        self._archive, self._findings = archive, findings
        self._told: set[str] = set()
        """What was found already: entries are read twice."""
        self.manifest: Manifest | None = None
        if "manifest.json" not in archive.by_name and not archive.comment.startswith(FORMAT.encode() + b"\n"):
            what = "this is a ZIP archive, but not a bundle of a sealed record"
            raise InputError(what, "give a bundle as it was exported", Place(name))
        try:
            self.manifest = parse_manifest(self._small("manifest.json", _MANIFEST_LIMIT))
        except MalformedError as error:
            self._tell(f"manifest.json {error}")
        self._signed = self._checkpoint()

    @property
    def origin(self) -> str:
        """By the manifest, else by the checkpoint."""
        return self.manifest.origin if self.manifest else self._signed.origin if self._signed else ""

    @property
    def vkey(self) -> str:
        """By the manifest."""
        return self.manifest.vkey if self.manifest else ""

    @property
    def custody(self) -> str:
        """By the manifest."""
        return self.manifest.custody if self.manifest else ""

    def check(self) -> None:
        """Find members that are missing or do not belong, and a manifest that says another size."""
        if self.manifest is None:
            return
        check_members(self.manifest, self._archive.members, self._findings)
        if self._signed is not None and self._signed.size != self.manifest.size:
            self._tell("manifest.json says another size than the checkpoint")

    def checkpoint(self) -> bytes:
        """The member `checkpoint`; empty where it is missing."""
        return self._small("checkpoint", _SMALL)

    def policy(self) -> bytes | None:
        """The member `policy`; None where it is missing."""
        return self._small("policy", _SMALL) if "policy" in self._archive.by_name else None

    def proofs(self) -> Mapping[int, bytes] | None:
        """Of a part: the proofs by sequence. None of a whole record."""
        if self.manifest is not None:
            if self.manifest.entries == "all":
                return None
        elif not any(_ENTRY.fullmatch(name) for name in self._archive.by_name):
            return None
        return _Proofs(self, {int(found[1]): m for m in self._archive.members if (found := _PROOF.fullmatch(m.name))})

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """From the tiles of entries of a whole record, from single members of a part."""
        for _, index, _, member in self._tiles("entries"):
            yield from self._entries_of(member, index * WIDTH)
        for member in self._archive.members:
            found = _ENTRY.fullmatch(member.name)
            if found is not None:
                yield int(found[1]), self._archive.read(member, 0, LONGEST + 1)

    def columns(self) -> Iterator[Columns] | None:
        """None: a bundle has no columns."""
        return None

    def tiles(self) -> Iterator[tuple[int, int, bytes]] | None:
        """The tiles of hashes."""
        return (
            (level, index, self._archive.read(member, 0, HASH * WIDTH + 1))
            for level, index, _, member in self._tiles("hashes")
        )

    def sealed(self) -> Iterator[tuple[int, str, str, bytes]]:
        """The lines of `sealed.jsonl`, in their order."""
        before = (-1, "")
        for number, line in self._lines("sealed.jsonl"):
            try:
                step = _ciphertext(line)
            except MalformedError as error:
                self._tell(f"line {number} of sealed.jsonl {error}")
                continue
            if step[:2] <= before:
                self._tell(f"line {number} of sealed.jsonl stands out of order")
            before = step[:2]
            yield step

    def opened(self) -> Mapping[str, bytes]:
        """The lines of `opened.jsonl`."""
        found: dict[str, bytes] = {}
        for number, line in self._lines("opened.jsonl"):
            try:
                key, secret = _secret(line)
                if key in found:
                    raise MalformedError("repeats a key")
                found[key] = secret
            except MalformedError as error:
                self._tell(f"line {number} of opened.jsonl {error}")
        return found

    def read_proof(self, member: Member) -> bytes:
        """The bytes of one proof."""
        return self._archive.read(member, 0, _SMALL)

    def _tell(self, what: str) -> None:
        if what not in self._told:
            self._told.add(what)
            self._findings.add(None, what)

    def _small(self, name: str, limit: int) -> bytes:
        member = self._archive.by_name.get(name)
        if member is None:
            self._tell(f"{name} is missing")
            return b""
        if member.size > limit:
            self._tell(f"{name} is longer than {limit:,} bytes")
        return self._archive.read(member, 0, limit)

    def _checkpoint(self) -> Checkpoint | None:
        try:
            return parse_checkpoint(self.checkpoint())
        except MalformedError:
            return None  # told when it is verified

    def _tiles(self, which: str) -> list[tuple[int, int, int, Member]]:
        """Level (0 for entries), index and width of tiles of entries, or of hashes, in order."""
        found: list[tuple[int, int, int, Member]] = []
        for member in self._archive.members:
            name = _TILE.fullmatch(member.name)
            if name is not None and (name[1] == "entries") == (which == "entries"):
                level = 0 if name[1] == "entries" else int(name[1])
                index = int(name[2].replace("/", "").replace("x", ""))
                found.append((level, index, int(name[3] or WIDTH), member))
        return sorted(found, key=lambda tile: tile[:3])

    def _entries_of(self, member: Member, sequence: int) -> Iterator[tuple[int, bytes]]:
        data = self._archive.read(member, 0, _TILE_LIMIT)
        at, end, last = 0, len(data), sequence + WIDTH
        while at + 2 <= end and sequence < last:
            start = at + 2
            at = start + (data[at] << 8 | data[at + 1])
            if at > end:
                break
            yield sequence, data[start:at]
            sequence += 1
        if at != end:
            self._tell(f"{member.name} does not end where its last entry ends")

    def _lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Lines with their number from 1, without their ends."""
        member = self._archive.by_name.get(name)
        if member is None:
            self._tell(f"{name} is missing")
            return
        number, rest = 0, b""
        for chunk in self._archive.chunks(member):
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            for number, line in enumerate(lines, number + 1):  # noqa: B020  # goes on from the last number
                yield number, line
            if len(rest) > _LINE:
                self._tell(f"line {number + 1} of {name} is longer than {_LINE:,} bytes")
                return
        if rest:
            self._tell(f"the last line of {name} has no end")


class _Proofs(Mapping[int, bytes]):
    """Proofs by sequence, each read when it is asked for."""

    def __init__(self, bundle: Bundle, members: dict[int, Member]) -> None:
        self._bundle, self._members = bundle, members

    def __getitem__(self, sequence: int) -> bytes:
        return self._bundle.read_proof(self._members[sequence])

    def __iter__(self) -> Iterator[int]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, sequence: object) -> bool:
        return sequence in self._members


def _ciphertext(line: bytes) -> tuple[int, str, str, bytes]:
    usual = _USUAL(line)
    if usual is not None:
        ciphertext, key, sequence = usual.groups()
        return int(sequence), FIELD, key.decode(), decoded(ciphertext.decode())
    match _row(line, ["ciphertext", "field", "key", "sequence"]):
        case [str() as ciphertext, str() as field, key, int() as sequence] if is_key_id(key) and sequence >= 0:
            return sequence, field, key, decoded(ciphertext)
    raise MalformedError("is not a ciphertext with its place")


def _secret(line: bytes) -> tuple[str, bytes]:
    match _row(line, ["key", "secret"]):
        case [key, str() as secret] if is_key_id(key):
            return key, decoded(secret, SECRET)
    raise MalformedError("is not a disclosed key")


def _row(line: bytes, keys: list[str]) -> list[Any]:
    value = read(line)
    if type(value) is not dict or list(value) != keys:
        raise MalformedError(f"has not exactly the keys {', '.join(keys)}")
    return list(value.values())
