"""Is a cap near? Said once a day, in the log and on the phones of staff; never to whom anything was
sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.clock import Clock
from bot.database.transaction import Executor
from bot.outbound.budget import CAPPED, SMS, Budget, Spent, alarm
from flows.engine.text import Text, _

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BudgetAlarm:
    """A job of the scheduler; of all replicas one says it. `tell`: who of staff is told of what
    waits (bot/cases/staff_alerts.py)."""

    executor: Executor
    budget: Budget
    clock: Clock
    tell: Callable[[Text], Awaitable[None]]

    async def warn(self) -> None:
        """Look at what was sent, and say so where it comes near a cap."""
        for channel in CAPPED:
            budget = self.budget.on(channel)
            if budget.has_caps:
                spent = await self.executor.run(partial(alarm, channel, budget, self.clock()))
                if spent is not None:
                    _say(channel, budget, spent)
                    await self.tell(_in_words(channel, budget.percent(spent)))


def _in_words(channel: str, percent: int) -> Text:
    is_over, by_sms = percent >= 100, channel == SMS
    if by_sms and is_over:
        return _("The SMS that are paid for are used up: reminders wait, answers still go.")
    if by_sms:
        return _("{percent} percent of the SMS that are paid for are used up.", percent=percent)
    if is_over:
        return _("The WhatsApp messages that are paid for are used up: reminders wait.")
    return _(
        "{percent} percent of the WhatsApp messages that are paid for are used up.",
        percent=percent,
    )


def _say(channel: str, budget: Budget, spent: Spent) -> None:
    percent = budget.percent(spent)
    if channel == SMS:
        log.warning(
            "sms_cap_near",
            percent=percent,
            segments_today=spent.segments_today,
            segments_this_month=spent.segments_this_month,
            a_day=budget.segments_a_day,
            a_month=budget.segments_a_month,
            reminders_due=spent.reminders_due,
        )
        return
    log.warning(
        "whatsapp_cap_near",
        percent=percent,
        messages_today=spent.messages_today,
        messages_this_month=spent.messages_this_month,
        a_day=budget.messages_a_day,
        a_month=budget.messages_a_month,
        reminders_due=spent.reminders_due,
    )
