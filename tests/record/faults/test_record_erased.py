"""Personal text searched for in every file and on every line: never in clear, and after its erasure not even sealed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from session import verified
from sqlalchemy import create_engine, text

from plimsoll.facts.file import LISTS_OF_ENTRIES, list_entry
from plimsoll.facts.personal import joined, parted
from plimsoll.facts.reading import open_facts
from plimsoll.record import bundling, erasing, keeping
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts, withdraw

FULL = Path(__file__).parents[2] / "facts/full.yaml"
TOKEN = "Plänted"
"""Stands in every planted text, beside a number; in JSON it may be escaped."""
LONG_AFTER = date(2199, 1, 1)


def planted() -> tuple[dict[str, Any], list[str]]:
    """The facts file that has everything, with a planted name for every text that may be one; and those names."""
    facts: Any = open_facts([str(FULL)])[0].value
    names: list[str] = []
    facts["models"][0]["training"][0]["operations"] = {"value": 1.2e26, "source": "x", "by": "x", "method": "x"}
    facts["statements"][0]["signed_by"] = {"name": "x"}

    def replaced(fact: dict[str, Any], among: str) -> Any:
        clear, texts = parted(
            {**fact, "notes": "x"} if "notes" in list_entry(among).model_fields else fact, list_entry(among)
        )
        new = [f"{TOKEN} {len(names) + n:03d} Person" for n in range(len(texts))]
        names.extend(new)
        return joined(clear, new)

    for among in LISTS_OF_ENTRIES:
        if among in facts:
            facts[among] = [replaced(fact, among) for fact in facts[among]]
    facts["organization"] = replaced(facts["organization"], "organization")
    return facts, names


def plain(value: object) -> object:
    """A number that JSON has no type for, or a day."""
    return float(value) if isinstance(value, Decimal) else str(value)


def spellings(name: str) -> Iterator[bytes]:
    """The ways in which a text may stand in a file."""
    plain = name.encode()
    yield from (plain, name.encode("utf-16-le"), name.encode("utf-16-be"), plain.hex().encode())
    yield json.dumps(name)[1:-1].encode()
    yield from in_base64(plain)


def in_base64(plain: bytes) -> Iterator[bytes]:
    """What base64 makes of it, wherever it begins in what is encoded."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + plain)
        yield encoded[-(-before * 8 // 6) : len(plain) * 8 // 6 - 1]


def holding(folders: Sequence[Path], sought: Sequence[bytes]) -> list[str]:
    """The files that hold any of it."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if any(each in path.read_bytes() for each in sought)]


TOKENS = [*spellings(TOKEN)]


def test_the_search_finds_each_spelling(tmp_path: Path) -> None:
    name = f"{TOKEN} 001 Person"
    for n in range(3):
        lines = [name.encode(), name.encode("utf-16-le"), base64.b64encode(b"x" * n + name.encode()), b"\\u00e4"]
        for at, line in enumerate([*lines[:3], json.dumps(name).encode(), name.encode().hex().encode()]):
            (tmp_path / "file").write_bytes(b"before" + line)
            assert holding([tmp_path], TOKENS), (n, at)


def told(record: Record) -> list[str]:
    """Record names in every place that there is for them; the subjects."""
    facts, names = planted()
    assert len(names) > 20
    record_facts(record, open_facts([facts]), actor=f"{TOKEN} 900 Actor")
    with record.store.reading() as transaction:
        subjects = [each for each in transaction.subjects() if each != record.origin]
        some = next(transaction.entries(kinds=["facts/incidents"]))
        opened = [t for entry in transaction.entries() for t in record.texts(transaction, entry) or ()]
    assert {*names} <= {*opened}, "each name is sealed somewhere"
    keeping.hold(record, some.subject, "2026-CV-1", f"{TOKEN} 901 Reason", f"{TOKEN} 902 Actor")
    keeping.release(record, some.subject, "2026-CV-1", f"{TOKEN} 903 Reason", f"{TOKEN} 904 Actor")
    withdraw(record, some.sequence, f"{TOKEN} 905 Reason", f"{TOKEN} 906 Actor")
    return subjects


def ciphertexts(record: Record) -> list[bytes]:
    with record.store.reading() as transaction:
        return [held for _, _, _, held in transaction.all_sealed()]


def test_no_file_holds_a_name_in_clear_nor_after_its_erasure_sealed(own_keys: Path, tmp_path: Path) -> None:
    everywhere = [tmp_path]
    with Record.make(str(tmp_path / "data"), "example.com/record") as record:
        subjects = told(record)
        sealed = ciphertexts(record)
        assert len(sealed) > 15
        assert holding(everywhere, TOKENS) == []
        assert holding(everywhere, sealed), "they are in the record, and the search finds them"
        assert record.store._folding is not None
        record.store._folding.fold("PASSIVE")
        assert holding(everywhere, TOKENS) == []
        for subject in subjects:
            erasing.erase(record, subject, LONG_AFTER, f"{TOKEN} 907 Actor")
        shutil.copytree(tmp_path / "data", tmp_path / "backup")
        bundling.write(record, tmp_path / "after.zip", disclose=True)
        sought = [*sealed, *(each for held in sealed for each in in_base64(held))]
        assert holding(everywhere, TOKENS) == []
        assert holding(everywhere, sought) == []
        found = verified(record)
        assert (found.verdict, found.values_erased) == ("intact", len(sealed)), found.findings
    assert holding(everywhere, [*TOKENS, *sought]) == []


def test_a_server_holds_no_name_in_clear(database: str, own_keys: Path, tmp_path: Path) -> None:
    """Its files may hold ciphertexts until it has vacuumed: under keys that are gone."""
    with Record.make(database, "example.com/record") as record:
        subjects = told(record)
        for subject in subjects:
            erasing.erase(record, subject, LONG_AFTER)
        assert verified(record).verdict == "intact"
    engine = create_engine(database.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    assert holding([folder], [b"example.com/record"]), "the search finds what is there"
    assert holding([folder, tmp_path], TOKENS) == []


def test_no_command_prints_a_name_that_nobody_asked_for(
    own_keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    facts, _ = planted()
    (tmp_path / "facts.json").write_text(json.dumps(facts, default=plain))
    incident = facts["incidents"][0]["id"]

    def run(*arguments: str, status: int = 0) -> None:
        done = subprocess.run([sys.executable, "-m", "plimsoll", *arguments], capture_output=True, check=False)
        assert done.returncode == status, done.stderr.decode()
        for stream in (done.stdout, done.stderr):
            assert not any(each in stream for each in TOKENS), (arguments, stream.decode())

    run("init", "--origin", "example.com/record")
    run("record", "facts.json", "--by", f"{TOKEN} Actor", "--format", "json")
    run("record", "facts.json", "--by", f"{TOKEN} Actor")
    run("hold", incident, "--matter", "2026-CV-1", "--reason", f"{TOKEN} Reason", "--by", f"{TOKEN} Actor")
    run("erase", incident, status=2)
    run("release", incident, "--matter", "2026-CV-1", "--reason", f"{TOKEN} Reason", "--by", f"{TOKEN} Actor")
    run("log", "--last", "1000")
    run("assess")
    run("duties")
    run("verify")
    run("bundle", "all.zip", "--disclose")
    run("verify", "all.zip")
    run("keys", "rotate")
    assert holding([tmp_path / ".plimsoll", own_keys, tmp_path / "configuration"], TOKENS) == []
