"""Addresses: sealed for whoever steals the database, found by whoever holds the key."""

from __future__ import annotations

import base64
import pickle
import secrets

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.privacy.sealing.sealed_columns import ADDRESS, SESSION, SealedColumn
from bot.privacy.sealing.sealer import (
    Cell,
    Sealer,
    SealFault,
    sealer_from,
)

OLD, NEW, OTHER = (secrets.token_bytes(32) for _ in range(3))
SEALER = Sealer(OLD)
NUMBER = "+21620000001"

HERE = ADDRESS.of(1)

words = st.text(max_size=200)
cells = st.builds(
    SealedColumn.of,
    st.builds(SealedColumn, st.sampled_from(("one", "other")), st.text("abc", max_size=9)),
    st.integers(1, 99),
)


@given(words, cells)
def test_what_is_sealed_opens_again(text: str, cell: Cell) -> None:
    assert SEALER.open(SEALER.seal(text, cell), cell) == text


@given(words, cells, cells)
def test_nothing_opens_in_another_table_column_or_row(text: str, cell: Cell, other: Cell) -> None:
    assume(cell != other)
    with pytest.raises(SealFault):
        SEALER.open(SEALER.seal(text, cell), other)


def test_what_was_sealed_before_rows_were_bound_still_opens() -> None:
    before = SEALER.seal(NUMBER, Cell("address"))
    assert SEALER.open(before, ADDRESS.of(7)) == NUMBER
    with pytest.raises(SealFault):
        SEALER.open(before, SESSION.of(7))


@given(words, st.data())
def test_one_changed_bit_and_it_stays_closed(text: str, data: st.DataObject) -> None:
    sealed = bytearray(SEALER.seal(text, HERE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealFault):
        SEALER.open(bytes(sealed), HERE)


@given(st.binary(max_size=80))
def test_bytes_that_were_never_sealed_stay_closed(content: bytes) -> None:
    with pytest.raises(SealFault):
        SEALER.open(content, HERE)


def test_the_same_number_sealed_twice_looks_different() -> None:
    first, second = SEALER.seal(NUMBER, HERE), SEALER.seal(NUMBER, HERE)
    assert first != second
    assert NUMBER.encode() not in first


def test_a_fault_does_not_quote_what_is_sealed() -> None:
    with pytest.raises(SealFault) as caught:
        Sealer(NEW).open(SEALER.seal(NUMBER, HERE), HERE)
    assert NUMBER not in str(caught.value)


def test_after_a_change_of_keys_old_and_new_rows_open() -> None:
    before = SEALER.seal(NUMBER, HERE)
    changing = Sealer(NEW, OLD)
    changing.use(changing.fingerprints[0], [SEALER.hash_key])
    after = changing.seal(NUMBER, HERE)

    assert changing.open(before, HERE) == changing.open(after, HERE) == NUMBER
    with pytest.raises(SealFault):
        SEALER.open(after, HERE)


def test_until_the_new_key_is_in_use_it_only_stands_by() -> None:
    changing = Sealer(NEW, OLD)
    assert SEALER.open(changing.seal(NUMBER, HERE), HERE) == NUMBER
    assert changing.address_hashes("sms", NUMBER)[0] == SEALER.address_hash("sms", NUMBER)


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


def test_two_keys_are_written_with_a_comma() -> None:
    text = ", ".join(base64.b64encode(key).decode() for key in (NEW, OLD))
    assert sealer_from(text).open(SEALER.seal(NUMBER, HERE), HERE) == NUMBER
