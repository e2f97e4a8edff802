"""How does one dial this number? As one block of digits, so that no script shows it backwards."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber

from services_directory.values.entries import Phone

_LONGEST_SHORT_CODE = 5

_BETWEEN_NUMBERS = re.compile(r"\s*(?:/|;|,|\n)\s*")


def read_phones(printed: str, country: str) -> tuple[Phone, ...] | None:
    """The numbers in `printed`, such as "192 / 1809"; None when one of them is no number.

    A number of `country` (ISO code) becomes its national digits, one of elsewhere "00" and its
    country code; a short code stays as it is and has no international form.
    """
    parts = [part for part in _BETWEEN_NUMBERS.split(printed.strip()) if part]
    phones = [_read_phone(part, country) for part in parts]
    if any(phone is None for phone in phones):
        return None
    return tuple(phone for phone in phones if phone is not None)


def _read_phone(printed: str, country: str) -> Phone | None:
    digits = phonenumbers.normalize_digits_only(printed)
    if len(digits) <= _LONGEST_SHORT_CODE:
        return Phone(digits) if len(digits) > 1 and _is_dialled_text(printed) else None
    try:
        number = phonenumbers.parse(_with_plus(printed), country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not _is_dialled_text(printed):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(_dialled(number, country), e164)


def _dialled(number: PhoneNumber, country: str) -> str:
    if number.country_code == phonenumbers.country_code_for_region(country):
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        return str(phonenumbers.normalize_digits_only(national))
    return f"00{number.country_code}{phonenumbers.national_significant_number(number)}"


def _with_plus(printed: str) -> str:
    """ "00216 80…" as "+216 80…": some countries dial abroad with another prefix than 00."""
    return re.sub(r"^\W*00", "+", printed)


def _is_dialled_text(printed: str) -> bool:
    """True when nothing but digits and the marks between them was written."""
    return re.fullmatch(r"\+?[\d\s().\-]+|\(\+\d+\)[\d\s().\-]+", printed.strip()) is not None
