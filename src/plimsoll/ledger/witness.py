"""What a witness decides about a checkpoint that is brought to it: c2sp.org/tlog-witness, add-checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from plimsoll.errors import InputError
from plimsoll.ledger.checkpoint import Checkpoint, parse_checkpoint
from plimsoll.ledger.encodings import parse_decimal, parse_hash, shown, write_base64
from plimsoll.ledger.hashing import EMPTY_ROOT
from plimsoll.ledger.keys import SigningKey, VerifierKey
from plimsoll.ledger.note import Note, Signature, parse_note, signature_by, verified
from plimsoll.ledger.proofs import verify_consistency
from plimsoll.ledger.refusals import MalformedError, RefusedError

MOST_HASHES = 63
"""Lines of a consistency proof that a request may have."""

TEXT = "text/plain; charset=utf-8"
"""The content type of all answers but one."""

SIZE = "text/x.tlog.size"
"""The content type of the answer that gives the size to prove consistency from."""


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint, brought with the proof that it goes on from the tree of `old_size` entries."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __bytes__(self) -> bytes:
        """Give the body of the request."""
        lines = [f"old {self.old_size}", *map(write_base64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + bytes(self.checkpoint)


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest checkpoint of a log that the witness cosigned: size, 32-byte root, and the note as it serves it."""

    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over HTTP; `seen` is what to store before it is given, where the checkpoint was cosigned."""

    status: HTTPStatus
    body: bytes
    content_type: str = TEXT
    seen: Seen | None = None


def origin_hash(origin: str) -> str:
    """Give the hexadecimal SHA-256 of an origin, under which a witness serves the log's latest checkpoint."""
    return sha256(origin.encode()).hexdigest()


def parse_request(body: bytes) -> Request:
    """Read the body of an add-checkpoint request.

    Raises:
        MalformedError: not such a body; its checkpoint is checked as a note only.
    """
    head, blank, rest = body.partition(b"\n\n")
    try:
        old, *proof = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedError("the lines before the checkpoint are not ASCII", "see c2sp.org/tlog-witness") from None
    if not blank or not old.startswith("old "):
        raise MalformedError("not an add-checkpoint request", "see c2sp.org/tlog-witness")
    if len(proof) > MOST_HASHES:
        raise MalformedError(f"a proof of {len(proof)} hashes", f"no tree needs more than {MOST_HASHES}")
    return Request(
        parse_decimal(old.removeprefix("old "), "the old size"),
        tuple(parse_hash(line, f"hash {place} of the proof") for place, line in enumerate(proof, 1)),
        parse_note(rest),
    )


@dataclass(frozen=True, slots=True)
class Submission:
    """A request by a known log, signed by it: all that can be checked without what the witness has seen of the log."""

    request: Request
    checkpoint: Checkpoint
    by_log: tuple[Signature, ...]


def examine(body: bytes, keys_of: Callable[[str], Collection[VerifierKey]]) -> Submission | Answer:
    """Check the form of a request and the log's signature; give what to decide about, or the answer that refuses it.

    Args:
        body: the body of the request.
        keys_of: gives the trusted keys of the log with an origin, none where it is not known.
    """
    try:
        request = parse_request(body)
        checkpoint = parse_checkpoint(request.checkpoint.text)
    except MalformedError as error:
        return _no(HTTPStatus.BAD_REQUEST, error)
    if not (keys := keys_of(checkpoint.origin)):
        unknown = RefusedError(f"no log {shown(checkpoint.origin)} is known here", "ask the witness to add it")
        return _no(HTTPStatus.NOT_FOUND, unknown)
    try:
        by_log = tuple(each.signature for each in verified(request.checkpoint, keys))
    except RefusedError as error:
        return _no(HTTPStatus.FORBIDDEN, error)
    if request.old_size > checkpoint.size:
        larger = f"the old size {request.old_size} is larger than the checkpoint's, {checkpoint.size}"
        return _no(HTTPStatus.BAD_REQUEST, RefusedError(larger, "a log does not shrink"))
    return Submission(request, checkpoint, by_log)


def decide(submission: Submission, seen: Seen | None, signer: SigningKey, now: int) -> Answer:
    """Decide against the latest checkpoint of that log, and cosign where every check holds.

    The caller stores `Answer.seen` before it answers, and lets no other decision about the log in between.

    Args:
        submission: what `examine` let through.
        seen: the latest cosigned checkpoint of the log, None where there is none.
        signer: the witness's key, of type 0x04.
        now: seconds since 1970.
    """
    request, checkpoint = submission.request, submission.checkpoint
    old_size, old_root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
    if request.old_size != old_size:
        return Answer(HTTPStatus.CONFLICT, f"{old_size}\n".encode(), SIZE)
    try:
        verify_consistency(old_size, old_root, checkpoint.size, checkpoint.root, request.proof)
    except RefusedError as error:
        return _no(HTTPStatus.UNPROCESSABLE_ENTITY, error)
    text = request.checkpoint.text
    cosignature = signature_by(signer, text, now)
    served = Note(text, (*submission.by_log, cosignature))
    return Answer(HTTPStatus.OK, str(cosignature).encode(), seen=Seen(checkpoint.size, checkpoint.root, bytes(served)))


def add_checkpoint(
    body: bytes,
    keys_of: Callable[[str], Collection[VerifierKey]],
    latest: Callable[[str], Seen | None],
    signer: SigningKey,
    now: int,
) -> Answer:
    """Do both steps at once, for a caller that keeps other requests out in the meantime.

    Args:
        body: the body of the request.
        keys_of: as for `examine`.
        latest: gives the latest cosigned checkpoint of the log with an origin.
        signer: the witness's key, of type 0x04.
        now: seconds since 1970.
    """
    examined = examine(body, keys_of)
    if isinstance(examined, Answer):
        return examined
    return decide(examined, latest(examined.checkpoint.origin), signer, now)


def _no(status: HTTPStatus, error: InputError) -> Answer:
    return Answer(status, f"{error}\n".encode("utf-8", "replace"))
