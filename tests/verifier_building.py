"""A record written straight from docs/reference/record-format.md, in the simplest form: slow, and nobody's code."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plimsoll.verifier import Columns

ORIGIN = "example.org/log"
Json = Any


def canonical(value: Json) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def root_of(entries: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    n = len(entries)
    if n == 0:
        return sha(b"")
    if n == 1:
        return sha(b"\x00" + entries[0])
    k = _split(n)
    return sha(b"\x01" + root_of(entries[:k]) + root_of(entries[k:]))


def path_of(index: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1, word for word."""
    n = len(entries)
    if n == 1:
        return []
    k = _split(n)
    if index < k:
        return [*path_of(index, entries[:k]), root_of(entries[k:])]
    return [*path_of(index - k, entries[k:]), root_of(entries[:k])]


def _split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@dataclass
class Signer:
    name: str
    algorithm: int = 1
    seed: int = 1

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def material(self) -> bytes:
        return bytes([self.algorithm]) + self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha(self.name.encode() + b"\n" + self.material)[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(self.material)}"

    def line(self, text: bytes) -> bytes:
        return f"— {self.name} {b64(self.id + self.private.sign(text))}\n".encode()

    def cosign(self, text: bytes, time: int) -> bytes:
        signed = self.private.sign(b"cosignature/v1\ntime %d\n" % time + text)
        return f"— {self.name} {b64(self.id + time.to_bytes(8, 'big') + signed)}\n".encode()


WITNESS = Signer("witness.example/w1", 4, 7)


def pack(members: list[tuple[str, bytes]], signer: Signer, origin: str = ORIGIN, comment: bytes | None = None) -> bytes:
    """A bundle of those members, signed as it stands."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 25, 0, 0, 0)), data)
        archive.comment = b"?"
    before = bytearray(out.getvalue()[:-1])
    size = len(comment if comment is not None else seal(b"", signer, origin))
    before[-2:] = size.to_bytes(2, "little")
    return bytes(before) + (seal(bytes(before), signer, origin) if comment is None else comment)


def seal(before: bytes, signer: Signer, origin: str = ORIGIN) -> bytes:
    text = f"plimsoll/bundle/1\n{origin}\n{b64(sha(before))}\n".encode()
    return text + b"\n" + signer.line(text)


@dataclass
class Log:
    """A record in the making."""

    origin: str = ORIGIN
    signer: Signer = field(default_factory=lambda: Signer(ORIGIN))
    entries: list[bytes] = field(default_factory=list)
    sealed: list[tuple[int, str, str, bytes]] = field(default_factory=list)
    secrets: dict[str, bytes] = field(default_factory=dict)

    def begin(self) -> Log:
        self.add("record", self.origin, {"custody": "file", "key": self.signer.vkey, "made_by": "plimsoll 0.1.0"})
        return self

    def key(self, name: str) -> str:
        id = sha(name.encode()).hex()[:32]
        self.secrets.setdefault(id, sha(b"secret of " + name.encode()))
        return id

    def add(
        self, kind: str, subject: str, value: Json, personal: list[str] | None = None, key: str = "", **other: Json
    ) -> int:
        """Append an entry; `personal` is sealed under the key named `key`."""
        sequence = len(self.entries)
        if personal is not None:
            value = {**value, "personal": self._sealed(sequence, self.key(key or subject), personal)}
        entry = {
            "format": "plimsoll/entry/1",
            "sequence": sequence,
            "time": f"2026-11-25T16:{sequence // 60 % 60:02}:{sequence % 60:02}.000Z",
            "kind": kind,
            "subject": subject,
            "actor": None,
            "effective": None,
            "value": value,
        }
        self.entries.append(canonical({**entry, **other}))
        return sequence

    def fact(self, subject: str, name: str | None = None, key: str = "", **other: Json) -> int:
        fact: Json = {"id": subject, "compute": {"$number": "1.2e26"}, "signed_by": {"name": {"$personal": 0}}}
        if name is None:
            del fact["signed_by"]
        personal = None if name is None else [name]
        return self.add("facts/models", subject, {"fact": fact, "of": "acme"}, personal, key, **other)

    def erase(self, subject: str, *keys: str) -> int:
        ids = [self.key(key) for key in keys or (subject,)]
        values = [one for one in self.sealed if one[2] in ids]
        self.sealed = [one for one in self.sealed if one[2] not in ids]
        return self.add("erasure", subject, {"keys": ids, "kept": [], "values": len(values)})

    def certify(self, at: int, **other: Json) -> int:
        of = json.loads(self.entries[at])
        value = {"backups": "useless", "custody": "file", "epoch": 2, "erasure": at, "keys": of["value"]["keys"]}
        value = {**value, **other}
        signed = {"certificate": value, "format": "plimsoll/certificate/1", "origin": self.origin}
        signature = self.signer.private.sign(canonical({**signed, "subject": of["subject"]}))
        return self.add("certificate", of["subject"], {**value, "signature": b64(signature)})

    def change(self, sequence: int, **other: Json) -> None:
        self.entries[sequence] = canonical({**json.loads(self.entries[sequence]), **other})

    def change_value(self, sequence: int, **other: Json) -> None:
        self.change(sequence, value={**json.loads(self.entries[sequence])["value"], **other})

    def _sealed(self, sequence: int, key: str, value: Json, field: str = "/personal") -> Json:
        plain = canonical(value)
        plain += b" " * (-len(plain) % 64)
        self.encrypt(sequence, key, plain, field)
        return {"$sealed": {"commitment": b64(sha(self.sealed[-1][3])), "key": key}}

    def encrypt(self, sequence: int, key: str, plain: bytes, field: str = "/personal", other: Json = None) -> None:
        bound = {"field": field, "format": "plimsoll/sealed/1", "key": key, "origin": self.origin, "sequence": sequence}
        nonce = sha(f"{sequence}{field}".encode())[:12]
        output = AESGCM(self.secrets[key]).encrypt(nonce, plain, canonical({**bound, **(other or {})}))
        self.sealed.append((sequence, field, key, nonce + output))

    def text(self, size: int | None = None) -> bytes:
        entries = self.entries[: len(self.entries) if size is None else size]
        return f"{self.origin}\n{len(entries)}\n{b64(root_of(entries))}\n".encode()

    def checkpoint(self, size: int | None = None, witnessed: int | None = None) -> bytes:
        text = self.text(size)
        return text + b"\n" + self.signer.line(text) + (WITNESS.cosign(text, witnessed) if witnessed else b"")

    def policy(self, quorum: str = "none") -> bytes:
        return f"log {self.signer.vkey}\nwitness w1 {WITNESS.vkey}\nquorum {quorum}\n".encode()

    def tiles(self) -> list[tuple[int, int, bytes]]:
        found = []
        level, nodes = 0, [sha(b"\x00" + entry) for entry in self.entries]
        while nodes:
            found += [(level, i // 256, b"".join(nodes[i : i + 256])) for i in range(0, len(nodes), 256)]
            width = 256 ** (level + 1)
            nodes = [root_of(self.entries[i * width : (i + 1) * width]) for i in range(len(self.entries) // width)]
            level += 1
        return found

    def members(self, opened: tuple[str, ...] = (), only: list[int] | None = None) -> list[tuple[str, bytes]]:
        """The members of a bundle in their order, without the manifest."""
        size = len(self.entries)
        found = [("README.txt", b"read me\n"), ("checkpoint", self.checkpoint()), ("policy", self.policy())]
        if only is None:
            for i in range(0, size, 256):
                data = b"".join(len(e).to_bytes(2, "big") + e for e in self.entries[i : i + 256])
                found.append((_tile("entries", i // 256, min(256, size - i)), data))
            found += [(_tile(level, index, len(data) // 32), data) for level, index, data in self.tiles()]
        for one in only or ():
            found += [(f"entry/{one}.json", self.entries[one]), (f"proof/{one}.tlog-proof", self.proof(one))]
        lines = [
            canonical({"ciphertext": b64(ciphertext), "field": where, "key": key, "sequence": sequence}) + b"\n"
            for sequence, where, key, ciphertext in sorted(self.sealed)
            if only is None or sequence in only
        ]
        keys = [canonical({"key": key, "secret": b64(self.secrets[key])}) + b"\n" for key in opened]
        return [*found, ("sealed.jsonl", b"".join(lines)), ("opened.jsonl", b"".join(keys))]

    def proof(self, index: int) -> bytes:
        hashes = "".join(f"{b64(hash)}\n" for hash in path_of(index, self.entries))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n".encode() + self.checkpoint()

    def manifest(self, members: list[tuple[str, bytes]], only: list[int] | None = None, **other: Json) -> bytes:
        value = {
            "custody": "in a file beside the record",
            "entries": "all" if only is None else only,
            "files": {name: sha(data).hex() for name, data in members},
            "format": "plimsoll/bundle/1",
            "made": "2026-11-25T17:00:00.000Z",
            "origin": self.origin,
            "size": len(self.entries),
            "vkey": self.signer.vkey,
        }
        return canonical({**value, **other})

    def bundle(self, opened: tuple[str, ...] = (), only: list[int] | None = None) -> bytes:
        members = self.members(opened, only)
        return pack([*members, ("manifest.json", self.manifest(members, only))], self.signer, self.origin)

    def evidence(self) -> Held:
        rows = []
        for entry in map(json.loads, self.entries):
            rows.append((entry["sequence"], entry["time"], entry["kind"], entry["subject"], entry["effective"]))
        return Held(
            self.origin,
            self.signer.vkey,
            "file",
            self.checkpoint(),
            list(enumerate(self.entries)),
            rows,
            self.tiles(),
            sorted(self.sealed),
        )


def _tile(level: int | str, index: int, width: int) -> str:
    assert index < 1000
    return f"tile/{level}/{index:03}" + ("" if width == 256 else f".p/{width}")


@dataclass
class Held:
    """Evidence held in lists, to be spoilt."""

    origin: str
    vkey: str
    custody: str
    note: bytes
    all_entries: list[tuple[int, bytes]]
    rows: list[Columns]
    all_tiles: list[tuple[int, int, bytes]]
    all_sealed: list[tuple[int, str, str, bytes]]
    disclosed: dict[str, bytes] = field(default_factory=dict)

    def checkpoint(self) -> bytes:
        return self.note

    def entries(self) -> Iterator[tuple[int, bytes]]:
        return iter(self.all_entries)

    def columns(self) -> Iterator[Columns]:
        return iter(self.rows)

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        return iter(self.all_tiles)

    def sealed(self) -> Iterator[tuple[int, str, str, bytes]]:
        return iter(self.all_sealed)

    def opened(self) -> dict[str, bytes]:
        return self.disclosed


def sample() -> Log:
    """Twelve entries of all kinds, two values there, one erased."""
    log = Log().begin()
    log.add("facts/file", "acme", {"given": ["models"], "holidays": [], "of": "acme", "readings": {}})  # 1
    log.fact("m1", "Ada")  # 2
    log.fact("m2", "Grace", effective="2026-03-01")  # 3
    log.fact("m3")  # 4
    log.add(
        "withdrawal", "m3", {"entry": 4, "reason": {"$personal": 0}}, ["a slip", "Ada"], "w", actor={"$personal": 1}
    )  # 5
    retained = {"at": "22603(c)", "because": "retain-tests", "kinds": ["facts/models"], "law": "us", "until": None}
    log.add("retention", "m2", retained)  # 6
    log.add("hold", "m2", {"hold": "matter", "reason": {"$personal": 0}}, ["asked"], "h")  # 7
    log.add("release", "m2", {"hold": "matter", "reason": None}, ["over"], "r")  # 8
    log.certify(log.erase("m1"))  # 9, 10
    log.add("keys", ORIGIN, {"custody": "file", "epoch": 3})  # 11
    return log
