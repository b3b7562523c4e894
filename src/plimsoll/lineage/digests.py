"""Digests of weights: of the files, as OpenSSF model signing takes them, and of the tensors, however they are sharded.

The digest of tensors is the SHA-256 of a text in UTF-8. Its first line is `plimsoll/tensors/1`. A line follows for
each tensor, in the order of the names' UTF-8 bytes: a JSON array, without spaces, of name, dtype, shape, and the
SHA-256 of the tensor's bytes in small hexadecimal digits. Characters outside ASCII are written as they are; every
line, the last too, ends with a line feed. The digest of opaque files (pickles, GGUF) is made alike:
`plimsoll/files/1`, then a line for each file with the SHA-256 of its bytes, in the order of those digests.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from threading import Lock

from plimsoll.errors import InputError, Place
from plimsoll.lineage.safetensors_header import Tensor, read_header

Told = Callable[[int], None]
"""Told how many more bytes are done."""
TENSORS = "plimsoll/tensors/1"
FILES = "plimsoll/files/1"
_PIECE = 1 << 22
_SAMPLE = 4096
_LEARNED = 0.5
"""A sample of learned values compresses to no less than this; masks, positions, ones and zeros to far less."""


@dataclass(frozen=True, slots=True)
class TensorDigest:
    """One tensor by its content.

    `learned`: large and irregular enough that two models have it alike by descent alone.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    size: int
    sha256: str
    learned: bool

    @property
    def content(self) -> tuple[str, tuple[int, ...], str]:
        """What stays when a tensor is renamed or moved to another layer."""
        return self.dtype, self.shape, self.sha256


@dataclass(frozen=True, slots=True)
class FileDigest:
    """One file: the SHA-256 of its bytes in hexadecimal, its size in bytes, and its tensors where it is safetensors."""

    sha256: str
    size: int
    tensors: tuple[TensorDigest, ...] | None


def of_tensors(tensors: Iterable[TensorDigest]) -> str:
    """The digest of tensors, in hexadecimal; see above."""
    rows = sorted((t.name.encode(), [t.name, t.dtype, list(t.shape), t.sha256]) for t in tensors)
    return _of_lines(TENSORS, [json.dumps(row, separators=(",", ":"), ensure_ascii=False) for _, row in rows])


def of_files(files: Iterable[FileDigest]) -> str:
    """The digest of files of which no tensors are read, in hexadecimal; see above."""
    return _of_lines(FILES, sorted(each.sha256 for each in files))


def _of_lines(first: str, lines: Sequence[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in (first, *lines)).encode()).hexdigest()


def digest_all(paths: Sequence[tuple[Path, bool]], told: Told = lambda done: None) -> list[FileDigest]:
    """Read each file once, several at a time, and give their digests in the same order.

    With each path stands whether it is safetensors, whose tensors are digested too.

    Raises:
        InputError: a file cannot be read, or is no safetensors and should be.
    """
    headers = [(path, read_header(path) if tensors else None) for path, tensors in paths]
    lock, threads = Lock(), os.cpu_count() or 1

    def one_by_one(done: int) -> None:
        with lock:
            told(done)

    # hashlib lets go of the interpreter while it hashes. `beside` hashes a piece as part of the file while the thread
    # that read it hashes it as part of tensors: a single large file keeps two cores at work.
    with ThreadPoolExecutor(threads) as files, ThreadPoolExecutor(threads) as beside:
        started = [files.submit(_digest, path, header, beside, one_by_one) for path, header in headers]
        try:
            return [each.result() for each in started]
        finally:
            for each in started:
                each.cancel()


def _digest(path: Path, tensors: Sequence[Tensor] | None, beside: Executor, told: Told) -> FileDigest:
    try:
        with path.open("rb", buffering=0) as file:
            whole, size, parts = hashlib.sha256(), 0, _Parts(tensors or ())
            piece = memoryview(bytearray(min(_PIECE, max(1, path.stat().st_size))))
            while read := file.readinto(piece):
                as_file = beside.submit(whole.update, piece[:read]) if tensors else None
                if as_file is None:
                    whole.update(piece[:read])
                parts.update(piece[:read])
                if as_file is not None:
                    as_file.result()
                size += read
                told(read)
            found = None if tensors is None else tuple(_tensor_digest(file, *each) for each in parts.done())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", "name a file that is there", Place(str(path))) from None
    if tensors and size != tensors[-1].end:
        raise InputError("it changed while it was read", "measure when nothing writes to it", Place(str(path)))
    return FileDigest(whole.hexdigest(), size, found)


class _Parts:
    """Hashes tensors as the bytes of their file go by."""

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self.tensors = tensors
        self.hashes = [hashlib.sha256() for _ in tensors]
        self.next, self.at = 0, 0

    def update(self, piece: memoryview) -> None:
        end = self.at + len(piece)
        while self.next < len(self.tensors):
            tensor = self.tensors[self.next]
            begin = max(tensor.begin, self.at) - self.at
            if begin < len(piece):
                self.hashes[self.next].update(piece[begin : tensor.end - self.at])
            if tensor.end > end:
                break
            self.next += 1
        self.at = end

    def done(self) -> Iterable[tuple[Tensor, str]]:
        return zip(self.tensors, (each.hexdigest() for each in self.hashes), strict=True)


def _tensor_digest(file: FileIO, tensor: Tensor, sha256: str) -> TensorDigest:
    size = tensor.end - tensor.begin
    return TensorDigest(tensor.name, tensor.dtype, tensor.shape, size, sha256, _learned(file, tensor))


def _learned(file: FileIO, tensor: Tensor) -> bool:
    if tensor.end - tensor.begin < _SAMPLE or len(tensor.shape) < 2:
        return False
    file.seek((tensor.begin + tensor.end - _SAMPLE) // 2)
    sample = file.read(_SAMPLE)
    return len(zlib.compress(sample, 1)) >= _LEARNED * len(sample)
