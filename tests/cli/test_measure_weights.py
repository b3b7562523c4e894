"""Lineage as a person measures it: whole processes, exit statuses, one line for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from test_commands import plimsoll, refused

from model_folders import adapter, model, values, weights

BASE = weights(1)
TUNED = BASE | {"lm_head.weight": values(501, 96, 64)}
MINE = """
models:
- {id: acme--falcon, developer: acme, training: [{operations: 1.2e26, cost: 150e6, started: 2026-01-01}]}
- {id: acme--falcon-chat, developer: acme,
   training: [{operations: {low: 1e24, high: 3e24}, cost: 1e6, started: 2026-02-01}]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLIMSOLL_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    for name in ("PLIMSOLL_STORE", "PLIMSOLL_CUSTODY", "PLIMSOLL_ACTOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    models = tmp_path / "models"
    model(models / "acme/falcon", BASE, "license: mit\nauthors: Jane Planted")
    model(models / "acme/falcon-chat", TUNED, "base_model: acme/falcon")
    adapter(models / "bob/falcon-lora", "acme/falcon-chat")
    (tmp_path / "mine.yaml").write_text(MINE)
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pub").write_bytes(public)
    return tmp_path


def answer(*arguments: str, status: int = 0) -> Any:
    done = plimsoll(*arguments, "--format", "json")
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def verdicts(term: str) -> dict[str, str]:
    found = answer("assess", "lineage.json", "--law", "us-ca-sb1047@2024-09-03")["determinations"]
    return {each["subject"]: each["verdict"] for each in found if each["term"] == term}


def test_folders_become_a_lineage_that_is_assessed(here: Path) -> None:
    done = plimsoll("measure", "weights", "models", "--facts", "mine.yaml", "--out", "lineage.json")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for expected in (
        "acme--falcon-chat 1e24 to 3e24 1.21e26 to 1.23e26 acme--falcon",
        "bob--falcon-lora unknown at least 1.21e26 acme--falcon-chat",
        "acme--falcon-chat acme--falcon fine-tuning: 7 of 8 tensors equal, claimed by card",
        "bob--falcon-lora acme--falcon-chat fine-tuning: 2 of 2 matrices fit, claimed by adapter configuration, card",
    ):
        assert expected in lines
    assert any(line.startswith("acme--falcon tensors: 10 148,944 ") for line in lines)
    assert "facts in lineage.json: plimsoll assess lineage.json" in done.stdout
    assert "Planted" not in done.stdout
    assert verdicts("covered-model")["acme--falcon"] == "yes"
    assert verdicts("covered-model-derivative") == {
        "acme--falcon": "no",
        "acme--falcon-chat": "no",  # its developer's own further training
        "bob--falcon-lora": "unknown",
    }
    (here / "bob.yaml").write_text("models: [{id: bob--falcon-lora, training: [{operations: 2e22, cost: 12e6}]}]")
    plimsoll("measure", "weights", "models", "--facts", "mine.yaml", "--facts", "bob.yaml", "--out", "lineage.json")
    assert verdicts("covered-model-derivative")["bob--falcon-lora"] == "yes"


def test_json_tells_it_all(here: Path) -> None:
    found = answer("measure", "weights", "models", "--facts", "mine.yaml")
    assert (found["format"], found["kind"]) == ("plimsoll/measurement/1", "weights")
    chat = found["details"]["models"][1]
    assert chat["links"] == [
        {
            "model": "acme--falcon",
            "how": "fine-tuning",
            "claimed_by": ["card"],
            "equal_tensors": {"equal": 7, "of": 8},
            "fitting_matrices": None,
            "equal_weights": False,
        }
    ]
    assert chat["operations"]["in_all"] == {"low": str(121 * 10**24), "high": str(123 * 10**24), "unknown": []}
    assert chat["cost"]["in_all"] == {"low": "151000000", "high": "151000000", "unknown": []}
    lora = found["details"]["models"][2]
    assert lora["cost"]["added"] == {"low": "0", "high": None, "unknown": ["bob--falcon-lora"]}


def test_a_picture_is_drawn(here: Path) -> None:
    done = plimsoll("measure", "weights", "models", "--facts", "mine.yaml", "--picture", "pictures")
    assert done.returncode == 0, done.stderr
    assert "acme/falcon-chat" in (here / "pictures/lineage.svg").read_text()
    assert "--picture /proc/nowhere: " in refused(
        plimsoll("measure", "weights", "models", "--picture", "/proc/nowhere")
    )


def test_it_is_sealed_and_measured_again_from_folders_that_lie_elsewhere(here: Path) -> None:
    plimsoll("init", "--origin", "acme.example/record")
    sealed = answer("measure", "weights", "models", "--facts", "mine.yaml", "--record")["entry"]
    (here / "models").rename(here / "moved")
    (here / "mine.yaml").rename(here / "moved/facts.yaml")
    assert answer("measure", "replay", str(sealed), "moved")["differs"] == []
    model(here / "moved/acme/falcon-chat", BASE)
    said = refused(plimsoll("measure", "replay", str(sealed), "moved"))
    assert "files are not here, or were changed; name the file with the SHA-256" in said
    log = answer("log", "--last", "0")
    assert [each["subject"] for each in log["entries"] if each["kind"] == "measurement"] == ["acme--falcon"]
    assert "Planted" not in json.dumps(log)
    assert "falcon-lora/" not in json.dumps(log)


def test_a_manifest_is_signed_and_held_against(here: Path) -> None:
    folder = "models/acme/falcon"
    done = plimsoll("measure", "weights", folder, "--manifest", f"{folder}/model.sig", "--key", "key.pem")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"manifest in {folder}/model.sig" in done.stdout
    command = [sys.executable, "-m", "model_signing", "verify", "key", folder, "--signature", f"{folder}/model.sig"]
    assert subprocess.run([*command, "--public_key", "key.pub"], capture_output=True).returncode == 0
    done = plimsoll("measure", "weights", folder, "--public-key", "key.pub")
    assert "falcon: as it was signed by the public key that was given" in done.stdout
    done = plimsoll("measure", "weights", folder)
    assert "its model.sig is by a key, and whose was not asked" in done.stdout
    (here / folder / "README.md").write_text("---\nbase_model: other/model\n---\n")
    done = plimsoll("measure", "weights", folder, "--out", "out.json", "--picture", "pictures")
    assert (done.returncode, done.stderr) == (1, "")
    assert "- falcon: README.md: not the bytes that were signed" in done.stdout
    assert "not as it was signed: nothing was written" in done.stdout
    assert not (here / "out.json").exists()
    assert not (here / "pictures").exists()
    faults = answer("measure", "weights", folder, status=1)["details"]["signatures"]["faults"]
    assert faults == ["falcon: README.md: not the bytes that were signed"]


def test_a_check_that_is_asked_for_and_cannot_hold_fails(here: Path) -> None:
    folder = "models/acme/falcon"
    done = plimsoll("measure", "weights", folder, "--public-key", "key.pub")
    assert done.returncode == 1
    assert "- falcon: no model.sig" in done.stdout
    plimsoll("measure", "weights", folder, "--manifest", f"{folder}/model.sig", "--key", "key.pem")
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    (here / "other.pub").write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    done = plimsoll("measure", "weights", folder, "--public-key", "other.pub")
    assert done.returncode == 1
    assert "the signature in model.sig is not by the public key that was given" in done.stdout
    both = plimsoll("measure", "weights", folder, "--public-key", "other.pub", "--public-key", "key.pub")
    assert both.returncode == 0


def test_a_manifest_without_a_key_is_a_statement(here: Path) -> None:
    done = plimsoll("measure", "weights", "models/acme/falcon", "--manifest", "falcon.json")
    assert done.returncode == 0
    statement = json.loads((here / "falcon.json").read_text())
    assert statement["subject"][0]["name"] == "falcon"
    assert [each["name"] for each in statement["predicate"]["resources"]] == [
        "README.md",
        "config.json",
        "model.safetensors",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere: no such folder; name a folder with the files of a model"),
        (["mine.yaml"], "mine.yaml: a file, where the folder of a model is expected"),
        (["models", "--manifest", "x.sig"], "--manifest is of one model, and 3 are given"),
        (["models", "--key", "key.pem"], "--key signs a manifest, and none is asked for"),
        (["models/acme/falcon", "--manifest", "x", "--key", "mine.yaml"], "mine.yaml: no private key in PEM"),
        (["models/acme/falcon", "--manifest", "nowhere/x"], "nowhere/x: cannot write it"),
        (["models", "--facts", "nowhere.yaml"], "nowhere.yaml: no such file or directory"),
        (["models", "--facts", "key.pem"], "the suffix '.pem' names no form of facts file"),
        (["models", "--out", "nowhere/x.json"], "cannot write nowhere/x.json"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], says: str, here: Path) -> None:
    done = plimsoll("measure", "weights", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_a_file_that_is_cut_short_is_one_line(here: Path) -> None:
    file = here / "models/acme/falcon/model.safetensors"
    file.write_bytes(file.read_bytes()[:-10])
    said = refused(plimsoll("measure", "weights", "models"))
    assert "models/acme/falcon/model.safetensors: its tensors take" in said
    assert said.endswith("it is cut short; download or save it again")


def test_the_help_teaches(here: Path) -> None:
    done = plimsoll("measure", "weights", "--help")
    said = " ".join(done.stdout.split())
    assert "Example: plimsoll measure weights models/base models/tuned --facts mine.yaml --out lineage.json" in said
    assert "`org/name` becomes the id `org--name`" in said
