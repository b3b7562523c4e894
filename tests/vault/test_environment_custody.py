"""The root key in the environment: moved, changed, never destroyed, never shown."""

import base64
import os

import pytest

from plimsoll.errors import InputError
from plimsoll.vault.environment_custody import EnvironmentCustody

KEY = bytes(range(32))


def some_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def custody(monkeypatch: pytest.MonkeyPatch) -> EnvironmentCustody:
    monkeypatch.setenv("ROOT", some_key())
    monkeypatch.delenv("ROOT_NEXT", raising=False)
    return EnvironmentCustody("ROOT")


def test_what_is_wrapped_unwraps(custody: EnvironmentCustody) -> None:
    assert custody.unwrap(custody.wrap(KEY)) == KEY
    assert not custody.destroys


def test_rotating_needs_the_next_key(custody: EnvironmentCustody, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="set ROOT_NEXT to base64 of 32 new random bytes"):
        custody.rotate()
    monkeypatch.setenv("ROOT_NEXT", os.environ["ROOT"])
    with pytest.raises(InputError, match="set ROOT_NEXT"):
        custody.rotate()


def test_the_next_key_wraps_and_may_be_moved(custody: EnvironmentCustody, monkeypatch: pytest.MonkeyPatch) -> None:
    old = custody.wrap(KEY)
    monkeypatch.setenv("ROOT_NEXT", some_key())
    generation = custody.rotate()
    new = custody.wrap(KEY)
    assert new.generation == generation != old.generation
    assert custody.unwrap(old) == custody.unwrap(new) == KEY
    custody.destroy(old.generation)
    assert custody.unwrap(old) == KEY, "nothing here can destroy it"
    monkeypatch.setenv("ROOT", os.environ["ROOT_NEXT"])
    monkeypatch.delenv("ROOT_NEXT")
    assert custody.unwrap(new) == KEY
    with pytest.raises(InputError, match="not the one that these keys were wrapped under"):
        custody.unwrap(old)


@pytest.mark.parametrize("value", ["", "x", "AAAA", base64.b64encode(bytes(31)).decode(), "ö" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(
    custody: EnvironmentCustody, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ROOT", value)
    with pytest.raises(InputError, match="ROOT is not base64 of 32 bytes") as refused:
        custody.wrap(KEY)
    assert len(value) < 4 or value not in str(refused.value)


def test_an_unset_variable_is_one_line(custody: EnvironmentCustody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROOT")
    with pytest.raises(InputError, match="ROOT is not set; set it to base64 of 32 random bytes"):
        custody.wrap(KEY)


def test_a_key_pasted_for_a_name_is_not_repeated() -> None:
    pasted = some_key()
    with pytest.raises(InputError, match="no name of an environment variable") as refused:
        EnvironmentCustody(pasted)
    assert pasted not in str(refused.value)


def test_no_secret_is_shown(custody: EnvironmentCustody) -> None:
    shown = repr(custody) + repr(vars(custody)) + custody.words + custody.wrap(KEY).generation
    assert os.environ["ROOT"] not in shown
    assert base64.b64decode(os.environ["ROOT"]).hex()[:16] not in shown
