"""Trust policies: which logs and witnesses are known, and which witnesses are enough (c2sp.org/tlog-policy)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plimsoll.verifier.malformed import MalformedError
from plimsoll.verifier.notes import COSIGNATURE, ED25519, ML_DSA_COSIGNATURE, VKey, parse_vkey

_ALLOWED = re.compile(rb"[\t\n\x20-\x7e\x80-\xff]*")
_DECIMAL = re.compile(r"[0-9]{1,9}", re.ASCII)
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Policy:
    """A trust policy: keys of logs, witnesses by name, groups as (how many, of whom), the name of the quorum."""

    logs: tuple[VKey, ...]
    witnesses: Mapping[str, VKey]
    groups: Mapping[str, tuple[int, tuple[str, ...]]]
    quorum: str

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Whether the witnesses named in `cosigned` are enough."""
        met = {"none", *(name for name in cosigned if name in self.witnesses)}
        for name, (enough, members) in self.groups.items():  # members stand on lines before their group
            if sum(member in met for member in members) >= enough:
                met.add(name)
        return self.quorum in met


def parse_policy(data: bytes) -> Policy:
    """The policy that `data` writes; MalformedError names the line (from 1) and what is wrong with it."""
    if len(data) > _MOST_BYTES:
        raise MalformedError("is too long for a policy")
    if not _ALLOWED.fullmatch(data):
        raise MalformedError("holds a control character")
    if data and not data.endswith(b"\n"):
        raise MalformedError("has a last line without an end")
    reading = _Reading()
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            try:
                reading.take(words)
            except MalformedError as error:
                raise MalformedError(f"has a line {number} that {error}") from error
    if reading.quorum is None:
        raise MalformedError("has no quorum line")
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)


class _Reading:
    """What the lines so far have defined."""

    def __init__(self) -> None:
        self.logs: list[VKey] = []
        self.witnesses: dict[str, VKey] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(_key(vkey, self.logs, (ED25519,)))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._new(name)
                known = self.witnesses.values()
                self.witnesses[name] = _key(vkey, known, (COSIGNATURE, ML_DSA_COSIGNATURE))
            case ["group", name, count, *members] if members:
                self._new(name)
                self.groups[name] = (_enough(count, len(members)), tuple(members))
                self._join(members)
            case ["quorum", name]:
                if self.quorum is not None:
                    raise MalformedError("is a second quorum")
                if name != "none" and name not in self.witnesses and name not in self.groups:
                    raise MalformedError("names a quorum that is not defined before it")
                self.quorum = name
            case _:
                raise MalformedError("is none of log, witness, group and quorum in their forms")

    def _new(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise MalformedError("defines a name that is taken")

    def _join(self, members: list[str]) -> None:
        own = list(self.groups)[-1]
        for member in members:
            if member == own or (member not in self.witnesses and member not in self.groups):
                raise MalformedError("names a member that is not defined before it")
            if member in self._members:
                raise MalformedError("names a member that is in a group already")
            self._members.add(member)


def _key(text: str, known: Collection[VKey], algorithms: tuple[int, ...]) -> VKey:
    try:
        key = parse_vkey(text)
    except MalformedError as error:
        raise MalformedError("has no verifier key where one should stand") from error
    if key.algorithm not in algorithms:
        raise MalformedError("has a key of a kind that its place does not take")
    if any(key.public == other.public for other in known):
        raise MalformedError("repeats a key")
    return key


def _enough(count: str, members: int) -> int:
    if count in ("any", "all"):
        return 1 if count == "any" else members
    if not _DECIMAL.fullmatch(count) or not 1 <= int(count) <= members:
        raise MalformedError("asks for a number of members that is not between 1 and all")
    return int(count)
