"""Signed notes: c2sp.org/signed-note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from plimsoll.ledger.cosignature import cosign, cosigned_at
from plimsoll.ledger.encodings import parse_base64, shown, write_base64
from plimsoll.ledger.keys import SIGNATURE_SIZE, SignatureType, SigningKey, VerifierKey, check_name
from plimsoll.ledger.refusals import MalformedError, RefusedError

LARGEST_NOTE = 1_000_000
"""Bytes of the longest note that is read, as in golang.org/x/mod/sumdb/note."""

MOST_SIGNATURES = 100
"""Signature lines that are read, as in golang.org/x/mod/sumdb/note; the specification asks for 16."""

_DASH = "— "
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte id, and the bytes that its type of signature has."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        """Give the line, with its newline."""
        return f"{_DASH}{self.name} {write_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a newline, and its signatures, one at least; nothing is checked by a key yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()

    def with_signatures(self, signatures: Iterable[Signature]) -> Note:
        """Give the note with further signatures after its own."""
        return replace(self, signatures=(*self.signatures, *signatures))


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds: whose it is, the line, and for a cosignature its time in seconds since 1970."""

    key: VerifierKey
    signature: Signature
    time: int | None = None


def parse_note(data: bytes) -> Note:
    """Read a signed note.

    Raises:
        MalformedError: not UTF-8, a control character other than newline, no signatures or more than 100, a line that
            is not a signature line, or more than 1,000,000 bytes.
    """
    if len(data) > LARGEST_NOTE:
        raise MalformedError(f"a note of {len(data):,} bytes", f"at most {LARGEST_NOTE:,} are read")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError(f"the note is not UTF-8 at byte {error.start}", "take it again, unchanged") from None
    if control := _CONTROL.search(whole):
        raise MalformedError(
            f"the note has the control character U+{ord(control[0]):04X}", "only newline may stand in it"
        )
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise MalformedError(
            "the note has no signatures", "they stand after its last empty line, each on a line of its own"
        )
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """Read signature lines, each with its newline, such as a witness answers.

    Raises:
        MalformedError: no line, more than 100, or a line that is not a signature line.
    """
    if not lines.endswith("\n"):
        raise MalformedError("the last signature has no newline", "each stands on a line of its own")
    parts = lines.split("\n")[:-1]
    if len(parts) > MOST_SIGNATURES:
        raise MalformedError(f"a note with {len(parts)} signatures", f"at most {MOST_SIGNATURES} are read")
    return tuple(map(_parse_line, parts))


def sign(text: str, keys: Sequence[SigningKey], time: int | None = None) -> Note:
    """Sign a text with each of the keys.

    Args:
        text: ends with a newline, has no control character but newlines.
        keys: of type 0x01, or, to cosign, of type 0x04.
        time: seconds since 1970, needed for keys of type 0x04.

    Raises:
        ValueError: a text that no note can have, no keys, or a cosignature without a time.
    """
    _check_text(text)
    if not keys:
        raise ValueError("a note has a signature, and no key was given")
    return Note(text, tuple(signature_by(key, text, time) for key in keys))


def signature_by(key: SigningKey, text: str, time: int | None = None) -> Signature:
    """Give the signature line of a key over a note's text; `time` as for `sign`.

    Raises:
        ValueError: a cosignature without a time.
    """
    if key.type == SignatureType.ED25519:
        value = key.sign(text.encode())
    elif time is None:
        raise ValueError(f"{key.name} cosigns, and that needs a time")
    else:
        value = cosign(text, key, time)
    return Signature(key.name, key.verifier.id, value)


def verified(note: Note, keys: Iterable[VerifierKey]) -> tuple[Verified, ...]:
    """Check every signature by a known key; give those that hold, in the note's order.

    Signatures of unknown keys are ignored, even where they share a name or an id with a known one.

    Raises:
        RefusedError: a known key's signature fails, or no known key signed.
        ValueError: two different keys with one name and one id.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise ValueError(f"two keys have the name {key.name} and the id {key.id.hex()}")
    checked = [
        _verify(known[signature.name, signature.key_id], signature, note.text)
        for signature in note.signatures
        if (signature.name, signature.key_id) in known
    ]
    if not checked:
        raise RefusedError("no known key signed the note", "give the vkey of the log that it is from")
    return tuple(checked)


def _verify(key: VerifierKey, signature: Signature, text: str) -> Verified:
    if key.type == SignatureType.COSIGNATURE_V1:
        time = cosigned_at(text, key, signature.value)
        if time is not None:
            return Verified(key, signature, time)
    elif len(signature.value) == SIGNATURE_SIZE and key.verifies(signature.value, text.encode()):
        return Verified(key, signature)
    raise RefusedError(
        f"the signature of {shown(key.name)} does not hold", "the note, or the key, is not the one it was"
    )


def _parse_line(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise MalformedError(f"{shown(line)} is not a signature", "the line has the form: — name base64")
    check_name(name)
    data = parse_base64(encoded, "the signature")
    if len(data) <= 4:
        raise MalformedError(f"the signature of {shown(name)} has {len(data)} bytes", "4 of the key's id, then its own")
    return Signature(name, data[:4], data[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("the text of a note ends with a newline and has no other control character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text of a note has a lone surrogate") from None
