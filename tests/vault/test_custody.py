"""Addresses of custodies."""

from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.vault.custody import Wrapped, custody_at

URI = "pkcs11:token=a%20b;object=plimsoll?module-path=/usr/lib/x.so&pin-source=env:PIN"


@pytest.mark.parametrize(
    ("address", "name", "destroys"),
    [("file:/somewhere/keys", "file", True), ("env:ROOT_KEY", "environment", False), (URI, "pkcs11", True)],
)
def test_each_address_has_its_custody(address: str, name: str, destroys: bool) -> None:
    custody = custody_at(address)
    assert custody.name == name
    assert custody.destroys is destroys
    assert custody.words.endswith(".")


@pytest.mark.parametrize("address", ["", "file", "file:", "env:", "pkcs11:", "vault:x", "File:/x", "/x", "c2VjcmV0"])
def test_any_other_address_is_one_line_that_does_not_repeat_it(address: str) -> None:
    with pytest.raises(InputError, match=r"no address of a custody.*file:PATH, env:NAME or pkcs11:") as refused:
        custody_at(address)
    assert "c2VjcmV0" not in str(refused.value)


def test_no_root_key_lies_in_the_data(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="inside the data directory"):
        custody_at(f"file:{tmp_path}/data/keys", outside=tmp_path / "data")
    with pytest.raises(InputError, match="inside the data directory"):
        custody_at(URI.replace("env:PIN", f"file:{tmp_path}/data/pin"), outside=tmp_path / "data")
    custody_at(f"file:{tmp_path}/keys", outside=tmp_path / "data")


def test_a_wrapped_key_is_not_shown() -> None:
    assert "data" not in repr(Wrapped("1", b"data"))
