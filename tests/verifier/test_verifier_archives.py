"""Archives that are no bundles of ours: other ways of ZIP, wide fields, tricks."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.verifier.archive import Archive


def written(members: dict[str, bytes], **how: object) -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = how.get("compressed", zipfile.ZIP_STORED)  # type: ignore[assignment]
            if how.get("wide"):
                with archive.open(info, "w", force_zip64=True) as file:
                    file.write(data)
            else:
                archive.writestr(info, data)
    return bytearray(out.getvalue())


def read(data: bytes | bytearray) -> Archive:
    return Archive(io.BytesIO(data), "b.zip")


MEMBERS = {"a": b"1234", "b/c": b"", "d.txt": b"x" * 300}


def test_members_are_read_where_they_stand() -> None:
    archive = read(written(MEMBERS))
    assert archive.flaws == []
    assert {member.name: archive.read(member) for member in archive.members} == MEMBERS
    assert archive.read(archive.by_name["a"], 1, 2) == b"23"
    assert archive.read(archive.by_name["a"], 3, 9) == b"4"


def test_wide_headers_are_read() -> None:
    archive = read(written(MEMBERS, wide=True))
    assert archive.flaws == []
    assert {member.name: archive.read(member) for member in archive.members} == MEMBERS


@pytest.mark.parametrize("number", [65_535, 65_536, 66_000])
def test_more_members_than_sixteen_bits_count(number: int) -> None:
    archive = read(written({f"entry/{i}.json": b"" for i in range(number)}))
    assert (archive.flaws, len(archive.members)) == ([], number)


def test_more_bytes_than_32_bits_count(tmp_path: Path) -> None:
    """A sparse file: zeros take no room."""
    path = tmp_path / "wide.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a", b"first")
        with archive.open(zipfile.ZipInfo("b"), "w", force_zip64=True) as member:
            member.write(b"0")
        archive.writestr("c", b"last")
    data = bytearray(path.read_bytes())
    grown = (5 << 30) - 1
    local = data.index(b"PK\x03\x04", 10)
    start = local + 30 + 1 + 20
    data[local + 35 : local + 51] = struct.pack("<2Q", grown + 1, grown + 1)
    third = data.index(b"PK\x03\x04", local + 10)
    directory = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", directory + 10)
    last = data.index(b"PK\x01\x02", second + 10)
    end = data.index(b"PK\x05\x06")
    wide = bytearray(data[directory:second])
    for at, fields in ((second, (grown + 1, grown + 1)), (last, (third + grown,))):
        entry = bytearray(data[at : at + 47])
        entry[30:32] = struct.pack("<H", 4 + 8 * len(fields))
        if len(fields) == 2:
            entry[20:28] = b"\xff" * 8
        else:
            entry[42:46] = b"\xff" * 4
        entry[6:8] = struct.pack("<H", 45)
        wide += entry + struct.pack(f"<2H{len(fields)}Q", 1, 8 * len(fields), *fields)
    place = directory + grown
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, len(wide), place)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, place + len(wide), 1)
    narrow = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 3, 3, len(wide), 0xFFFFFFFF, 0)
    assert end > last
    with path.open("wb") as file:
        file.write(data[: start + 1])
        file.seek(third + grown)
        file.write(data[third:directory] + wide + end64 + locator + narrow)
    with path.open("rb") as file:
        found = Archive(file, "wide.zip")
        assert found.flaws == []
        assert [member.size for member in found.members] == [5, grown + 1, 4]
        assert found.read(found.by_name["c"]) == b"last"


def _at(mark: bytes, offset: int, value: bytes) -> Callable[[bytearray], bytearray]:
    def change(data: bytearray) -> bytearray:
        at = data.index(mark) + offset
        data[at : at + len(value)] = value
        return data

    return change


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
TRICKS: dict[str, Callable[[bytearray], bytearray]] = {
    "a name in one place": _at(LOCAL, 30, b"z"),
    "a name in the other": _at(CENTRAL, 46, b"z"),
    "a size in one place": _at(LOCAL, 22, b"\x05"),
    "a size in the other": _at(CENTRAL, 24, b"\x05"),
    "an offset": _at(CENTRAL, 42, b"\x01"),
    "a method": _at(CENTRAL, 10, b"\x08"),
    "a flag": _at(CENTRAL, 8, b"\x08"),
    "a comment of a member": _at(CENTRAL, 32, b"\x01"),
    "a disk": _at(CENTRAL, 34, b"\x01"),
    "an extra field": _at(CENTRAL, 30, b"\x04"),
    "a count": _at(END, 10, b"\x02"),
    "a place of the directory": _at(END, 16, b"\x01"),
    "a byte before": lambda data: bytearray(b"x") + data,
    "a byte between": lambda data: data[: data.index(CENTRAL)] + b"x" + data[data.index(CENTRAL) :],
    "compressed": lambda data: written(MEMBERS, compressed=zipfile.ZIP_DEFLATED),
    "a way out": lambda data: written({"../a": b""}),
    "a root": lambda data: written({"/a": b""}),
    "a backslash": lambda data: bytearray(bytes(written({"a.b": b""})).replace(b"a.b", b"a\\b")),
    "a letter": lambda data: written({"ä": b""}),
    "no name": lambda data: written({"": b""}),
    "a name too long": lambda data: written({"a" * 201: b""}),
    "one name twice": lambda data: bytearray(bytes(written({"aa": b"1", "bb": b"2"})).replace(b"bb", b"aa")),
    "a count beyond all": _at(END, 8, b"\xff\xfe\xff\xfe"),
}


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_are_flaws(name: str) -> None:
    archive = read(bytes(TRICKS[name](written(MEMBERS))))
    assert archive.flaws
    assert all("archive's own bytes at offset" in flaw for flaw in archive.flaws)


@pytest.mark.parametrize("between_members", [True, False])
def test_bytes_that_belong_to_no_member_are_flaws(between_members: bool) -> None:
    """Hidden where every offset steps over them."""
    data = written({"a": b"1", "b": b"2"})
    at = data.index(LOCAL, 4) if between_members else data.index(CENTRAL)
    data[at:at] = b"hidden"
    end = data.index(END)
    data[end + 16 : end + 20] = struct.pack("<I", data.index(CENTRAL))
    if between_members:
        second = data.index(CENTRAL, data.index(CENTRAL) + 4)
        data[second + 42 : second + 46] = struct.pack("<I", at + 6)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("b") == b"2"
    assert read(data).flaws


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18, b"x" * 100])
def test_what_is_no_archive(data: bytes) -> None:
    with pytest.raises(InputError):
        read(data)
