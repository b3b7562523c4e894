"""Holds, retention and erasure: what has to stay stays, what may go is gone for good, and the record still verifies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plimsoll.errors import InputError
from plimsoll.facts.reading import open_facts
from plimsoll.record import erasing
from plimsoll.record.erasing import due, erase, finish
from plimsoll.record.evidence import StoreEvidence
from plimsoll.record.keeping import EVERYTHING, Retention, hold, holds_on, release, retentions_of, tell_retentions
from plimsoll.record.known import known
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts
from plimsoll.verifier import Verification, verify

TODAY = date(2026, 11, 25)
SECRET = "Jane Planted-Name"
FACTS: dict[str, Any] = {
    "models": [{"id": "m", "name": SECRET}, {"id": "other", "name": "Somebody Else"}],
    "statements": [{"kind": "statement-of-compliance", "model": "m", "signed_by": {"name": SECRET}}],
    "incidents": [{"id": "i", "notes": SECRET}],
}


@pytest.fixture
def told(record: Record) -> Record:
    record_facts(record, open_facts([FACTS]), actor="Somebody Else")
    return record


def verified(record: Record) -> Verification:
    with record.store.reading() as transaction:
        return verify(StoreEvidence(transaction), vkeys=[record.keyring.vkey])


def keep(record: Record, *, until: date | None, kinds: tuple[str, ...] = ("facts/statements",)) -> None:
    told = Retention("m", kinds, "us-ca-sb53@2025-09-29", "some-duty", "22757.12(f)", until)
    tell_retentions(record, [told], ["us-ca-sb53"], TODAY)


def test_what_is_erased_is_gone_and_the_record_verifies(told: Record) -> None:
    done = erase(told, "m", TODAY)
    assert (done.values, done.kept) == (2, [])
    assert done.certificate is not None
    assert done.certificate.value["backups"] == "useless"
    found = verified(told)
    assert (found.verdict, found.values_erased) == ("intact", 2)
    assert found.verdict_of(2) == "erased by policy"
    with told.store.reading() as transaction:
        files = list(known(told, transaction).as_files())
    assert SECRET not in str([each for file in files for each in file.get("models", []) + file["statements"]])
    assert "Somebody Else" in str(files)
    assert erase(told, "m", TODAY).certificate is None  # nothing is left


def test_the_same_key_seals_nothing_more(told: Record) -> None:
    """What comes about a subject after its erasure lies under a key of its own."""
    gone = erase(told, "m", TODAY).keys
    record_facts(told, open_facts([{"models": [{"id": "m", "name": "A New Name"}]}]))
    assert {key.id for key in told.keyring.known("m")}.isdisjoint(gone)
    assert verified(told).verdict == "intact"


def test_a_hold_on_it_or_on_everything_prevents(told: Record) -> None:
    for held in ("m", EVERYTHING):
        hold(told, held, "2026-CV-1")
        with pytest.raises(InputError, match=r"is on hold for the matter '2026-CV-1' \(entry \d+\); `plimsoll release"):
            erase(told, "m", TODAY)
        release(told, held, "2026-CV-1")
    assert erase(told, "m", TODAY).values == 2


def test_holds_are_by_matter(told: Record) -> None:
    assert hold(told, "m", "a") is not None
    assert hold(told, "m", "a") is None
    hold(told, "m", "b")
    release(told, "m", "a")
    with told.store.reading() as transaction:
        assert [each.matter for each in holds_on(transaction, "m")] == ["b"]
    with pytest.raises(InputError, match=r"'m' is not on hold for the matter 'a'; it is on hold for 'b': name that"):
        release(told, "m", "a")
    with pytest.raises(InputError, match="nothing is recorded about 'mm'; did you mean 'm'"):
        hold(told, "mm", "a")


@pytest.mark.parametrize("matter", ["", " ", "two\nlines", "\x1b[31mred", "\u202ebackwards", "half \ud800"])
def test_a_matter_without_a_name_is_refused(told: Record, matter: str) -> None:
    size = told.head().size
    with pytest.raises(InputError, match="a matter needs a name on one line"):
        hold(told, "m", matter)
    assert told.head().size == size


def test_what_a_law_has_kept_stays_and_the_rest_goes(told: Record) -> None:
    keep(told, until=date(2031, 1, 1))
    done = erase(told, "m", TODAY)
    assert done.values == 1
    assert [each.at for each in done.kept] == ["22757.12(f)"]
    with pytest.raises(InputError, match=r"about 'm' may be erased yet; us-ca-sb53@2025-09-29 22757.12\(f\) has it"):
        erase(told, "m", TODAY)
    assert erase(told, "m", date(2031, 1, 2)).values == 1
    assert verified(told).values_erased == 2


def test_no_end_known_yet_keeps(told: Record) -> None:
    keep(told, until=None, kinds=("facts/statements", "facts/models"))
    with pytest.raises(InputError, match="with no end known yet"):
        erase(told, "m", date(2099, 1, 1))


def test_what_is_due_is_found_once_no_law_has_it_kept(told: Record) -> None:
    keep(told, until=date(2031, 1, 1))
    assert due(told, date(2031, 1, 1)) == []
    assert due(told, date(2031, 1, 2)) == ["m"]
    hold(told, "m", "x")
    assert due(told, date(2031, 1, 2)) == []
    release(told, "m", "x")
    erase(told, "m", date(2031, 1, 2))
    assert due(told, date(2031, 1, 2)) == []


def test_what_is_told_again_in_the_same_words_is_not_sealed_again_and_what_ends_ends(told: Record) -> None:
    keep(told, until=date(2031, 1, 1))
    size = told.head().size
    keep(told, until=date(2031, 1, 1))
    assert told.head().size == size
    tell_retentions(told, [], ["us-ny-raise"], TODAY)  # another law says nothing of this one
    with told.store.reading() as transaction:
        assert retentions_of(transaction)[0].holds(TODAY)
    tell_retentions(told, [], ["us-ca-sb53"], TODAY)
    with told.store.reading() as transaction:
        assert not retentions_of(transaction)[0].holds(TODAY)


@pytest.mark.parametrize("where", ["destroy", "certificate"])
def test_an_erasure_cut_short_is_completed(told: Record, reopened: Callable[[], Record], where: str) -> None:
    class CutShort(BaseException):
        pass

    def cut(*_: object) -> None:
        raise CutShort

    with pytest.MonkeyPatch.context() as patch:
        if where == "destroy":
            patch.setattr(told.keyring, "destroy", cut)
        else:
            patch.setattr(erasing, "canonical", cut)
        with pytest.raises(CutShort):
            erase(told, "m", TODAY)
    assert verified(told).verdict == "intact"
    again = reopened()
    (certificate,) = finish(again)
    assert certificate.subject == "m"
    assert finish(again) == []
    assert again.keyring.known("m") == []


def test_a_key_database_that_is_full_leaves_an_erasure_that_is_said_to_be_begun(
    told: Record, reopened: Callable[[], Record], own_keys: Path
) -> None:
    record = reopened()
    pages = record.keyring._database.execute("PRAGMA page_count").fetchone()[0]
    record.keyring._database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(InputError, match=r"the keys that entry \d+ erases could not be destroyed yet: the keyring can"):
        erase(record, "m", date(2026, 11, 24))
    assert [each.kind for each in finish(reopened())] == ["certificate"]


def test_after_an_erasure_no_file_has_the_text_or_the_ciphertext(told: Record, tmp_path: Path) -> None:
    with told.store.reading() as transaction:
        about = {entry.sequence for entry in transaction.entries(subjects=["m"])}
        ciphertexts = [held for sequence, _, _, held in transaction.all_sealed() if sequence in about]
    assert len(ciphertexts) == 2
    erase(told, "m", TODAY)
    if told.store.remote:
        pytest.skip("the server's files hold what it has not vacuumed yet: ciphertext under a key that is gone")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert SECRET.encode() not in data, path
            assert not any(held in data for held in ciphertexts), path


def test_a_copy_of_the_store_and_of_the_key_database_opens_nothing_after(
    address: str, told: Record, own_keys: Path, tmp_path: Path
) -> None:
    import shutil

    with told.store.reading() as transaction:
        entry = next(transaction.entries(kinds=["facts/statements"]))
        assert told.texts(transaction, entry)
        ciphertext = transaction.ciphertext(entry.sequence, "/personal")
    shutil.copytree(own_keys, tmp_path / "backup")
    erase(told, "m", TODAY)
    shutil.rmtree(own_keys)
    shutil.copytree(tmp_path / "backup", own_keys)
    with pytest.raises(InputError):
        Record.open(address)
    assert ciphertext is not None


def test_a_key_that_was_lost_without_an_erasure_is_found(told: Record) -> None:
    told.keyring.destroy([key.id for key in told.keyring.known("m")])
    with told.store.reading() as transaction:
        secrets = told.keyring.secrets(transaction.keys_in_use())
        found = verify(StoreEvidence(transaction), vkeys=[told.keyring.vkey], opened=secrets, every_key=True)
    assert {finding.entry for finding in found.findings} == {2, 5}
    assert "its key is gone and no erasure covers it" in found.findings[0].what
