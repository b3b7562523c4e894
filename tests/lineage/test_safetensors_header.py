"""The header of safetensors files: what the real library writes and takes, and any bytes at all in its place."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save

from model_folders import weights
from mutations import mutated
from plimsoll.errors import InputError
from plimsoll.lineage.safetensors_header import read_header

GOOD = save(weights(1, layers=1, width=16), metadata={"format": "pt"})


def by_the_library(data: bytes) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """Names, types, shapes and bytes, as the library reads them."""
    found: list[tuple[str, dict[str, Any]]] = deserialize(data)  # type: ignore[no-untyped-call]
    return {name: (each["dtype"], tuple(each["shape"]), bytes(each["data"])) for name, each in found}


def written(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def entry(begin: int, end: int, *shape: int, dtype: str = "U8") -> dict[str, object]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [begin, end]}


def test_it_reads_what_the_library_wrote(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(GOOD)
    found = {t.name: (t.dtype, t.shape, GOOD[t.begin : t.end]) for t in read_header(file)}
    assert found == by_the_library(GOOD)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "0 bytes, where the length of a safetensors header alone takes 8"),
        (GOOD[:5], "5 bytes, where the length"),
        (GOOD[:40], "follow: it is cut short"),
        (GOOD[:-1], "its tensors take"),
        (GOOD + b"x", "1 bytes follow after its last tensor"),
        (written({}, length=10**9), "more than any safetensors header may"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "fetch them with `git lfs pull`"),
        (written(b"[]"), "not a JSON object in UTF-8"),
        (written(b'{"a": \xff}'), "not a JSON object in UTF-8"),
        (written(b"{" * 100_000), "not a JSON object in UTF-8"),
        (written(b'{"a": 1, "a": 2}'), "names 'a' twice"),
        (written({"a": 7}), "lacks dtype, shape or data_offsets"),
        (written({"a": {"dtype": "F32"}}), "lacks dtype, shape or data_offsets"),
        (written({"a": entry(0, 4, 5)}, b"1234"), "has 4 bytes, which its shape and dtype do not come to"),
        (written({"a": entry(4, 0, 4)}, b"1234"), "ends before it begins"),
        (written({"a": entry(0, 4, 4) | {"shape": [4.0]}}, b"1234"), "not whole numbers"),
        (written({"a": entry(0, 4, 4) | {"shape": [-4]}}, b"1234"), "not whole numbers"),
        (written({"a": entry(0, 4, 4) | {"data_offsets": [0, True]}}, b"1234"), "not whole numbers"),
        (written({"a": entry(0, 4, 4), "b": entry(2, 6, 4)}, b"123456"), "'b' overlaps the tensor before it"),
        (written({"a": entry(0, 4, 4), "b": entry(5, 9, 4)}, b"123456789"), "'b' leaves a gap after the tensor"),
        (written(b'{"\\ud800": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}', b"1"), "no Unicode text"),
        (written({"a": entry(0, 4, 4) | {"dtype": 8}}, b"1234"), "has a dtype that is no name"),
        (written({"__metadata__": {"made": 7}}), "its __metadata__ is not text by text"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(data: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(data)
    with pytest.raises(InputError) as refusal:
        read_header(file)
    assert says in str(refusal.value)
    assert str(refusal.value).startswith(str(file))
    assert "\n" not in str(refusal.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated(GOOD[:400]) | mutated(GOOD) | st.binary(max_size=200))
def test_it_takes_what_the_library_takes_and_refuses_what_it_refuses(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(data)
    theirs = ours = None
    with suppress(SafetensorError, ValueError):
        theirs = by_the_library(data)
    with suppress(InputError):
        ours = {t.name: (t.dtype, t.shape, data[t.begin : t.end]) for t in read_header(file)}
    if theirs is not None:
        assert ours == theirs
    elif ours is not None:  # types of elements that the library does not know yet
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        assert any(each["dtype"] != "F32" for name, each in header.items() if name != "__metadata__")
