"""A proof in one file, that an entry is in a log: c2sp.org/tlog-proof."""

from __future__ import annotations

from dataclasses import dataclass

from plimsoll.ledger.checkpoint import parse_checkpoint
from plimsoll.ledger.encodings import LARGEST, parse_base64, parse_decimal, parse_hash, write_base64
from plimsoll.ledger.hashing import HASH_SIZE
from plimsoll.ledger.note import LARGEST_NOTE, Note, parse_note
from plimsoll.ledger.refusals import MalformedError

MOST_HASHES = 63
"""Hashes of the longest path in a tree of at most 2^63 - 1 entries."""

_HEADER = "c2sp.org/tlog-proof@v1"
_LARGEST_PROOF = 2 * LARGEST_NOTE


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An entry's index, its inclusion proof from its sibling upwards, the signed checkpoint, and opaque extra bytes.

    Nothing in it is checked but its form; `extra` is never authenticated.

    Raises:
        ValueError: an index outside 0 to 2^63 - 1, more than 63 hashes, one of another length than 32 bytes, or
            an extra of no bytes, which cannot be told from None.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.index <= LARGEST:
            raise ValueError(f"no entry has the index {self.index}")
        if len(self.hashes) > MOST_HASHES or any(len(each) != HASH_SIZE for each in self.hashes):
            raise ValueError(f"a proof has at most {MOST_HASHES} hashes, each of {HASH_SIZE} bytes")
        if self.extra == b"":
            raise ValueError("extra data of no bytes: leave it None")

    def __bytes__(self) -> bytes:
        """Give the file."""
        extra = [] if self.extra is None else [f"extra {write_base64(self.extra)}"]
        lines = [_HEADER, *extra, f"index {self.index}", *map(write_base64, self.hashes), ""]
        return "".join(f"{line}\n" for line in lines).encode() + bytes(self.checkpoint)


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Read a proof's file.

    Raises:
        MalformedError: not such a file, or its checkpoint is not a signed note with a checkpoint's text.
    """
    if len(data) > _LARGEST_PROOF:
        raise MalformedError(f"a proof of {len(data):,} bytes", f"at most {_LARGEST_PROOF:,} are read")
    head, blank, rest = data.partition(b"\n\n")
    try:
        header, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedError("not a proof", "before its checkpoint it has ASCII alone") from None
    if not blank or header != _HEADER:
        raise MalformedError(
            "not a proof", f"its first line is {_HEADER}, and an empty line stands before the checkpoint"
        )
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = parse_base64(lines.pop(0).removeprefix("extra "), "the extra data")
        if not extra:
            raise MalformedError("extra data of no bytes", "leave the line out")
    if not lines or not lines[0].startswith("index "):
        raise MalformedError("the proof has no index", "a line such as: index 17")
    index = parse_decimal(lines[0].removeprefix("index "), "the index")
    if len(lines) - 1 > MOST_HASHES:
        raise MalformedError(f"a proof of {len(lines) - 1} hashes", f"no tree needs more than {MOST_HASHES}")
    hashes = tuple(parse_hash(line, f"hash {place} of the proof") for place, line in enumerate(lines[1:], 1))
    checkpoint = parse_note(rest)
    parse_checkpoint(checkpoint.text)
    return TlogProof(index, hashes, checkpoint, extra)
