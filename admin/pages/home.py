"""What waits for whoever signed in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.models import AuditEntry
from admin.pages.inbox.assigning import had_by, who_may_answer
from admin.pages.inbox.listing import NOBODYS, open_entries
from admin.pages.referrals.listing import LEFT, left_behind
from admin.regions.about import About
from admin.regions.door import comes_in
from admin.regions.reach import reach_of
from admin.regions.rows import theirs
from admin.rendering.labels import Names
from admin.rendering.templates import page, url_of
from admin.security.access import visitor_of
from admin.security.permissions import Permission
from bot.models.learning import Feedback, Interest
from bot.models.messages import Reminder
from bot.models.referrals import Referral
from bot.operations.audit_log import Did
from bot.outbound.budget import ALARM_PERCENT, CAPPED, SMS, Budget, Spent, spending
from flows.engine.text import Text, _, plural
from flows.registration.interest_states import UNANSWERED
from services_directory.search.reaching.acting import (
    share_of,
    shares_by_need,
    shares_by_place,
)
from services_directory.storage.calls.call_list import calls_to_make
from services_directory.storage.store import list_services

ALARMS_STAY = timedelta(days=7)
LEFT_TALKS = _("talks of colleagues who are no longer here")
LEFT_REFERRALS = _("referrals begun by colleagues who are no longer here")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One count, and the page that shows what was counted."""

    count: int
    label: Text
    link: str
    danger: bool = False


async def show(request: web.Request) -> web.Response:
    may, waiting = visitor_of(request).may, list[Waiting]()
    for permission, counted in WHAT_WAITS:
        if may(permission):
            waiting += await counted(request)
    directory = reach_of(request).of_theirs(dependencies_of(request).directory())
    shares = (shares_by_need(directory), shares_by_place(directory))
    sees_alarms = may(Permission.SEE_CHANGES) and comes_in(request, "audit")
    alarms = await _alarms(request) if sees_alarms else []
    money = await _money(request)
    return page(
        request,
        "home.html",
        waiting=waiting,
        alarms=alarms,
        money=money,
        whole=share_of(directory.services) if may(Permission.SEE_FIGURES) else None,
        shares=shares,
        names=Names(directory),
    )


async def _money(request: web.Request) -> list[Text]:
    """What everybody who may send has to know of what is paid for them."""
    deps, told = dependencies_of(request), list[Text | None]()
    now, budgets = deps.clock(), Budget.of(deps.programme)
    for channel in CAPPED:
        budget = budgets.on(channel)
        if budget.has_caps:
            spent = await deps.executor.run(partial(spending, channel, budget, now))
            told.append(_told_of(channel, budget.percent(spent), spent))
    return [each for each in told if each is not None]


def _told_of(channel: str, percent: int, spent: Spent) -> Text | None:
    if percent < ALARM_PERCENT:
        return None
    if channel != SMS:
        return _told_of_whatsapp(percent, spent)
    if percent >= 100:
        return plural(
            "The SMS that are paid for are used up. Whoever writes is still answered; {n} SMS of"
            " a reminder waits until there are more.",
            "The SMS that are paid for are used up. Whoever writes is still answered; {n} SMS of"
            " reminders wait until there are more.",
            spent.reminders_due,
        )
    return _(
        "{percent} percent of the SMS that are paid for are used up: {today} today, {month}"
        " this month.",
        percent=percent,
        today=spent.segments_today,
        month=spent.segments_this_month,
    )


def _told_of_whatsapp(percent: int, spent: Spent) -> Text:
    if percent >= 100:
        return plural(
            "The WhatsApp messages that are paid for are used up. Whoever writes is still"
            " answered; {n} message of a reminder waits until there are more.",
            "The WhatsApp messages that are paid for are used up. Whoever writes is still"
            " answered; {n} messages of reminders wait until there are more.",
            spent.reminders_due,
        )
    return _(
        "{percent} percent of the WhatsApp messages that are paid for are used up: {today} today,"
        " {month} this month.",
        percent=percent,
        today=spent.messages_today,
        month=spent.messages_this_month,
    )


async def _alarms(request: web.Request) -> list[AuditEntry]:
    """Who wanted to look at more numbers than anybody calls: the key to all of them, perhaps."""
    since = dependencies_of(request).clock() - ALARMS_STAY
    told = AuditEntry.filter(what=Did.TOO_MANY_REVEALED.value, happened_at__gt=since)
    return await told.order_by("-id").limit(10)


async def _people_waiting(request: web.Request) -> list[Waiting]:
    url, entries = url_of(request), await open_entries(request)
    colleagues = await who_may_answer()
    left = sum(had_by(each.conversation, colleagues) is not None for each in entries)
    danger = sum(each.danger for each in entries)
    waiting = sum(each.waiting_since is not None and not each.danger for each in entries)
    return [
        Waiting(danger, _("maybe in danger"), url("requests"), danger=danger > 0),
        Waiting(waiting, _("wait for our answer"), url("requests")),
        *([Waiting(left, LEFT_TALKS, url("requests", {"whose": NOBODYS}))] if left else []),
    ]


async def _feedback_waiting(request: web.Request) -> list[Waiting]:
    count = await (await theirs(request, About.FEEDBACK, Feedback.filter(done_at=None))).count()
    return [Waiting(count, _("new feedback"), url_of(request)("feedback"))]


async def _interest_waiting(request: web.Request) -> list[Waiting]:
    unanswered = Interest.filter(state__in=sorted(UNANSWERED))
    count = await (await theirs(request, About.INTEREST, unanswered)).count()
    return [Waiting(count, _("wait to hear from us"), url_of(request)("interests"))]


async def _referrals_waiting(request: web.Request) -> list[Waiting]:
    """Refused, silent, taken back: somebody has to look for another way."""
    url = url_of(request)
    back = await theirs(request, About.REFERRAL, Referral.filter(back_at__isnull=False))
    count = await back.count()
    begun = await theirs(request, About.REFERRAL, await left_behind(Referral.all()))
    left = await begun.count()
    return [
        Waiting(count, _("referrals came back to us"), url("referrals")),
        *([Waiting(left, LEFT_REFERRALS, url("referrals", {"show": LEFT}))] if left else []),
    ]


async def _reminders_waiting(request: web.Request) -> list[Waiting]:
    scheduled = Reminder.filter(state="scheduled")
    count = await (await theirs(request, About.REMINDER, scheduled)).count()
    return [Waiting(count, _("reminders to be sent"), url_of(request)("reminders"))]


async def _services_waiting(request: web.Request) -> list[Waiting]:
    reach = reach_of(request)
    unchecked = await list_services(unchecked=True, regions=reach.regions, limit=1)
    link = url_of(request)("services", {"unchecked": "1"})
    deps = dependencies_of(request)
    calls = await calls_to_make(reach.of_theirs(deps.directory()), deps.today())
    return [
        Waiting(unchecked.total, _("services not yet checked"), link),
        Waiting(len(calls), _("calls that would help most"), url_of(request)("calls")),
    ]


WHAT_WAITS = (
    (Permission.ANSWER_PEOPLE, _people_waiting),
    (Permission.READ_FEEDBACK, _feedback_waiting),
    (Permission.REGISTER_PEOPLE, _interest_waiting),
    (Permission.REFER_PEOPLE, _referrals_waiting),
    (Permission.SEND_REMINDERS, _reminders_waiting),
    (Permission.EDIT_DIRECTORY, _services_waiting),
)
"""In the order of the page; each for those who may see to it."""
