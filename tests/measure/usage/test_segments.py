"""Segments: sealed, whole or not at all, and no use counted twice over folders."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from pyarrow import parquet
from usage_rows import FIRST, HOUR, manifest, row, write

from plimsoll.errors import InputError
from plimsoll.measure.usage import segments, slurm
from plimsoll.measure.usage.pseudonyms import Pseudonyms, key_in
from plimsoll.measure.usage.rows import DAY_MS, schema
from plimsoll.measure.usage.runs import Keeping, measured
from plimsoll.measure.usage.sealed import totals_of

HEADER = "JobID|JobName|User|Account|WCKey|Start|End|AllocTRES"
LINE = "{n}|secret|ann|ann-lab|ann-key|2026-03-01T{hour:02}:00:00|2026-03-02T01:00:00|gres/gpu:a100=2"


def kept(folder: Path, name: str, *numbers: int, key: bytes | None = b"k" * 32) -> Path:
    source = folder / f"{name}.txt"
    source.write_text("\n".join([HEADER, *(LINE.format(n=n, hour=n) for n in numbers)]) + "\n")
    measured("slurm", [source], {"zone": "UTC", "model": "m"}, slurm.rows, Keeping(folder / name, key))
    return folder / name


def test_the_manifest_holds_what_was_read_and_every_digest(tmp_path: Path) -> None:
    folder = kept(tmp_path, "march", 5, 7)
    told = json.loads((folder / "manifest.json").read_text())
    (segment,) = told["segments"]
    data = (folder / segment["file"]).read_bytes()
    assert segment["sha256"] == sha256(data).hexdigest()
    assert (segment["rows"], segment["first"], segment["last"]) == (2, 1_772_341_200_000, 1_772_413_200_000)
    (source,) = told["sources"]
    text = (tmp_path / "march.txt").read_bytes()
    assert source == {"sha256": sha256(text).hexdigest(), "size": len(text)}
    assert parquet.read_schema(folder / segment["file"]).equals(schema())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["march", "march.txt"]


def test_the_same_file_and_key_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = kept(tmp_path, "one", 5), kept(tmp_path, "two", 5)
    assert (one / "usage-00000.parquet").read_bytes() == (two / "usage-00000.parquet").read_bytes()


def test_names_are_pseudonyms_under_a_key(tmp_path: Path) -> None:
    folder = kept(tmp_path, "march", 5)
    told = parquet.read_table(folder / "usage-00000.parquet").to_pylist()[0]
    assert told["customer"] == Pseudonyms(b"k" * 32).of("customer", "ann-lab")
    assert told["project"] == Pseudonyms(b"k" * 32).of("project", "ann-key")
    assert told["customer"] != Pseudonyms(b"l" * 32).of("customer", "ann-lab")
    assert not any(word in str(told) for word in ("ann", "secret"))
    clear = parquet.read_table(kept(tmp_path, "clear", 5, key=None) / "usage-00000.parquet").to_pylist()[0]
    assert (clear["customer"], clear["project"]) == ("ann-lab", "ann-key")
    assert "secret" not in str(clear)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "usage.key"
    key = key_in(path)
    assert (key_in(path), len(key), path.stat().st_mode & 0o777) == (key, 32, 0o600)
    path.write_bytes(b"short")
    with pytest.raises(InputError, match=r"usage.key: is no key of 32 bytes"):
        key_in(path)


def test_totals_of_folders(tmp_path: Path) -> None:
    folders = [kept(tmp_path, "one", 5), kept(tmp_path, "two", 7)]
    found = totals_of(folders, ["model", "day"])
    assert [(each["day"], each["rows"], each["device_ms"]) for each in found.rows] == [
        ("2026-03-01", 2, 2 * (19 + 17) * HOUR),
        ("2026-03-02", 0, 4 * HOUR),
    ]
    assert found.to_dict()["segments"][0]["rows"] == 1


def test_segments_are_written_once(tmp_path: Path) -> None:
    kept(tmp_path, "march", 5)
    with pytest.raises(InputError, match="is there already; segments never change: name a new folder"):
        kept(tmp_path, "march", 5)


def test_nothing_is_left_where_reading_fails(tmp_path: Path) -> None:
    source = tmp_path / "jobs.txt"
    source.write_text(f"{HEADER}\n{LINE.format(n=1, hour=1)}\nx|\n")
    with pytest.raises(InputError, match=r"jobs.txt:3"):
        measured("slurm", [source], {}, slurm.rows, Keeping(tmp_path / "march", None))
    assert [each.name for each in tmp_path.iterdir()] == ["jobs.txt"]


@pytest.mark.parametrize("how", ["a byte is changed", "a segment is gone", "no manifest", "another manifest", "a path"])
def test_damage_is_found(tmp_path: Path, how: str) -> None:
    folder = kept(tmp_path, "march", 5)
    data, told = folder / "usage-00000.parquet", folder / "manifest.json"
    if how == "a byte is changed":
        changed = bytearray(data.read_bytes())
        changed[len(changed) // 2] ^= 1
        data.write_bytes(changed)
        said = "usage-00000.parquet: is not the segment that the manifest names: it was changed"
    elif how == "a segment is gone":
        data.unlink()
        said = "usage-00000.parquet: is not there, though the manifest names it"
    elif how == "no manifest":
        told.unlink()
        said = "manifest.json: cannot be read"
    else:
        text = "{}" if how == "another manifest" else told.read_text().replace("usage-00000", "../march/usage-00000")
        told.write_text(text)
        said = "manifest.json: is no manifest of segments; name a folder that --segments wrote"
    with pytest.raises(InputError) as refused:
        totals_of([folder], ["model"])
    assert said in str(refused.value)


def test_folders_of_the_same_file_or_use_are_refused(tmp_path: Path) -> None:
    one = kept(tmp_path, "one", 5, 7)
    copy = tmp_path / "copy"
    copy.mkdir()
    for each in one.iterdir():
        (copy / each.name).write_bytes(each.read_bytes())
    with pytest.raises(InputError, match=r"copy: was made from a file that one was made from too; name one of the two"):
        totals_of([one, copy], ["model"])
    other = kept(tmp_path, "other", 7, 9)
    with pytest.raises(InputError, match="1 uses are in two of these folders: their files overlap; measure those"):
        totals_of([one, other], ["model"])


def test_many_segments_hold_all_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_CHUNK", 10)
    monkeypatch.setattr(segments, "_ROWS", 25)
    rows = [row(FIRST + n, FIRST + n + DAY_MS, 5, row=str(n)) for n in range(101)]
    written = write(tmp_path / "many", rows)
    assert [each.rows for each in written] == [30, 30, 30, 11]
    assert [each.first - FIRST for each in written] == [0, 30, 60, 90]
    assert written[-1].last == FIRST + 100 + DAY_MS
    manifest(tmp_path / "many", written)
    assert totals_of([tmp_path / "many"], ["source"]).rows[0]["device_ms"] == 505


def test_a_device_watched_at_one_time_in_two_folders_is_refused(tmp_path: Path) -> None:
    for n, start in enumerate((FIRST, FIRST + HOUR // 2, FIRST + HOUR)):
        watched = row(start, start + HOUR - 1, HOUR, source="dcgm", row="GPU-1", device="NVIDIA A100")
        manifest(tmp_path / str(n), write(tmp_path / str(n), [watched]), source=str(n) * 64, kind="dcgm")
    with pytest.raises(InputError, match="a device was watched at one time in two of these folders"):
        totals_of([tmp_path / "0", tmp_path / "1"], ["device"])
    assert totals_of([tmp_path / "0", tmp_path / "2"], ["device"]).rows[0]["device_ms"] == 2 * HOUR
