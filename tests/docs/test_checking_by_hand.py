"""The commands of the page on checking a proof by hand: they succeed on a bundle, and fail where it was changed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plimsoll.cli.commands import app

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/check-a-proof-by-hand.md"
FACTS = """
organization: {id: lab, kind: company, operates_in: [US-CA]}
models:
  - {id: a, training: [{operations: 1e24, started: 2026-01-10}]}
  - {id: aurora, training: [{operations: {value: 1.3e26, by: Jane Doe}, started: 2026-01-10}]}
  - {id: borealis, notes: by R. Roe}
"""
N = 4
"""The entry about aurora: after the record's own, the file's, the organization's and that of a."""
NEEDED = ("bash", "unzip", "sha256sum", "openssl", "base64", "xxd")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"the page is for a machine with {', '.join(NEEDED)}"
)


@dataclass(frozen=True)
class Made:
    """A bundle, the key of its log, and that of the witness that cosigned it."""

    bundle: Path
    log: str
    witness: str


def said(*words: str) -> str:
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("by-hand")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("PLIMSOLL_KEYS", str(folder / "keys"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "configuration"))
        for name in ("PLIMSOLL_STORE", "PLIMSOLL_CUSTODY"):
            patch.delenv(name, raising=False)
        (folder / "lab.yaml").write_text(FACTS)
        made = re.search(r'"vkey": "([^"]+)"', said("init", "--origin", "lab.example/record", "--format", "json"))
        assert made
        said("record", "lab.yaml")
        witness = said("witness", "new", "--name", "witness.example/w1", "--log", made[1]).split()[-1]
        request = CliRunner().invoke(app, ["witness", "request"]).stdout_bytes
        (folder / "request").write_bytes(request)
        (folder / "lines").write_text(said("witness", "cosign", "request"))
        said("witness", "take", "lines", "--vkey", witness)
        said("bundle", "aurora.zip", "--subject", "aurora")
    return Made(folder / "aurora.zip", made[1], witness)


def checked(made: Made, folder: Path, bundle: Path) -> subprocess.CompletedProcess[str]:
    """Run every block of the page in one shell, with its three choices made here."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 8
    chosen = f"LOG='{made.log}'\nBUNDLE='{bundle}'\nN={N}\nWITNESS='{made.witness}'\n"
    return subprocess.run(
        ["bash", "-c", chosen + "".join(blocks)], cwd=folder, capture_output=True, text=True, check=False
    )


def rewritten(made: Made, folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The bundle with another member, sound as an archive and with its old comment."""
    to = folder / "changed.zip"
    with zipfile.ZipFile(made.bundle) as before, zipfile.ZipFile(to, "w") as after:
        for member in before.infolist():
            data = before.read(member)
            after.writestr(member, change(data) if member.filename == name else data)
        after.comment = before.comment
    return to


def one_byte(data: bytes) -> bytes:
    """Change the last letter or digit of some bytes."""
    at = max(place for place, byte in enumerate(data) if chr(byte).isalnum())
    return data[:at] + (b"1" if data[at : at + 1] != b"1" else b"2") + data[at + 1 :]


def test_every_command_succeeds_on_a_bundle(made: Made, tmp_path: Path) -> None:
    done = checked(made, tmp_path, made.bundle)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line[:3] for line in done.stdout.splitlines()] == ["ok:"] * 8


@pytest.mark.parametrize(
    ("name", "change", "stop"),
    [
        (f"entry/{N}.json", lambda data: data.replace(b"1.3E+26", b"9.3E+25"), f"entry {N} is not in the tree"),
        (f"entry/{N}.json", lambda data: data.replace(b'"sequence":4', b'"sequence":5'), f"this is not entry {N}"),
        (f"proof/{N}.tlog-proof", lambda data: data.replace(b"index 4", b"index 5"), "a proof of another entry"),
        (f"proof/{N}.tlog-proof", one_byte, "a proof under another checkpoint"),
        ("checkpoint", lambda data: data.replace(b"\n6\n", b"\n7\n"), "the signature of checkpoint does not hold"),
        ("README.txt", one_byte, "bytes of the bundle were changed"),
    ],
)
def test_a_change_stops_at_the_step_that_checks_it(
    name: str, change: Callable[[bytes], bytes], stop: str, made: Made, tmp_path: Path
) -> None:
    done = checked(made, tmp_path, rewritten(made, tmp_path, name, change))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith(f"STOP: {stop}")


def test_one_byte_of_the_entry_in_the_archive_stops_it(made: Made, tmp_path: Path) -> None:
    data = bytearray(made.bundle.read_bytes())
    at = data.index(b"1.3E+26")
    data[at] ^= 1
    changed = tmp_path / "flipped.zip"
    changed.write_bytes(data)
    assert checked(made, tmp_path, changed).returncode != 0


def test_another_ciphertext_stops_it(made: Made, tmp_path: Path) -> None:
    def other(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        mine = next(n for n, line in enumerate(lines) if line.endswith(b'"sequence":%d}\n' % N))
        start = lines[mine].index(b'"ciphertext":"') + 14
        lines[mine] = lines[mine][:start] + one_byte(lines[mine][start : start + 8]) + lines[mine][start + 8 :]
        return b"".join(lines)

    done = checked(made, tmp_path, rewritten(made, tmp_path, "sealed.jsonl", other))
    assert done.stdout.splitlines()[-1] == f"STOP: the ciphertext is not the one that entry {N} commits to"


def test_another_key_stops_it(made: Made, tmp_path: Path) -> None:
    whole = re.sub(r"\+[0-9a-f]{8}\+", "+00000000+", made.log)
    done = checked(Made(made.bundle, whole, made.witness), tmp_path, made.bundle)
    assert done.stdout.splitlines()[-1] == "STOP: the key was not copied whole"


def test_another_witness_stops_it(made: Made, tmp_path: Path) -> None:
    done = checked(Made(made.bundle, made.log, f"witness.example/w1+00000000+{'A' * 43}="), tmp_path, made.bundle)
    assert done.stdout.splitlines()[-1] == "STOP: the cosignature does not hold"
