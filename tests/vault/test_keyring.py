"""A keyring: keys found or made once, wrapped anew, destroyed for good, and damage named in one line."""

import base64
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plimsoll.errors import InputError
from plimsoll.vault import key_memory
from plimsoll.vault.environment_custody import EnvironmentCustody
from plimsoll.vault.file_custody import FileCustody
from plimsoll.vault.keyring import Keyring

ORIGIN = "example.com/record"
ADA = ("ada", "facts/employees", "2026")
BOB = ("bob", "facts/employees", "2026")


@pytest.fixture
def custody(tmp_path: Path) -> FileCustody:
    return FileCustody(tmp_path / "root" / "keys")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring"


@pytest.fixture
def keyring(path: Path, custody: FileCustody) -> Iterator[Keyring]:
    with Keyring.make(path, custody, ORIGIN) as made:
        yield made


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> EnvironmentCustody:
    monkeypatch.setenv("ROOT", base64.b64encode(os.urandom(32)).decode())
    return EnvironmentCustody("ROOT")


def generations(tmp_path: Path) -> list[str]:
    return list(json.loads((tmp_path / "root" / "keys").read_text())["keys"])


def test_a_keyring_has_the_key_of_its_log(keyring: Keyring) -> None:
    name, digest, key = keyring.vkey.split("+", 2)
    typed = base64.b64decode(key)
    assert (name, typed[:1]) == (ORIGIN, b"\x01") == (keyring.origin, b"\x01")
    assert digest == hashlib.sha256(ORIGIN.encode() + b"\n" + typed).digest()[:4].hex()
    Ed25519PublicKey.from_public_bytes(typed[1:]).verify(keyring.signing_key().sign(b"note"), b"note")


def test_a_data_key_is_made_once(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    keys = keyring.data_keys([ADA, BOB, ADA])
    assert list(keys) == [ADA, BOB]
    assert keys[ADA].id != keys[BOB].id
    assert len(bytes.fromhex(keys[ADA].id)) == 16
    assert len(keys[ADA].secret) == 32
    assert keyring.data_keys([BOB, ADA]) == keys
    with Keyring.open(path, custody) as again:
        assert again.data_keys([ADA, BOB]) == keys
        assert again.data_key(keys[ADA].id) == keys[ADA].secret
        assert again.secrets([keys[BOB].id, "none"]) == {keys[BOB].id: keys[BOB].secret}
        assert again.signing_key().private_bytes_raw() == keyring.signing_key().private_bytes_raw()


def test_each_retention_class_and_period_has_its_key(keyring: Keyring) -> None:
    wanted = [("ada", kind, year) for kind in ("facts/a", "hold") for year in ("2025", "2026")]
    keys = keyring.data_keys(wanted)
    assert len({key.secret for key in keys.values()}) == 4
    assert [(k.id, "ada", k.retention, k.period)[0] for k in keyring.known("ada")] == [keys[w].id for w in wanted]
    assert [k[1:] for k in keyring.known("ada")] == [w[1:] for w in wanted]
    assert keyring.known("bob") == []
    assert keyring.data_keys([]) == {}


def test_an_unknown_key_is_none(keyring: Keyring) -> None:
    assert keyring.data_key("0" * 32) is None


def test_rotating_keeps_every_key_and_ends_the_old_root(keyring: Keyring, path: Path, tmp_path: Path) -> None:
    keys = keyring.data_keys([ADA, BOB])
    signing = keyring.signing_key().private_bytes_raw()
    old = Path(shutil.copy(path, tmp_path / "keys" / "old"))
    assert (keyring.epoch, generations(tmp_path)) == (1, ["1"])
    assert keyring.rotate() == 2
    assert (keyring.epoch, generations(tmp_path)) == (2, ["2"])
    assert keyring.data_keys([ADA, BOB]) == keys
    assert keyring.signing_key().private_bytes_raw() == signing
    assert no_row_is_the_same(path, old)
    with pytest.raises(InputError, match="root key 1 is not in this file: it was destroyed"):
        Keyring.open(old, keyring.custody)


def no_row_is_the_same(path: Path, old: Path) -> bool:
    query = "SELECT wrapped FROM data_keys UNION SELECT signing FROM log UNION SELECT wrapped FROM epochs"
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(old)) as before:
        return not {*now.execute(query)} & {*before.execute(query)}


def test_a_destroyed_key_is_gone_even_from_older_copies(keyring: Keyring, path: Path, tmp_path: Path) -> None:
    keys = keyring.data_keys([ADA, BOB])
    old = Path(shutil.copy(path, tmp_path / "keys" / "old"))
    assert keyring.destroy([keys[ADA].id]) == 2
    assert keyring.data_key(keys[ADA].id) is None
    assert keyring.secrets([keys[ADA].id]) == {}
    assert keyring.known("ada") == []
    assert keyring.data_key(keys[BOB].id) == keys[BOB].secret
    with pytest.raises(InputError, match="it was destroyed"):
        Keyring.open(old, keyring.custody)
    assert keyring.data_keys([ADA])[ADA].id != keys[ADA].id


def test_destroying_again_changes_nothing(keyring: Keyring, tmp_path: Path) -> None:
    keys = keyring.data_keys([ADA, BOB])
    keyring.destroy([keys[ADA].id])
    assert keyring.destroy([keys[ADA].id, "0" * 32]) == 2
    assert keyring.destroy([]) == 2
    assert generations(tmp_path) == ["2"]
    assert keyring.destroy([keys[ADA].id, keys[BOB].id]) == 3


def test_nothing_of_destroyed_or_older_keys_is_left_in_any_file(keyring: Keyring, path: Path, tmp_path: Path) -> None:
    """Every wrapped key there ever was, and every secret, looked for in every file of the keyring."""
    whose = [(f"subject {n}", kind, "2026") for n in range(400) for kind in ("facts/a", "hold")]
    gone: set[bytes] = set()
    for turn in range(4):
        keys = keyring.data_keys(whose)
        gone |= {key.secret for key in keys.values()}
        database = sqlite3.connect(path)
        gone |= {row[0] for row in database.execute("SELECT wrapped FROM data_keys UNION SELECT wrapped FROM epochs")}
        gone |= {row[0] for row in database.execute("SELECT signing FROM log")}
        database.close()
        dead = [keys[w].id for w in whose[turn::3]]
        gone |= {id.encode() for id in dead}
        keyring.destroy(dead)
    files = {p: p.read_bytes() for folder in ("keys", "root") for p in (tmp_path / folder).iterdir()}
    assert {p.name for p in files} == {"keyring", "keyring-head", "keyring-journal", "keys"}
    assert files[tmp_path / "keys" / "keyring-journal"] == b""
    found = [p.name for p, content in files.items() for secret in gone if secret in content]
    assert found == []


def test_another_process_notices_a_destroyed_key(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    with Keyring.open(path, custody) as other:  # its own connection and memory, as another process has
        keys = other.data_keys([ADA, BOB])
        assert other.data_key(keys[ADA].id) == keys[ADA].secret
        keyring.destroy([keys[ADA].id])
        assert other.data_key(keys[ADA].id) is None
        assert other.data_keys([BOB]) == {BOB: keys[BOB]}
        assert other.data_keys([ADA])[ADA].id != keys[ADA].id
        assert other.epoch == 2


def test_another_process_goes_on_in_the_new_epoch(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    with Keyring.open(path, custody) as other:
        other.data_keys([ADA])
        keyring.rotate()
        made = other.data_keys([BOB])
        assert keyring.data_keys([BOB]) == made
        other.rotate()
        assert keyring.data_keys([BOB]) == made
        assert keyring.signing_key().private_bytes_raw() == other.signing_key().private_bytes_raw()


def test_threads_and_processes_at_once_make_one_key_each(path: Path, custody: FileCustody, tmp_path: Path) -> None:
    Keyring.make(path, custody, ORIGIN).close()
    script = (
        "import sys, threading\n"
        "from pathlib import Path\n"
        "from plimsoll.vault.custody import custody_at\n"
        "from plimsoll.vault.keyring import Keyring\n"
        "keyring = Keyring.open(Path(sys.argv[1]), custody_at('file:' + sys.argv[2]))\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "got = []\n"
        "def make():\n"
        "    for n in range(60):\n"
        "        (key,) = keyring.data_keys([(f's{n}', 'hold', '2026')]).values()\n"
        "        got.append(f'{n} {key.id} {key.secret.hex()}')\n"
        "threads = [threading.Thread(target=make) for _ in range(3)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
        "print(*sorted(set(got)), sep='\\n')\n"
    )
    command = [sys.executable, "-c", script, str(path), str(tmp_path / "root" / "keys")]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate()[0].split("\n") for process in processes]
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == 61


def test_threads_may_make_find_rotate_and_destroy_at_once(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    failures: list[BaseException] = []
    other = Keyring.open(path, custody)

    def work(mine: Keyring, name: str) -> None:
        try:
            for n in range(15):
                whose = (f"{name} {n}", "hold", "2026")
                key = mine.data_keys([whose, ADA])[whose]
                assert mine.data_key(key.id) == key.secret
                if n % 5 == 4:
                    mine.rotate()
                mine.destroy([key.id])
                assert mine.data_key(key.id) is None
        except BaseException as failure:
            failures.append(failure)

    rings = (keyring, other, keyring, other)
    threads = [threading.Thread(target=work, args=(k, f"thread {n}")) for n, k in enumerate(rings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert keyring.data_keys([ADA]) == other.data_keys([ADA])
    assert keyring.epoch == 1 + 4 * (15 + 3)
    other.close()


def test_a_key_set_aside_opens_but_seals_nothing_more(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    with Keyring.open(path, custody) as other:
        first = keyring.data_keys([ADA])[ADA]
        assert other.data_keys([ADA])[ADA] == first
        keyring.set_aside([first.id])
        second = keyring.data_keys([ADA])[ADA]
        assert second.id != first.id
        assert other.data_keys([ADA])[ADA] == second
        assert keyring.data_key(first.id) == other.data_key(first.id) == first.secret
        keyring.set_aside([first.id, second.id, "none"])  # again, as after a crash
        third = other.data_keys([ADA])[ADA]
        assert {k.id for k in keyring.known("ada")} == {first.id, second.id, third.id}
        assert {k.period for k in keyring.known("ada")} == {"2026"}
        keyring.rotate()
        assert other.data_keys([ADA])[ADA] == third
        keyring.destroy([first.id, second.id])
        assert keyring.known("ada") == other.known("ada") == [(third.id, *ADA[1:])]
        assert keyring.data_key(third.id) == third.secret


def test_a_new_root_key_that_another_process_took_for_a_rest_is_made_again(
    keyring: Keyring, path: Path, custody: FileCustody, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keyring.data_keys([ADA, BOB])
    prepare, calls = keyring._prepared_root, []

    def prepared() -> str:
        calls.append(prepare())
        if len(calls) < 3:
            Keyring.open(path, custody).close()  # finishes what looks like a crash
        return calls[-1]

    monkeypatch.setattr(keyring, "_prepared_root", prepared)
    assert keyring.destroy([keys[ADA].id]) == 2
    assert calls == ["2", "3", "4"]
    assert keyring.data_keys([BOB]) == {BOB: keys[BOB]}
    assert list(custody._keys()) == ["4"]


def test_memory_is_bounded(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_memory, "CAPACITY", 10)
    wanted = [(f"s{n}", "hold", "2026") for n in range(50)]
    keys = keyring.data_keys(wanted)
    for whose in wanted:
        assert keyring.data_key(keys[whose].id) == keys[whose].secret
    assert len(keyring._memory.secrets) <= 10
    assert len(keyring._memory.ids) <= 10


def test_nothing_stays_in_memory_after_a_destruction(keyring: Keyring) -> None:
    keys = keyring.data_keys([ADA, BOB])
    keyring.destroy([keys[ADA].id])
    assert keys[ADA].secret not in keyring._memory.secrets.values()
    assert keys[ADA].id not in keyring._memory.ids.values()


def test_the_environment_rotates_once_the_next_key_is_set(
    path: Path, environment: EnvironmentCustody, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Keyring.make(path, environment, ORIGIN) as keyring:
        keys = keyring.data_keys([ADA, BOB])
        with pytest.raises(InputError, match="set ROOT_NEXT"):
            keyring.rotate()
        assert keyring.epoch == 1
        monkeypatch.setenv("ROOT_NEXT", base64.b64encode(os.urandom(32)).decode())
        assert keyring.rotate() == 2
        with pytest.raises(InputError, match="in use already"):
            keyring.rotate()
    monkeypatch.setenv("ROOT", os.environ["ROOT_NEXT"])
    monkeypatch.delenv("ROOT_NEXT")
    with Keyring.open(path, environment) as keyring:
        assert keyring.data_keys([ADA, BOB]) == keys


def test_the_environment_destroys_data_keys_but_not_older_copies(
    path: Path, environment: EnvironmentCustody, tmp_path: Path
) -> None:
    with Keyring.make(path, environment, ORIGIN) as keyring:
        keys = keyring.data_keys([ADA, BOB])
        old = Path(shutil.copy(path, tmp_path / "keys" / "old"))
        assert keyring.destroy([keys[ADA].id]) == 2
        assert keyring.data_key(keys[ADA].id) is None
        assert keyring.data_keys([BOB]) == {BOB: keys[BOB]}
        assert not keyring.custody.destroys
        with Keyring.open(old, environment) as copy:
            assert copy.data_key(keys[ADA].id) == keys[ADA].secret, "what `destroys` being false warns of"


def test_two_keyrings_may_share_a_custody(keyring: Keyring, tmp_path: Path) -> None:
    with Keyring.make(tmp_path / "keys" / "second", keyring.custody, "example.org/other") as second:
        mine, theirs = keyring.data_keys([ADA]), second.data_keys([ADA])
        keyring.rotate()
        second.rotate()
        keyring.rotate()
        assert (keyring.data_keys([ADA]), second.data_keys([ADA])) == (mine, theirs)
    with Keyring.open(tmp_path / "keys" / "second", keyring.custody) as second:
        assert second.data_keys([ADA]) == theirs
    assert len(generations(tmp_path)) == 2


def test_the_head_is_remembered(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    assert keyring.remembered() is None
    keyring.remember(7, bytes(32))
    keyring.remember(6, bytes(32))
    with Keyring.open(path, custody) as again:
        assert again.remembered() == (7, bytes(32))


def test_a_keyring_is_not_made_twice(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    with pytest.raises(InputError, match="there is a keyring here already"):
        Keyring.make(path, custody, ORIGIN)
    assert sorted(os.listdir(path.parent)) == ["keyring", "keyring-head"]


def test_of_two_made_at_once_the_first_stays(path: Path, custody: FileCustody, monkeypatch: pytest.MonkeyPatch) -> None:
    rotate, first = custody.rotate, []

    def rotated() -> str:
        monkeypatch.setattr(custody, "rotate", rotate)
        with Keyring.make(path, custody, ORIGIN) as keyring:
            first.append(keyring.vkey)
        return rotate()

    monkeypatch.setattr(custody, "rotate", rotated)
    with pytest.raises(InputError, match="there is a keyring here already"):
        Keyring.make(path, custody, ORIGIN)
    with Keyring.open(path, custody) as keyring:
        assert [keyring.vkey] == first
    assert sorted(os.listdir(path.parent)) == ["keyring", "keyring-head"]


def test_a_new_keyring_does_not_take_up_the_head_of_another(path: Path, custody: FileCustody) -> None:
    with Keyring.make(path, custody, ORIGIN) as first:
        first.remember(3, bytes(32))
    path.unlink()
    with pytest.raises(InputError, match="the head of another log"):
        Keyring.make(path, custody, ORIGIN)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak", "tab\t", "\u2003", "nul\0"])
def test_an_origin_that_no_note_can_name_is_refused(path: Path, custody: FileCustody, origin: str) -> None:
    with pytest.raises(InputError, match="cannot be the origin"):
        Keyring.make(path, custody, origin)
    assert not path.exists()


def test_no_keyring_lies_in_the_data(tmp_path: Path, custody: FileCustody) -> None:
    inside = tmp_path / "data" / "keys" / "keyring"
    with pytest.raises(InputError, match="inside the data directory"):
        Keyring.make(inside, custody, ORIGIN, away_from=tmp_path / "data")
    with pytest.raises(InputError, match="inside the data directory"):
        Keyring.open(inside, custody, away_from=tmp_path / "data")
    assert not inside.exists()


def test_files_are_the_owners_alone(keyring: Keyring, path: Path) -> None:
    keyring.data_keys([ADA])
    assert {p.stat().st_mode & 0o777 for p in path.parent.iterdir()} == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_each_change_is_synced_and_no_journal_keeps_old_pages(keyring: Keyring) -> None:
    said = [keyring._database.execute(f"PRAGMA {p}").fetchone()[0] for p in ("synchronous", "journal_mode")]
    assert said == [2, "truncate"]  # FULL, which also syncs the cut of the journal


def test_a_keyring_open_to_others_is_refused(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    path.chmod(0o640)
    with pytest.raises(InputError, match=r"mode 0640.*chmod 600"):
        Keyring.open(path, custody)
    path.chmod(0o600)
    path.parent.chmod(0o770)
    with pytest.raises(InputError, match=r"others may write.*chmod 700"):
        Keyring.open(path, custody)


def test_a_missing_keyring_is_one_line_and_makes_nothing(path: Path, custody: FileCustody) -> None:
    with pytest.raises(InputError, match="there is no keyring here"):
        Keyring.open(path, custody)
    assert os.listdir(path.parent) == []


def test_a_wrong_root_key_is_one_line(keyring: Keyring, path: Path, tmp_path: Path) -> None:
    other = FileCustody(tmp_path / "other" / "keys")
    with pytest.raises(InputError, match="No such file"):
        Keyring.open(path, other)
    other.rotate()
    with pytest.raises(InputError, match="not the one that these keys were wrapped under"):
        Keyring.open(path, other)


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to look at" * 100])
def test_another_file_is_one_line(path: Path, custody: FileCustody, content: bytes) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(InputError, match=r"no keyring|damaged"):
        Keyring.open(path, custody)


def test_another_database_is_one_line(path: Path, custody: FileCustody) -> None:
    path.parent.mkdir(mode=0o700)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE log (a)")
    database.close()
    path.chmod(0o600)
    with pytest.raises(InputError, match="this is no keyring"):
        Keyring.open(path, custody)


@pytest.mark.parametrize("table", ["log", "epochs", "data_keys"])
def test_a_changed_wrapped_key_is_damage(keyring: Keyring, path: Path, custody: FileCustody, table: str) -> None:
    keys = keyring.data_keys([ADA])
    column = "signing" if table == "log" else "wrapped"
    database = sqlite3.connect(path)
    database.execute(f"UPDATE {table} SET {column} = x'{'00' * 40}'")
    database.commit()
    database.close()
    with pytest.raises(InputError, match=r"damaged|not the one"):
        read_all(keyring, keys[ADA].id)
    with pytest.raises(InputError, match=r"damaged|not the one"):
        keyring.rotate()
    if table != "data_keys":
        with pytest.raises(InputError, match=r"damaged|not the one"):
            Keyring.open(path, custody)


def read_all(keyring: Keyring, id: str) -> None:
    keyring.data_key(id)
    keyring.signing_key()


def test_a_signing_key_swapped_for_another_is_damage(keyring: Keyring, path: Path) -> None:
    keyring.data_keys([ADA])
    database = sqlite3.connect(path)
    database.execute("UPDATE log SET signing = (SELECT wrapped FROM data_keys)")
    database.commit()
    database.close()
    with pytest.raises(InputError, match="its signing key is another"):
        keyring.signing_key()


def test_any_page_overwritten_is_damage(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    keyring.data_keys([(f"s{n}", "hold", "2026") for n in range(500)])
    whole = path.read_bytes()
    for start in range(4096, len(whole), 4096):
        path.write_bytes(whole[:start] + os.urandom(100) + whole[start + 100 :])
        with pytest.raises(InputError, match="damaged"):
            Keyring.open(path, custody)
    path.write_bytes(whole)
    Keyring.open(path, custody).close()


def test_a_database_that_lacks_its_epoch_is_damage(keyring: Keyring, path: Path, custody: FileCustody) -> None:
    database = sqlite3.connect(path)
    database.execute("DELETE FROM epochs")
    database.commit()
    database.close()
    with pytest.raises(InputError, match="no one epoch"):
        Keyring.open(path, custody)


def test_a_full_disk_is_one_line_and_changes_nothing(keyring: Keyring) -> None:
    keys = keyring.data_keys([ADA])
    keyring._database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(InputError, match=r"cannot be used \(SQLITE_FULL\)"):
        keyring.data_keys([(f"s{n}", "hold", "2026") for n in range(500)])
    assert keyring.data_keys([ADA]) == keys
    assert keyring.known("s0") == []


def test_another_writer_is_waited_for_and_then_named(
    path: Path, custody: FileCustody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plimsoll.vault.key_database._PATIENCE", 0.1)
    with Keyring.make(path, custody, ORIGIN) as keyring:
        blocking = sqlite3.connect(path, isolation_level=None)
        blocking.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="another process has written"):
            keyring.data_keys([ADA])
        blocking.execute("ROLLBACK")
        blocking.close()
        keyring.data_keys([ADA])


def test_no_secret_is_shown(keyring: Keyring) -> None:
    key = keyring.data_keys([ADA])[ADA]
    assert key.id in repr(key)
    for shown in (repr(key), str(key), repr(keyring)):
        assert key.secret.hex() not in shown
        assert repr(key.secret) not in shown


def test_ten_thousand_keys_are_rotated_in_seconds(keyring: Keyring) -> None:
    keyring.data_keys([(f"s{n}", "hold", "2026") for n in range(10_000)])
    start = time.perf_counter()
    keyring.rotate()
    assert time.perf_counter() - start < 5
