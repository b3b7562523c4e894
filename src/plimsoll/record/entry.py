"""An entry: the canonical envelope that becomes a leaf of the log, and what is drafted before it is sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plimsoll.errors import InputError
from plimsoll.facts.personal import MARK
from plimsoll.ledger.canonical import LARGEST_INTEGER, canonical

FORMAT = "plimsoll/entry/1"
LARGEST = 65_535
"""Bytes of an entry: what the entry bundles of tlog-tiles have room for."""
LARGEST_SEALED = 1 << 23
"""Bytes of a sealed value: in base64 it is a line that a verifier has room for."""
PERSONAL = "/personal"
"""The pointer to the one sealed value of an entry of this room."""
NUMBER = "$number"
SEALED = "$sealed"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sealed: sequence, time and ciphertext come when it is.

    `value` holds plain values; a mark `{"$personal": n}` in it, and `actor`, name places in `personal`, the texts
    that may name a person. `forgets` are the sequences of entries whose ciphertexts go with it.
    """

    kind: str
    subject: str
    value: Mapping[str, Any] = field(default_factory=dict)
    effective: date | None = None
    personal: Sequence[str] = ()
    actor: str | None = None
    forgets: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A sealed entry, read back. `value` has its numbers exact; what is personal stands as marks."""

    sequence: int
    time: str
    kind: str
    subject: str
    effective: date | None
    value: Mapping[str, Any]
    actor: int | None
    data: bytes

    @property
    def at(self) -> datetime:
        """When it was sealed."""
        return datetime.fromisoformat(self.time)

    @property
    def key(self) -> str | None:
        """The id of the data key under which its personal texts are sealed; none: it has none."""
        sealed = self.value.get("personal")
        return sealed[SEALED]["key"] if sealed else None


def written(draft: Draft, sequence: int, time: str, sealed: Mapping[str, str] | None, actor: int | None) -> bytes:
    """Write an entry in its canonical form; `sealed` is the commitment and key of its personal texts.

    Raises:
        InputError: it is larger than a log has room for.
    """
    personal = {} if sealed is None else {"personal": {SEALED: dict(sealed)}}
    envelope = {
        "actor": None if actor is None else {MARK: actor},
        "effective": draft.effective.isoformat() if draft.effective else None,
        "format": FORMAT,
        "kind": draft.kind,
        "sequence": sequence,
        "subject": draft.subject,
        "time": time,
        "value": {**draft.value, **personal},
    }
    try:
        data = canonical(envelope)
    except (TypeError, ValueError):  # most values are plain already, and need not be walked through
        data = canonical({**envelope, "value": {**exact_value(draft.value), **personal}})
    if len(data) > LARGEST:
        raise InputError(
            f"{draft.kind.removeprefix('facts/')} {draft.subject!r} comes to {len(data):,} bytes, and an entry has "
            f"room for {LARGEST:,}",
            "split it, or leave out what the facts do not need",
        )
    return data


def read(data: bytes) -> Entry:
    """Read an entry back."""
    found = json.loads(data)
    actor = found["actor"]
    return Entry(
        found["sequence"],
        found["time"],
        found["kind"],
        found["subject"],
        date.fromisoformat(found["effective"]) if found["effective"] else None,
        plain_value(found["value"]),
        actor[MARK] if actor else None,
        data,
    )


def instant(moment: datetime) -> str:
    """Write a moment as entries have it: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exact_value(value: Any) -> Any:
    """Write plain values for an entry: numbers that are not small whole ones become marked text."""
    if isinstance(value, Mapping):
        return {str(key): exact_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [exact_value(each) for each in value]
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST_INTEGER else {NUMBER: str(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal | Fraction):
        return {NUMBER: repr(value) if isinstance(value, float) else str(value)}
    raise TypeError(f"a {type(value).__name__} has no place in an entry")


def plain_value(value: Any) -> Any:
    """Read the values of an entry: numbers come back as they were written."""
    if isinstance(value, dict):
        if value.keys() == {NUMBER}:
            return _number(value[NUMBER])
        return {key: plain_value(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain_value(each) for each in value]
    return value


def _number(text: str) -> int | Decimal | Fraction:
    if "/" in text:
        return Fraction(text)
    return int(text) if text.lstrip("-").isdecimal() else Decimal(text)
