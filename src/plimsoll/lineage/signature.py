"""A signed manifest: a DSSE envelope in a sigstore bundle, as `model-signing` 1.x writes `model.sig`, by an EC key.

DSSE: https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md. Bundles that are signed by a certificate or
through sigstore are read; their signature needs a root of trust, which is not here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plimsoll.errors import InputError, Place
from plimsoll.lineage.manifest import Manifest, read_statement

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PAYLOAD = "application/vnd.in-toto+json"
_LARGEST = 256 * 2**20
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_MEND = "make one with `openssl ecparam -name prime256v1 -genkey -noout`"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a `model.sig` holds: the manifest, the bytes that were signed, and the signature."""

    manifest: Manifest
    payload: bytes
    signature: bytes
    by_key: bool
    """Signed by a key, not by a certificate."""


def sign(manifest: Manifest, key: Path) -> bytes:
    """The bundle of a manifest signed by the private key in a PEM file: what goes into `model.sig`.

    Raises:
        InputError: the file is no private key of an elliptic curve that is signed with, or it is locked.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    private = _private(key)
    payload = manifest.statement()
    made = private.sign(_encoded(payload), ec.ECDSA(_hash(private.public_key())))
    bundle = {
        "mediaType": BUNDLE,
        "verificationMaterial": {"publicKey": {"hint": _hint(private.public_key())}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD,
            "signatures": [{"sig": base64.b64encode(made).decode(), "keyid": ""}],
        },
    }
    return (json.dumps(bundle) + "\n").encode()


def read_signature(path: Path) -> Signed:
    """Read a `model.sig`. Whether the signature holds is another question: see `holds`.

    Raises:
        InputError: it cannot be read, or is no bundle with a manifest.
    """
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            bundle: Any = json.loads(file.read(_LARGEST))
        envelope = bundle["dsseEnvelope"]
        if envelope["payloadType"] != PAYLOAD:
            raise ValueError
        payload = base64.b64decode(envelope["payload"], validate=True)
        signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
        by_key = "publicKey" in bundle["verificationMaterial"]
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", place) from None
    except (KeyError, IndexError, ValueError, TypeError, RecursionError):
        what = "no sigstore bundle with a DSSE envelope, as model-signing writes it"
        raise InputError(what, "take it out, or have the model signed again", place) from None
    return Signed(read_statement(payload, place), payload, signature, by_key)


def holds(signed: Signed, public_key: Path) -> bool:
    """Whether the signature is by the owner of the public key in a PEM file.

    Raises:
        InputError: the file is no public key of an elliptic curve that is signed with.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec

    public = _public(public_key)
    try:
        public.verify(signed.signature, _encoded(signed.payload), ec.ECDSA(_hash(public)))
    except InvalidSignature:
        return False
    return True


def _encoded(payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    return b" ".join([b"DSSEv1", b"%d" % len(PAYLOAD), PAYLOAD.encode(), b"%d" % len(payload), payload])


def _private(path: Path) -> EllipticCurvePrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_bytes(path), None)
    except TypeError:
        raise InputError("a private key that is locked", "unlock it with `openssl ec`", Place(str(path))) from None
    except (ValueError, UnsupportedAlgorithm):
        raise InputError("no private key in PEM", _MEND, Place(str(path))) from None
    if not isinstance(key, EllipticCurvePrivateKey) or key.curve.name not in _CURVES:
        raise InputError("not a key of the curve P-256, P-384 or P-521", _MEND, Place(str(path)))
    return key


def _public(path: Path) -> EllipticCurvePublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    mend = "take it from the private key with `openssl ec -pubout`"
    try:
        key = load_pem_public_key(_bytes(path))
    except (ValueError, UnsupportedAlgorithm):
        raise InputError("no public key in PEM", mend, Place(str(path))) from None
    if not isinstance(key, EllipticCurvePublicKey) or key.curve.name not in _CURVES:
        raise InputError("not a key of the curve P-256, P-384 or P-521", mend, Place(str(path)))
    return key


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))) from None


def _hash(key: EllipticCurvePublicKey) -> HashAlgorithm:
    """The hash that goes with a curve, as model-signing has it."""
    from cryptography.hazmat.primitives import hashes

    return {256: hashes.SHA256(), 384: hashes.SHA384()}.get(key.curve.key_size, hashes.SHA512())


def _hint(key: EllipticCurvePublicKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
