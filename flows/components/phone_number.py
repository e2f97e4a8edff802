"""A phone number somebody typed, in any script and spacing: read, or known to be none."""

from __future__ import annotations

import phonenumbers

from services_directory.values.entries import Programme


def read_phone(words: str, programme: Programme) -> str | None:
    """The number in E.164, of the programme's country where none is said; None for no number.

    It may stand in a sentence: "20000001 merci, le soir"."""
    number = _whole(words, programme.country) or _within(words, programme.country)
    if number is None:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _whole(words: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(words, country)
    except phonenumbers.NumberParseException:
        return None
    # Possible, not valid: the library learns of new ranges later than people do.
    return number if phonenumbers.is_possible_number(number) else None


def _within(words: str, country: str) -> phonenumbers.PhoneNumber | None:
    """The first one; a year or an age is too short to be one."""
    found = phonenumbers.PhoneNumberMatcher(words, country, leniency=phonenumbers.Leniency.POSSIBLE)
    return next((match.number for match in found), None)
