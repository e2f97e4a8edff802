"""Is the service alive, and is it ready?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Sql, Transaction, as_time
from bot.messages.attempts import REMINDER, REPLY
from bot.operations.provider_health import REFUSED, SILENT
from services_directory.web.doors import Guard, behind

MEND = frozenset({REFUSED, SILENT})

READY, NOT_READY = "ready", "not ready"

log = structlog.get_logger(__name__)

TOO_LONG = timedelta(minutes=2)
"""So long a message unanswered, or a reply not sent, means that people are not being served."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Since when the oldest has waited; None: nothing waits."""

    unanswered: datetime | None
    reply: datetime | None
    reminder: datetime | None


def routes(
    executor: Executor,
    channels: Sequence[str],
    clock: Clock,
    providers: Callable[[], Mapping[str, str]] = dict,
    directory_version: Callable[[], int] = int,
    tells_all: Callable[[web.Request], bool] = lambda _request: True,
) -> list[web.RouteDef]:
    """`providers`: what they said of us (`bot/operations/provider_health.py`), by name.

    `tells_all`: to whom more is told than whether people are being served.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(request: web.Request) -> web.Response:
        now, told = clock(), dict(providers())
        try:
            waiting = await executor.run(lambda: _waiting(channels, now))
        except DatabaseFault as fault:
            log.error("not_ready", error=type(fault).__name__)
            return answer(request, ["no database"], {"providers": told})
        return answer(
            request,
            _problems(waiting, told, now),
            {
                "oldest_unanswered_s": _seconds(waiting.unanswered, now),
                "oldest_due_s": _seconds(waiting.reply, now),
                "oldest_due_reminder_s": _seconds(waiting.reminder, now),
                "providers": told,
                "directory_version": directory_version(),
            },
        )

    def answer(
        request: web.Request, problems: Sequence[str], facts: Mapping[str, object]
    ) -> web.Response:
        status = 503 if problems else 200
        if not tells_all(request):
            return web.json_response({"status": NOT_READY if problems else READY}, status=status)
        return web.json_response({"status": ", ".join(problems) or READY, **facts}, status=status)

    return [
        web.get("/healthz", behind(Guard.OPERATIONS, healthz)),
        web.get("/readyz", behind(Guard.OPERATIONS, readyz)),
    ]


def _problems(waiting: Waiting, providers: Mapping[str, str], now: datetime) -> list[str]:
    """What somebody has to look after. A broadcast may take hours, and a provider be away."""
    late = TOO_LONG.total_seconds()
    problems = []
    if _seconds(waiting.unanswered, now) >= late:
        problems.append("answers are late")
    if _seconds(waiting.reply, now) >= late:
        problems.append("replies are not sent")
    problems += [f"{name}: {state}" for name, state in providers.items() if state in MEND]
    return problems


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else round(max((now - since).total_seconds(), 0), 1)


def _waiting(channels: Sequence[str], now: datetime) -> Transaction[Waiting]:
    """What waits longest on the channels that are switched on."""
    places = ", ".join("?" * len(channels)) or "NULL"
    rows = yield Sql(
        "SELECT MIN(i.received_at) AS oldest FROM inbound_message AS i"
        " WHERE i.answered_at IS NULL AND i.contact_id IS NOT NULL"
        f" AND i.channel IN ({places})",
        tuple(channels),
    )
    due = yield Sql(
        "SELECT kind, MIN(next_attempt_at) AS oldest FROM outbound_message"
        f" WHERE state = 'queued' AND next_attempt_at <= ? AND channel IN ({places})"
        " GROUP BY kind",
        (now, *channels),
    )
    oldest = {row["kind"]: as_time(row["oldest"]) for row in due}
    unanswered = rows[0]["oldest"]
    return Waiting(
        None if unanswered is None else as_time(unanswered), oldest.get(REPLY), oldest.get(REMINDER)
    )
