"""Root keys in a file: the four verbs, and what is refused."""

import base64
import json
import os
import threading
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.vault.custody import Wrapped
from plimsoll.vault.file_custody import FileCustody

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "root" / "keys"


@pytest.fixture
def custody(path: Path) -> FileCustody:
    custody = FileCustody(path)
    custody.rotate()
    return custody


def test_what_is_wrapped_unwraps(custody: FileCustody, path: Path) -> None:
    wrapped = custody.wrap(KEY)
    assert len(wrapped.data) == 40
    assert FileCustody(path).unwrap(wrapped) == KEY


def test_the_newest_wraps_and_the_others_still_unwrap(custody: FileCustody) -> None:
    first = custody.wrap(KEY)
    generations = [custody.rotate() for _ in range(10)]  # 2 to 11: the newest by number, not by letters
    assert custody.wrap(KEY).generation == generations[-1] == "11"
    assert custody.unwrap(first) == KEY
    assert custody.wrap(KEY, "4").generation == "4"


def test_a_destroyed_key_unwraps_nothing_and_its_bytes_are_gone(custody: FileCustody, path: Path) -> None:
    wrapped = custody.wrap(KEY)
    secret = json.loads(path.read_text())["keys"]["1"]
    custody.rotate()
    with path.open("rb") as before:
        custody.destroy("1")
        assert not any(before.read())
    custody.destroy("1")
    assert secret not in path.read_text()
    assert os.listdir(path.parent) == ["keys"]
    with pytest.raises(InputError, match=r"root key 1 is not in this file.*destroyed"):
        custody.unwrap(wrapped)


def test_a_number_is_never_given_twice(custody: FileCustody) -> None:
    custody.destroy("1")
    with pytest.raises(InputError, match="holds no root key"):
        custody.wrap(KEY)
    assert custody.rotate() == "2"


def test_file_and_folder_are_the_owners_alone(custody: FileCustody, path: Path) -> None:
    custody.rotate()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("verb", ["wrap", "unwrap", "rotate", "destroy"])
def test_every_verb_refuses_a_file_open_to_others(custody: FileCustody, path: Path, verb: str) -> None:
    arguments: dict[str, list[object]] = {"wrap": [KEY], "unwrap": [custody.wrap(KEY)], "rotate": [], "destroy": ["1"]}
    path.chmod(0o640)
    with pytest.raises(InputError, match=r"mode 0640.*chmod 600"):
        getattr(custody, verb)(*arguments[verb])


def test_another_file_of_keys_is_one_line(custody: FileCustody, tmp_path: Path) -> None:
    other = FileCustody(tmp_path / "other" / "keys")
    other.rotate()
    with pytest.raises(InputError, match="not the one that these keys were wrapped under"):
        other.unwrap(custody.wrap(KEY))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"format": "plimsoll/root-keys/2", "keys": {}, "next": 1}',
        b'{"format": "plimsoll/root-keys/1", "keys": {"1": "AAAA"}, "next": 2}',
        b'{"format": "plimsoll/root-keys/1", "keys": {"x": "AAAA"}, "next": 2}',
        b'{"format": "plimsoll/root-keys/1", "keys": {"1": "%s"}, "next": 1}' % base64.b64encode(bytes(32)),
        b"[" * 50_000,
    ],
)
def test_a_damaged_file_is_one_line_without_its_content(custody: FileCustody, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(InputError, match="no file of root keys, or it is damaged") as refused:
        custody.wrap(KEY)
    assert "AAAA" not in str(refused.value)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        FileCustody(tmp_path / "keys").unwrap(Wrapped("1", bytes(40)))


def test_every_rotation_counts_when_many_come_at_once(custody: FileCustody, path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(FileCustody(path).rotate())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made, key=int) == [str(n) for n in range(2, 10)]
    assert set(json.loads(path.read_text())["keys"]) == {"1", *made}


def test_no_secret_is_shown(custody: FileCustody, path: Path) -> None:
    secret = json.loads(path.read_text())["keys"]["1"]
    assert secret not in repr(custody) + repr(vars(custody)) + custody.words
