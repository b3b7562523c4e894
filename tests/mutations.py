"""Bytes that are nearly those of a format: good ones, with a few edits."""

from __future__ import annotations

from hypothesis import strategies as st

_TELLING = [b"\n", b"\n\n", b" ", b"\x00", b"\xff", "— ".encode(), b"0", b"=", b"+", b"\r\n", b"\t", "\u00a0".encode()]


def mutated(good: bytes) -> st.SearchStrategy[bytes]:
    """Give strategies for bytes with up to four edits: one changed, cut out, put in, doubled, or the end cut off."""
    place = st.integers(0, len(good))
    piece = st.binary(min_size=1, max_size=3) | st.sampled_from(_TELLING)
    edit = st.tuples(st.sampled_from(["change", "cut", "put", "double", "end"]), place, place, piece)
    return st.lists(edit, max_size=4).map(lambda edits: _apply(good, edits))


def _apply(data: bytes, edits: list[tuple[str, int, int, bytes]]) -> bytes:
    for how, one, other, piece in edits:
        start, stop = min(one, other), max(one, other)
        if how == "change":
            data = data[:start] + piece + data[start + len(piece) :]
        elif how == "cut":
            data = data[:start] + data[min(stop, start + 8) :]
        elif how == "put":
            data = data[:start] + piece + data[start:]
        elif how == "double":
            data = data[:stop] + data[start:]
        else:
            data = data[:stop]
    return data
