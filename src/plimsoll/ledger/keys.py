"""Keys of logs and witnesses, their ids and their texts: c2sp.org/signed-note, "Verifier keys"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from plimsoll.ledger.encodings import parse_base64, shown, write_base64
from plimsoll.ledger.refusals import MalformedError

KEY_SIZE = 32
"""Bytes of an Ed25519 key, public or private: RFC 8032."""

SIGNATURE_SIZE = 64
"""Bytes of an Ed25519 signature."""

_ID_SIZE = 4
_LONGEST_NAME = 1024
_ID = re.compile("[0-9a-f]{8}")
_SECRET = "PRIVATE+KEY+"


class SignatureType(IntEnum):
    """What a key signs, as the first byte of its material says."""

    ED25519 = 0x01
    """The text of a note, as it stands."""

    COSIGNATURE_V1 = 0x04
    """The text of a checkpoint after a line with the time: c2sp.org/tlog-cosignature."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: what checks signatures, and what its text, a vkey, stands for.

    Raises:
        MalformedError: a name that is not a key name, or a public key of other than 32 bytes.
    """

    name: str
    type: SignatureType
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != KEY_SIZE:
            raise MalformedError(f"a public key of {len(self.public)} bytes", f"an Ed25519 key has {KEY_SIZE}")

    @property
    def id(self) -> bytes:
        """The 4 bytes by which a signature line names the key."""
        return sha256(self.name.encode() + b"\n" + self._material).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        """Give the vkey: `<name>+<id in hex>+<base64 of type and key>`."""
        return f"{self.name}+{self.id.hex()}+{write_base64(self._material)}"

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        """Read a vkey.

        Raises:
            MalformedError: not a vkey, of a type other than 0x01 and 0x04, or with an id that is not this key's.
        """
        name, key_id, material = _split(vkey, "a public key")
        key = cls(name, _type(material), material[1:])
        if key.id != key_id:
            raise MalformedError(
                f"the key {shown(name)} has the id {key.id.hex()}, not {key_id.hex()}", "copy it whole"
            )
        return key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the 64 bytes are this key's Ed25519 signature over exactly that message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @property
    def _material(self) -> bytes:
        return bytes([self.type]) + self.public


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key under a name. It shows itself without its secret.

    Raises:
        MalformedError: a name that is not a key name, or a secret of other than 32 bytes.
    """

    name: str
    type: SignatureType
    secret: bytes = field(repr=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.secret) != KEY_SIZE:
            raise MalformedError(f"a private key of {len(self.secret)} bytes", f"an Ed25519 key has {KEY_SIZE}")
        object.__setattr__(self, "_private", Ed25519PrivateKey.from_private_bytes(self.secret))

    @classmethod
    def generate(cls, name: str, type: SignatureType = SignatureType.ED25519) -> SigningKey:
        """Make a new key at random.

        Raises:
            MalformedError: a name that is not a key name.
        """
        return cls(name, type, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """Read the text that `secret_text` gives. An error never shows it.

        Raises:
            MalformedError: not such a text, of a type other than 0x01 and 0x04, or with an id that is not this key's.
        """
        if not text.startswith(_SECRET):
            raise MalformedError("not a private key", f"it starts with {_SECRET}")
        name, key_id, material = _split(text.removeprefix(_SECRET), "a private key", secret=True)
        key = cls(name, _type(material), material[1:])
        if key.verifier.id != key_id:
            raise MalformedError(f"the private key {shown(name)} does not fit its id", "restore it from a copy")
        return key

    @property
    def secret_text(self) -> str:
        """The key as golang.org/x/mod/sumdb/note writes it: `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`."""
        material = bytes([self.type]) + self.secret
        return f"{_SECRET}{self.name}+{self.verifier.id.hex()}+{write_base64(material)}"

    @property
    def verifier(self) -> VerifierKey:
        """The public key that checks what this one signs."""
        return VerifierKey(self.name, self.type, self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Give the 64-byte Ed25519 signature over exactly that message."""
        return self._private.sign(message)


def check_name(name: str) -> None:
    """Check a key name: not empty, without spaces, plus and control characters, at most 1,024 characters.

    Raises:
        MalformedError: it is not one.
    """
    if not name or len(name) > _LONGEST_NAME or "+" in name or any(_not_in_name(character) for character in name):
        raise MalformedError(f"{shown(name)} is not a key name", "leave out spaces, plus and control characters")


def _not_in_name(character: str) -> bool:
    return character.isspace() or character < " " or "\ud800" <= character <= "\udfff"


def _split(text: str, what: str, secret: bool = False) -> tuple[str, bytes, bytes]:
    seen = "" if secret else f": {shown(text)}"
    parts = text.split("+", 2)  # base64 may have a plus of its own
    if len(parts) != 3 or not _ID.fullmatch(parts[1]):
        raise MalformedError(f"not {what}{seen}", "it has the form name+id+base64, the id 8 hexadecimal digits")
    try:
        material = parse_base64(parts[2], "the key")
    except MalformedError:
        raise MalformedError(f"not {what}{seen}", "its last part is base64") from None
    return parts[0], bytes.fromhex(parts[1]), material


def _type(material: bytes) -> SignatureType:
    if material[:1] not in (b"\x01", b"\x04"):
        raise MalformedError(f"a key of type 0x{material[:1].hex() or '--'}", "Ed25519 is read: types 0x01 and 0x04")
    return SignatureType(material[0])
