"""Which calls help most? The services that are shown most and nobody of ours checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from tortoise.functions import Sum

from services_directory.search.reaching.acting import can_be_reached
from services_directory.storage.models import ServiceCall, ServiceShown
from services_directory.values.entries import Directory, Service

COUNTED = timedelta(days=90)
MOST_CALLS = 20
NOBODY_SAID: Mapping[str, int] = MappingProxyType({})


class Outcome(StrEnum):
    """What came of a call. ASKED: it was asked by a link, and answers by itself, or is called."""

    NUMBER_WRITTEN = "number_written"
    ALL_RIGHT = "all_right"
    NO_SUCH_NUMBER = "no_such_number"
    NEXT = "next"
    ASKED = "asked"


RESTS = {
    Outcome.NUMBER_WRITTEN: timedelta(days=180),
    Outcome.ALL_RIGHT: timedelta(days=180),
    Outcome.NO_SUCH_NUMBER: timedelta(days=30),
    Outcome.NEXT: timedelta(days=1),
    Outcome.ASKED: timedelta(days=14),
}
"""So long nobody is asked to call there again."""


class Call(NamedTuple):
    """A service to call, how often its card was shown lately, and how many got help there."""

    service: Service
    times: int
    confirmed: int = 0

    @property
    def urgency(self) -> float:
        """The more people say that it helped them, the less a call finds out."""
        return self.times / (1 + self.confirmed)


async def calls_to_make(
    directory: Directory, today: date, confirmed: Mapping[str, int] = NOBODY_SAID
) -> tuple[Call, ...]:
    """At most `MOST_CALLS`, the one that helps most people first. `confirmed`: by service, how many
    people said lately that it helped them."""
    shown = await _times_shown(today - COUNTED)
    resting = {each.service for each in await ServiceCall.filter(rests_until__gt=today)}
    waiting = [
        Call(each, shown.get(each.id, 0), confirmed.get(each.id, 0))
        for each in _unchecked(directory)
        if each.id not in resting
    ]
    waiting.sort(key=lambda each: (-each.urgency, can_be_reached(each.service)))
    return tuple(waiting[:MOST_CALLS])


async def called(service: str, outcome: Outcome, *, by: str, now: datetime, today: date) -> None:
    """Note what came of a call; inside the transaction of whatever changed by it."""
    columns = {
        "outcome": outcome.value,
        "called_by": by,
        "called_at": now,
        "rests_until": today + RESTS[outcome],
    }
    await ServiceCall.update_or_create(defaults=columns, service=service)


def _unchecked(directory: Directory) -> Iterable[Service]:
    """Without lines of danger, and without what answers one finer need alone: a hundred schools."""
    needs = [each for each in directory.programme.finer_needs if each.apart]
    for each in directory.services:
        if "~" in each.id:
            continue  # another site of a service that stands here already
        is_apart = any(need.is_apart(each.id) for need in needs)
        if each.last_checked is None and not each.is_emergency and not is_apart:
            yield each


async def _times_shown(since: date) -> dict[str, int]:
    counted = (
        await ServiceShown.filter(day__gte=since)
        .annotate(total=Sum("times"))
        .group_by("service")
        .values_list("service", "total")
    )
    return {str(service): int(total) for service, total in counted}
