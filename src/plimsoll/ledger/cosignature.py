"""What a witness signs, version 1, Ed25519: c2sp.org/tlog-cosignature."""

from __future__ import annotations

from plimsoll.ledger.encodings import LARGEST
from plimsoll.ledger.keys import SIGNATURE_SIZE, SignatureType, SigningKey, VerifierKey

_TIME_SIZE = 8


def cosign(text: str, key: SigningKey, time: int) -> bytes:
    """Give the 72 bytes of a cosignature over a checkpoint's text: the time, then the Ed25519 signature.

    Args:
        text: the text of the checkpoint, with its last newline.
        key: a key of type 0x04.
        time: seconds since 1970, UTC, without leap seconds.

    Raises:
        ValueError: a key of another type, or a time outside 1 to 2^63 - 1.
    """
    if key.type != SignatureType.COSIGNATURE_V1:
        raise ValueError(f"{key.name} is not the key of a witness: it has type 0x{key.type:02x}, not 0x04")
    if not 0 < time <= LARGEST:
        raise ValueError(f"a cosignature has no time {time}")
    return time.to_bytes(_TIME_SIZE, "big") + key.sign(_message(text, time))


def cosigned_at(text: str, key: VerifierKey, cosignature: bytes) -> int | None:
    """Check a cosignature over a checkpoint's text; give its time in seconds since 1970, or None where it fails.

    Raises:
        ValueError: a key of a type other than 0x04.
    """
    if key.type != SignatureType.COSIGNATURE_V1:
        raise ValueError(f"{key.name} is not the key of a witness: it has type 0x{key.type:02x}, not 0x04")
    if len(cosignature) != _TIME_SIZE + SIGNATURE_SIZE:
        return None
    time = int.from_bytes(cosignature[:_TIME_SIZE], "big")
    if time > LARGEST or not key.verifies(cosignature[_TIME_SIZE:], _message(text, time)):
        return None
    return time


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
