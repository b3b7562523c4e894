"""Bundles: what is written here is verified by code that shares nothing with it."""

from __future__ import annotations

import fcntl
import resource
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from plimsoll.errors import InputError
from plimsoll.facts.reading import open_facts
from plimsoll.record.bundling import write
from plimsoll.record.entry import Draft
from plimsoll.record.erasing import erase
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts
from plimsoll.verifier import verify_bundle
from record_clock import BEGAN

FULL = Path(__file__).parents[1] / "facts/full.yaml"


@pytest.fixture
def told(record: Record) -> Record:
    record_facts(record, open_facts([str(FULL)]), actor="Jane")
    return record


def test_a_whole_bundle_is_intact_by_the_key_of_the_log(told: Record, tmp_path: Path) -> None:
    out = tmp_path / "all.zip"
    done = write(told, out)
    assert (done.entries, done.opened) == (done.size, 0)
    found = verify_bundle(out, vkeys=[told.keyring.vkey])
    assert (found.verdict, found.whole, found.vkey_given) == ("intact", True, True)
    assert (found.entries, found.values_there) == (done.size, done.values)
    assert "file on the machine" in found.custody
    assert out.stat().st_mode & 0o077 == 0


def test_a_part_has_a_proof_for_each_entry(told: Record, tmp_path: Path) -> None:
    out = tmp_path / "part.zip"
    with told.store.reading() as transaction:
        subject = next(transaction.entries(kinds=["facts/models"])).subject
    done = write(told, out, subjects=[subject])
    assert 1 < done.entries < done.size
    found = verify_bundle(out, vkeys=[told.keyring.vkey])
    assert (found.verdict, found.whole, found.entries) == ("intact", False, done.entries)
    with zipfile.ZipFile(out) as archive:
        assert sum(name.endswith(".tlog-proof") for name in archive.namelist()) == done.entries


def test_disclosed_keys_open_the_values_and_only_those_that_were_not_erased(told: Record, tmp_path: Path) -> None:
    with told.store.reading() as transaction:
        subject = next(e.subject for e in transaction.entries(kinds=["facts/models"]) if e.key)
    erase(told, subject, date(2099, 1, 1))
    done = write(told, tmp_path / "open.zip", disclose=True)
    found = verify_bundle(tmp_path / "open.zip", vkeys=[told.keyring.vkey])
    assert found.verdict == "intact"
    assert found.values_opened == done.values == found.values_there
    assert found.values_erased > 0


def test_a_bundle_of_more_entries_than_a_tile_holds(record: Record, tmp_path: Path) -> None:
    facts = [Draft("facts/models", f"m{n}", {"fact": {"id": f"m{n}"}, "of": None}, personal=("x",)) for n in range(600)]
    record.append(facts)
    seen: list[tuple[int, int]] = []
    write(record, tmp_path / "all.zip", progress=lambda done, of: seen.append((done, of)))
    assert seen == [(256, 601), (512, 601), (601, 601)]
    assert verify_bundle(tmp_path / "all.zip", vkeys=[record.keyring.vkey]).verdict == "intact"
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = archive.namelist()
    assert {"tile/entries/000", "tile/entries/002.p/89", "tile/0/001", "tile/0/002.p/89", "tile/1/000.p/2"} <= {*names}


def test_the_same_record_gives_the_same_bundle(told: Record, tmp_path: Path) -> None:
    told.clock = lambda: BEGAN
    write(told, tmp_path / "a.zip")
    write(told, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_record_that_lacks_an_entry_makes_no_bundle(told: Record, tmp_path: Path) -> None:
    name = "plimsoll.entries" if told.store.remote else "entries"
    with told.store._engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {name} WHERE sequence = 2"))
    with pytest.raises(InputError, match="entries of the record are missing; `plimsoll verify` says which"):
        write(told, tmp_path / "all.zip")
    assert not [path for path in tmp_path.iterdir() if "all.zip" in path.name]


def test_nothing_is_overwritten_and_nothing_half_is_left(told: Record, tmp_path: Path) -> None:
    taken = tmp_path / "taken.zip"
    taken.write_text("mine")
    with pytest.raises(InputError, match=r"taken.zip: there is a file of that name; choose another"):
        write(told, taken)
    assert taken.read_text() == "mine"
    with pytest.raises(InputError, match="nothing is recorded about 'nobody'"):
        write(told, tmp_path / "new.zip", subjects=["nobody"])
    with pytest.raises(InputError, match=r"no such file or directory; choose another place"):
        write(told, tmp_path / "nowhere" / "new.zip")
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["taken.zip"]
    assert not list(tmp_path.glob(".*part"))


def test_what_a_crash_left_of_a_bundle_stands_in_the_way_of_none(told: Record, tmp_path: Path) -> None:
    (tmp_path / ".all.zip.part").write_bytes(bytes(1 << 20))
    done = write(told, tmp_path / "all.zip")
    assert verify_bundle(tmp_path / "all.zip", vkeys=[told.keyring.vkey]).entries == done.size
    assert not (tmp_path / ".all.zip.part").exists()


def test_two_that_write_the_same_bundle_are_told_apart(told: Record, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="another process wrote it meanwhile"):
        write(told, tmp_path / "all.zip", progress=lambda done, of: (tmp_path / "all.zip").touch())
    assert (tmp_path / "all.zip").read_bytes() == b""
    with (tmp_path / ".b.zip.part").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another process writes it"):
            write(told, tmp_path / "b.zip")


def test_where_a_bundle_does_not_fit_nothing_of_it_is_left(told: Record, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, limits[1]))
    try:
        with pytest.raises(InputError, match="file too large"):
            write(told, tmp_path / "all.zip")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not [path for path in tmp_path.iterdir() if "all.zip" in path.name]
