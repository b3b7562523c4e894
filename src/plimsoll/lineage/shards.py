"""The index of weights that are parted over several files: `model.safetensors.index.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from plimsoll.errors import InputError, Place

INDEX = ".safetensors.index.json"
_LARGEST = 256 * 2**20


def shards_named(index: Path) -> list[str]:
    """The names of the shards that an index names, in order; each is there.

    Raises:
        InputError: the index is not in its form, or a shard is missing.
    """
    names = sorted(set(weight_map(index).values()))
    missing = [name for name in names if not (index.parent / name).exists()]
    if missing:
        linked = (index.parent / missing[0]).is_symlink()
        what = "a symbolic link that leads nowhere" if linked else f"named by {index.name}, and not there"
        more = f" ({len(missing)} of {len(names)} shards are missing)"
        raise InputError(what + more, "download what is missing", Place(str(index.parent / missing[0])))
    return names


def weight_map(index: Path) -> Mapping[str, str]:
    """Which tensor stands in which shard.

    Raises:
        InputError: the index cannot be read, is not in its form, or leads out of its folder.
    """
    try:
        with index.open("rb") as file:
            data = file.read(_LARGEST)
        found = json.loads(data.decode("utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(index))) from None
    except (ValueError, RecursionError):
        raise InputError("not JSON in UTF-8", "download it again", Place(str(index))) from None
    given = found.get("weight_map") if isinstance(found, dict) else None
    if not isinstance(given, dict) or not given or not all(isinstance(name, str) for name in given.values()):
        what = "no weight_map that names a file for each tensor"
        raise InputError(what, "download it again", Place(str(index), key="weight_map"))
    if not all(_is_beside(name) for name in given.values()):
        what = "a shard that is not a .safetensors file in the same folder"
        raise InputError(what, "take it from whoever you trust", Place(str(index), key="weight_map"))
    return given


def check_index(index: Path, shards: Sequence[tuple[Path, frozenset[str]]]) -> None:
    """Hold an index against the tensors that are in its shards, given in the order of their names.

    Raises:
        InputError: it names a tensor that its shard does not hold.
    """
    named = weight_map(index)
    held = dict(zip(sorted(set(named.values())), shards, strict=False))
    lacking = [(name, shard) for name, shard in named.items() if shard not in held or name not in held[shard][1]]
    if lacking:
        name, shard = lacking[0]
        more = f" ({len(lacking)} of {len(named)} tensors)" if len(lacking) > 1 else ""
        what = f"names the tensor {name[:60]!r} in {shard}, which does not hold it{more}"
        raise InputError(what, "download the index and its shards again", Place(str(index), key="weight_map"))


def _is_beside(name: str) -> bool:
    plain = name.isprintable() and not set(name) & set("/\\:")
    return plain and name.endswith(".safetensors") and not name.startswith(".")
