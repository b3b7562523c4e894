"""A PKCS#11 token for tests: a real one, of SoftHSM."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

PIN = "8472910365"
MODULE = next(
    (
        path
        for path in (
            Path("/usr/lib/softhsm/libsofthsm2.so"),
            Path("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
        )
        if path.exists()
    ),
    Path("libsofthsm2.so"),
)


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The label of a token that lasts for the session: SoftHSM reads its settings once a process."""
    if not (MODULE.is_absolute() and shutil.which("softhsm2-util")):
        pytest.skip("SoftHSM is not installed: Debian package softhsm2")
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed: pip install 'plimsoll-ai[pkcs11]'")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        make = [
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "plimsoll test",
            "--pin",
            PIN,
            "--so-pin",
            "12345678",
        ]
        subprocess.run(make, check=True, capture_output=True)
        yield "plimsoll test"
        pkcs11.unload(str(MODULE))


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    path = tmp_path / "pin"
    path.write_text(f"{PIN}\n")
    path.chmod(0o600)
    return path
