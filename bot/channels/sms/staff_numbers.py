"""A number that staff type so that an SMS goes there: read, or refused with the reason.

Whoever writes from abroad is not answered, since that may cost many times as much; what staff make
leave obeys the same rule.
"""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberType

from flows.components.phone_number import read_phone
from flows.engine.text import Text, _
from services_directory.values.entries import Programme

NO_NUMBER = _("This is not a phone number.")
NO_SMS_THERE = _("This is a landline: no SMS arrives there.")


def read_sms_number(words: str, programme: Programme) -> str | Text:
    """In E.164; or why no SMS goes there."""
    number = read_phone(words, programme)
    if number is None:
        return NO_NUMBER
    if not programme.limits.answers_by_sms(number, programme.country):
        return _("No SMS is paid for to this number.")
    if phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.FIXED_LINE:
        return NO_SMS_THERE
    return number


def where_sms_goes(programme: Programme) -> Text | None:
    """Said beside the field; None where an SMS goes everywhere."""
    prefixes = programme.limits.sms_prefixes(programme.country)
    if not prefixes:
        return None
    return _("SMS go to numbers that begin with {prefixes}.", prefixes=" ".join(prefixes))
