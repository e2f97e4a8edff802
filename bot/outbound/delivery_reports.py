"""What became of a message after it was handed to a provider, as the provider reports it?

Reports come in any order, repeated, before the provider answered our own call, and for messages
that are gone. So each names the row itself, by a reference that we gave along with the message:
nothing has to be kept until the provider's id is known. Delivered and failed are final, and a
report on a message that a crash had put back into the queue keeps it from being sent twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.clock import Clock
from bot.contacts.aliases import hashed
from bot.database.transaction import Executor, Sql, Transaction, as_time
from bot.messages.attempts import SETTLED
from bot.messages.reports import (
    DeliveryReport,
    Listed,
    ListOfSent,
    ProviderEvent,
    Reachability,
    Stray,
)
from bot.messages.sanitize import clean_report
from bot.operations.metrics import Metrics
from bot.outbound.record import give_up_on
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.stray_messages import seal_stray

log = structlog.get_logger(__name__)

# From which states a report leads on. A failure is believed of what was handed over, and never
# after a delivery: some networks report each part, or the same message from several places.
_COMES_FROM = {
    "sent": "state = 'sending' OR (state = 'queued' AND attempts > 0)",
    "delivered": "state IN ('sending', 'sent') OR (state = 'queued' AND attempts > 0)",
    "failed": "state IN ('sending', 'sent')",
}
QUEUED_AT_MOST = timedelta(days=2)
"""So long before it was sent may a message have been queued: over a night, after failures."""

AT_ONCE = 100
_REFERENCE = re.compile(r"([0-9]{1,18})-([0-9a-f]{1,14})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def reference_of(outbound_id: int, created_at: datetime) -> str:
    """What a report names a message by: its row, and when it was queued.

    The moment tells it from another message that has its number after an old backup was restored.
    At most 33 of 0-9 a-f and -, so that it fits into an address and an id of any provider.
    """
    return f"{outbound_id}-{(created_at - _EPOCH) // _MICROSECOND:x}"


def read_reference(reference: str) -> tuple[int, datetime] | None:
    """The row and the moment; None for what we did not write."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    try:
        return int(found[1]), _EPOCH + int(found[2], 16) * _MICROSECOND
    except OverflowError:
        return None


class DeliveryReports:
    """Takes down what the channels are told; built once in `bot/bootstrap.py`."""

    def __init__(self, executor: Executor, sealer: Sealer, clock: Clock, metrics: Metrics) -> None:
        self._executor = executor
        self._sealer = sealer
        self._clock = clock
        self._metrics = metrics

    async def take(self, report: ProviderEvent) -> None:
        """Write it down if it says anything new. Raises a DatabaseFault: then it is told again."""
        now, report = self._clock(), clean_report(report)
        if isinstance(report, Reachability):
            await self._executor.run(lambda: self._reached(report, now))
            return
        if isinstance(report, ListOfSent):
            await self._take_list(report, now)
            return
        if isinstance(report, Stray):
            await self._keep(report, now)
            return
        told = read_reference(report.reference)
        if told is None:
            log.info("report_on_nothing_of_ours", channel=report.channel)
            return
        if await self._executor.run(lambda: apply_report(report, *told, now)):
            self._count(report, told[0])

    async def _keep(self, stray: Stray, now: datetime) -> None:
        if await self._executor.run(lambda: keep_stray(stray, self._sealer, now)):
            # Not even by which channel: a stranger may have made its name up.
            log.warning("address_of_an_unknown_kind")

    async def _take_list(self, told: ListOfSent, now: datetime) -> None:
        for start in range(0, len(told.messages), AT_ONCE):
            some = told.messages[start : start + AT_ONCE]
            news = await self._executor.run(lambda: apply_list(told, some, now))  # noqa: B023
            for outbound_id, report in news.reports:
                self._count(report, outbound_id)
            for message in news.priced:
                self._metrics.priced(told.channel, message)

    def _count(self, report: DeliveryReport, outbound_id: int) -> None:
        self._metrics.reported(report.channel, report.state)
        if report.state == "failed":
            log.warning("message_not_delivered", outbound=outbound_id, channel=report.channel)

    def _reached(self, report: Reachability, now: datetime) -> Transaction[None]:
        hashes = self._sealer.address_hashes(report.channel, report.address)
        rows = yield Sql(f"SELECT id, unreachable_at FROM contact WHERE {hashed(hashes)}", hashes)
        for row in rows:
            if report.is_reachable:
                yield Sql("UPDATE contact SET unreachable_at = NULL WHERE id = ?", (row["id"],))
            elif row["unreachable_at"] is None:
                yield from give_up_on(row["id"], now)


def apply_report(
    report: DeliveryReport, outbound_id: int, created_at: datetime, now: datetime
) -> Transaction[bool]:
    """Part of a transaction: whether the report led on. It never leads back nor creates."""
    rows = yield Sql(
        "UPDATE outbound_message SET state = ?, state_reason = ?, sent_at = COALESCE(sent_at, ?),"
        f" {SETTLED} WHERE id = ? AND channel = ? AND created_at = ?"
        f" AND ({_COMES_FROM[report.state]}) RETURNING contact_id",
        (
            report.state,
            None if report.reason is None else report.reason[:200],
            now,
            outbound_id,
            report.channel,
            created_at,
        ),
    )
    if not rows:
        return False
    contact_id = rows[0]["contact_id"]
    if report.gone_after is not None and contact_id is not None:
        yield from _perhaps_gone(report, report.gone_after, contact_id, created_at, now)
    return True


@dataclass(frozen=True, slots=True)
class News:
    """What of a list was not known before: reports with the row they led on, and prices."""

    reports: tuple[tuple[int, DeliveryReport], ...]
    priced: tuple[Listed, ...]


def apply_list(told: ListOfSent, messages: Sequence[Listed], now: datetime) -> Transaction[News]:
    """Part of a transaction: take over prices, and reports that never came.

    They are found by the provider's id among the messages of some days, which needs no index that
    every sending would pay for.
    """
    known = {message.provider_id: message for message in messages}
    places = ", ".join("?" * len(known))
    rows = yield Sql(
        "SELECT id, provider_id, created_at, price_micros FROM outbound_message"
        f" WHERE channel = ? AND created_at >= ? AND provider_id IN ({places})",
        (told.channel, told.since - QUEUED_AT_MOST, *known),
    )
    reports: list[tuple[int, DeliveryReport]] = []
    priced: list[Listed] = []
    for row in rows:
        message = known[row["provider_id"]]
        if message.price_micros is not None and row["price_micros"] is None:
            yield Sql(
                "UPDATE outbound_message SET price_micros = ?, currency = ?,"
                " segments = COALESCE(?, segments) WHERE id = ?",
                (message.price_micros, message.currency, message.segments, row["id"]),
            )
            priced.append(message)
        report, created_at = message.report, as_time(row["created_at"])
        if report and (yield from apply_report(report, row["id"], created_at, now)):
            reports.append((row["id"], report))
    return News(tuple(reports), tuple(priced))


def keep_stray(stray: Stray, sealer: Sealer, now: datetime) -> Transaction[bool]:
    """Part of a transaction: sealed, until somebody looks (`dalil doctor` tells); False if told."""
    rows = yield Sql(
        "INSERT INTO stray_message (channel, provider_id, form_sealed, received_at)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (channel, provider_id) DO NOTHING RETURNING id",
        (stray.channel, stray.provider_id, b"", now),
    )
    for row in rows:
        yield from seal_stray(row["id"], stray, sealer)
    return bool(rows)


def _perhaps_gone(
    report: DeliveryReport, gone_after: int, contact_id: int, created_at: datetime, now: datetime
) -> Transaction[None]:
    """Give an address up, unless its owner has written since, or too few messages ended so."""
    ended = yield Sql(
        "SELECT COUNT(*) AS n FROM outbound_message AS m JOIN contact AS c ON c.id = m.contact_id"
        " WHERE c.id = ? AND c.last_seen_at <= ? AND m.created_at >= c.last_seen_at"
        " AND m.state = 'failed' AND m.state_reason = ?",
        (contact_id, created_at, report.reason),
    )
    if ended[0]["n"] >= gone_after:
        yield from give_up_on(contact_id, now)
