"""How does one dial this number? As one block of digits, so that no script shows it backwards."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType

from services_directory.values.entries import Phone

_LONGEST_SHORT_CODE = 5

_SHORT_CODES = {"TN": frozenset(("190", "192", "193", "194", "197", "198", "1809", "1899"))}
"""By ISO country: what beside a whole number is a short code, and not its last digits. Each is of a
service of the pack, with its source there."""

_BETWEEN_NUMBERS = re.compile(r"\s*(?:/|;|,|\n)\s*")
_SLASH = re.compile(r"\s*/\s*")


def read_phones(printed: str, country: str) -> tuple[Phone, ...] | None:
    """The numbers in `printed`, such as "192 / 1809"; None when one of them is no number.

    A number of `country` (ISO code) becomes its national digits, one of elsewhere "00" and its
    country code; a short code stays as it is and has no international form. "78 603 120/121" is
    two lines, the second by its last digits, and "78/603/120" one (EU style guide, fr 9.3).
    """
    parts = [part for part in _BETWEEN_NUMBERS.split(printed.strip()) if part]
    whole = _grouped_by_slashes(printed, country)
    phones = (
        [whole]
        if whole
        else [_read_phone(part, country) for part in _whole_numbers(parts, country)]
    )
    if any(phone is None for phone in phones):
        return None
    return tuple(phone for phone in phones if phone is not None)


def takes_sms(phone: Phone) -> bool:
    """Whether it is, or may be, a mobile phone: a message to any other reaches nobody."""
    if phone.e164 is None:
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(phone.e164))
    return kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def _grouped_by_slashes(printed: str, country: str) -> Phone | None:
    """One number whose groups are divided by slashes; no group of it is a number by itself."""
    groups = _SLASH.split(printed.strip())
    if len(groups) < 3 or any(len(each) > _LONGEST_SHORT_CODE for each in groups):
        return None
    phone = _read_phone("".join(groups), country)
    return phone if phone and phone.e164 else None


def _whole_numbers(parts: list[str], country: str) -> list[str]:
    """Each part as a whole number: the last digits of another line follow the line they change."""
    numbers: list[str] = []
    for part in parts:
        before = numbers[-1] if numbers else ""
        short = part.isdecimal() and part not in _SHORT_CODES.get(country, ())
        if short and len(part) <= _LONGEST_SHORT_CODE < _digits_in(before):
            part = _with_last_digits(before, part)
        numbers.append(part)
    return numbers


def _digits_in(printed: str) -> int:
    return len(phonenumbers.normalize_digits_only(printed))


def _with_last_digits(number: str, last: str) -> str:
    """`number` with its last digits replaced, whatever stands between them."""
    kept, left = list(number), list(last)
    for at in reversed(range(len(kept))):
        if left and kept[at].isdecimal():
            kept[at] = left.pop()
    return "".join(kept)


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
