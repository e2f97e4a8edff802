"""What is counted for whoever watches the service? Channels and reasons; never anybody or a word.

Each process counts what it did itself, from its start. How much waits is asked of the database.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.clock import Clock
from bot.database.transaction import Executor, Row, Sql, Transaction
from bot.messages.attempts import AttemptOutcome
from bot.messages.reports import Listed
from services_directory.web.doors import Guard, behind

MOST_ON_THEIR_WAY = 10_000
"""So many answers are remembered until they are handed over; then the oldest goes unmeasured."""

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


class Metrics:
    """The counters of one process; built once in `bot/bootstrap.py` and given to the parts."""

    def __init__(self) -> None:
        # Of our own, since prometheus_client's is a global that tests would share.
        self._registry = registry = CollectorRegistry()

        def counter(name: str, words: str, *labels: str) -> Counter:
            return Counter(f"dalil_{name}", words, labels, registry=registry)

        def gauge(name: str, words: str) -> Gauge:
            return Gauge(f"dalil_{name}", words, ("channel",), registry=registry)

        self._received = counter("messages_received", "Stored, repetitions not", "channel")
        self._answered = counter("messages_answered", "Answered, apologies not", "channel")
        self._sent = counter("messages_sent", "Taken by the provider", "channel")
        self._segments = counter("segments_sent", "SMS segments in them, as billed", "channel")
        self._failed = counter("messages_failed", "Given up for good", "channel", "reason")
        self._delivered = counter("messages_delivered", "Arrived, as the provider says", "channel")
        self._cost = counter(
            "messages_cost", "In whole units of the currency", "channel", "currency"
        )
        self._put_off = counter("sendings_put_off", "To be tried again", "channel", "reason")
        self._seconds = Histogram(
            "dalil_reply_seconds",
            "From a message's arrival until its answer is handed to the provider",
            ("channel",),
            buckets=SECONDS,
            registry=registry,
        )
        self._due = gauge("outbound_due", "Messages that should be on their way by now")
        self._unanswered = gauge("inbound_unanswered", "Messages that wait for an answer")
        self._left = gauge("left_unanswered", "Messages that no answer is paid for, of all days")
        self._on_their_way: OrderedDict[tuple[int, datetime], datetime] = OrderedDict()
        # The library looks a label up under a lock, and each message asks for several.
        self._received_on = cache(self._received.labels)
        self._answered_on = cache(self._answered.labels)
        self._sent_on = cache(self._sent.labels)
        self._segments_on = cache(self._segments.labels)
        self._seconds_on = cache(self._seconds.labels)

    def received(self, channel: str) -> None:
        """A message was stored; a repetition is not."""
        self._received_on(channel).inc()

    def answered(
        self, channel: str, contact_id: int, received_at: datetime, replied_at: datetime | None
    ) -> None:
        """After the commit of a turn; `replied_at` None: nothing was said."""
        self._answered_on(channel).inc()
        if replied_at is not None:
            self._on_their_way[contact_id, replied_at] = received_at
            if len(self._on_their_way) > MOST_ON_THEIR_WAY:
                self._on_their_way.popitem(last=False)

    def attempted(self, channel: str, outcome: AttemptOutcome) -> None:
        """What became of one attempt to send."""
        if outcome.state == "queued":
            self._put_off.labels(channel, outcome.kind).inc()
            return
        if outcome.state == "failed":
            self._failed.labels(channel, outcome.kind).inc()
            return
        due = outcome.due
        self._sent_on(channel).inc()
        self._segments_on(channel).inc(due.segments or 0)
        if due.contact_id is None:
            return
        # A queued reply carries the moment of its turn; of several, the first one counts.
        received_at = self._on_their_way.pop((due.contact_id, due.created_at), None)
        if received_at is not None:
            waited = (outcome.at - received_at).total_seconds()
            self._seconds_on(channel).observe(max(waited, 0))

    def reported(self, channel: str, state: str) -> None:
        """What a provider said later of a message it had taken, when that was news."""
        if state == "delivered":
            self._delivered.labels(channel).inc()
        elif state == "failed":
            self._failed.labels(channel, "not_delivered").inc()

    def priced(self, channel: str, message: Listed) -> None:
        """What a message cost, when that is first known; here and there that is days later."""
        if message.price_micros is not None and message.currency is not None:
            self._cost.labels(channel, message.currency).inc(message.price_micros / 1_000_000)

    def expired(self, channel: str) -> None:
        """A message was given up, since it would come too late."""
        self._failed.labels(channel, "expired").inc()

    def page(self, counted: Sequence[Sequence[Row]], channels: Sequence[str]) -> bytes:
        """Everything as text; `counted`: rows of channel and n, in the order of `_counted`."""
        gauges = (self._due, self._unanswered, self._left)
        for gauge, rows in zip(gauges, counted, strict=True):
            counts = dict.fromkeys(channels, 0) | {row["channel"]: row["n"] for row in rows}
            for channel, count in counts.items():
                gauge.labels(channel).set(count)
        return generate_latest(self._registry)


def routes(
    metrics: Metrics,
    executor: Executor,
    channels: Sequence[str],
    clock: Clock,
    *,
    token: str | None,
    is_open: bool,
) -> list[web.RouteDef]:
    """/metrics: for who shows the token; without one, for everybody if `is_open`, else nobody."""

    async def page(request: web.Request) -> web.Response:
        if token is None and not is_open:
            raise web.HTTPNotFound
        if token is not None and not shows(request, token):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        counted = await executor.run(lambda: _counted(clock()))
        text = metrics.page(counted, channels)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", behind(Guard.OPERATIONS, page))]


def shows(request: web.Request, token: str) -> bool:
    """Whether this is somebody who was told the token."""
    shown = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(shown, f"Bearer {token}".encode())


def _counted(now: datetime) -> Transaction[tuple[list[Row], list[Row], list[Row]]]:
    due = yield Sql(
        "SELECT channel, COUNT(*) AS n FROM outbound_message"
        " WHERE state = 'queued' AND next_attempt_at <= ? GROUP BY channel",
        (now,),
    )
    unanswered = yield Sql(
        "SELECT channel, COUNT(*) AS n FROM inbound_message"
        " WHERE answered_at IS NULL AND contact_id IS NOT NULL GROUP BY channel"
    )
    left = yield Sql("SELECT channel, SUM(unanswered) AS n FROM sending_day GROUP BY channel")
    return due, unanswered, left
