"""The classes of a cohort as a file that somebody's calendar takes in, made when it is sent.

Of the tables and not of what was known when it was queued: nobody's calendar gets an old time. It
says what anybody may read of the cohort, and nothing of who gets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from tortoise.exceptions import BaseORMException

from bot.clock import Clock
from bot.contacts.world import WorldBuilder
from bot.messages.errors import TryLater
from bot.messages.message import AttachedFile, Attachment
from flows.components.training.class_messages import CohortWords
from services_directory.training.calendar_file import CONTENT_TYPE, CalendarWords, cohort_calendar
from services_directory.training.reading import get_cohort, get_course
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course

AGAIN_AFTER = timedelta(seconds=5)


class ClassFiles:
    """Built once in `bot/bootstrap.py`, for the outbox."""

    def __init__(self, worlds: WorldBuilder, clock: Clock) -> None:
        self._worlds = worlds
        self._clock = clock

    async def make(self, attachment: Attachment) -> AttachedFile | None:
        """None where there is no such cohort any more, or nobody may see it. Raises TryLater."""
        languages = self._worlds.programme.languages
        try:
            cohort = await get_cohort(attachment.cohort_id, languages)
            course = await get_course(cohort.course_id, languages) if cohort else None
        except (BaseORMException, OSError):
            # The words wait with it: sent alone, they would say a file that never comes.
            raise TryLater("the database could not be read", AGAIN_AFTER) from None
        if cohort is None or cohort.state == CohortState.DRAFT:
            return None
        words = self._words(cohort, course, attachment.locale)
        text = cohort_calendar(cohort, words, made_at=self._clock())
        return AttachedFile(f"dalil-{cohort.id}.ics", CONTENT_TYPE, text.encode())

    def _words(self, cohort: Cohort, course: Course | None, locale: str) -> CalendarWords:
        directory = self._worlds.snapshot.directory
        told, say = CohortWords(cohort, course, directory), self._worlds.translator.phrase
        place = directory.place(cohort.place)
        town = say(place.name, locale) if place else cohort.place

        def where(meeting: ClassMeeting) -> str:
            return ", ".join(_once([say(told.where(meeting), locale), town]))

        def about(meeting: ClassMeeting) -> str:
            return "\n".join(map(partial(say, locale=locale), told.bring(meeting)))

        return CalendarWords(say(told.title, locale), where, about)


def _once(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each for each in words if each))
