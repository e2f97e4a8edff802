"""Who of staff is told that somebody waits? Whoever linked an address, and may answer.

Danger at once, also in the quiet hours; who waited for `ALERT_AFTER` without an answer; once a day
how many wait. An alert holds no name and no word of anybody: a link to the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog

from bot.cases.help_requests import is_in_danger
from bot.cases.staff_conversations import ALERT_AFTER
from bot.channels.sms.prefixes import CHANNEL as SMS
from bot.clock import Clock
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.messages.capabilities import Capabilities
from bot.operations.staff_permissions import ANSWER_PEOPLE, MAY
from bot.outbound.outbox import OutboundDraft, Outbox, queue_farewell
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.sealing.sealed_columns import ALERT_ADDRESS
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.reply import Reply
from flows.engine.text import Text, _, plural

log = structlog.get_logger(__name__)

SUMMARY = "alert_summary"
DANGER = "alert_danger"
DANGER_EVERY = timedelta(minutes=2)
"""Many in danger at once are one message: whoever writes of it from many phones could send as many
SMS to staff as they like, and nobody would look at the next one."""


class Reader(NamedTuple):
    """One address of somebody of staff, opened."""

    channel: str
    address: str
    locale: str


@dataclass(frozen=True, slots=True)
class StaffAlerts:
    """Built once in `bot/bootstrap.py`. `link`: of the inbox; None where nobody outside can open
    it."""

    executor: Executor
    outbox: Outbox
    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer
    clock: Clock
    link: str | None

    async def send_due(self) -> None:
        """Tell of those whose time has come, and once a day of all: one message each time."""
        sent = await self.executor.run(self._due)
        if sent:
            log.info("staff_alerted", alerts=sent)
            self.outbox.wake()

    async def try_out(self, staff_id: int) -> bool:
        """One to somebody who wants to see that it comes; False where it goes nowhere."""
        sent = await self.executor.run(
            lambda: self._tell(_("This is how you are told: {link}", link=self._place), staff_id)
        )
        self.outbox.wake()
        return sent > 0

    async def tell(self, said: Text) -> None:
        """Something else that cannot wait for a look at the pages; not in the quiet hours."""
        leaves_at = self.worlds.polite(self.clock())
        await self.executor.run(lambda: self._tell(said, leaves_at=leaves_at))
        self.outbox.wake()

    @property
    def _place(self) -> str:
        return self.link or "Dalil"

    def _due(self) -> Transaction[int]:
        now = self.clock()
        due = yield Sql(
            "SELECT id, contact_id, alert_at, last_at, waiting_since FROM staff_conversation"
            " WHERE alert_at <= ? AND closed_at IS NULL ORDER BY id",
            (now,),
        )
        in_danger, others, waiting = list[Row](), list[Row](), 0
        for row in due:
            danger = yield from is_in_danger(row["contact_id"], self.sealer)
            # Later looks are set for a moment after the last word.
            is_new = as_time(row["alert_at"]) <= as_time(row["last_at"])
            (in_danger if danger and is_new else others).append(row)
            waiting += not danger and _have_waited(row, now)
        polite = self.worlds.polite(now)
        if in_danger and (yield from self._may_tell_of_danger(now)):
            yield from _look_again(in_danger, now, polite)
            said = _("Somebody may be in danger and waits for an answer: {link}", link=self._place)
            return (yield from self._tell(said))
        yield from _look_again(others, now, polite)
        people = (yield from self._all_of_today(now)) or (0 if polite > now else waiting)
        return (yield from self._tell(self._waiting(people))) if people else 0

    def _may_tell_of_danger(self, now: datetime) -> Transaction[bool]:
        """Who is left is told of in the next of these minutes."""
        slot = str(int(now.timestamp() // DANGER_EVERY.total_seconds()))
        first = yield Sql(
            "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)"
            " ON CONFLICT (job, slot) DO NOTHING RETURNING slot",
            (DANGER, slot, now),
        )
        return bool(first)

    def _all_of_today(self, now: datetime) -> Transaction[int]:
        """How many wait, told once a day in the first hours after the quiet ones; 0 at any other
        time."""
        programme = self.worlds.programme
        local = now.astimezone(ZoneInfo(programme.timezone))
        begins = datetime.combine(local.date(), programme.quiet_until, local.tzinfo)
        if not begins <= local < begins + timedelta(hours=3):
            return 0
        first = yield Sql(
            "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)"
            " ON CONFLICT (job, slot) DO NOTHING RETURNING slot",
            (SUMMARY, local.date().isoformat(), now),
        )
        waiting = yield Sql(
            "SELECT COUNT(*) AS n FROM staff_conversation"
            " WHERE closed_at IS NULL AND waiting_since IS NOT NULL"
        )
        return int(waiting[0]["n"]) if first else 0

    def _waiting(self, people: int) -> Text:
        return plural(
            "{n} person waits for an answer of our team: {link}",
            "{n} people wait for an answer of our team: {link}",
            people,
            link=self._place,
        )

    def _tell(
        self, said: Text, staff_id: int | None = None, leaves_at: datetime | None = None
    ) -> Transaction[int]:
        readers = yield from self._readers(staff_id)
        now = self.clock()
        for reader in readers:
            draft = self._draft(said, reader, now, leaves_at)
            yield from queue_farewell(draft, reader.address, self.sealer)
        return len(readers)

    def _readers(self, staff_id: int | None) -> Transaction[list[Reader]]:
        rows = yield Sql(
            "SELECT a.id, a.channel, a.address_sealed, s.id AS staff_id, s.locale"
            " FROM alert_address AS a JOIN staff_member AS s ON s.id = a.staff_id"
            f" WHERE s.active = ? AND {MAY} ORDER BY a.id",
            (True, ANSWER_PEOPLE),
        )
        limits, country = self.worlds.programme.limits, self.worlds.programme.country
        readers = []
        for row in rows:
            is_meant = staff_id in (None, row["staff_id"])
            if not is_meant or row["channel"] not in self.capabilities:
                continue
            try:
                address = self.sealer.open(
                    bytes(row["address_sealed"] or b""), ALERT_ADDRESS.of(row["id"])
                )
            except SealFault:
                continue  # the key that sealed it is gone: they link it again
            if not limits.answers_by_sms(address, country) and row["channel"] == SMS:
                continue
            readers.append(Reader(row["channel"], address, row["locale"]))
        return readers

    def _draft(
        self, said: Text, reader: Reader, now: datetime, leaves_at: datetime | None
    ) -> OutboundDraft:
        worlds = self.worlds
        writer = MessageWriter(self.capabilities, worlds.translator, worlds.route_to)
        to = Recipient(None, reader.channel, b"", reader.locale)
        route = worlds.routes.route_to(reader.channel, lambda: reader.address)
        reply = Reply((said,))
        return writer.write(to, reply, now, leaves_at=leaves_at, urgent=True, route=route)


def _have_waited(row: Row, now: datetime) -> bool:
    """For so long that staff are told of it, though nobody is in danger."""
    return as_time(row["waiting_since"]) + ALERT_AFTER <= now


def _look_again(rows: Sequence[Row], now: datetime, polite: datetime) -> Transaction[None]:
    """After an hour, then in the morning, then no more; the same for all, so that no row tells who
    is in danger."""
    for row in rows:
        if not _have_waited(row, now):
            at: datetime | None = as_time(row["waiting_since"]) + ALERT_AFTER
        else:
            at = polite if polite > now else None
        yield Sql("UPDATE staff_conversation SET alert_at = ? WHERE id = ?", (at, row["id"]))
