"""Asking a witness to cosign a checkpoint: c2sp.org/tlog-witness, add-checkpoint."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Collection, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from plimsoll.errors import Place
from plimsoll.ledger.checkpoint import parse_checkpoint
from plimsoll.ledger.encodings import parse_decimal, shown
from plimsoll.ledger.keys import VerifierKey
from plimsoll.ledger.note import Note, Verified, parse_signatures, verified
from plimsoll.ledger.refusals import MalformedError, RefusedError, UnreachableError
from plimsoll.ledger.witness import SIZE, Request

_LARGEST_ANSWER = 1_000_000
_TRIES = 4


def ask(
    url: str,
    checkpoint: Note,
    keys: Collection[VerifierKey],
    consistency_proof: Callable[[int, int], Sequence[bytes]],
    old_size: int = 0,
    timeout: float = 10.0,
) -> tuple[Verified, ...]:
    """Bring a signed checkpoint to a witness; give its cosignatures, each checked.

    A witness that is elsewhere than at `old_size` says so, and is brought the proof from there.

    Args:
        url: the witness's submission prefix, http or https.
        checkpoint: the note that the log signed.
        keys: the witness's keys, of type 0x04.
        consistency_proof: gives the proof from an old size to a size, as `Tree.consistency_proof` does.
        old_size: the size that the witness is thought to have seen last.
        timeout: seconds that each step over the network may take.

    Raises:
        MalformedError: a URL of another kind, or a note that is not a checkpoint.
        RefusedError: the witness saw more entries than there are now, does not take the checkpoint, or gave no
            cosignature that holds.
        UnreachableError: the witness could not be asked.
    """
    size = parse_checkpoint(checkpoint.text).size
    place = Place(url)
    old_size = min(old_size, size)
    for _ in range(_TRIES):
        proof = tuple(consistency_proof(old_size, size)) if old_size else ()
        status, content_type, body = _post(url, bytes(Request(old_size, proof, checkpoint)), timeout)
        if status == HTTPStatus.OK:
            return _cosignatures(checkpoint, body, keys, place)
        if status != HTTPStatus.CONFLICT or content_type != SIZE:
            why = body[:200].decode("utf-8", "replace")
            raise RefusedError(f"the witness answers {status}: {why}", "mend what it names, or ask its operator", place)
        old_size = _size(body, place)
        if old_size > size:
            raise RefusedError(
                f"the witness has seen {old_size} entries, and the checkpoint has {size}",
                "the record was rolled back: restore the later copy",
                place,
            )
    raise RefusedError("the witness keeps naming another size", "ask again, one writer at a time", place)


def _cosignatures(checkpoint: Note, body: bytes, keys: Collection[VerifierKey], place: Place) -> tuple[Verified, ...]:
    try:
        return verified(Note(checkpoint.text, parse_signatures(body.decode("utf-8"))), keys)
    except UnicodeDecodeError:
        raise RefusedError("the witness's answer is not UTF-8", "ask its operator", place) from None
    except (MalformedError, RefusedError) as error:
        raise RefusedError(f"no cosignature in the answer: {error.what}", "check the witness's vkey", place) from None


def _size(body: bytes, place: Place) -> int:
    try:
        text = body.decode("ascii")
        if not text.endswith("\n"):
            raise MalformedError("the size has no newline", "see c2sp.org/tlog-witness")
        return parse_decimal(text[:-1], "the size")
    except (UnicodeDecodeError, MalformedError):
        raise RefusedError(f"the witness names no size: {shown(repr(body))}", "ask its operator", place) from None


def _post(url: str, body: bytes, timeout: float) -> tuple[int, str, bytes]:
    # Neither redirects nor proxies are followed: the witness is where its policy says.
    try:
        parts = urlsplit(url)
        kind = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}[parts.scheme]
        host, port = parts.hostname, parts.port
        if not host or parts.query or parts.fragment or parts.username is not None:
            raise ValueError
    except (KeyError, ValueError):
        raise MalformedError(f"{shown(url)} is not a witness's URL", "such as https://witness.example/prefix") from None
    connection = kind(host, port, timeout=timeout)
    try:
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        connection.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", body, headers)
        with connection.getresponse() as response:
            answer = response.read(_LARGEST_ANSWER + 1)
        if len(answer) > _LARGEST_ANSWER:
            raise RefusedError("the witness's answer has no end", "ask its operator", Place(url))
        return response.status, response.getheader("Content-Type", ""), answer
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        reason = str(error) or type(error).__name__
        raise UnreachableError(f"the witness cannot be asked: {reason}", "try again later", Place(url)) from None
    except ValueError:  # http.client's for control characters in a path
        raise MalformedError(f"{shown(url)} is not a witness's URL", "such as https://witness.example/prefix") from None
    finally:
        connection.close()
