"""What waits for whoever signed in?"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from admin.rendering.templates import page, url_of
from admin.security.access import EDITORS, TRAINERS, visitor_of
from bot.models.learning import Feedback, Interest
from bot.models.messages import Reminder
from bot.models.people import HelpRequest
from flows.engine.effect import HelpReason
from flows.engine.text import Text, _
from services_directory.storage.store import list_services


@dataclass(frozen=True, slots=True)
class Waiting:
    """One count, and the page that shows what was counted."""

    count: int
    label: Text
    link: str
    danger: bool = False


async def show(request: web.Request) -> web.Response:
    visitor = visitor_of(request)
    waiting = await _people_waiting(request) if visitor.is_one_of(EDITORS) else []
    waiting += await _interest_waiting(request)
    if visitor.is_one_of(TRAINERS):
        waiting += await _reminders_waiting(request)
    if visitor.is_one_of(EDITORS):
        waiting += await _services_waiting(request)
    return page(request, "home.html", waiting=waiting)


async def _people_waiting(request: web.Request) -> list[Waiting]:
    url, still_open = url_of(request), HelpRequest.filter(done_at=None)
    danger = await still_open.filter(reason=HelpReason.DANGER.value).count()
    asked = await still_open.exclude(reason=HelpReason.DANGER.value).count()
    feedback = await Feedback.filter(done_at=None).count()
    return [
        Waiting(danger, _("maybe in danger"), url("requests"), danger=danger > 0),
        Waiting(asked, _("asked for a human"), url("requests")),
        Waiting(feedback, _("new feedback"), url("feedback")),
    ]


async def _interest_waiting(request: web.Request) -> list[Waiting]:
    count = await Interest.filter(done_at=None).count()
    return [Waiting(count, _("wait to hear from us"), url_of(request)("interests"))]


async def _reminders_waiting(request: web.Request) -> list[Waiting]:
    count = await Reminder.filter(state="scheduled").count()
    return [Waiting(count, _("reminders to be sent"), url_of(request)("reminders"))]


async def _services_waiting(request: web.Request) -> list[Waiting]:
    unchecked = await list_services(unchecked=True, limit=1)
    link = url_of(request)("services", {"unchecked": "1"})
    return [Waiting(unchecked.total, _("services not yet checked"), link)]
