"""The reminders written so far, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiohttp import web
from tortoise.functions import Count, Sum

from admin.dependencies import dependencies_of
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.cohort_labels import cohort_labels
from admin.rendering.contacts import find
from admin.rendering.labels import MESSAGE_STATES, REASONS, Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.broadcasts.planned import Planned, open_planned
from bot.broadcasts.second_person import WAITING
from bot.database.transaction import Transaction
from bot.models.messages import OutboundMessageRow, Reminder
from bot.operations.audit_log import Did, On, noted
from flows.engine.text import Text, _

REMINDER_STATES: dict[str, Text] = {
    "draft": _("Draft"),
    "waiting": _("Waiting for a second person to agree"),
    "scheduled": _("Waiting for the set time"),
    "sending": _("Being sent"),
    "sent": _("Sent"),
    "cancelled": _("Cancelled"),
}

LEFT_US = frozenset({"sent", "delivered"})
"""States of messages that are paid for certain."""

ON_THEIR_WAY = frozenset({"queued", "sending"})
"""States of messages that have not left yet, as in the quiet hours."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many messages of a reminder ended in one way, and how many SMS that was."""

    state: str
    reason: str | None
    people: int
    segments: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What the messages of a reminder cost in one currency, of those whose price is known."""

    currency: str
    amount: Decimal
    messages: int


async def show(request: web.Request) -> web.Response:
    wanted = await theirs(request, About.REMINDER, Reminder.all())
    turn = pages(request.rel_url, await wanted.count())
    rows = await wanted.order_by("-id").offset(turn.offset).limit(PER_PAGE)
    return page(
        request,
        "reminders.html",
        rows=rows,
        planned={each.id: _planned(request, each) for each in rows},
        names=Names(dependencies_of(request).directory()),
        cohorts=cohort_labels(dependencies_of(request)),
        states=await _states(rows),
        state_names=REMINDER_STATES,
        pages=turn,
    )


async def show_one(request: web.Request) -> web.Response:
    reminder = await find(request, Reminder)
    deps, outcomes = dependencies_of(request), await _outcomes(reminder.id)
    still_waits = any(each.state == "queued" for each in outcomes)
    return page(
        request,
        "reminder.html",
        reminder=reminder,
        planned=_planned(request, reminder),
        outcomes=outcomes,
        segments=sum(each.segments for each in outcomes if each.state in LEFT_US),
        costs=await _costs(reminder.id),
        can_cancel=still_waits or reminder.state in {WAITING, "scheduled", "sending"},
        can_approve=reminder.state == WAITING and reminder.created_by != staff_of(request).name,
        names=Names(deps.directory()),
        cohorts=cohort_labels(deps),
        states=await _states([reminder]),
        state_names=REMINDER_STATES,
        message_states=MESSAGE_STATES,
        reasons=REASONS,
        zone=deps.programme.timezone,
    )


async def approve(request: web.Request) -> web.Response:
    """A second person agrees that it goes to so many people."""
    reminder, deps, who = (
        await find(request, Reminder),
        dependencies_of(request),
        staff_of(request).name,
    )

    def in_the_trail(reminder_id: int) -> Transaction[None]:
        yield from noted(who, Did.APPROVED, On.REMINDER, reminder_id, deps.clock())

    agreed = await deps.reminders.approve(reminder.id, who, also=in_the_trail)
    return go(request, "reminder", "approved" if agreed else "not_approved", id=reminder.id)


async def cancel(request: web.Request) -> web.Response:
    reminder, deps, who = (
        await find(request, Reminder),
        dependencies_of(request),
        staff_of(request).name,
    )

    def in_the_trail(reminder_id: int) -> Transaction[None]:
        before, after = {"state": reminder.state}, {"state": "cancelled"}
        now = deps.clock()
        yield from noted(
            who, Did.CANCELLED, On.REMINDER, reminder_id, now, before=before, after=after
        )

    called_back = await deps.reminders.cancel(reminder.id, also=in_the_trail)
    told = "too_late" if called_back is None else "cancelled"
    return go(request, "reminder", told, id=reminder.id)


def _planned(request: web.Request, reminder: Reminder) -> Planned:
    return open_planned(reminder.id, reminder.planned_sealed, dependencies_of(request).sealer)


async def _states(reminders: Sequence[Reminder]) -> dict[int, str]:
    """How far each is, by its id. The table's *sent* means that all of it was queued."""
    waits = OutboundMessageRow.filter(
        reminder_id__in=[each.id for each in reminders], state__in=ON_THEIR_WAY
    )
    on_its_way = set(await waits.distinct().values_list("reminder_id", flat=True))
    return {
        each.id: "sending" if each.state == "sent" and each.id in on_its_way else each.state
        for each in reminders
    }


async def _outcomes(reminder_id: int) -> list[Outcome]:
    counted = (
        await OutboundMessageRow.filter(reminder_id=reminder_id)
        .annotate(people=Count("id"), sms=Sum("segments"))
        .group_by("state", "state_reason")
        .order_by("state", "state_reason")
        .values("state", "state_reason", "people", "sms")
    )
    return [
        Outcome(each["state"], each["state_reason"], each["people"], each["sms"] or 0)
        for each in counted
    ]


async def _costs(reminder_id: int) -> list[Cost]:
    counted = (
        await OutboundMessageRow.filter(reminder_id=reminder_id, price_micros__isnull=False)
        .annotate(messages=Count("id"), micros=Sum("price_micros"))
        .group_by("currency")
        .order_by("currency")
        .values("currency", "messages", "micros")
    )
    return [
        Cost(each["currency"], Decimal(int(each["micros"])) / 1_000_000, each["messages"])
        for each in counted
    ]
