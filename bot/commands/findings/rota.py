"""Whom does danger reach at night, and in which hours is it nobody on duty?"""

from __future__ import annotations

from bot.cases.rota import clock_of, gaps, read_shifts
from bot.channels.provider import Finding, Mark
from bot.commands.findings.tables import missing_tables, url_of
from bot.configuration.settings import Settings
from bot.database.opening import open_database
from bot.database.transaction import Sql, Transaction
from bot.operations.staff_permissions import ANSWER_PEOPLE, MAY
from services_directory.packs.programme import load_programme, pack_folder

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WHERE = "/admin/rota"


def _reached() -> Transaction[frozenset[int]]:
    """Who may answer people, and linked an address to be told at."""
    rows = yield Sql(
        "SELECT DISTINCT s.id FROM alert_address AS a JOIN staff_member AS s ON s.id = a.staff_id"
        f" WHERE s.active = ? AND {MAY}",
        (True, ANSWER_PEOPLE),
    )
    return frozenset(int(row["id"]) for row in rows)


async def who_is_told(settings: Settings) -> Finding | None:
    """Nothing before there are tables."""
    if await missing_tables(settings) is not None:
        return None
    database = await open_database(url_of(settings), data_dir=settings.data_dir)
    try:
        reached = await database.executor.run(_reached)
        shifts = await database.executor.run(read_shifts)
    finally:
        await database.close()
    if not reached:
        return Finding(
            Mark.NOTE,
            "alerts: nobody of staff linked a phone, so danger waits for who opens the pages:"
            " /admin/alerts",
        )
    told = f"alerts: {len(reached)} of staff are told of danger"
    if not shifts:
        return Finding(Mark.GOOD, f"{told}, all of them at night: there is no rota ({WHERE})")
    programme = load_programme(pack_folder(settings.pack))
    kept = (each for each in shifts if each.staff_id in reached)
    open_hours = [
        f"{DAYS[each.weekday]} {clock_of(each.begins):%H:%M}-{clock_of(each.ends):%H:%M}"
        for each in gaps(kept, programme.quiet_from, programme.quiet_until)
    ]
    if open_hours:
        hours = ", ".join(open_hours)
        return Finding(Mark.NOTE, f"{told}; nobody on duty is reached at {hours}: {WHERE}")
    return Finding(Mark.GOOD, f"{told}; each night somebody is on duty")
