"""Digests of weights: as defined, whatever the sharding, and different where a byte is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from model_folders import sharded, values, weights
from plimsoll.errors import InputError
from plimsoll.lineage import digests
from plimsoll.lineage.digests import digest_all, of_files, of_tensors
from plimsoll.lineage.finding import find


def digest_of(*files: Path) -> str:
    return of_tensors(t for each in digest_all([(f, True) for f in files]) for t in each.tensors or ())


def by_definition(tensors: dict[str, Any]) -> str:
    lines = ["plimsoll/tensors/1"]
    for name in sorted(tensors, key=str.encode):
        array, kind = tensors[name], {"float32": "F32", "float16": "F16", "int64": "I64"}[str(tensors[name].dtype)]
        row = [name, kind, list(array.shape), hashlib.sha256(array.tobytes()).hexdigest()]
        lines.append(json.dumps(row, separators=(",", ":"), ensure_ascii=False))
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_it_is_the_digest_that_the_page_defines(tmp_path: Path) -> None:
    tensors = weights(3) | {
        "ünï": values(9, 3).astype(np.float16),
        "none": np.zeros((0, 4), np.float32),
        "one": np.array(7, np.int64),
    }
    save_file(tensors, tmp_path / "model.safetensors")
    (found,) = digest_all([(tmp_path / "model.safetensors", True)])
    assert of_tensors(found.tensors or ()) == by_definition(tensors)
    assert found.sha256 == hashlib.sha256((tmp_path / "model.safetensors").read_bytes()).hexdigest()
    assert found.size == (tmp_path / "model.safetensors").stat().st_size


@pytest.mark.parametrize("piece", [1, 7, 4096, 1 << 22])
def test_it_does_not_depend_on_how_much_is_read_at_once(
    piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors = {"a": values(1, 5, 3), "b": np.zeros((0,), np.float32), "c": values(2, 40)}
    save_file(tensors, tmp_path / "model.safetensors")
    monkeypatch.setattr(digests, "_PIECE", piece)
    assert digest_of(tmp_path / "model.safetensors") == by_definition(tensors)


@settings(max_examples=30)
@given(data=st.data())
def test_sharding_does_not_change_it(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    tensors = weights(5, layers=1, width=8)
    names = data.draw(st.permutations(sorted(tensors)))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(names) - 1), max_size=4)))
    parts = [names[a:b] for a, b in zip([0, *cuts], [*cuts, len(names)], strict=True)]
    folder = sharded(tmp_path_factory.mktemp("sharded"), tensors, parts)
    (found,) = find([str(folder)])
    assert len(found.weights) == len(parts)
    assert digest_of(*found.weights) == by_definition(tensors)


@pytest.mark.parametrize("change", ["byte", "name", "dtype", "shape"])
def test_any_difference_changes_it(change: str, tmp_path: Path) -> None:
    tensors = {"a": values(1, 4, 6), "b": values(2, 3)}
    save_file(tensors, tmp_path / "one.safetensors")
    other = dict(tensors)
    if change == "byte":
        other["a"] = tensors["a"].copy()
        other["a"].view(np.uint8)[3, 7] ^= 1
    elif change == "name":
        other["c"] = other.pop("b")
    elif change == "dtype":
        other["b"] = tensors["b"].view(np.int32)
    else:
        other["a"] = tensors["a"].reshape(6, 4)
    save_file(other, tmp_path / "other.safetensors")
    assert digest_of(tmp_path / "one.safetensors") != digest_of(tmp_path / "other.safetensors")


def test_only_what_was_learned_counts_for_descent(tmp_path: Path) -> None:
    tensors: dict[str, Any] = {
        "learned": values(1, 64, 64),
        "learned in half": values(2, 64, 64).astype(np.float16),
        "packed": np.random.default_rng(3).integers(-(2**31), 2**31, (64, 64), np.int32),
        "ones": np.ones((64, 64), np.float32),
        "mask": np.tril(np.ones((128, 128), np.float32)),
        "positions": np.arange(4096, dtype=np.int64).reshape(1, -1),
        "small": values(4, 4, 4),
        "bias": values(5, 8192),
    }
    save_file(tensors, tmp_path / "model.safetensors")
    (found,) = digest_all([(tmp_path / "model.safetensors", True)])
    assert {t.name for t in found.tensors or () if t.learned} == {"learned", "learned in half", "packed"}


def test_how_much_is_done_is_told_to_the_last_byte(tmp_path: Path) -> None:
    save_file(weights(1), tmp_path / "model.safetensors")
    (tmp_path / "other.bin").write_bytes(b"x" * 1000)
    done: list[int] = []
    digest_all([(tmp_path / "model.safetensors", True), (tmp_path / "other.bin", False)], done.append)
    assert sum(done) == 1000 + (tmp_path / "model.safetensors").stat().st_size


def test_opaque_files_are_known_by_their_bytes_in_any_order(tmp_path: Path) -> None:
    for name, data in (("a.bin", b"one"), ("b.bin", b"two")):
        (tmp_path / name).write_bytes(data)
    found = digest_all([(tmp_path / "a.bin", False), (tmp_path / "b.bin", False)])
    lines = sorted(hashlib.sha256(data).hexdigest() for data in (b"one", b"two"))
    text = "".join(f"{line}\n" for line in ["plimsoll/files/1", *lines])
    assert of_files(found) == of_files(reversed(found)) == hashlib.sha256(text.encode()).hexdigest()


def test_a_file_that_is_gone_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.bin: cannot be read"):
        digest_all([(tmp_path / "nowhere.bin", False)])
