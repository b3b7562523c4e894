"""Files of keys: the mode and the owner decide, even for root; a replacement is whole and leaves nothing behind."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.vault.private_files import (
    outside,
    overwrite_rests,
    private_file,
    private_folder,
    read_private,
    replace_private,
)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o777])
def test_a_file_open_to_others_is_refused_even_to_root(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"k")
    path.chmod(mode)
    for use in (private_file, read_private):
        with pytest.raises(InputError, match=rf"\(mode {mode:04o}\).*chmod 600"):
            use(path)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_the_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"k")
    path.chmod(mode)
    private_file(path)
    assert read_private(path) == b"k"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_someone_else_is_refused_even_to_root(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"k")
    path.chmod(0o600)
    os.chown(path, 12345, 12345)
    with pytest.raises(InputError, match=r"belongs to user 12345.*chown"):
        read_private(path)
    folder = tmp_path / "folder"
    folder.mkdir(0o700)
    os.chown(folder, 12345, 12345)
    with pytest.raises(InputError, match="belongs to user 12345"):
        private_folder(folder)


def test_a_folder_is_made_private(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_in_which_others_may_swap_files_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(InputError, match="others may write"):
        private_folder(folder)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        private_file(tmp_path)
    with pytest.raises(InputError, match="No such file"):
        read_private(tmp_path / "none")


def test_a_file_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    replace_private(path, bytes(11))
    with pytest.raises(InputError, match="more than 10 bytes"):
        read_private(path, 10)


def test_a_place_inside_the_data_is_refused_by_any_road(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "link"
    data.mkdir()
    elsewhere.symlink_to(data)
    for inside in (data / "keys", elsewhere / "keys", data / "x" / ".." / "keys", tmp_path / "x" / ".." / "data" / "k"):
        with pytest.raises(InputError, match="inside the data directory"):
            outside(inside, data)
    outside(tmp_path / "data-keys", data)
    outside(data / "keys", None)


def test_the_old_bytes_are_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    replace_private(path, b"the old key")
    with path.open("rb") as before:
        replace_private(path, b"the new one")
        assert before.read() == bytes(11)
    assert path.read_bytes() == b"the new one"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["keys"]


def noted(call: Callable[..., object], done: list[str]) -> Callable[..., object]:
    def noting(*arguments: object) -> object:
        done.append(call.__name__)
        return call(*arguments)

    return noting


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="names of open files are read from /proc")
def test_everything_is_on_disk_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new bytes before their name; the name before the old bytes are spoilt; those before their own name goes."""
    path = tmp_path / "keys"
    replace_private(path, b"the old key")
    done: list[str] = []
    fsync = os.fsync

    def synced(descriptor: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{descriptor}")).name
        done.append("sync " + name.replace(tmp_path.name, "folder"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    for name in ("link", "replace", "pwrite", "unlink"):
        monkeypatch.setattr(os, name, noted(getattr(os, name), done))
    replace_private(path, b"the new one")
    assert done == [
        *("sync keys.new", "link", "sync folder", "replace", "sync folder"),
        *("pwrite", "sync keys.old", "unlink", "sync folder"),
    ]


@pytest.mark.parametrize("rest", ["keys.new", "keys.old"])
def test_what_a_crash_left_is_overwritten(tmp_path: Path, rest: str) -> None:
    path = tmp_path / "keys"
    replace_private(path, b"the key")
    (tmp_path / rest).write_bytes(b"a key")
    with (tmp_path / rest).open("rb") as before:
        overwrite_rests(path)
        assert before.read() == bytes(5)
    assert os.listdir(tmp_path) == ["keys"]
    assert path.read_bytes() == b"the key"


def test_a_second_name_of_the_living_file_is_only_removed(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    replace_private(path, b"the key")
    os.link(path, tmp_path / "keys.old")
    overwrite_rests(path)
    assert path.read_bytes() == b"the key"
    assert os.listdir(tmp_path) == ["keys"]
