"""A phone number somebody typed, in any script and spacing: read, or known to be none."""

from __future__ import annotations

import phonenumbers

from services_directory.values.entries import Programme


def read_phone(words: str, programme: Programme) -> str | None:
    """The number in E.164, of the programme's country where none is said; None for no number."""
    try:
        number = phonenumbers.parse(words, programme.country)
    except phonenumbers.NumberParseException:
        return None
    # Possible, not valid: the library learns of new ranges later than people do.
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
