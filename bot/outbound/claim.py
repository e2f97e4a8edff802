"""Which messages are due, and may go now? Claimed for one sender, in their order (fair_queue.py).

On PostgreSQL several replicas claim at once. `SKIP LOCKED` shares the messages out among them; then
each holds the route's bucket (rate_limit.py) while it marks what it takes, so that no two replicas
send to one contact at the same time, and all keep one limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.messages.attempts import REMINDER, REPLY, SETTLED, DueMessage
from bot.outbound.address import ADDRESS_SEALED, address_of
from bot.outbound.budget import Budget, add_to_day, affordable
from bot.outbound.fair_queue import urgent_before
from bot.outbound.rate_limit import LONGEST_WAIT, UNLIMITED, Bucket, RateLimit, hold_bucket, refill
from bot.privacy.sealing.sealer import Sealer, SealFault

LEASE = timedelta(seconds=60)
"""So long a message counts as being sent; then whoever claimed it is taken for dead."""


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """What a sender asks for: up to `room` messages of its route, replies first.

    Of them at most `broadcasts` may be reminders; `polite` moves a moment out of the quiet hours.
    `knows_reader`: the channel asks when the reader last wrote, and in which language.
    `budget`: what is sent is counted, caps reminders, and says to which addresses anything goes
    unasked; None where sending costs nothing. `sealer`: opens them.
    """

    channel: str
    route: str
    now: datetime
    room: int
    broadcasts: int
    polite: Callable[[datetime], datetime]
    rate_limit: RateLimit = UNLIMITED
    knows_reader: bool = False
    budget: Budget | None = None
    sealer: Sealer | None = None


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """`again_at`: when the rate limit, or a pause, lets more go; None: nothing is held back by it.

    `broadcasts_at`: when to look for more reminders; None: none are due.
    """

    due: Sequence[DueMessage] = ()
    again_at: datetime | None = None
    broadcasts_at: datetime | None = None


def claim(request: ClaimRequest) -> Transaction[ClaimResult]:
    """Take what may be sent now, replies before what nobody asked for, and mark it."""
    room = request.rate_limit.at_most(request.room)
    replies, held = yield from _ready(request, REPLY, room)
    reminders: list[Row] = []
    if request.broadcasts > 0 and len(replies) < room:
        reminders, late = yield from _ready(
            request, REMINDER, min(request.broadcasts, room - len(replies))
        )
        held = earlier(held, late)
        # One message to each contact, also of two kinds.
        at_once = {row["contact_id"] for row in replies} - {None}
        reminders = [row for row in reminders if row["contact_id"] not in at_once]
    if not replies and not reminders:
        return ClaimResult((), held)
    bucket = yield from hold_bucket(request.channel, request.route)
    if bucket.is_paused(request.now):
        return ClaimResult((), bucket.paused_until)
    return (yield from _take(request, bucket, held, {REPLY: replies, REMINDER: reminders}))


def _take(
    request: ClaimRequest, bucket: Bucket, held: datetime | None, ready: Mapping[str, Sequence[Row]]
) -> Transaction[ClaimResult]:
    """Mark as many as the bucket has room for, replies first."""
    full_at, due = bucket.full_at, list[DueMessage]()
    broadcasts_at: datetime | None = None
    for kind, rows in ready.items():
        if kind == REMINDER and rows and request.budget is not None:
            rows = yield from affordable(request.channel, request.budget, request.now, rows, due)
        taken = request.rate_limit.take(full_at, request.now, len(rows), broadcast=kind == REMINDER)
        due += yield from _mark(rows[: taken.count], kind, request)
        full_at, held = taken.full_at, earlier(held, taken.again_at)
        if kind == REMINDER and rows:
            broadcasts_at = taken.again_at or request.now
    if request.rate_limit.per_second is not None and due:
        yield from refill(bucket, full_at)
    if request.budget is not None:
        yield from add_to_day(request.channel, request.budget, request.now, due)
    if len(ready[REPLY]) >= request.rate_limit.at_most(request.room):
        # Where replies take all the room, nobody has looked for reminders.
        broadcasts_at = held or request.now
    return ClaimResult(due, held, broadcasts_at)


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The first of two moments; None is never."""
    return min((each for each in (one, other) if each is not None), default=None)


# One message to each contact: nothing else of theirs is being sent, and no older one of its kind
# waits; but what is urgent waits for none that a provider has put off. A reminder never waits for a
# reply's retry, nor a reply for the end of the quiet hours.
# It is asked of one contact at a time: an EXISTS PostgreSQL would first work out for everybody.
_DUE = """
    FROM outbound_message AS m
    WHERE m.state = 'queued' AND m.channel = ? AND m.route = ? AND m.kind = ?
      AND m.next_attempt_at <= ? AND (SELECT 1 FROM outbound_message AS o
           WHERE o.contact_id = m.contact_id AND o.state IN ('queued', 'sending')
           AND (o.state = 'sending' OR (o.kind = m.kind AND o.id < m.id
           AND NOT (o.next_attempt_at > ? AND o.kind = '{reply}' AND m.fair_at < ?))) LIMIT 1)
           IS NULL
    ORDER BY m.fair_at, m.next_attempt_at, m.id LIMIT {limit}
"""
_MESSAGE = (
    f"SELECT m.id, m.contact_id, {ADDRESS_SEALED}, m.content_sealed, m.reminder_id, m.attempts,"
    " m.expires_at, m.created_at, m.segments, m.at_any_price"
)
# Between the queueing and now they may have said STOP, or taken their consent back.
_AGREEMENT = """,
    (SELECT c.stopped_at FROM contact AS c WHERE c.id = m.contact_id) AS stopped_at,
    (SELECT c.unreachable_at FROM contact AS c WHERE c.id = m.contact_id) AS unreachable_at,
    (SELECT 1 FROM consent AS k WHERE k.contact_id = m.contact_id
     AND k.purpose = COALESCE(m.purpose, 'interest') AND k.withdrawn_at IS NULL LIMIT 1)
     AS agreed"""
_READER = """,
    (SELECT c.locale FROM contact AS c WHERE c.id = m.contact_id) AS locale,
    (SELECT c.last_seen_at FROM contact AS c WHERE c.id = m.contact_id) AS heard_at"""
_CHAT = (
    ", (SELECT MAX(o.sent_at) FROM outbound_message AS o WHERE o.contact_id = m.contact_id)"
    " AS last_sent_at"
)


def _ready(
    request: ClaimRequest, kind: str, room: int
) -> Transaction[tuple[list[Row], datetime | None]]:
    """What is due of a kind and may go; and when the first goes that comes too soon in its chat."""
    columns = _MESSAGE + (_AGREEMENT if kind == REMINDER else "")
    columns += _READER if request.knows_reader else ""
    columns += _CHAT if request.rate_limit.per_chat is not None else ""
    # PostgreSQL plans for a limit it knows; these are few, so that what it planned is kept.
    limit = 1 << (room - 1).bit_length() if room > 0 else 0
    text = columns + _DUE.format(limit=limit, reply=REPLY)
    now = request.now
    values = (request.channel, request.route, kind, now, now, urgent_before(now))
    again_at: datetime | None = None
    while room > 0:
        rows = yield Sql(text, values, skip_locked=True)
        ready = []
        for row in rows:
            goes_at = yield from _goes_at(row, kind, request)
            if goes_at == request.now:
                ready.append(row)
            again_at = earlier(again_at, goes_at if goes_at != request.now else None)
        if len(ready) == len(rows):
            return ready[:room], again_at
    return [], again_at


def _goes_at(row: Row, kind: str, request: ClaimRequest) -> Transaction[datetime | None]:
    """Now; or later, and then it is put off; or never, and then it is given up with a reason."""
    reason = _given_up(row, kind, request.now) or _not_paid_for(row, request)
    if reason is not None:
        yield Sql(
            "UPDATE outbound_message SET state = 'cancelled', state_reason = ?,"
            f" {SETTLED} WHERE id = ?",
            (reason, row["id"]),
        )
        return None
    goes_at = request.polite(request.now) if kind == REMINDER else request.now
    if request.rate_limit.per_chat is not None and row["last_sent_at"] is not None:
        last_sent_at = as_time(row["last_sent_at"])
        # Before a clock was set back, the last one may have been sent "tomorrow".
        if last_sent_at <= request.now + LONGEST_WAIT:
            goes_at = max(goes_at, last_sent_at + request.rate_limit.chat_gap)
    if goes_at > request.now:
        yield Sql(
            "UPDATE outbound_message SET next_attempt_at = ? WHERE id = ?", (goes_at, row["id"])
        )
    return goes_at


def _given_up(row: Row, kind: str, now: datetime) -> str | None:
    if as_time(row["expires_at"]) <= now:
        return "expired"
    if kind == REPLY:
        return None
    if row["stopped_at"] is not None:
        return "stopped"
    if row["unreachable_at"] is not None:
        return "unreachable"
    return None if row["agreed"] else "no_consent"


def _not_paid_for(row: Row, request: ClaimRequest) -> str | None:
    """Whatever somebody queued: here each message is held against whom an SMS is paid to."""
    is_paid_for = request.budget.is_paid_for if request.budget else None
    if is_paid_for is None or request.sealer is None or row["at_any_price"]:
        return None
    try:
        return None if is_paid_for(address_of(row, request.sealer)) else "foreign"
    except SealFault:
        return None  # it reaches nobody; its sender says why


def _mark(rows: Sequence[Row], kind: str, request: ClaimRequest) -> Transaction[list[DueMessage]]:
    """Mark rows as being sent, until the lease ends.

    Another replica may have begun to send to the same contact since they were found."""
    if not rows:
        return []
    places = ", ".join("?" * len(rows))
    marked = yield Sql(
        "UPDATE outbound_message SET state = 'sending', attempts = attempts + 1,"
        f" next_attempt_at = ? WHERE state = 'queued' AND id IN ({places})"
        " AND (SELECT 1 FROM outbound_message AS o"
        " WHERE o.contact_id = outbound_message.contact_id AND o.state IN ('queued', 'sending')"
        " AND o.state = 'sending' LIMIT 1) IS NULL RETURNING id",
        (request.now + LEASE, *(row["id"] for row in rows)),
    )
    ours = {row["id"] for row in marked}
    return [
        DueMessage(
            id=row["id"],
            contact_id=row["contact_id"],
            sealed=row["address_sealed"],
            content=row["content_sealed"],
            attempts=row["attempts"] + 1,
            created_at=as_time(row["created_at"]),
            segments=row["segments"],
            kind=kind,
            reminder_id=row["reminder_id"],
            locale=row["locale"] if request.knows_reader else None,
            heard_at=as_time(row["heard_at"]) if request.knows_reader and row["heard_at"] else None,
        )
        for row in rows
        if row["id"] in ours
    ]
