"""Root keys in a PKCS#11 token: a real one, of SoftHSM."""

import shutil
import sys
import zlib
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.vault.custody import Wrapped
from plimsoll.vault.keyring import Keyring
from plimsoll.vault.pkcs11_address import Pkcs11Address
from plimsoll.vault.pkcs11_custody import Pkcs11Custody
from softhsm import MODULE, PIN

KEY = bytes(range(32))


@pytest.fixture
def address(token: str, pin: Path, request: pytest.FixtureRequest) -> str:
    name = f"{zlib.crc32(request.node.name.encode()):08x}"  # root keys of its own for each test
    return f"pkcs11:token={token.replace(' ', '%20')};object={name}?module-path={MODULE}&pin-source=file:{pin}"


@pytest.fixture
def custody(address: str) -> Pkcs11Custody:
    custody = Pkcs11Custody.at(address)
    custody.rotate()
    return custody


def test_what_is_wrapped_unwraps(custody: Pkcs11Custody, address: str) -> None:
    wrapped = custody.wrap(KEY)
    assert len(wrapped.data) == 40
    assert KEY not in wrapped.data
    assert Pkcs11Custody.at(address).unwrap(wrapped) == KEY


def test_the_newest_wraps_and_the_others_still_unwrap(custody: Pkcs11Custody) -> None:
    first = custody.wrap(KEY)
    generations = [custody.rotate() for _ in range(10)]
    assert custody.wrap(KEY).generation == generations[-1]
    assert generations[-1].startswith("11-")
    assert custody.unwrap(first) == KEY
    assert custody.wrap(KEY, generations[3]).generation == generations[3]


def test_a_destroyed_key_unwraps_nothing(custody: Pkcs11Custody) -> None:
    wrapped = custody.wrap(KEY)
    custody.destroy(wrapped.generation)
    custody.destroy(wrapped.generation)
    with pytest.raises(InputError, match="it was destroyed"):
        custody.unwrap(wrapped)
    with pytest.raises(InputError, match="holds no root key"):
        custody.wrap(KEY)


def test_a_root_key_never_leaves_the_token(custody: Pkcs11Custody) -> None:
    with custody._session() as (pkcs11, session):
        (root,) = custody._roots(pkcs11, session).values()
        attribute = pkcs11.Attribute
        said = [root[getattr(attribute, a)] for a in ("SENSITIVE", "ALWAYS_SENSITIVE", "NEVER_EXTRACTABLE", "LOCAL")]
        assert said == [True] * 4
        assert (root[attribute.EXTRACTABLE], root[attribute.PRIVATE], root[attribute.TOKEN]) == (False, True, True)
        assert (root[attribute.ENCRYPT], root[attribute.DECRYPT], root.key_length) == (False, False, 256)
        with pytest.raises(pkcs11.AttributeSensitive):
            root[attribute.VALUE]


def test_nothing_that_was_wrapped_stays_in_the_token(custody: Pkcs11Custody) -> None:
    custody.unwrap(custody.wrap(KEY))
    with custody._session() as (pkcs11, session):
        assert len(custody._roots(pkcs11, session)) == 1
        keys = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY})
        assert all(key[pkcs11.Attribute.TOKEN] for key in list(keys))


@pytest.mark.parametrize("data", [b"", bytes(40), bytes(39), bytes(8)])
def test_a_damaged_key_is_one_line(custody: Pkcs11Custody, data: bytes) -> None:
    with pytest.raises(InputError, match="damaged"):
        custody.unwrap(Wrapped(custody.wrap(KEY).generation, data))


def test_names_that_begin_alike_are_kept_apart(custody: Pkcs11Custody, address: str) -> None:
    mine = custody.wrap(KEY).generation
    for ending in ("-1", "-9-0123abcd", "x"):
        other = Pkcs11Custody.at(address.replace("?", f"{ending}?"))
        with pytest.raises(InputError, match="holds no root key"):
            other.wrap(KEY)
        other.rotate()
        assert other.wrap(KEY).generation != mine
    assert custody.wrap(KEY).generation == mine


def test_a_keyring_stands_on_it_and_older_copies_open_nothing(address: str, tmp_path: Path) -> None:
    custody = Pkcs11Custody.at(address)
    path, whose = tmp_path / "keys" / "keyring", ("ada", "hold", "2026")
    with Keyring.make(path, custody, "example.com/record") as keyring:
        keys = keyring.data_keys([whose, ("bob", "hold", "2026")])
        old = Path(shutil.copy(path, tmp_path / "keys" / "old"))
        assert keyring.destroy([keys[whose].id]) == 2
    with Keyring.open(path, custody) as keyring:
        assert keyring.data_key(keys[whose].id) is None
        assert keyring.data_keys([("bob", "hold", "2026")]) == {k: v for k, v in keys.items() if k != whose}
    with pytest.raises(InputError, match="it was destroyed"):
        Keyring.open(old, custody)


def test_a_session_open_elsewhere_in_the_process_is_left_alone(custody: Pkcs11Custody) -> None:
    with custody._session() as (pkcs11, session):
        assert custody.unwrap(custody.wrap(KEY)) == KEY
        assert len(custody._roots(pkcs11, session)) == 1


def test_a_wrong_pin_is_one_line_without_it(custody: Pkcs11Custody, pin: Path) -> None:
    pin.write_text("11112222")
    with pytest.raises(InputError, match=r"refuses the PIN; check file:") as refused:
        custody.wrap(KEY)
    assert "11112222" not in str(refused.value)


def test_a_pin_open_to_others_is_refused(custody: Pkcs11Custody, pin: Path) -> None:
    pin.chmod(0o644)
    with pytest.raises(InputError, match=r"mode 0644.*chmod 600"):
        custody.wrap(KEY)


def test_a_pin_may_stand_in_the_environment(address: str, pin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    custody = Pkcs11Custody.at(address.replace(f"file:{pin}", "env:TOKEN_PIN"))
    monkeypatch.delenv("TOKEN_PIN", raising=False)
    with pytest.raises(InputError, match="TOKEN_PIN is not set"):
        custody.rotate()
    monkeypatch.setenv("TOKEN_PIN", PIN)
    custody.rotate()
    assert custody.unwrap(custody.wrap(KEY)) == KEY


def test_a_token_that_is_not_there_is_one_line(address: str) -> None:
    with pytest.raises(InputError, match=r"there is no token other; check"):
        Pkcs11Custody.at(address.replace("plimsoll%20test", "other")).rotate()


def test_a_module_that_is_not_there_is_one_line(address: str) -> None:
    with pytest.raises(InputError, match=r"answers PKCS11Error; check /nowhere\.so"):
        Pkcs11Custody.at(address.replace(str(MODULE), "/nowhere.so")).rotate()


def test_without_the_extra_it_says_how_to_get_it(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(InputError, match=r"pip install 'plimsoll-ai\[pkcs11\]'"):
        Pkcs11Custody.at(address).rotate()


def test_no_secret_is_shown(custody: Pkcs11Custody) -> None:
    assert PIN not in repr(custody) + repr(vars(custody)) + custody.words


GOOD = "pkcs11:token=t;object=o?module-path=/m.so&pin-source=env:P"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (GOOD.replace("pin-source=env:P", "pin-value=1234"), "a PIN may not stand in an address"),
        (GOOD + "&pin-value=1234", "a PIN may not stand in an address"),
        (GOOD.replace("token=t;", ""), "lacks token"),
        (GOOD.replace("object=o", "object="), "lacks object"),
        (GOOD.replace("&pin-source=env:P", ""), "lacks pin-source"),
        (GOOD + "&serial=1234", "a key that is not known"),
        (GOOD + "&token=1234", "no PKCS#11 address"),
        ("pkcs11:1234", "no PKCS#11 address"),
        (GOOD.replace("env:P", "1234"), "neither a file nor a variable"),
        (GOOD.replace("env:P", "|cat 1234"), "neither a file nor a variable"),
        (GOOD.replace("env:P", "file:relative/1234"), "neither a file nor a variable"),
        (GOOD.replace("env:P", "env:"), "neither a file nor a variable"),
    ],
)
def test_an_address_that_will_not_do_is_not_repeated(address: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        Pkcs11Custody.at(address)
    assert "1234" not in str(refused.value)


def test_an_address_is_percent_decoded() -> None:
    read = Pkcs11Address.read("pkcs11:object=a%3bb;token=my%20token?pin-source=file:/p%25&module-path=/m.so")
    assert read == Pkcs11Address("my token", "a;b", Path("/m.so"), "file:/p%")
