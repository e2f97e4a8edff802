"""A code is read aloud, copied and typed again: a slip is noticed, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.receipts import new_certificate_code, new_receipt
from flows.engine.codes import (
    FIRST_LETTERS,
    OTHER_LETTERS,
    check_letter,
    fits,
    read_certificate_code,
    read_receipt,
)


def codes(groups: int) -> st.SearchStrategy[str]:
    group = st.tuples(*map(st.sampled_from, (FIRST_LETTERS, OTHER_LETTERS, OTHER_LETTERS)))
    drawn = st.lists(group.map("".join), min_size=groups, max_size=groups)
    begins = drawn.map(lambda each: "-".join(each)[:-1])
    return begins.map(lambda each: each + check_letter(each))


CODES = codes(2) | codes(4)


@given(CODES)
def test_every_single_slip_and_every_swap_is_noticed(code: str) -> None:
    assert fits(code)
    letters = code.replace("-", "")
    slips = {
        letters[:at] + other + letters[at + 1 :]
        for at in range(len(letters))
        for other in OTHER_LETTERS
    }
    swaps = {
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        for at in range(len(letters) - 1)
    }
    assert [each for each in (slips | swaps) - {letters} if fits(each)] == []


@pytest.mark.parametrize("draw", [new_receipt, new_certificate_code])
def test_a_code_that_is_drawn_fits(draw: object) -> None:
    assert callable(draw)
    assert all(fits(draw()) for _ in range(50))


@given(codes(4), st.sampled_from(["-", " ", ""]), st.booleans())
def test_a_certificate_is_read_as_people_type_it(code: str, between: str, lower: bool) -> None:
    typed = code.replace("-", between)
    said = f"is {typed.lower() if lower else typed} real?"
    assert read_certificate_code(said) == code
    assert read_receipt(said) is None


@given(codes(2))
def test_a_receipt_is_no_certificate(code: str) -> None:
    assert read_certificate_code(code) is None
    assert read_receipt(f"رمزي {code.lower()}") == code
