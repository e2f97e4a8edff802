"""How much may one person, and everybody together, make us send, and what does it cost? A programme
says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from phonenumbers import country_code_for_region

EVERYWHERE = "*"


class PriceCategory(StrEnum):
    """As WhatsApp tells messages apart that we write. SERVICE: within a day of somebody's last one;
    UTILITY: later, in the words of a template."""

    SERVICE = "service"
    UTILITY = "utility"


@dataclass(frozen=True, slots=True)
class MessagePrice:
    """What one message costs, and by SMS one segment, from the day `since` on.

    `prefix`: to whom, by how their number begins. `category`: None: any. `source`: who says so.
    """

    channel: str
    amount: Decimal
    currency: str
    since: date
    source: str
    prefix: str = EVERYWHERE
    category: PriceCategory | None = None

    def holds_for(self, address: str, category: PriceCategory, on: date) -> bool:
        """Whether this may be the price of a message to this address on that day."""
        begins = self.prefix == EVERYWHERE or _number_of(address).startswith(self.prefix)
        return begins and self.category in (None, category) and self.since <= on


@dataclass(frozen=True, slots=True)
class Limits:
    """`answers_an_hour`, `answers_a_day`: to one person, on ways where a message costs money.

    `where_free`: so many times as many where none does. `danger_an_hour`: so many more are given
    to somebody in danger who has had all the others, and to STOP and ERASE. `second_person_above`:
    a reminder to more people waits until a second member of staff agrees. `sms_a_day`,
    `sms_a_month`: after so many segments, whoever they went to, reminders wait; None: no cap.
    `whatsapp_a_day`, `whatsapp_a_month`: the same of WhatsApp, in messages. `sms_also_to`:
    prefixes of numbers outside the country that are answered by SMS as well. `prices`: where
    somebody read them; what is not there nobody knows.
    `classes_attended_percent`: who went through a training was at so many of its classes.
    """

    answers_an_hour: int = 20
    answers_a_day: int = 60
    danger_an_hour: int = 6
    where_free: int = 5
    second_person_above: int = 100
    classes_attended_percent: int = 75
    sms_a_day: int | None = None
    sms_a_month: int | None = None
    whatsapp_a_day: int | None = None
    whatsapp_a_month: int | None = None
    sms_also_to: tuple[str, ...] = ()
    prices: tuple[MessagePrice, ...] = ()

    def answers_by_sms(self, number: str, country: str) -> bool:
        """Whether an SMS to this address is paid for; a short code is always of the country."""
        prefixes = self.sms_prefixes(country)
        return not prefixes or not number.startswith("+") or number.startswith(prefixes)

    def sms_prefixes(self, country: str) -> tuple[str, ...]:
        """How numbers begin that an SMS is paid for to; none: whatever they begin with."""
        if EVERYWHERE in self.sms_also_to:
            return ()
        return (f"+{country_code_for_region(country)}", *self.sms_also_to)

    def prices_of(self, channel: str) -> tuple[MessagePrice, ...]:
        """What is known of a channel; nothing, where nobody wrote it down."""
        return tuple(price for price in self.prices if price.channel == channel)


def price_of(
    prices: tuple[MessagePrice, ...], address: str, category: PriceCategory, on: date
) -> MessagePrice | None:
    """Of those that hold the one that names most closely what is sent, and the newest of them."""
    hold = [each for each in prices if each.holds_for(address, category, on)]
    return max(
        hold,
        key=lambda each: (len(each.prefix.strip("*")), each.category is not None, each.since),
        default=None,
    )


def _number_of(address: str) -> str:
    """How their number begins; of an id of WhatsApp ("TN.1349…") its country tells as much."""
    country, dot, _rest = address.partition(".")
    return f"+{country_code_for_region(country)}" if dot else address


USUAL = Limits()
"""Where a programme says nothing of them."""
