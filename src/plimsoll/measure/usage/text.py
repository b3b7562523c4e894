"""Opening a text file of records: UTF-8, plain or gzipped, and nothing else."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO, cast

from plimsoll.errors import InputError
from plimsoll.measure.usage.reading import Reading

_GZIP = b"\x1f\x8b"


@contextmanager
def opened(reading: Reading) -> Iterator[TextIO]:
    """Open the file that is read, for as long as it is read.

    Raises:
        InputError: it cannot be read, is empty, or is not UTF-8; where that shows while it is read, with the line.
    """
    try:
        with reading.path.open("rb") as raw:
            magic = raw.read(2)
            raw.seek(0)
            if not magic:
                raise InputError("is empty", "take it again, whole", reading.place())
            stream = gzip.GzipFile(fileobj=raw) if magic == _GZIP else raw
            yield io.TextIOWrapper(cast(BinaryIO, stream), encoding="utf-8-sig", newline="\n")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 from about here on", "convert it: iconv -t UTF-8", reading.place()) from None
    except (EOFError, gzip.BadGzipFile):
        raise InputError("ends within its compressed data", "take it again, whole", reading.place()) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", reading.place()) from None
