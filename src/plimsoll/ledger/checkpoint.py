"""Checkpoints, the text that a log signs about its tree: c2sp.org/tlog-checkpoint."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plimsoll.ledger.encodings import LARGEST, parse_decimal, parse_hash, write_base64
from plimsoll.ledger.hashing import HASH_SIZE
from plimsoll.ledger.refusals import MalformedError

_CONTROL = re.compile("[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The origin of a log, how many entries its tree has, the tree's 32-byte root, and extension lines, if any.

    Raises:
        ValueError: a size outside 0 to 2^63 - 1, a root of another length, or a line that is empty or has a control
            character.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= LARGEST:
            raise ValueError(f"no tree has {self.size} entries")
        if len(self.root) != HASH_SIZE:
            raise ValueError(f"a root of {len(self.root)} bytes, not {HASH_SIZE}")
        if not all(self._lines_given) or any(map(_CONTROL.search, self._lines_given)):
            raise ValueError("the origin and each extension is a line, not empty, without control characters")

    def __str__(self) -> str:
        """Give the text to sign, with its last newline."""
        lines = (self.origin, str(self.size), write_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @property
    def _lines_given(self) -> tuple[str, ...]:
        return (self.origin, *self.extensions)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint. Check the note's signatures before believing it.

    Raises:
        MalformedError: not a checkpoint.
    """
    *lines, rest = text.split("\n")
    if rest or len(lines) < 3 or not all(lines):
        raise MalformedError("not a checkpoint", "it has an origin, a size and a root, each on a line of its own")
    origin, size, root, *extensions = lines
    if any(map(_CONTROL.search, lines)):
        raise MalformedError("the checkpoint has a control character", "only newline may stand in it")
    return Checkpoint(
        origin,
        parse_decimal(size, "the size of the checkpoint"),
        parse_hash(root, "the root of the checkpoint"),
        tuple(extensions),
    )
