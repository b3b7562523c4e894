"""Appends to a record to which others append as well, and tells what was acknowledged: see test_record_writers.py."""

from __future__ import annotations

import sys

from session import draft

from plimsoll.record.record import Record


def main(address: str, me: str, appends: int) -> None:
    with Record.open(address) as record:
        for n in range(appends):
            drafts = [draft(f"{me}-{n}-{i}", *["Jane"] * (n % 10 == 0)) for i in range(1 + n % 5)]
            for receipt in record.append(drafts):
                print(receipt.sequence, receipt.leaf.hex(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
