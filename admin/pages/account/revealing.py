"""The one door to numbers: it asks why, asks for a code again, and counts each look."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from aiohttp import web

from admin.dependencies import dependencies_of
from admin.models import StaffMember
from admin.pages.account.second_factor import asked_again, carried_on
from admin.rendering.reveal_reasons import ASKED_WHY, WhyRevealed
from admin.rendering.templates import page
from admin.security.access import NotAllowed, staff_of, visitor_of
from admin.security.permissions import Permission
from bot.database.transaction import Sql, Transaction
from bot.operations.audit_log import Did, On, noted
from flows.engine.text import _

log = structlog.get_logger(__name__)

MOST_AN_HOUR = 30
"""More numbers than somebody can call: who looks at more is copying them."""

TOO_MANY = _(
    "You have looked at very many numbers in this hour. Go on in an hour. "
    "The administrators are told."
)


async def before_revealing(
    request: web.Request, on: On, subject_id: int, why: WhyRevealed | None = None
) -> web.Response | None:
    """What is shown instead of a number: why it is looked at, a question for a code, or that there
    were too many. `why`: where it is known, and nobody is asked.

    None: it may be shown, and that it was looked at, and why, is in the trail. Raises NotAllowed
    where their role may not."""
    if not visitor_of(request).may(Permission.REVEAL_NUMBERS):
        raise NotAllowed
    why = why or _told_why(str((await request.post()).get("why", "")))
    if why is None:
        kept = await carried_on(request, "why")
        return page(
            request, "reveal.html", action=request.path_qs, kept=kept, reasons=ASKED_WHY.items()
        )
    instead = await asked_again(request)
    if instead is not None:
        return instead
    deps, staff = dependencies_of(request), staff_of(request)
    now = deps.clock()
    if await deps.executor.run(lambda: _note_revealed(staff, on, subject_id, now, why)):
        return None
    log.error("too_many_revealed", staff_id=staff.id)
    return page(request, "fault.html", 429, text=TOO_MANY)


def _told_why(told: str) -> WhyRevealed | None:
    return next((why for why in ASKED_WHY if why.value == told), None)


def _note_revealed(
    staff: StaffMember, on: On, subject_id: int, now: datetime, why: WhyRevealed
) -> Transaction[bool]:
    """Whether they may look at one more in this hour; what came of it is in the trail."""
    # Many at once wait here for each other: each counts those before it.
    yield Sql("SELECT id FROM staff_member WHERE id = ?", (staff.id,), lock=True)
    rows = yield Sql(
        "SELECT what FROM audit_entry WHERE who = ? AND happened_at > ? AND what IN (?, ?)",
        (staff.name, now - timedelta(hours=1), Did.REVEALED.value, Did.TOO_MANY_REVEALED.value),
    )
    did = [row["what"] for row in rows]
    if did.count(Did.REVEALED.value) < MOST_AN_HOUR:
        yield from noted(
            staff.name, Did.REVEALED, on, subject_id, now, after={"seen_for": why.value}
        )
        return True
    if Did.TOO_MANY_REVEALED.value not in did:
        yield from noted(staff.name, Did.TOO_MANY_REVEALED, On.STAFF, staff.id, now)
    return False
