"""Proofs that an entry hangs in a checkpoint's tree (c2sp.org/tlog-proof)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plimsoll.verifier.base64s import decoded
from plimsoll.verifier.malformed import MalformedError

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof: the entry's place, hashes of 32 bytes from its sibling up, the checkpoint's bytes as they stand."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes


def parse_proof(data: bytes) -> Proof:
    """The proof that `data` writes; MalformedError where it is none. Nothing is verified; extra data is not read."""
    above, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise MalformedError("is not a proof") from error
    if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise MalformedError("is not a proof")
    if lines and lines[0].startswith("extra "):
        decoded(lines.pop(0).removeprefix("extra "))
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None or len(lines) > _LONGEST:
        raise MalformedError("is a proof without an index, or too long")
    return Proof(int(index[1]), tuple(decoded(line, 32) for line in lines), checkpoint)
