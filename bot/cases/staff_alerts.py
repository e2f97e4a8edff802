"""Who of staff is told that somebody waits? Whoever linked an address, and may answer.

Danger at once, in the quiet hours to who is on duty (`rota.py`), else to all; who waited for as
long as the programme says without an answer; once a day how many wait. Of those who only wait each
is told of theirs (the regions they work for). An alert holds no name and no word of anybody: a link
to the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog

from bot.cases.help_requests import is_in_danger
from bot.cases.rota import on_shift, read_shifts
from bot.channels.email.names import NAME as EMAIL
from bot.channels.sms.prefixes import CHANNEL as SMS
from bot.clock import Clock
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.messages.capabilities import Capabilities
from bot.operations.staff_permissions import ANSWER_PEOPLE, MAY, limited_to
from bot.outbound.outbox import OutboundDraft, Outbox, queue_to_number
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.place_and_source import open_place
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
    """One address of somebody of staff, opened. `regions`: those they work for; None: all."""

    staff_id: int
    channel: str
    address: str
    locale: str
    regions: frozenset[str] | None

    def sees_to(self, region: str | None) -> bool:
        """Whether somebody in this region is theirs; who never said where they are is."""
        return self.regions is None or region is None or region in self.regions


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

    async def send_code(self, code: str, address: str, locale: str) -> None:
        """To an e-mail address that somebody of staff says is theirs: only its reader knows it."""
        said = _("To be told here when somebody waits, enter this code in Dalil: {code}", code=code)
        reader = Reader(0, EMAIL, address, locale, None)
        await self.executor.run(lambda: self._send(said, [reader]))
        self.outbox.wake()

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
            "SELECT t.id, t.contact_id, t.alert_at, t.last_at, t.waiting_since, c.place_sealed"
            " FROM staff_conversation AS t JOIN contact AS c ON c.id = t.contact_id"
            " WHERE t.alert_at <= ? AND t.closed_at IS NULL ORDER BY t.id",
            (now,),
        )
        in_danger, others, waiting = list[Row](), list[Row](), list[Row]()
        for row in due:
            danger = yield from is_in_danger(row["contact_id"], self.sealer)
            # Later looks are set for a moment after the last word.
            is_new = as_time(row["alert_at"]) <= as_time(row["last_at"])
            (in_danger if danger and is_new else others).append(row)
            if not danger and now >= self._told_at(row):
                waiting.append(row)
        polite = self.worlds.polite(now)
        if in_danger and (yield from self._may_tell_of_danger(now)):
            yield from self._look_again(in_danger, now, polite)
            return (yield from self._tell_of_danger(now, is_quiet=polite > now))
        yield from self._look_again(others, now, polite)
        people = (yield from self._all_of_today(now)) or ([] if polite > now else waiting)
        return (yield from self._tell_of_waiting(people)) if people else 0

    def _tell_of_danger(self, now: datetime, *, is_quiet: bool) -> Transaction[int]:
        """At night whoever is on duty; all, where that is nobody we can reach."""
        said = _("Somebody may be in danger and waits for an answer: {link}", link=self._place)
        readers = yield from self._readers()
        if is_quiet:
            local = now.astimezone(ZoneInfo(self.worlds.programme.timezone))
            told_first = on_shift((yield from read_shifts()), local)
            readers = [each for each in readers if each.staff_id in told_first] or readers
        return (yield from self._send(said, readers))

    def _tell_of_waiting(self, people: Sequence[Row]) -> Transaction[int]:
        """Each of how many are theirs; nobody of none."""
        regions, told = [self._region(row) for row in people], 0
        for reader in (yield from self._readers()):
            count = sum(map(reader.sees_to, regions))
            if count:
                told += yield from self._send(self._waiting(count), [reader])
        return told

    def _told_at(self, row: Row) -> datetime:
        """When they have waited for so long that staff are told, though nobody is in danger."""
        after = timedelta(minutes=self.worlds.programme.centre.alert_after_minutes)
        return as_time(row["waiting_since"]) + after

    def _look_again(
        self, rows: Sequence[Row], now: datetime, polite: datetime
    ) -> Transaction[None]:
        """When they have waited, then in the morning, then no more; the same for all, so that no
        row tells who is in danger."""
        for row in rows:
            waited_at, later = self._told_at(row), polite if polite > now else None
            at = waited_at if waited_at > now else later
            yield Sql("UPDATE staff_conversation SET alert_at = ? WHERE id = ?", (at, row["id"]))

    def _region(self, row: Row) -> str | None:
        """Where somebody is, as far as they said it."""
        named = open_place(row["contact_id"], row["place_sealed"], self.sealer)
        place = self.worlds.snapshot.directory.place(named)
        return place.region if place else named

    def _may_tell_of_danger(self, now: datetime) -> Transaction[bool]:
        """Who is left is told of in the next of these minutes."""
        slot = str(int(now.timestamp() // DANGER_EVERY.total_seconds()))
        first = yield Sql(
            "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)"
            " ON CONFLICT (job, slot) DO NOTHING RETURNING slot",
            (DANGER, slot, now),
        )
        return bool(first)

    def _all_of_today(self, now: datetime) -> Transaction[Sequence[Row]]:
        """Who waits, told once a day in the first hours after the quiet ones; nobody at any other
        time."""
        programme = self.worlds.programme
        local = now.astimezone(ZoneInfo(programme.timezone))
        begins = datetime.combine(local.date(), programme.quiet_until, local.tzinfo)
        if not begins <= local < begins + timedelta(hours=3):
            return []
        first = yield Sql(
            "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)"
            " ON CONFLICT (job, slot) DO NOTHING RETURNING slot",
            (SUMMARY, local.date().isoformat(), now),
        )
        if not first:
            return []
        return (
            yield Sql(
                "SELECT t.contact_id, c.place_sealed FROM staff_conversation AS t"
                " JOIN contact AS c ON c.id = t.contact_id"
                " WHERE t.closed_at IS NULL AND t.waiting_since IS NOT NULL ORDER BY t.id"
            )
        )

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
        return (yield from self._send(said, readers, leaves_at))

    def _send(
        self, said: Text, readers: Sequence[Reader], leaves_at: datetime | None = None
    ) -> Transaction[int]:
        now = self.clock()
        for reader in readers:
            draft = self._draft(said, reader, now, leaves_at)
            yield from queue_to_number(draft, reader.address, self.sealer)
        return len(readers)

    def _readers(self, staff_id: int | None = None) -> Transaction[list[Reader]]:
        rows = yield Sql(
            "SELECT a.id, a.channel, a.address_sealed, s.id AS staff_id, s.locale, s.regions,"
            " s.role"
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
            regions = limited_to(row["regions"], row["role"])
            readers.append(Reader(row["staff_id"], row["channel"], address, row["locale"], regions))
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
