"""What did people say about a service, or about Dalil?"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.models import AuditEntry
from admin.pages.inbox.answering import LONGEST, NO_WORDS, TOO_LONG
from admin.pages.inbox.people import WHY_NOT
from admin.regions.about import About
from admin.regions.reach import reach_of
from admin.regions.rows import theirs
from admin.rendering.contacts import find, mark_done
from admin.rendering.formatting import say
from admin.rendering.labels import Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import note
from bot.cases.answer import Refusal, StaffAnswer
from bot.models.learning import Feedback
from bot.models.people import Contact
from bot.operations.audit_log import Did, On
from bot.privacy.feedback_words import open_feedback


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody began to answer, and why it did not go."""

    id: int
    words: str
    fault: str


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def _page(
    request: web.Request, status: int = 200, writing: Writing | None = None
) -> web.Response:
    """What is not done yet comes first, then the newest. Who wrote is not shown at all."""
    done = request.query.get("done") == "1"
    wanted = await theirs(request, About.FEEDBACK, Feedback.filter(done_at__isnull=not done))
    total = await wanted.count()
    turn = pages(request.rel_url, total)
    rows = await wanted.order_by("-created_on", "-id").offset(turn.offset).limit(PER_PAGE)
    deps = dependencies_of(request)
    return page(
        request,
        "feedback.html",
        status,
        writing=writing,
        longest=LONGEST,
        rows=[(each, open_feedback(each.id, each.said_sealed, deps.sealer)) for each in rows],
        total=total,
        names=Names(deps.directory()),
        done=done,
        pages=turn,
    )


async def answer(request: web.Request) -> web.Response:
    """Write back to who said that we may, once. Nothing anonymous leads to anybody, and what they
    asked of us elsewhere is not answered by it."""
    feedback, words = await find(request, Feedback), clean((await request.post()).get("words"))
    if feedback.contact_id is None:
        raise web.HTTPNotFound
    fault = NO_WORDS if not words else TOO_LONG if len(words) > LONGEST else None
    if fault is not None:
        return await _page(request, 422, Writing(feedback.id, words, say(fault)))
    deps, who = dependencies_of(request), staff_of(request).name
    now = deps.clock()
    about = {"subject": On.FEEDBACK.value, "subject_id": str(feedback.id)}
    if await AuditEntry.filter(**about, what=Did.ANSWERED.value).exists():
        return go(request, "feedback", "sent_before")
    mine = Feedback.filter(id=feedback.id, done_at__isnull=True)
    if not await mine.update(done_at=now, done_by=who):
        return go(request, "feedback", "outdated")
    contact = await Contact.get_or_none(id=feedback.contact_id)
    take = contact is None or reach_of(request).has_contact(contact.id, contact.place_sealed)
    taken = await deps.answers.answer(
        StaffAnswer(feedback.contact_id, words, who, beside=True, take=take)
    )
    if isinstance(taken, Refusal):
        await Feedback.filter(id=feedback.id, done_at=now).update(done_at=None, done_by=None)
        return await _page(request, 409, Writing(feedback.id, words, say(WHY_NOT[taken])))
    await note(who, Did.ANSWERED, On.FEEDBACK, feedback.id, now)
    return go(request, "feedback", "answered" if taken.leaves_at is None else "answered_later")


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, Feedback, On.FEEDBACK)
    return go(request, "feedback", "done" if done else "reopened")
