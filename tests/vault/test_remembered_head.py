"""The last checkpoint signed: only ever forwards, one of two slots always whole."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.vault.remembered_head import RememberedHead


def root(n: int) -> bytes:
    return bytes([n]) * 32


def read(path: Path) -> tuple[int, bytes] | None:
    head = RememberedHead(path)
    try:
        return head.remembered()
    finally:
        head.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "head"


def test_nothing_is_remembered_at_first(path: Path) -> None:
    assert read(path) is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_last_is_remembered_only_ever_forwards(path: Path) -> None:
    head = RememberedHead(path)
    for size in (0, 1, 2, 5, 3, 5, 4):
        head.remember(size, root(size))
        assert head.remembered() == read(path)
    assert read(path) == (5, root(5))
    head.close()


def test_another_root_of_the_same_size_is_refused(path: Path) -> None:
    head = RememberedHead(path)
    head.remember(5, root(5))
    with pytest.raises(InputError, match="another root was signed before"):
        head.remember(5, root(6))
    assert head.remembered() == (5, root(5))
    head.close()


@pytest.mark.parametrize("cut", range(0, 72, 5))
def test_a_write_cut_short_leaves_the_one_before(path: Path, cut: int) -> None:
    head = RememberedHead(path)
    head.remember(4, root(4))
    head.remember(5, root(5))
    before = path.read_bytes()
    head.remember(6, root(6))
    head.close()
    whole = path.read_bytes()
    changed = [i for i, (a, b) in enumerate(zip(before, whole, strict=True)) if a != b]
    start = changed[0] // 512 * 512
    path.write_bytes(before[:start] + whole[start : start + cut] + before[start + cut :])
    assert read(path) == (5, root(5))


def test_a_damaged_file_is_one_line(path: Path) -> None:
    head = RememberedHead(path)
    head.remember(4, root(4))
    head.close()
    path.write_bytes(bytes(b ^ 1 for b in path.read_bytes()))
    with pytest.raises(InputError, match="remembered head of the log is damaged"):
        read(path)


def test_one_open_to_others_is_refused(path: Path) -> None:
    path.touch()
    path.chmod(0o644)
    with pytest.raises(InputError, match=r"mode 0644.*chmod 600"):
        RememberedHead(path)


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (1, bytes(31)), (1, b"")])
def test_what_is_no_head_is_refused(path: Path, size: int, root: bytes) -> None:
    head = RememberedHead(path)
    with pytest.raises(ValueError, match="32 bytes"):
        head.remember(size, root)
    head.close()


def test_another_process_that_writes_is_waited_for(path: Path) -> None:
    head = RememberedHead(path)
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        writing = threading.Thread(target=head.remember, args=(1, root(1)))
        writing.start()
        writing.join(0.2)
        assert writing.is_alive()
        assert not any(path.read_bytes())
    writing.join()
    assert head.remembered() == (1, root(1))
    head.close()


def test_many_at_once_leave_the_greatest(path: Path) -> None:
    heads = [RememberedHead(path) for _ in range(4)]  # as processes would: each its own descriptor

    def remember(head: RememberedHead, first: int) -> None:
        for size in range(first, 400, 4):
            head.remember(size, size.to_bytes(32, "big"))

    threads = [threading.Thread(target=remember, args=(head, first)) for first, head in enumerate(heads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read(path) == (399, (399).to_bytes(32, "big"))
    for head in heads:
        head.close()
    assert os.path.getsize(path) < 1024
