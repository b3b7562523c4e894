"""Folders of models as people have them: one model, a folder of several, the cache of the hub's own tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plimsoll.errors import InputError, Place
from plimsoll.facts.entries import ID_PATTERN
from plimsoll.lineage.names import id_of
from plimsoll.lineage.shards import INDEX, shards_named

PARTS = {
    "config": ("config.json",),
    "card": ("README.md",),
    "adapter": ("adapter_config.json",),
    "merge": ("mergekit_config.yml", "mergekit_config.yaml"),
    "quantize": ("quantize_config.json",),
}
"""Files that say something of descent, by the part that they play."""
Form = Literal["safetensors", "gguf", "opaque"]
"""What the weights are: of safetensors tensors are read, of GGUF what it says of its bases, of others bytes alone."""
_DEEPEST = 6
_CACHED = "models--"
_NO_WEIGHTS = re.compile(r"(training_args|optimizer|scheduler|scaler|rng_state.*|random_states.*)\.(bin|pt|pth)")
_PICKLES = (".bin", ".pt", ".pth", ".ckpt")
_SHARD = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.\w+")


@dataclass(frozen=True, slots=True)
class Folder:
    """One model on disk: its id, the id that its own name comes to, its files by part, its weights in order."""

    id: str
    called: str
    path: Path
    files: Mapping[str, Path]
    weights: tuple[Path, ...]
    form: Form
    left_out: int
    """Files of weights beside those, in another form or for another purpose."""


def find(given: Iterable[str]) -> list[Folder]:
    """Find the models in folders, each given as `FOLDER` or `ID=FOLDER`.

    Raises:
        InputError: a folder is not there or holds no model, an id is none or stands for two folders, weights are not
            whole.
    """
    found = [each for one in given for each in _under(one)]
    seen: dict[str, Folder] = {}
    for each in found:
        other = seen.setdefault(each.id.casefold(), each)
        if other is not each:
            what = f"the id {each.id!r} stands for two folders, this one and {other.path}"
            raise InputError(what, "give one of them a name of its own: ID=FOLDER", Place(str(each.path)))
    return found


def _under(given: str) -> list[Folder]:
    identity, path = _parted(given)
    if not path.is_dir():
        what = "a file, where the folder of a model is expected" if path.is_file() else "no such folder"
        raise InputError(what, "name a folder with the files of a model", Place(str(path)))
    try:
        places = list(_models(path, path, 0))
    except OSError as error:
        place = Place(str(error.filename or path))
        raise InputError(f"cannot be read ({error.strerror})", "have it made readable", place) from None
    if not places:
        what = "no model in this folder: neither weights nor a config.json or adapter_config.json"
        raise InputError(what, "name the folder of a model, or one that holds such folders", Place(str(path)))
    if identity is not None and len(places) > 1:
        raise InputError(f"{len(places)} models in one folder", "give each its own ID=FOLDER", Place(str(path)))
    return [_folder(place, name, identity) for place, name in places]


def _parted(given: str) -> tuple[str | None, Path]:
    if "=" not in given or Path(given).exists():
        return None, Path(given)
    identity, _, path = given.partition("=")
    if not re.fullmatch(ID_PATTERN, identity):
        what = f"{identity!r} is not an id"
        raise InputError(what, "use letters, digits, dots, colons, dashes and underscores: ID=FOLDER", Place(path))
    return identity, Path(path)


def _models(path: Path, root: Path, depth: int) -> Iterator[tuple[Path, str]]:
    """Each folder of a model, and the model's name: `org/name` where the folders above say so."""
    if path.name.startswith(_CACHED):
        yield _snapshot(path), path.name.removeprefix(_CACHED).replace("--", "/", 1)
    elif _is_model(path):
        yield path, _name(path, root)
    elif depth < _DEEPEST:
        for each in sorted(path.iterdir()):
            if each.is_dir() and not each.is_symlink() and not each.name.startswith((".", "datasets--", "spaces--")):
                yield from _models(each, root, depth + 1)


def _is_model(path: Path) -> bool:
    return any((path / name).exists() for part in ("config", "adapter") for name in PARTS[part]) or any(
        _is_weights(each) for each in path.iterdir()
    )


def _name(path: Path, root: Path) -> str:
    whole = path.resolve()
    if whole.parent.name == "snapshots" and whole.parent.parent.name.startswith(_CACHED):
        return whole.parent.parent.name.removeprefix(_CACHED).replace("--", "/", 1)
    below = path.relative_to(root).parts
    return "/".join(below[-2:]) or whole.name


def _snapshot(path: Path) -> Path:
    """The snapshot of the hub's cache that `main` leads to, or the only one."""
    main = path / "refs" / "main"
    try:
        revision = main.read_text("utf-8").strip() if main.is_file() else ""
    except (OSError, UnicodeDecodeError):
        revision = ""
    snapshots = sorted(each for each in (path / "snapshots").glob("*") if each.is_dir())
    for each in snapshots:
        if each.name == revision or len(snapshots) == 1:
            return each
    what = f"{len(snapshots)} snapshots, and refs/main leads to none of them"
    raise InputError(what, "name the folder of one: snapshots/REVISION", Place(str(path)))


def _folder(path: Path, name: str, identity: str | None) -> Folder:
    files = {part: path / each for part, names in PARTS.items() for each in names if (path / each).exists()}
    weights, index = _weights(path)
    others = sum(_is_weights(each) for each in path.iterdir()) - len(weights)
    for each in (*files.values(), *weights):
        if not each.exists():  # of a link that leads nowhere
            raise InputError("a symbolic link that leads nowhere", "download the file again", Place(str(each)))
    called = id_of(name)
    with_index = files | ({"index": index} if index else {})
    return Folder(identity or called, called, path, with_index, tuple(weights), _form(weights), others)


def _form(weights: Sequence[Path]) -> Form:
    suffixes = {each.suffix for each in weights}
    return "safetensors" if suffixes == {".safetensors"} else "gguf" if suffixes == {".gguf"} else "opaque"


def _weights(path: Path) -> tuple[list[Path], Path | None]:
    """The files that make up the weights, in order, and the index that names them; what is there twice is left out."""
    there = sorted(each for each in path.iterdir() if _is_weights(each))
    tensors = [each for each in there if each.suffix == ".safetensors"]
    indices = sorted(path.glob(f"*{INDEX}"))
    preferred = [path / f"model{INDEX}", path / f"adapter_model{INDEX}"]
    index = next((each for each in (*preferred, *indices) if each in indices), None)
    if index is not None:
        return [path / name for name in shards_named(index)], index
    for whole in ("model.safetensors", "adapter_model.safetensors"):
        if path / whole in tensors:
            return [path / whole], None
    chosen = tensors or [each for each in there if each.suffix != ".gguf"] or there
    _check_none_missing(path, chosen)
    return chosen, None


def _check_none_missing(path: Path, files: list[Path]) -> None:
    """Refuse `…-00001-of-00002` without `…-00002-of-00002`."""
    there: dict[tuple[str, int], set[int]] = {}
    for each in files:
        if found := _SHARD.fullmatch(each.name):
            there.setdefault((found[1], int(found[3])), set()).add(int(found[2]))
    for (_, count), numbers in there.items():
        if len(numbers) < count:
            lacking = next(n for n in range(1, count + 1) if n not in numbers)
            raise InputError(
                f"{count - len(numbers)} of {count} shards of the weights are missing, the first is number {lacking}",
                "download what is missing",
                Place(str(path)),
            )


def _is_weights(path: Path) -> bool:
    """Whether a file is named as weights are; a link that leads nowhere counts, so that it is told."""
    if not (path.is_file() or path.is_symlink()) or _NO_WEIGHTS.fullmatch(path.name):
        return False
    return path.suffix in (".safetensors", ".gguf", *_PICKLES)
