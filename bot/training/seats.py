"""Who is offered a seat that is free, and until when? Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.contacts.quiet_hours import QuietHours, after_waking, earliest_polite, latest_polite

ANSWERED_WITHIN = timedelta(hours=24)
"""Of waking time: the quiet hours do not count."""

BEFORE_THE_START = timedelta(hours=3)
"""From then on nobody is asked any more: they could not come."""

LEAST_TIME = timedelta(minutes=30)
"""Who had less than that to answer would only be told of a seat that is gone."""


class InLine(NamedTuple):
    """Somebody who waits, by the number that gives the order."""

    enrolment_id: int
    seats: int


def next_in_line(waiting: Iterable[InLine], free: int) -> list[InLine]:
    """Whom the free seats are offered to, first come first served.

    Two who come together need two: one seat goes past them, and they keep their place.
    """
    offered: list[InLine] = []
    for each in sorted(waiting):
        if each.seats <= free:
            offered.append(each)
            free -= each.seats
    return offered


def answer_by(now: datetime, starts_at: datetime, quiet: QuietHours) -> datetime | None:
    """Until when somebody asked now may answer; None where it is too late to ask."""
    asked_at = earliest_polite(now, *quiet)
    last = latest_polite(starts_at - BEFORE_THE_START, *quiet)
    if last - asked_at < LEAST_TIME:
        return None
    return min(after_waking(asked_at, ANSWERED_WITHIN, *quiet), last)
