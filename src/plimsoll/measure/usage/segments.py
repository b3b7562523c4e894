"""Segments: rows of usage in Parquet files that never change, and a manifest with the SHA-256 of each.

A folder holds the segments of one measurement: `manifest.json` and `usage-00000.parquet` …, written whole or not at
all. The manifest says what was read (SHA-256 and size; no names, which may be personal) and, of each segment, its
SHA-256, rows, and first and last millisecond.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from plimsoll.errors import InputError, Place
from plimsoll.measure.measurement import Input
from plimsoll.measure.usage.rows import Row, schema

FORMAT = "plimsoll/usage-segments/1"
MANIFEST = "manifest.json"
_CHUNK = 50_000
_ROWS = 8_000_000
"""Rows of one segment at the most."""
_MEND = "take it again from where it was sealed, or measure again"


@dataclass(frozen=True, slots=True)
class Segment:
    """One Parquet file."""

    file: str
    sha256: str
    rows: int
    first: int
    """Milliseconds since 1970: the earliest start."""
    last: int
    """The latest end."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder of segments holds, and from what it was made."""

    kind: str
    segments: tuple[Segment, ...]
    sources: tuple[Mapping[str, Any], ...]

    @property
    def rows(self) -> int:
        """Rows of all segments."""
        return sum(each.rows for each in self.segments)

    def to_dict(self) -> dict[str, Any]:
        """JSON data."""
        return {
            "format": FORMAT,
            "kind": self.kind,
            "rows": self.rows,
            "segments": [asdict(each) for each in self.segments],
            "sources": [dict(each) for each in self.sources],
        }

    def to_bytes(self) -> bytes:
        """The bytes of `manifest.json`."""
        return (json.dumps(self.to_dict(), indent=2) + "\n").encode()

    @property
    def digest(self) -> str:
        """SHA-256 of `manifest.json`, in hexadecimal: it stands for every row."""
        return sha256(self.to_bytes()).hexdigest()


class Writer:
    """Writes rows to segments in a folder, chunk by chunk: what it holds in memory does not grow with the rows."""

    def __init__(self, folder: Path) -> None:
        from pyarrow import parquet

        self._open, self._schema, self._folder = parquet.ParquetWriter, schema(), folder
        self._held: list[Row] = []
        self._file: Any = None
        self._rows, self._first, self._last = 0, 0, 0
        self.segments: list[Segment] = []

    def add(self, row: Row) -> None:
        """Take one more row."""
        self._held.append(row)
        if len(self._held) >= _CHUNK:
            self._flush()

    def table(self, table: Any) -> None:
        """Take an Arrow table of rows."""
        self._flush()
        self._write(table)

    def close(self) -> None:
        """Write what is held."""
        self._flush()
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.close()
        elif self._file is not None:
            self._file.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._held:
            columns = [
                pa.array(cells, each.type)
                for cells, each in zip(zip(*self._held, strict=True), self._schema, strict=True)
            ]
            self._held = []
            self._write(pa.Table.from_arrays(columns, schema=self._schema))

    def _write(self, table: Any) -> None:
        import pyarrow.compute as pc

        if not table.num_rows:
            return
        if self._file is None:
            path = self._folder / f"usage-{len(self.segments):05d}.parquet"
            self._file = self._open(path, self._schema, compression="zstd")
        self._file.write_table(table)
        first, last = pc.min(table["start"]).as_py(), pc.max(table["end"]).as_py()
        self._first = first if not self._rows else min(self._first, first)
        self._last = max(self._last, last)
        self._rows += table.num_rows
        if self._rows >= _ROWS:
            self._end()

    def _end(self) -> None:
        if self._file is None:
            return
        self._file.close()
        name = f"usage-{len(self.segments):05d}.parquet"
        self.segments.append(Segment(name, _digest(self._folder / name), self._rows, self._first, self._last))
        self._file, self._rows, self._first, self._last = None, 0, 0, 0


def keep(folder: Path, target: Path, manifest: Manifest) -> None:
    """Put written segments and their manifest where they are to stay, whole or not at all.

    Raises:
        InputError: something is there already, or it cannot be written.
    """
    if target.exists():
        raise InputError("is there already", "segments never change: name a new folder", Place(str(target)))
    (folder / MANIFEST).write_bytes(manifest.to_bytes())
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, partial)
        partial.rename(target)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise InputError(
            f"cannot be written ({error.strerror})", "name a folder that can be made", Place(str(target))
        ) from None


def verified(folders: Iterable[Path]) -> list[tuple[Manifest, list[Path]]]:
    """Read manifests, and hold every segment against them.

    Raises:
        InputError: a manifest or a segment is missing, was changed, or is not of this form; two folders were made from
            the same file.
    """
    found = [_verified(folder) for folder in folders]
    seen: dict[str, Path] = {}
    for folder, (manifest, _) in zip(folders, found, strict=True):
        for source in manifest.sources:
            if source["sha256"] in seen:
                raise InputError(
                    f"was made from a file that {seen[source['sha256']].name} was made from too",
                    "name one of the two: the same use would count twice",
                    Place(str(folder)),
                )
        seen |= {source["sha256"]: folder for source in manifest.sources}
    return found


def inputs_of(folders: Sequence[Path]) -> Iterator[Input]:
    """The manifests, as inputs of a measurement: each holds the digests of its segments."""
    return (Input.of(folder / MANIFEST) for folder in folders)


def _verified(folder: Path) -> tuple[Manifest, list[Path]]:
    manifest = _manifest(folder / MANIFEST)
    paths = []
    for each in manifest.segments:
        path = folder / each.file
        if not path.is_file():
            raise InputError("is not there, though the manifest names it", _MEND, Place(str(path)))
        if _digest(path) != each.sha256:
            raise InputError("is not the segment that the manifest names: it was changed", _MEND, Place(str(path)))
        paths.append(path)
    return manifest, paths


def _manifest(path: Path) -> Manifest:
    try:
        value = json.loads(path.read_bytes())
        if value["format"] != FORMAT:
            raise ValueError
        segments = tuple(Segment(**each) for each in value["segments"])
        if any(Path(each.file).name != each.file for each in segments):
            raise ValueError
        manifest = Manifest(value["kind"], segments, tuple(value["sources"]))
        if any(not isinstance(each["sha256"], str) for each in manifest.sources):
            raise ValueError
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", "name a folder that --segments wrote", Place(str(path))
        ) from None
    except (ValueError, KeyError, TypeError):
        raise InputError(
            "is no manifest of segments", "name a folder that --segments wrote", Place(str(path))
        ) from None
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
