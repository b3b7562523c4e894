"""Signed notes, their keys and checkpoints: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plimsoll.verifier.base64s import decoded, encoded
from plimsoll.verifier.malformed import MalformedError

ED25519 = 0x01
COSIGNATURE = 0x04
ML_DSA_COSIGNATURE = 0x06
_KEY_BYTES = {ED25519: 32, COSIGNATURE: 32, ML_DSA_COSIGNATURE: 1312}
_MOST_BYTES = 1 << 20
_MOST_SIGNATURES = 100
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class VKey:
    """A verifier key of a signed note: its name, its id (4 bytes), what it signs with, the public key itself."""

    name: str
    id: bytes
    algorithm: int
    public: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.algorithm]) + self.public)}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` (64 bytes of Ed25519) is this key's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note: the bytes signed, to the last newline, and (name, key id, signature) as they stand."""

    text: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def of(self, key: VKey) -> bytes | None:
        """The signature by `key`, unverified; None where it has none. Of two, the first."""
        return next((s for name, id, s in self.signatures if name == key.name and id == key.id), None)

    def signed_by(self, key: VKey) -> bool:
        """Whether an Ed25519 signature by `key` is there and right."""
        signature = self.of(key)
        return key.algorithm == ED25519 and signature is not None and key.verifies(signature, self.text)

    def cosigned_by(self, key: VKey) -> int | None:
        """When `key` cosigned (POSIX seconds); None where it did not. MalformedError where its cosignature is wrong."""
        found = self.of(key)
        if found is None or key.algorithm == ML_DSA_COSIGNATURE:  # the latter cannot be checked here: ignored
            return None
        if len(found) != 72 or key.algorithm != COSIGNATURE:
            raise MalformedError("is not a cosignature")
        time = int.from_bytes(found[:8], "big")
        if time >= 1 << 63 or not key.verifies(found[8:], b"cosignature/v1\ntime %d\n" % time + self.text):
            raise MalformedError("does not verify")
        return time


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log signs: its origin, the number of its entries, the root of their tree (32 bytes)."""

    origin: str
    size: int
    root: bytes
    note: Note


def parse_vkey(text: str) -> VKey:
    """The key that `<name>+<id>+<base64>` writes; MalformedError where it is none, or its id is not its own."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not _is_name(parts[0]) or not re.fullmatch(r"[0-9a-f]{8}", parts[1], re.ASCII):
        raise MalformedError("is not a verifier key")
    material = decoded(parts[2])
    if not material or len(material) - 1 != _KEY_BYTES.get(material[0]):
        raise MalformedError("is a verifier key of a kind that is not known")
    try:
        name = parts[0].encode("utf-8", "surrogateescape")  # a policy's names are any octets
    except UnicodeEncodeError as error:
        raise MalformedError("is not a verifier key") from error
    id = hashlib.sha256(name + b"\n" + material).digest()[:4]
    if id.hex() != parts[1]:
        raise MalformedError("is a verifier key whose id is not its own")
    return VKey(parts[0], id, material[0], material[1:])


def parse_note(data: bytes) -> Note:
    """The note that `data` is; MalformedError where it is none. Signatures are not verified."""
    if len(data) > _MOST_BYTES:
        raise MalformedError("is too long for a signed note")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("is not UTF-8") from error
    if any(c < " " and c != "\n" for c in whole):
        raise MalformedError("holds a control character")
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise MalformedError("is not a signed note")
    lines = below[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise MalformedError("has too many signatures")
    return Note((text + "\n").encode("utf-8"), tuple(map(_signature, lines)))


def parse_checkpoint(data: bytes) -> Checkpoint:
    """The checkpoint that `data` is, without extension lines; MalformedError where it is none. Nothing is verified."""
    note = parse_note(data)
    lines = note.text.decode("utf-8").split("\n")
    if len(lines) != 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise MalformedError("is not a checkpoint of three lines")
    return Checkpoint(lines[0], int(lines[1]), decoded(lines[2], 32), note)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _is_name(parts[1]):
        raise MalformedError("has a line that is not a signature")
    found = decoded(parts[2])
    if len(found) < 5:
        raise MalformedError("has a signature that is too short")
    return parts[1], found[:4], found[4:]


def _is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(c.isspace() for c in text)
