"""Manifests and signatures in both directions, against the real `model-signing` package and its command."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import model_signing
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption as Locked
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_signing._signing import sign_ec_key, sign_sigstore_pb, signing

from model_folders import cached, model, weights
from mutations import mutated
from plimsoll.errors import InputError
from plimsoll.lineage.manifest import Manifest, differences, manifest_of
from plimsoll.lineage.signature import holds, read_signature, sign

CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = model(tmp_path / "falcon", weights(1), "license: mit", tokenizer__json="{}")
    (made / "original").mkdir()
    (made / "original" / "params.json").write_text("{}")
    (made / ".gitattributes").write_text("*.safetensors filter=lfs")
    return made


def keys(place: Path, curve: ec.EllipticCurve | None = None) -> tuple[Path, Path]:
    private = ec.generate_private_key(curve or CURVES["p256"])
    files = place / f"{private.curve.name}.pem", place / f"{private.curve.name}.pub"
    files[0].write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    files[1].write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return files


def hashing_config() -> model_signing.hashing.Config:
    return model_signing.hashing.Config()  # type: ignore[no-untyped-call]


def theirs(folder: Path, private: Path, signature: Path, **hashing: Any) -> None:
    """Sign as the package does."""
    config = hashing_config().set_ignored_paths(paths=[signature], ignore_git_paths=True)
    if "shard_size" in hashing:
        config.use_shard_serialization(**hashing)
    elif hashing:
        config.use_file_serialization(**hashing)
    signer = model_signing.signing.Config()  # type: ignore[no-untyped-call]
    signer.use_elliptic_key_signer(private_key=private)
    signer.set_hashing_config(config).sign(folder, signature)


def accepted(folder: Path, public: Path, signature: Path, *, links: bool = False) -> None:
    """Verify as the package does; it raises where something is wrong."""
    verifier = model_signing.verifying.Config().use_elliptic_key_verifier(public_key=public)  # type: ignore[no-untyped-call]
    if links:  # what the manifest says of links it does not look at
        verifier.set_hashing_config(hashing_config().set_allow_symlinks(True))
    verifier.verify(folder, signature)


@pytest.mark.parametrize("curve", CURVES)
def test_the_package_verifies_what_we_sign(curve: str, folder: Path, tmp_path: Path) -> None:
    private, public = keys(tmp_path, CURVES[curve])
    signature = folder / "model.sig"
    signature.write_bytes(sign(manifest_of(folder, {}, signature), private))
    accepted(folder, public, signature)
    (folder / "original/params.json").write_text("{ }")
    with pytest.raises(ValueError, match=r"Hash mismatch for 'original/params\.json'"):
        accepted(folder, public, signature)


def test_the_command_of_the_package_verifies_what_we_sign_elsewhere(folder: Path, tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    signature = tmp_path / "falcon.sig"
    signature.write_bytes(sign(manifest_of(folder, {}, signature), private))
    command = [sys.executable, "-m", "model_signing", "verify", "key", str(folder)]
    done = subprocess.run(
        [*command, "--signature", str(signature), "--public_key", str(public)], capture_output=True, text=True
    )
    assert (done.returncode, "Verification succeeded" in done.stdout + done.stderr) == (0, True), done.stderr


def test_a_statement_without_a_key_can_be_signed_elsewhere(folder: Path, tmp_path: Path) -> None:
    """By whatever holds the key: here by the package's own signer, over the bytes that we wrote."""
    private, public = keys(tmp_path)
    payload = manifest_of(folder, {}, tmp_path / "statement.json").statement()
    read = signing.dsse_payload_to_manifest(json.loads(payload))
    made = sign_ec_key.Signer(private).sign(signing.Payload(read))
    made.write(tmp_path / "falcon.sig")
    accepted(folder, public, tmp_path / "falcon.sig")


@pytest.mark.parametrize(
    "hashing",
    [
        {},
        {"hashing_algorithm": "sha256", "shard_size": 1000},
        {"hashing_algorithm": "blake2"},
        {"hashing_algorithm": "blake2", "shard_size": 4096},
    ],
)
def test_we_verify_what_the_package_signs(hashing: dict[str, Any], folder: Path, tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    theirs(folder, private, folder / "model.sig", **hashing)
    signed = read_signature(folder / "model.sig")
    assert (holds(signed, public), signed.by_key, signed.manifest.name) == (True, True, "falcon")
    assert differences(folder, signed.manifest, {}) == []
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "model.safetensors").write_bytes(data)
    (folder / "config.json").unlink()
    (folder / "new.txt").write_text("new")
    found = differences(folder, signed.manifest, {})
    assert [line.split(":")[0] for line in found] == ["config.json", "model.safetensors", "new.txt"]
    assert "config.json: signed, and not there" in found
    assert "new.txt: there, and not signed" in found
    assert found[1].endswith("not the bytes that were signed")


def test_a_shard_names_the_bytes_that_differ(folder: Path, tmp_path: Path) -> None:
    private, _ = keys(tmp_path)
    theirs(folder, private, folder / "model.sig", hashing_algorithm="sha256", shard_size=1000)
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[2500] ^= 1
    (folder / "model.safetensors").write_bytes(data)
    found = differences(folder, read_signature(folder / "model.sig").manifest, {})
    assert found == ["model.safetensors:2000:3000: not the bytes that were signed"]


def test_bytes_after_the_last_shard_that_was_signed_are_told(folder: Path, tmp_path: Path) -> None:
    private, _ = keys(tmp_path)
    theirs(folder, private, folder / "model.sig", hashing_algorithm="sha256", shard_size=1000)
    with (folder / "model.safetensors").open("ab") as file:
        file.write(b"x" * 2000)
    found = differences(folder, read_signature(folder / "model.sig").manifest, {})
    assert [line.split(":")[0] for line in found] == ["model.safetensors"] * len(found)
    assert "model.safetensors: not all of its bytes are signed" in found


def test_another_key_does_not_hold(folder: Path, tmp_path: Path) -> None:
    private, _ = keys(tmp_path)
    theirs(folder, private, folder / "model.sig")
    (tmp_path / "other").mkdir()
    _, other = keys(tmp_path / "other")
    _, longer = keys(tmp_path / "other", CURVES["p384"])
    signed = read_signature(folder / "model.sig")
    assert not holds(signed, other)
    assert not holds(signed, longer)


def test_a_payload_that_was_changed_does_not_hold(folder: Path, tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    bundle = json.loads(sign(manifest_of(folder, {}, tmp_path / "s"), private))
    payload = base64.b64decode(bundle["dsseEnvelope"]["payload"]).replace(b'"falcon"', b'"Falcon"')
    bundle["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()
    (tmp_path / "model.sig").write_text(json.dumps(bundle))
    signed = read_signature(tmp_path / "model.sig")
    assert signed.manifest.name == "Falcon"
    assert not holds(signed, public)


def test_links_are_in_the_manifest_as_such(tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    made = model(tmp_path / "x", weights(1))
    snapshot = cached(tmp_path / "hub", "acme/falcon", made) / "snapshots/0123abcd"
    signature = tmp_path / "falcon.sig"
    signature.write_bytes(sign(manifest_of(snapshot, {}, signature), private))
    accepted(snapshot, public, signature, links=True)
    assert read_signature(signature).manifest.links


def test_a_link_to_a_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match=r"linked: a symbolic link to a folder, whose files would go unsigned"):
        manifest_of(folder, {}, tmp_path / "s")


def test_digests_that_are_known_are_not_made_again(folder: Path, tmp_path: Path) -> None:
    known = {folder / "config.json": "ab" * 32}
    made = manifest_of(folder, known, tmp_path / "s")
    assert made.digests["config.json"] == "ab" * 32
    assert differences(folder, made, known) == []
    assert differences(folder, made, {}) == ["config.json: not the bytes that were signed"]


def test_keys_that_are_none_are_one_line(folder: Path, tmp_path: Path) -> None:
    manifest = Manifest("m", {})
    signed = read_signature(_written(tmp_path / "model.sig", sign(manifest, keys(tmp_path)[0])))
    edwards = ed25519.Ed25519PrivateKey.generate()
    private = edwards.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = edwards.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    curve = ec.generate_private_key(CURVES["p256"])
    locked = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Locked(b"secret"))
    for data, says in ((b"x", "no private key in PEM"), (private, "not a key of the curve"), (locked, "is locked")):
        with pytest.raises(InputError, match=says):
            sign(manifest, _written(tmp_path / "key.pem", data))
    for data, says in ((b"x", "no public key in PEM"), (public, "not a key of the curve")):
        with pytest.raises(InputError, match=says):
            holds(signed, _written(tmp_path / "key.pub", data))
    with pytest.raises(InputError, match="cannot be read"):
        holds(signed, tmp_path / "nowhere.pub")


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def bundle_of(statement: object, **more: Any) -> bytes:
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    envelope = {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "AA=="}]}
    return json.dumps({"verificationMaterial": {}, "dsseEnvelope": envelope | more}).encode()


def statement(**more: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(Manifest("m", {"a": "00" * 32}).statement())
    made["predicate"] |= more
    return made


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no sigstore bundle"),
        (b"[]", "no sigstore bundle"),
        (b"[" * 100_000, "no sigstore bundle"),
        (bundle_of(statement(), payloadType="text/plain"), "no sigstore bundle"),
        (bundle_of(statement(), signatures=[]), "no sigstore bundle"),
        (bundle_of({}), "no statement of OpenSSF model signing"),
        (
            bundle_of(statement() | {"predicateType": "https://model_signing/Digests/v0.1"}),
            "a statement of another type",
        ),
        (bundle_of(statement(resources=[])), "do not come to the digest of the whole"),
        (bundle_of(statement(serialization={"method": "tensors"})), "no statement of OpenSSF model signing"),
        (
            bundle_of(statement(resources=[{"name": "../x", "algorithm": "sha256", "digest": "00" * 32}])),
            "no statement of OpenSSF model signing",
        ),
    ],
)
def test_a_signature_that_is_none_is_one_line(data: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says) as refused:
        read_signature(_written(tmp_path / "model.sig", data))
    assert str(refused.value).startswith(str(tmp_path / "model.sig"))


def test_a_hash_that_is_not_read_here_is_said(folder: Path, tmp_path: Path) -> None:
    theirs(folder, keys(tmp_path)[0], folder / "model.sig", hashing_algorithm="blake3")
    with pytest.raises(InputError, match="hashes by blake3, which is not read here"):
        differences(folder, read_signature(folder / "model.sig").manifest, {})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_in_the_place_of_a_signature_are_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    good = bundle_of(statement())
    payload = base64.b64decode(json.loads(good)["dsseEnvelope"]["payload"])
    inner = json.loads(good)
    changed = data.draw(mutated(payload))
    inner["dsseEnvelope"]["payload"] = base64.b64encode(changed).decode()
    file = tmp_path / "model.sig"
    file.write_bytes(data.draw(mutated(good) | st.just(json.dumps(inner).encode())))
    with suppress(InputError):
        signed = read_signature(file)
        differences(tmp_path, signed.manifest, {})


def test_the_format_is_the_package_s(folder: Path, tmp_path: Path) -> None:
    """Types and media types stand in the package as we write them."""
    bundle = json.loads(sign(manifest_of(folder, {}, tmp_path / "s"), keys(tmp_path)[0]))
    made = json.loads(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
    assert bundle["mediaType"] == sign_sigstore_pb._BUNDLE_MEDIA_TYPE
    assert bundle["dsseEnvelope"]["payloadType"] == signing._IN_TOTO_JSON_PAYLOAD_TYPE
    assert (made["_type"], made["predicateType"]) == (signing._IN_TOTO_STATEMENT_TYPE, signing._PREDICATE_TYPE)
    theirs(folder, keys(tmp_path)[0], folder / "model.sig")
    signed = json.loads(read_signature(folder / "model.sig").payload)
    assert signed["subject"] == made["subject"]
    by_name = {each["name"]: each for each in signed["predicate"]["resources"]}
    assert by_name == {each["name"]: each for each in made["predicate"]["resources"]}
    assert set(signed["predicate"]["serialization"]) == set(made["predicate"]["serialization"])
