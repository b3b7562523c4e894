"""What the page on lineage shows of openssl and of the model_signing tool, and of its own definition of a digest."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plimsoll.lineage.digests import digest_all, of_tensors

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "tests/lineage/models/acme/kestrel-7b"
PAGE = (ROOT / "docs/how-to/lineage-from-weights.md").read_text("utf-8")


@pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("openssl")), reason="the page is for a shell with openssl"
)
def test_a_model_is_signed_and_held_against_its_signature_as_the_page_shows(tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "kestrel-7b")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {"PATH": path, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    blocks = re.findall(r"^```console by hand\n(.*?)^```$", PAGE, re.M | re.S)
    assert len(blocks) == 2
    status = 0
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.M):
        done = subprocess.run(
            ["bash", "-c", f"(exit {status}); {command}"], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        status = done.returncode
        parts = map(re.escape, re.split(r"^\.\.\.\n", shown, flags=re.M))
        assert re.fullmatch("(.*\n)*".join(parts), done.stdout + done.stderr), (command, done.stdout, done.stderr)


def test_a_line_of_the_digest_is_the_one_that_the_page_shows() -> None:
    shown = re.search(r'^\["model\.norm\.weight".*$', PAGE, re.M)
    assert shown
    name, dtype, shape, sha256 = json.loads(shown[0])
    tensors = [t for d in digest_all([(p, True) for p in sorted(MODEL.glob("*.safetensors"))]) for t in d.tensors or ()]
    assert (name, dtype, tuple(shape), sha256) in {(t.name, t.dtype, t.shape, t.sha256) for t in tensors}
    assert of_tensors(tensors) in PAGE
