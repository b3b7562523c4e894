"""AES key wrap, against the vectors of RFC 3394 section 4."""

import pytest

from plimsoll.vault.key_wrapping import WrongKeyError, new_key, unwrap, wrap

WRAPPING = bytes.fromhex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
WRAPPED = bytes.fromhex("28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")
SHORTER = bytes.fromhex("64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")


def test_256_bits_are_wrapped_with_256_bits_as_in_section_4_6() -> None:
    assert wrap(WRAPPING, KEY) == WRAPPED
    assert unwrap(WRAPPING, WRAPPED) == KEY


def test_128_bits_wrapped_with_256_bits_as_in_section_4_3_are_no_key_of_ours() -> None:
    with pytest.raises(WrongKeyError):
        unwrap(WRAPPING, SHORTER)


@pytest.mark.parametrize("bit", range(0, 320, 13))
def test_a_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(WRAPPED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(WrongKeyError):
        unwrap(WRAPPING, bytes(changed))


def test_another_wrapping_key_is_refused() -> None:
    with pytest.raises(WrongKeyError):
        unwrap(new_key(), WRAPPED)


@pytest.mark.parametrize("wrapped", [b"", WRAPPED[:-1], WRAPPED[:8], bytes(40), bytes(48)])
def test_what_is_no_wrapped_key_is_refused(wrapped: bytes) -> None:
    with pytest.raises(WrongKeyError):
        unwrap(WRAPPING, wrapped)


@pytest.mark.parametrize(("wrapping", "key"), [(bytes(16), KEY), (WRAPPING, bytes(16)), (b"", b"")])
def test_only_keys_of_256_bits_are_wrapped(wrapping: bytes, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(wrapping, key)
