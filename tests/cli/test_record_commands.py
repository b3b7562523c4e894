"""The sealed record as a person meets it: whole processes, one after another."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_commands import plimsoll, refused

from plimsoll.record.entry import Draft
from plimsoll.record.record import Record

FACTS = """
organization: {id: acme, name: Acme, kind: company, operates_in: [US-CA]}
models:
- {id: m, foundation: true, name: Jane Planted,
   training: [{operations: 2e26, cost: 200e6, started: 2026-01-01}],
   uses: [{from: 2026-07-01, until: 2026-10-31, audience: public, in: [US-CA]}]}
redactions: [{document: frontier-framework, at: 2026-02-01, ground: trade-secret, notes: by Jane Planted}]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLIMSOLL_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    for name in ("PLIMSOLL_STORE", "PLIMSOLL_CUSTODY", "PLIMSOLL_ACTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def told(here: Path) -> Path:
    done = plimsoll("init", "--origin", "acme.example/record")
    assert (done.returncode, done.stderr) == (0, "")
    assert "its public key, for whoever is to check it: acme.example/record+" in done.stdout
    (here / "facts.yaml").write_text(FACTS)
    done = plimsoll("record", "facts.yaml", "--by", "Jane Planted")
    assert (done.returncode, done.stderr) == (0, "")
    assert "entries 1 to 4" in done.stdout
    return here


def answer(*arguments: str, status: int = 0) -> Any:
    done = plimsoll(*arguments, "--format", "json")
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_the_record_answers_as_its_files_do(told: Path) -> None:
    for command in ("assess", "duties"):
        assert answer(command, "--on", "2026-11-24") == answer(command, "facts.yaml", "--on", "2026-11-24")
    (told / "deeper" / "still").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "plimsoll", "assess"], cwd=told / "deeper" / "still", capture_output=True, text=True
    )
    assert done.stdout.startswith("subject")  # the nearest record above


def test_as_of_an_earlier_day_it_knew_less(told: Path) -> None:
    assert answer("assess", "--as-of", "2020-01-01")["determinations"] == []
    assert answer("assess")["determinations"]


def test_verify_hold_erase_and_the_log(told: Path) -> None:
    assert answer("verify")["verdict"] == "intact"
    assert answer("hold", "m", "--matter", "2026-CV-1", "--reason", "Jane Planted sues")["entry"]
    assert "'m' is on hold for the matter '2026-CV-1'" in refused(plimsoll("erase", "m"))
    assert answer("release", "m", "--matter", "2026-CV-1")["subject"] == "m"
    (erased,) = answer("erase", "m")["erased"]
    assert (erased["values"], erased["backups"]) == (3, "useless")
    verified = answer("verify")
    assert (verified["verdict"], verified["values"]["erased"]) == ("intact", 3)
    kept = plimsoll("erase", "acme")  # the redaction has to be kept, the name has not
    assert "kept until 2031-02-01: redactions, by us-ca-sb53@2025-09-29" in kept.stdout
    assert "nothing about 'acme' may be erased yet" in refused(plimsoll("erase", "acme"))
    assert "nothing is due to be erased" in plimsoll("erase", "--due").stdout
    kinds = [entry["kind"] for entry in answer("log", "m", "--last", "0")["entries"]]
    assert kinds == ["facts/models", "hold", "release", "erasure", "certificate"]
    for done in (plimsoll("log"), plimsoll("verify"), kept):
        assert "Planted" not in done.stdout + done.stderr
    assert not [p for p in told.rglob("*") if p.is_file() and p.name != "facts.yaml" and b"Planted" in p.read_bytes()]


def test_a_record_altered_by_hand_is_named_and_exits_with_1(told: Path) -> None:
    database = sqlite3.connect(told / ".plimsoll" / "record.db")
    (data,) = database.execute("SELECT entry FROM entries WHERE sequence = 3").fetchone()
    database.execute("UPDATE entries SET entry = ? WHERE sequence = 3", (data.replace(b"2E+26", b"2E+25"),))
    database.commit()
    database.close()
    found = answer("verify", status=1)
    assert found["verdict"] == "tampered"
    assert any(finding["entry"] == 3 for finding in found["findings"])
    assert "entry 3 was altered; `plimsoll verify` says more" in refused(plimsoll("assess"))


def test_a_record_that_was_rolled_back_is_refused(told: Path) -> None:
    shutil.copytree(".plimsoll", "old")
    plimsoll("withdraw", "3", "--reason", "a mistake")
    shutil.rmtree(".plimsoll")
    Path("old").rename(".plimsoll")
    assert "it was rolled back: it ends with 6 entries, and a checkpoint of 8 was signed" in refused(plimsoll("log"))
    assert "rolled back" in plimsoll("verify").stdout


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE about SET value = 'ffffffffffffffff' WHERE name = 'record'",
        "DELETE FROM about WHERE name IN ('record', 'vkey')",
        "DELETE FROM about WHERE name IN ('record', 'origin')",
    ],
)
def test_a_store_that_names_no_keys_is_not_verified_without_those_of_its_log(
    told: Path, monkeypatch: pytest.MonkeyPatch, edit: str
) -> None:
    database = sqlite3.connect(told / ".plimsoll" / "record.db")
    database.execute(edit)
    database.commit()
    database.close()
    for command in ("verify", "log"):
        message = refused(plimsoll(command))
        assert "the keys of acme.example/record are on this machine, and this store names others" in message
    monkeypatch.setenv("PLIMSOLL_KEYS", str(told / "none"))
    assert "without them a record can be verified" in refused(plimsoll("log"))


def test_a_bundle_is_checked_without_the_record(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = answer("bundle", "all.zip")
    assert "there is a file of that name" in refused(plimsoll("bundle", "all.zip"))
    answer("bundle", "part.zip", "--subject", "m", "--disclose")
    shutil.rmtree(".plimsoll")
    shutil.rmtree("keys")
    for name in ("all.zip", "part.zip"):
        assert answer("verify", name, "--vkey", made["vkey"])["verdict"] == "intact"
    other = made["vkey"].replace("acme", "acma")
    assert plimsoll("verify", "all.zip", "--vkey", other).returncode != 0
    data = bytearray(Path("all.zip").read_bytes())
    data[len(data) // 2] ^= 1
    Path("all.zip").write_bytes(data)
    assert answer("verify", "all.zip", "--vkey", made["vkey"], status=1)["verdict"] == "tampered"


@pytest.fixture
def serving(told: Path) -> Iterator[tuple[str, str]]:
    vkey = answer("verify")["vkey"]
    done = plimsoll("witness", "new", "--name", "witness.example/w1", "--log", vkey, "--dir", "witness")
    key = done.stdout.splitlines()[-1]
    server = subprocess.Popen(
        [sys.executable, "-m", "plimsoll", "witness", "serve", "--dir", "witness", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    url = server.stdout.readline().split("listens at ")[1].partition(";")[0]
    yield url, key
    server.terminate()
    server.wait()
    server.stdout.close()


def test_a_witness_cosigns_over_http(serving: tuple[str, str]) -> None:
    url, key = serving
    done = plimsoll("witness", "ask", url, "--vkey", key)
    assert (done.returncode, done.stderr) == (0, "")
    (by,) = answer("verify", "--policy", str(_policy(key)))["witnesses"]
    assert by["name"] == "w1"
    assert answer("verify", "--policy", "policy")["quorum"] == {"met": True, "policy_given": True}


def _policy(key: str) -> Path:
    Path("policy").write_text(f"log {answer('verify')['vkey']}\nwitness w1 {key}\nquorum w1\n")
    return Path("policy")


def test_keys_rotate_and_the_record_goes_on(told: Path) -> None:
    assert answer("keys", "rotate")["epoch"] == 2
    assert answer("assess")["determinations"]
    assert answer("verify")["verdict"] == "intact"


def test_keys_stay_where_their_change_cannot_be_recorded(told: Path) -> None:
    with Record.open(str(told / ".plimsoll"), clock=lambda: datetime.now(UTC) + timedelta(days=1)) as record:
        record.append([Draft("note", "m")])
    (root,) = (told / "configuration").rglob("*.key")
    before = root.read_text()
    assert "set the clock right; nothing of this was recorded" in refused(plimsoll("keys", "rotate"))
    assert root.read_text() == before


def test_numbers_and_names_that_no_database_has(told: Path) -> None:
    assert "is no fact" in refused(plimsoll("withdraw", "99999999999999999999"))
    assert answer("log", "--last", "99999999999999999999")["size"] == answer("log", "--last", "0")["size"]
    done = subprocess.run([sys.executable, "-m", "plimsoll", "log", b"\xffm"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing is recorded about '\\udcffm'" in done.stderr


def test_a_policy_that_is_none_goes_into_no_bundle(told: Path) -> None:
    Path("policy").write_text("trust everybody\n")
    assert "policy:1: 'trust' starts no line" in refused(plimsoll("bundle", "all.zip", "--policy", "policy"))
    assert not Path("all.zip").exists()


@pytest.mark.parametrize(
    ("arguments", "told_so"),
    [
        (["log"], "there is no record here or above; make one with `plimsoll init`"),
        (["log", "--store", "nowhere"], "nowhere: there is no record here; make one with `plimsoll init`, or name"),
        (["assess"], "no facts are given, and there is no record here or above; name a facts file"),
        (["verify", "nothing.zip"], "nothing.zip: this file cannot be read"),
        (["init", "--custody", "paper:drawer"], "this is no address of a custody of keys; write file:PATH"),
        (["init", "--origin", "a b"], "this cannot be the origin of a log; write example.com/record"),
        (["init", "--custody", "file:.plimsoll/root.key"], "inside the data"),
        (["erase"], "name a subject, or --due, not both"),
        (["witness", "trust", "key", "--dir", "nowhere"], "not a public key"),
        (["log", "--store", "postgresql://127.0.0.1:1/nothing"], "the database does not answer"),
        (["log", "--store", "postgresql://127.0.0.1:port/nothing"], "this is no address of a database"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(here: Path, arguments: list[str], told_so: str) -> None:
    assert told_so in refused(plimsoll(*arguments))


def test_keys_that_lie_open_are_refused(told: Path) -> None:
    (root,) = (told / "configuration").rglob("*.key")
    root.chmod(0o644)
    assert "others may use this file of keys (mode 0644); run chmod 600" in refused(plimsoll("log"))
    root.chmod(0o600)
    (ring,) = (told / "keys").rglob("keyring.db")
    ring.chmod(0o640)
    assert "others may use this file of keys (mode 0640)" in refused(plimsoll("log"))


def test_files_and_a_record_at_once_are_refused(told: Path) -> None:
    message = refused(plimsoll("assess", "facts.yaml", "--as-of", "2026-11-24"))
    assert message.endswith("facts files are given, and a record; leave out the files, or --store and --as-of")


@pytest.mark.parametrize(
    ("facts", "options", "told_so"),
    [
        ("models: [{id: n}]", ["--law", "us-ca-sb35"], "no law is called 'us-ca-sb35'"),
        ("readings: {silent-phases-matter: true}", [], "no law has a reading 'silent-phases-matter'"),
        (
            "regulations: [{law: us-ca-sb53, sets: the-line, effective: 2026-01-01}]",
            [],
            "us-ca-sb53 has nothing called 'the-line' to set",
        ),
    ],
)
def test_what_no_law_knows_is_refused_before_anything_is_sealed(
    told: Path, facts: str, options: list[str], told_so: str
) -> None:
    (told / "slip.yaml").write_text(facts)
    before = answer("log")["size"]
    assert told_so in refused(plimsoll("record", "slip.yaml", *options))
    assert answer("log")["size"] == before
    assert answer("erase", "m")["erased"][0]["values"] == 1  # and nothing stands in the way of what comes after


@pytest.mark.parametrize("kind", ["POSTGRESQL", "postgresql+psycopg", "mysql", "s3"])
def test_an_address_of_no_store_makes_no_folder_of_its_name(here: Path, kind: str) -> None:
    address = f"{kind}://doe:planted@127.0.0.1:1/records"
    for arguments in (["init", "--store", address], ["log", "--store", address]):
        message = refused(plimsoll(*arguments))
        assert "this is no address of a store; name a folder, or postgresql://" in message
        assert "planted" not in message
    assert not list(here.iterdir())


def test_a_record_moves_to_no_address_of_no_store_and_says_the_whole_path(told: Path) -> None:
    assert "this is no address of a store" in refused(plimsoll("move", "s3://bucket/records"))
    assert answer("move", "elsewhere")["to"] == str(told / "elsewhere")
    assert f"it goes on at {told / 'elsewhere'}" in refused(plimsoll("log"))


def test_no_password_of_an_address_is_told(here: Path) -> None:
    for address in ("postgresql://doe:planted@127.0.0.1:1/x", "postgresql://doe@127.0.0.1:1/x?password=planted"):
        assert "planted" not in refused(plimsoll("log", "--store", address))


def test_a_user_without_a_name_or_a_home_is_told_what_to_give(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container: a number that no file of users knows."""
    code = "import os, pwd; pwd.getpwuid = lambda uid: {}[uid]; from plimsoll.cli import main; main()"
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)

    assert "you have no login name here to say who does it; give --by, or set PLIMSOLL_ACTOR" in refused(
        nobody("hold", "m")
    )
    assert nobody("hold", "m", "--by", "Jane").returncode == 0
    monkeypatch.delenv("XDG_CONFIG_HOME")
    for name in ("PLIMSOLL_CUSTODY", "PLIMSOLL_KEYS"):
        message = refused(nobody("init", "--store", "second"))
        assert message.endswith(f"you have no home folder here to keep keys in; set {name} to where they are")
        monkeypatch.setenv("PLIMSOLL_CUSTODY", f"file:{told}/second.key")
        monkeypatch.delenv("PLIMSOLL_KEYS", raising=False)


@pytest.mark.parametrize("store", ["facts.yaml/store", "facts.yaml", "postgresql://127.0.0.1:1/nothing"])
def test_a_record_that_cannot_be_made_leaves_no_keys(told: Path, store: str) -> None:
    before = sorted(told.rglob("*"))
    assert "no record can be kept here" in (message := refused(plimsoll("init", "--store", store))) or (
        "the database does not answer" in message
    )
    assert sorted(told.rglob("*")) == before


def test_a_folder_that_nobody_may_enter_is_named(told: Path) -> None:
    folder = told / ".plimsoll"
    folder.chmod(0)
    try:
        if os.access(folder, os.X_OK):
            pytest.skip("this user may enter every folder")
        assert f"{folder / 'record.db'}: permission denied; check the path" in refused(plimsoll("log"))
    finally:
        folder.chmod(0o700)


def test_a_record_that_cannot_be_written_is_not_read_and_told_so(told: Path) -> None:
    folder = told / ".plimsoll"
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write to every folder")
        for command in ("verify", "log"):
            assert "cannot be written, which even reading them takes; mend" in refused(plimsoll(command))
        assert "cannot be written" in refused(plimsoll("init", "--store", str(folder / "second")))
    finally:
        folder.chmod(0o700)


def test_a_port_that_is_taken_is_told_as_such(serving: tuple[str, str]) -> None:
    port = serving[0].rpartition(":")[2].strip("/")
    message = refused(plimsoll("witness", "serve", "--dir", "witness", "--port", port))
    assert message.endswith(f"127.0.0.1:{port}: address already in use; choose another --port or --host")
