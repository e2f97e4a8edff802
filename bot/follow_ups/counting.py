"""What did people say of a service, when they were asked whether it helped? Counts, and no person.

It says what to call first, and never that something was checked: that only staff may say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.models.follow_ups import ServiceAnswer
from flows.engine.follow_ups import HelpAnswer
from services_directory.values.entries import Directory

COUNTED = timedelta(days=90)
"""What was so long ago says little of today."""

HOW_SHOWN_FROM = 5
"""Of fewer answers it is not told how it was: who was passed on there could guess whose."""

_HOW = (HelpAnswer.GOOD, HelpAnswer.MIDDLING, HelpAnswer.BAD)


@dataclass(frozen=True, slots=True)
class ConfirmedHelp:
    """`people` got help, the last on `last_on`. `how`: how it was for them, of enough answers."""

    people: int
    last_on: date
    how: Mapping[HelpAnswer, int] = field(default_factory=dict)


HelpTold = dict[str, ConfirmedHelp]


async def help_told(today: date, directory: Directory, service: str = "") -> HelpTold:
    """Of every service where somebody got help lately, or of the one that is named. What was said
    of one that was merged into another is said of that."""
    about = {"service__in": directory.known_as(service)} if service else {}
    rows = await ServiceAnswer.filter(day__gte=today - COUNTED, **about)
    said: defaultdict[str, Counter[HelpAnswer]] = defaultdict(Counter)
    last: dict[str, date] = {}
    for row in rows:
        answer = HelpAnswer(row.answer)
        stays = directory.stays(row.service)
        said[stays][answer] += row.times
        if answer is HelpAnswer.YES:
            last[stays] = max(row.day, last.get(stays, row.day))
    return {
        service: ConfirmedHelp(said[service][HelpAnswer.YES], last_on, _how(said[service]))
        for service, last_on in last.items()
    }


def _how(answers: Mapping[HelpAnswer, int]) -> dict[HelpAnswer, int]:
    how = {each: answers[each] for each in _HOW if answers.get(each)}
    return how if sum(how.values()) >= HOW_SHOWN_FROM else {}
