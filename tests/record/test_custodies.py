"""A record under each custody of the root key: what erasure then means, and what a bundle says of it."""

from __future__ import annotations

import base64
import os
from datetime import date
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.facts.reading import open_facts
from plimsoll.record.bundling import write
from plimsoll.record.entry import Draft
from plimsoll.record.erasing import erase
from plimsoll.record.record import Record
from plimsoll.record.recording import record_facts
from plimsoll.verifier import Verification, verify_bundle
from record_clock import Clock
from softhsm import MODULE


def erased(record: Record, out: Path) -> tuple[Verification, str]:
    """Tell the record something, erase it, and verify a bundle; with what the certificate says of copies."""
    record_facts(record, open_facts([{"models": [{"id": "m", "name": "Jane"}]}]))
    certificate = erase(record, "m", date(2026, 11, 25)).certificate
    assert certificate is not None
    write(record, out)
    return verify_bundle(out, vkeys=[record.keyring.vkey]), certificate.value["backups"]


def test_environment(own_keys: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOT", base64.b64encode(os.urandom(32)).decode())
    data = str(tmp_path / "data")
    with Record.make(data, "example.com/record", "env:ROOT", clock) as record:
        found, copies = erased(record, tmp_path / "all.zip")
        assert (found.verdict, copies) == ("intact", "until the root key is changed")
        assert "environment" in found.custody
        with pytest.raises(InputError, match="ROOT_NEXT"):
            record.keyring.rotate()
    monkeypatch.setenv("ROOT_NEXT", base64.b64encode(os.urandom(32)).decode())
    with Record.open(data, clock) as record:
        record.keyring.rotate()
    monkeypatch.setenv("ROOT", os.environ["ROOT_NEXT"])
    monkeypatch.delenv("ROOT_NEXT")
    with Record.open(data, clock) as record:
        assert record.append([Draft("facts/models", "n", {"fact": {"id": "n"}, "of": None})])
    monkeypatch.setenv("ROOT", base64.b64encode(os.urandom(32)).decode())
    with pytest.raises(InputError) as error:
        Record.open(data, clock)
    assert os.environ["ROOT"] not in str(error.value)


def test_a_token(own_keys: Path, tmp_path: Path, clock: Clock, token: str, pin: Path) -> None:
    label = token.replace(" ", "%20")
    address = f"pkcs11:token={label};object=record?module-path={MODULE}&pin-source=file:{pin}"
    data = str(tmp_path / "data")
    with Record.make(data, "example.com/record", address, clock) as record:
        found, copies = erased(record, tmp_path / "all.zip")
        assert (found.verdict, copies) == ("intact", "useless")
        assert "PKCS#11" in found.custody
    with Record.open(data, clock) as record:
        assert record.keyring.rotate() == 3
        assert record.append([Draft("facts/models", "n", {"fact": {"id": "n"}, "of": None})])
    pin.chmod(0o644)
    with pytest.raises(InputError, match="others may use this file"):
        Record.open(data, clock)
