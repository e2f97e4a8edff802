"""Numbers become what one dials: a single block of digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.values.entries import Phone
from services_directory.values.phones import read_phones


@pytest.mark.parametrize(
    ("printed", "digits", "e164"),
    [
        ("58 371 050", "58371050", "+21658371050"),
        ("80.104.748", "80104748", "+21680104748"),
        ("(+216) 70 729 090", "70729090", "+21670729090"),
        ("00216 80 10 15 66", "80101566", "+21680101566"),
        ("٨٠١٠١١١١", "80101111", "+21680101111"),
        ("197", "197", None),
        ("1899", "1899", None),
        ("+33486517161", "0033486517161", "+33486517161"),
    ],
)
def test_a_tunisian_number_is_dialled_without_its_country(
    printed: str, digits: str, e164: str | None
) -> None:
    assert read_phones(printed, "TN") == (Phone(digits, e164),)


def test_two_numbers_in_one_cell_are_two_numbers() -> None:
    assert read_phones("192 / 1809", "TN") == (Phone("192"), Phone("1809"))


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("78 603 120/121", ["78603120", "78603121"]),
        ("78603120/21", ["78603120", "78603121"]),
        ("78.603.120 / 121 / 122", ["78603120", "78603121", "78603122"]),
        ("+216 78 603 120/1", ["78603120", "78603121"]),
        ("78/603/120", ["78603120"]),
        ("78 603 120 / 98 111 222", ["78603120", "98111222"]),
        ("78 603 120 / 192", ["78603120", "192"]),
    ],
)
def test_the_last_digits_after_a_slash_are_another_line_and_no_short_code(
    printed: str, digits: list[str]
) -> None:
    assert [phone.digits for phone in read_phones(printed, "TN") or ()] == digits


SHORT_CODES = ("190", "192", "193", "194", "197", "198", "1809", "1899")


@given(st.integers(20_000_000, 99_999_999), st.integers(1, 5), st.integers(0, 99_999))
def test_beside_a_number_only_a_short_code_of_the_country_is_one(
    number: int, n: int, last: int
) -> None:
    phones = read_phones(f"{number} / {last:05}"[: len(f"{number} / ") + n], "TN") or ()
    assert all(
        phone.e164 or (len(phone.digits) in (3, 4) and phone.digits.startswith("1"))
        for phone in phones
    )


def test_another_country_keeps_its_own_first_zero() -> None:
    assert read_phones("0414 660 123", "UG") == (Phone("0414660123", "+256414660123"),)


@pytest.mark.parametrize("printed", ["ask Mariem", "5", "71600111 poste 3", "123456789012345678"])
def test_what_is_no_number_is_refused(printed: str) -> None:
    assert read_phones(printed, "TN") is None


@given(st.text(st.characters(), max_size=30) | st.text("+0123456789 ()./-٣", max_size=25))
def test_a_number_is_always_one_block_of_ascii_digits(printed: str) -> None:
    for phone in read_phones(printed, "TN") or ():
        assert phone.digits.isascii()
        assert phone.digits.isdigit()
