"""How much of what is paid for was sent, and how near is a cap?"""

from __future__ import annotations

from bot.channels.provider import Finding, Mark
from bot.clock import now_in_utc
from bot.commands.findings.tables import missing_tables, url_of
from bot.configuration.settings import Settings
from bot.database.opening import open_database
from bot.outbound.budget import ALARM_PERCENT, SMS, WHATSAPP, Budget, Spent, spending
from services_directory.packs.programme import FILE, load_programme, pack_folder


async def money_on_sms(settings: Settings) -> Finding:
    """How much of the SMS that are paid for was sent."""
    budget, spent = await _spent(settings, SMS)
    if isinstance(spent, Finding):
        return spent
    told = f"SMS: {spent.segments_today} segments today, {spent.segments_this_month} this month"
    if spent.unanswered_this_month:
        told += (
            f"; {spent.unanswered_this_month} of foreign numbers were left unanswered this month"
            " (`sms_also_to`)"
        )
    return _of_the_caps(SMS, budget, spent, told)


async def money_on_whatsapp(settings: Settings) -> Finding | None:
    """The same of WhatsApp; nothing where it is neither used nor capped."""
    budget, spent = await _spent(settings, WHATSAPP)
    if isinstance(spent, Finding):
        return spent
    if not (spent.messages_this_month or budget.has_caps):
        return None
    told = (
        f"WhatsApp: {spent.messages_today} messages today, {spent.messages_this_month} this month"
    )
    prices = load_programme(pack_folder(settings.pack)).limits.prices_of(WHATSAPP)
    if not prices:
        told += f"; what one costs nobody wrote down ([[limits.prices]] of {FILE})"
    return _of_the_caps(WHATSAPP, budget, spent, told)


async def _spent(settings: Settings, channel: str) -> tuple[Budget, Spent | Finding]:
    budget = Budget.of(load_programme(pack_folder(settings.pack))).on(channel)
    missing = await missing_tables(settings)
    if missing is not None:
        return budget, missing
    database = await open_database(url_of(settings), data_dir=settings.data_dir)
    try:
        spent = await database.executor.run(lambda: spending(channel, budget, now_in_utc()))
        return budget, spent
    finally:
        await database.close()


def _of_the_caps(channel: str, budget: Budget, spent: Spent, told: str) -> Finding:
    keys = f"`{channel}_a_day` or `{channel}_a_month`"
    if not budget.has_caps:
        return Finding(Mark.NOTE, f"{told}; there is no cap: write {keys} in [limits] of {FILE}")
    percent = budget.percent(spent)
    told = f"{told}: {percent} % of what {FILE} allows"
    if percent >= 100:
        waiting = "SMS" if channel == SMS else "messages"
        return Finding(
            Mark.FAULT,
            f"{told}; replies still leave, and {spent.reminders_due} {waiting} of reminders wait:"
            f" raise {keys}, or wait for the next day or month",
        )
    return Finding(Mark.NOTE if percent >= ALARM_PERCENT else Mark.GOOD, told)
