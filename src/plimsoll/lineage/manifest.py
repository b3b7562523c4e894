"""The manifest of a model as OpenSSF model signing has it: every file with its digest, in an in-toto statement.

The format is that of `model-signing` 1.x: https://github.com/sigstore/model-transparency, an in-toto Statement v1 with
the predicate https://model_signing/signature/v1.0. `plimsoll.lineage.signature` puts it into a signed bundle.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from plimsoll.errors import InputError, Place
from plimsoll.lineage.digests import digest_all

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://model_signing/signature/v1.0"
SIGNATURE = "model.sig"
GIT = (".git", ".gitattributes", ".github", ".gitignore")
"""What model-signing always leaves out, beside the signature itself."""
_ALIASES = {"blake2b": "blake2"}
_HASHES: Mapping[str, Callable[[], Any]] = {"sha256": hashlib.sha256, "blake2": hashlib.blake2b}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The digest of each part of a model by its name: a file, or a shard of one as `file:begin:end`."""

    name: str
    digests: Mapping[str, str]
    algorithm: str = "sha256"
    shards: bool = False
    links: bool = False
    ignored: tuple[str, ...] = (*GIT, SIGNATURE)

    def statement(self) -> bytes:
        """The in-toto statement as JSON: what is signed."""
        names = sorted(self.digests, key=PurePosixPath)
        root = hashlib.sha256(b"".join(bytes.fromhex(self.digests[name]) for name in names)).hexdigest()
        resources = [{"name": name, "algorithm": self.algorithm, "digest": self.digests[name]} for name in names]
        serialization: dict[str, Any] = {
            "method": "files",
            "hash_type": self.algorithm,
            "allow_symlinks": self.links,
            "ignore_paths": list(self.ignored),
        }
        statement = {
            "_type": STATEMENT,
            "subject": [{"name": self.name, "digest": {"sha256": root}}],
            "predicateType": PREDICATE,
            "predicate": {"serialization": serialization, "resources": resources},
        }
        return (json.dumps(statement, indent=2, ensure_ascii=False) + "\n").encode()


def manifest_of(folder: Path, known: Mapping[Path, str], out: Path) -> Manifest:
    """Digest every file of a folder, but for git's own, the signature, and `out`, into which the manifest goes.

    `known` digests are not made again.

    Raises:
        InputError: a file cannot be read.
    """
    inside = out.resolve().is_relative_to(folder.resolve())
    own = (out.resolve().relative_to(folder.resolve()).as_posix(),) if inside else ()
    ignored = tuple(dict.fromkeys((*GIT, SIGNATURE, *own)))
    files, links = _files(folder, ignored)
    unknown = [path for path in files.values() if path not in known]
    digests_made = digest_all([(path, False) for path in unknown])
    made = {path: each.sha256 for path, each in zip(unknown, digests_made, strict=True)}
    digests = {name: known[path] if path in known else made[path] for name, path in files.items()}
    return Manifest(folder.resolve().name, digests, links=links, ignored=ignored)


def differences(folder: Path, manifest: Manifest, known: Mapping[Path, str]) -> list[str]:
    """What of a folder is not as its manifest has it: one line for each file.

    Raises:
        InputError: the manifest hashes in a way that is not read here, or a file cannot be read.
    """
    if manifest.algorithm not in _HASHES:
        what = f"the manifest hashes by {manifest.algorithm[:20]}, which is not read here"
        raise InputError(what, "have it signed by sha256, which is the default", Place(str(folder)))
    files, _ = _files(folder, (*manifest.ignored, *GIT, SIGNATURE))
    found: list[str] = []
    seen: dict[str, list[tuple[int, int]]] = {}
    for name, digest in manifest.digests.items():
        path, span = _span(name) if manifest.shards else (name, None)
        seen.setdefault(path, []).extend([span] if span else [])
        if path not in files:
            found.append(f"{path}: signed, and not there")
        elif _digest(files[path], span, manifest.algorithm, known) != digest:
            found.append(f"{name}: not the bytes that were signed")
    found += [f"{name}: there, and not signed" for name in files if name not in seen]
    if manifest.shards:
        uncovered = (name for name, path in files.items() if name in seen and not _covered(path, seen[name]))
        found += [f"{name}: not all of its bytes are signed" for name in uncovered]
    return found


def read_statement(payload: bytes, place: Place) -> Manifest:
    """Read a manifest out of an in-toto statement.

    Raises:
        InputError: it is none, or not consistent with itself.
    """
    try:
        given = json.loads(payload)
        if given["_type"] != STATEMENT or given["predicateType"] != PREDICATE:
            what = "a statement of another type than OpenSSF model signing has from version 1.0 on"
            raise InputError(what, "have the model signed again", place)
        (subject,) = given["subject"]
        how, resources = given["predicate"]["serialization"], given["predicate"]["resources"]
        digests = {_plain(each["name"]): bytes.fromhex(each["digest"]).hex() for each in resources}
        algorithms = {str(each["algorithm"]) for each in resources} or {"sha256"}
        (algorithm,) = {_ALIASES.get(name, name) for name in (each.partition("-sharded-")[0] for each in algorithms)}
        root = hashlib.sha256(b"".join(bytes.fromhex(each["digest"]) for each in resources)).hexdigest()
        shards = {"files": False, "shards": True}[how["method"]]
        if shards:
            for name in digests:
                _span(name)
        consistent = root == subject["digest"]["sha256"] and len(digests) == len(resources)
        ignored = tuple(str(each) for each in how.get("ignore_paths", ()))
        name, links = str(subject["name"]), bool(how["allow_symlinks"])
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise InputError("no statement of OpenSSF model signing", "have the model signed again", place) from None
    if not consistent:
        what = "the digests in it do not come to the digest of the whole that it states"
        raise InputError(what, "have the model signed again", place)
    return Manifest(name, digests, algorithm, shards, links, ignored)


def _plain(name: str) -> str:
    """A name that stays in its folder."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or not name.isprintable():
        raise ValueError
    return str(PurePosixPath(name))


def _span(name: str) -> tuple[str, tuple[int, int]]:
    path, begin, end = name.split(":")
    return path, (int(begin), int(end))


def _covered(path: Path, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether spans of bytes follow each other from the first byte of a file to its last."""
    at = 0
    for begin, end in sorted(spans):
        if begin > at:
            return False
        at = max(at, end)
    return at >= path.stat().st_size


def _files(folder: Path, ignored: Sequence[str]) -> tuple[dict[str, Path], bool]:
    """Every file below a folder by its name in the manifest, and whether a link is among them."""
    files: dict[str, Path] = {}
    links = False
    skipped = {PurePosixPath(each) for each in ignored}
    for here, folders, names in os.walk(folder):
        at = PurePosixPath(Path(here).relative_to(folder).as_posix())
        folders[:] = sorted(each for each in folders if at / each not in skipped)
        for each in folders:
            if (Path(here) / each).is_symlink():
                what = "a symbolic link to a folder, whose files would go unsigned"
                raise InputError(what, "put the folder itself there", Place(str(Path(here) / each)))
        for name in sorted(names):
            if at / name in skipped:
                continue
            if not name.isprintable():
                what = "the name of a file in this folder is no text that can be printed"
                raise InputError(what, "give that file another name", Place(here))
            files[str(at / name)] = Path(here) / name
            links = links or (Path(here) / name).is_symlink()
    return files, links


def _digest(path: Path, span: tuple[int, int] | None, algorithm: str, known: Mapping[Path, str]) -> str:
    if span is None and algorithm == "sha256" and path in known:
        return known[path]
    made = _HASHES[algorithm]()
    begin, end = span or (0, 1 << 62)
    try:
        with path.open("rb") as file:
            file.seek(begin)
            left = max(0, end - begin)
            while piece := file.read(min(1 << 20, left)):
                made.update(piece)
                left -= len(piece)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))) from None
    return str(made.hexdigest())
