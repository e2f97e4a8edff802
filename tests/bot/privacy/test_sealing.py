"""Addresses: sealed for whoever steals the database, found by whoever holds the key."""

from __future__ import annotations

import base64
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.privacy.sealing import (
    KeyFault,
    Sealer,
    SealFault,
    load_or_create_key,
    read_key,
    sealer_from,
)

OLD, NEW, OTHER = (bytes((start + n) % 256 for n in range(32)) for start in (0, 100, 200))
SEALER = Sealer(OLD)
NUMBER = "+21620000001"

words = st.text(max_size=200)
purposes = st.text(max_size=20)


def test_a_key_file_full_of_something_else_is_named(tmp_path: Path) -> None:
    for content in (b"junk", b"\xff\xfe\x00", b""):
        (tmp_path / "secret.key").write_bytes(content)
        with pytest.raises(KeyFault, match=r"secret\.key holds no key"):
            load_or_create_key(tmp_path)


@given(words, purposes)
def test_what_is_sealed_opens_again(text: str, purpose: str) -> None:
    assert SEALER.open(SEALER.seal(text, purpose), purpose) == text


@given(words, purposes, purposes)
def test_nothing_opens_for_another_purpose(text: str, purpose: str, other: str) -> None:
    assume(purpose != other)
    with pytest.raises(SealFault):
        SEALER.open(SEALER.seal(text, purpose), other)


@given(words, st.data())
def test_one_changed_bit_and_it_stays_closed(text: str, data: st.DataObject) -> None:
    sealed = bytearray(SEALER.seal(text))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealFault):
        SEALER.open(bytes(sealed))


@given(st.binary(max_size=80))
def test_bytes_that_were_never_sealed_stay_closed(content: bytes) -> None:
    with pytest.raises(SealFault):
        SEALER.open(content)


def test_the_same_number_sealed_twice_looks_different() -> None:
    first, second = SEALER.seal(NUMBER), SEALER.seal(NUMBER)
    assert first != second
    assert NUMBER.encode() not in first


def test_a_fault_does_not_quote_what_is_sealed() -> None:
    with pytest.raises(SealFault) as caught:
        Sealer(NEW).open(SEALER.seal(NUMBER))
    assert NUMBER not in str(caught.value)


def test_after_a_change_of_keys_old_and_new_rows_open() -> None:
    before = SEALER.seal(NUMBER)
    changing = Sealer(NEW, OLD)
    after = changing.seal(NUMBER)

    assert changing.open(before) == changing.open(after) == NUMBER
    with pytest.raises(SealFault):
        SEALER.open(after)


def test_after_a_change_of_keys_everybody_is_still_found() -> None:
    changing = Sealer(NEW, OLD)
    assert changing.address_hash("sms", NUMBER) == SEALER.address_hash("sms", NUMBER)
    assert changing.digest("a name") == SEALER.digest("a name")


@given(words, words, words, words)
def test_a_hash_stands_for_one_address_of_one_channel(
    channel: str, address: str, other_channel: str, other_address: str
) -> None:
    assume("\0" not in channel + other_channel)
    same = (channel, address) == (other_channel, other_address)
    first = SEALER.address_hash(channel, address)
    assert (first == SEALER.address_hash(other_channel, other_address)) is same
    assert len(first) == 32


def test_a_hash_needs_the_key() -> None:
    assert Sealer(NEW).address_hash("sms", NUMBER) != SEALER.address_hash("sms", NUMBER)


def test_neither_repr_nor_pickle_shows_a_key() -> None:
    assert repr(SEALER) == "Sealer(…)"
    with pytest.raises(TypeError):
        pickle.dumps(SEALER)


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["=", ""])
@given(key=st.binary(min_size=32, max_size=32).filter(lambda key: len(set(key)) >= 8))
def test_a_key_is_read_in_both_alphabets_with_and_without_padding(
    encode: object, padding: str, key: bytes
) -> None:
    assert callable(encode)
    text = encode(key).decode().rstrip("=") + padding
    assert read_key(f" {text}\n") == key


@pytest.mark.parametrize(
    "text", ["", "short", "é" * 43, "A" * 43, base64.b64encode(OLD[:31]).decode(), "a b" * 15]
)
def test_a_poor_key_is_refused_with_the_way_to_a_better_one(text: str) -> None:
    with pytest.raises(KeyFault, match="token_urlsafe") as caught:
        sealer_from(text)
    assert not text or text not in str(caught.value)


def test_two_keys_are_written_with_a_comma() -> None:
    text = ", ".join(base64.b64encode(key).decode() for key in (NEW, OLD))
    assert sealer_from(text).open(SEALER.seal(NUMBER)) == NUMBER


def test_the_first_run_makes_a_key_and_the_next_finds_it(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    key = load_or_create_key(data_dir)
    assert load_or_create_key(data_dir) == key
    assert stat.S_IMODE((data_dir / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["secret.key"]


def test_runs_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(load_or_create_key, [tmp_path] * 8))
    assert len(set(keys)) == 1


def test_a_spoilt_key_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("oops")
    with pytest.raises(KeyFault, match="Put back the right one"):
        load_or_create_key(tmp_path)
    assert (tmp_path / "secret.key").read_text() == "oops"
