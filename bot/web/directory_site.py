"""What does the application give to the API and to the public pages?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast

from bot.application import Application
from bot.cases.help_requests import report_mistake
from bot.channels.webchat.names import BUTTONS
from bot.contacts.world import WorldBuilder
from bot.documents.drawing import DrawingFailed, picture_apart
from bot.translation.translator import Translator
from bot.web import page_search
from bot.web.front_page import elsewhere, ways_to_write
from flows.components.training.class_messages import seats_left
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.text import Text, Value, _, plural
from services_directory.storage.all_records import RecordsReader
from services_directory.training.values import Cohort
from services_directory.web.dependencies import SiteDependencies
from services_directory.web.languages import Language as PageLanguage


@dataclass(frozen=True, slots=True)
class PageWords:
    """Our sentences in one language, for pages below this room."""

    translator: Translator
    locale: str

    def gettext(self, message: str, /, **values: object) -> str:
        told = tuple((name, cast(Value, value)) for name, value in values.items())
        return self.translator.phrase(Text(message, told), self.locale)


_WRONG: dict[str, Text] = {
    "phone": _("The number is wrong, or nobody answers"),
    "address": _("The place is wrong, or it has moved"),
    "hours": _("The hours are wrong"),
    "closed": _("It does not exist any more"),
    "other": _("Something else"),
}
"""What a reader of a page can pick, as staff read it."""


async def _report(app: Application, service: str, wrong: str, words: str) -> None:
    """Said to staff in the programme's first language, with what was written beside it."""
    first = app.translator.languages[0].code
    told = app.translator.phrase(_("Told on a page: {what}", what=_WRONG[wrong]), first)
    said = "\n".join(each for each in (told, words) if each)
    now = app.clock()

    def unkept(reports: int) -> str:
        line = plural(
            "{n} more report found no room here. There is room again once this is done.",
            "{n} more reports found no room here. There is room again once this is done.",
            reports,
        )
        return app.translator.phrase(line, first)

    await app.database.executor.run(lambda: report_mistake(service, said, now, app.sealer, unkept))


def site_dependencies(app: Application) -> SiteDependencies:
    """Everything public is made of the snapshot that people are answered from."""
    settings, worlds, clock, translator = app.settings, app.worlds, app.clock, app.translator
    return SiteDependencies(
        directory=lambda: worlds.snapshot.directory,
        load=RecordsReader(worlds.programme).read,
        languages={each.code: each for each in translator.languages},
        words=lambda language: PageWords(translator, language.code),
        trainings=lambda: worlds.snapshot.trainings,
        seats_left=SeatsLeft(worlds),
        free_seats=SeatsLeft(worlds).free,
        clock=clock,
        search=lambda asked: page_search.answer(worlds.for_nobody(clock()), asked),
        report=partial(_report, app),
        picture=_picture,
        writing=lambda: tuple(ways_to_write(settings, app.providers.names)),
        elsewhere=elsewhere(webchat_is_on=BUTTONS in app.channels),
        public_url=settings.public_url,
        proxies=settings.proxies,
        per_minute=settings.open_data_per_minute,
        pages_per_minute=settings.pages_per_minute,
    )


async def _picture(title: str, below: str, right_to_left: bool) -> bytes:
    try:
        return await picture_apart(title, below, right_to_left=right_to_left)
    except DrawingFailed:
        return b""


@dataclass(frozen=True, slots=True)
class SeatsLeft:
    """What a conversation says of the seats of a cohort, for pages below this room."""

    worlds: WorldBuilder

    def __call__(self, cohort: Cohort, language: PageLanguage) -> str:
        count = self._count(cohort)
        return self.worlds.translator.phrase(seats_left(count), language.code)

    def free(self, cohort: Cohort) -> int:
        """How many somebody could have now: none where others wait for those that are free."""
        count = self._count(cohort)
        return count.free if count.gives(1) else 0

    def _count(self, cohort: Cohort) -> SeatCount:
        return self.worlds.seats.get(cohort.id, SeatCount(cohort.seats))
