"""One process that verifies a record in a folder and prints what that took; then, what no verifier gets below.

`python benchmarks/recording_verifying.py FOLDER VKEY`
"""

from __future__ import annotations

import json
import sys
import time
from hashlib import sha256
from pathlib import Path

from plimsoll.record.evidence import StoreEvidence
from plimsoll.record.store import Store
from plimsoll.verifier import verify


def main(folder: str, vkey: str) -> None:
    """Verify, and print the figures."""
    store = Store.open(folder)
    with store.reading() as transaction:
        began, spent = time.perf_counter(), time.process_time()
        evidence = StoreEvidence(transaction)
        structure = time.perf_counter() - began
        found = verify(evidence, vkeys=[vkey])
        taken, processor = time.perf_counter() - began, time.process_time() - spent
        memory = _most_memory()
        began, spent = time.perf_counter(), time.process_time()
        for _, data in evidence.entries():
            sha256(data).digest()
        for *_, ciphertext in evidence.sealed():
            sha256(ciphertext).digest()
        bare = time.process_time() - spent
    store.close()
    figures = {
        "verdict": found.verdict,
        "entries": found.entries,
        "values": found.values_there,
        "seconds": round(taken, 2),
        "processor, seconds": round(processor, 2),
        "of which the database's own check, seconds": round(structure, 2),
        "most memory, MB": round(memory / 1024),
        "limit: reading and hashing alone, processor, seconds": round(bare, 2),
    }
    print(json.dumps(figures))


def _most_memory() -> int:
    """The most KiB that this process held; `getrusage` would count its parent's before the exec."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
