"""A sealed value opens in its one place, under its one key, unchanged; anywhere else it does not."""

import base64
import hashlib
import json
import time

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import InputError
from plimsoll.vault.sealing import Sealable, commitment, forget_ciphers, opened, seal

SECRET = bytes(range(32))
KEY = "0123456789abcdef0123456789abcdef"
ORIGIN = "example.com/record"
FIELD = "/signed_by/name"

texts = st.text(st.characters(exclude_categories=["Cs"]))
whole = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | whole | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def sealed(value: Sealable) -> bytes:
    return seal(value, KEY, SECRET, ORIGIN, 17, FIELD)


def plaintext(ciphertext: bytes, key: str = KEY, origin: str = ORIGIN, field: str = FIELD) -> bytes:
    """As a stranger reads it, by the page on the format alone."""
    place = {"field": field, "format": "plimsoll/sealed/1", "key": key, "origin": origin, "sequence": 17}
    data = json.dumps(place, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return AESGCM(SECRET).decrypt(ciphertext[:12], ciphertext[12:], data)


@given(values)
def test_any_value_comes_back(value: Sealable) -> None:
    assert opened(sealed(value), KEY, SECRET, ORIGIN, 17, FIELD) == value


@given(texts, texts, texts)
def test_any_place_is_written_as_the_format_says(key: str, origin: str, field: str) -> None:
    ciphertext = seal("Ada", key, SECRET, origin, 17, field)
    assert plaintext(ciphertext, key, origin, field).rstrip() == b'"Ada"'


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.integers(0, 2**53),
    texts,
    st.binary(min_size=32, max_size=32),
)
def test_any_other_place_or_key_is_refused(key: str, origin: str, sequence: int, field: str, secret: bytes) -> None:
    ciphertext = sealed("Ada Lovelace")
    right = (KEY, SECRET, ORIGIN, 17, FIELD)
    for position, other in enumerate((key, secret, origin, sequence, field)):
        wrong = (*right[:position], other, *right[position + 1 :])
        if wrong != right:
            with pytest.raises(InputError, match="does not open"):
                opened(ciphertext, *wrong)  # type: ignore[arg-type]  # each other is of its position's type


@given(values, st.data())
def test_any_flipped_bit_is_refused(value: Sealable, data: st.DataObject) -> None:
    changed = bytearray(sealed(value))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(InputError, match="does not open"):
        opened(bytes(changed), KEY, SECRET, ORIGIN, 17, FIELD)


@given(values, st.data())
def test_any_shorter_ciphertext_is_refused(value: Sealable, data: st.DataObject) -> None:
    whole = sealed(value)
    with pytest.raises(InputError, match="does not open"):
        opened(whole[: data.draw(st.integers(0, len(whole) - 1))], KEY, SECRET, ORIGIN, 17, FIELD)


@pytest.mark.parametrize(("letters", "blocks"), [(0, 1), (61, 1), (62, 1), (63, 2), (126, 2), (127, 3)])
def test_lengths_are_hidden_in_blocks_of_64(letters: int, blocks: int) -> None:
    ciphertext = sealed("a" * letters)
    assert len(ciphertext) == 12 + 64 * blocks + 16
    assert plaintext(ciphertext) == f'"{"a" * letters}"'.encode().ljust(64 * blocks)


def test_the_same_value_twice_shares_nothing() -> None:
    first, second = sealed("Ada"), sealed("Ada")
    assert first[:12] != second[:12]
    assert commitment(first) != commitment(second)


def test_mappings_are_in_the_order_of_rfc_8785() -> None:
    """The example of RFC 8785 section 3.2.3."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    said = json.loads(plaintext(sealed(dict.fromkeys(names))), object_pairs_hook=list)
    assert [name for name, _ in said] == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_in_rfc_8785() -> None:
    """From the example of RFC 8785 section 3.2.2."""
    written = plaintext(sealed('\u20ac$\u000f\nA\'B"\\\\"/\u007f')).rstrip()
    assert written == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'.encode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.5, "holds a float"),
        ([float("nan")], "holds a float"),
        ({"a": {"b": 2.0}}, "holds a float"),
        (2**53, "beyond 2^53"),
        (-(2**53), "beyond 2^53"),
        ({1: "a"}, "has a key that is not text"),
        (b"a", "holds a bytes"),
        ("\ud800", "half a character"),
        (["a\udfff"], "half a character"),
        ({"\ud800": 1}, "half a character"),
    ],
)
def test_what_has_no_one_form_is_refused(value: Sealable, said: str) -> None:
    with pytest.raises(InputError, match=said.replace("^", r"\^")):
        sealed(value)


def test_what_is_too_deep_is_refused() -> None:
    value: Sealable = "Ada"
    for _ in range(100_000):
        value = [value]
    with pytest.raises(InputError, match="nested too deeply") as refused:
        sealed(value)
    assert "Ada" not in str(refused.value)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_only_keys_of_256_bits_are_taken(length: int) -> None:
    with pytest.raises(InputError, match="32 bytes"):
        seal("Ada", KEY, bytes(length), ORIGIN, 17, FIELD)


def test_the_commitment_is_of_the_ciphertext() -> None:
    ciphertext = sealed("Ada")
    assert base64.b64decode(commitment(ciphertext)) == hashlib.sha256(ciphertext).digest()


def test_aes_gcm_is_that_of_the_publication() -> None:
    """Test case 14 of McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: NIST's 256-bit vectors."""
    vector = "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"
    assert AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None).hex() == vector


def test_ciphers_are_forgotten_and_made_again() -> None:
    ciphertext = sealed("Ada")
    forget_ciphers()
    assert opened(ciphertext, KEY, SECRET, ORIGIN, 17, FIELD) == "Ada"


def test_a_million_values_are_sealed_in_seconds() -> None:
    """Six microseconds a value at best; ten times that is left for a busy machine."""
    best = min(_seconds_for(500) for _ in range(20))
    assert best / 500 < 60e-6


def _seconds_for(count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        sealed("Ada Lovelace")
    return time.perf_counter() - start
