"""What do staff do with a talk? Answer, note, hand it back, close it."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.pages.inbox.conversation import Writing, show_with
from admin.pages.inbox.people import WHY_NOT
from admin.regions.rows import want_open_talk
from admin.rendering.contacts import find, is_danger
from admin.rendering.templates import go
from admin.security.access import staff_of
from bot.cases.answer import Refusal, StaffAnswer
from bot.cases.staff_conversations import open_beside, reopen, wait_for_staff
from bot.cases.staff_drafts import keep_draft
from bot.cases.staff_messages import Kind, add_message, said_in
from bot.cases.staff_messages import take_back as taken_back
from bot.database.transaction import Transaction
from bot.models.cases import StaffConversation, StaffMessage
from bot.models.people import HelpRequest
from flows.engine.text import Text, _

LONGEST = 600
NO_WORDS = _("Please write something.")
TOO_LONG = _("Please write it shorter.")
SENT_BEFORE = _("You sent these very words a moment ago. Press once more, and they are sent again.")
NOTED_BEFORE = _("You kept this very note a moment ago. Press once more, and it is kept again.")
JUST_NOW = timedelta(minutes=10)


async def answer(request: web.Request) -> web.Response:
    """Write back the way they wrote to us: staff never need to know a chat id for it."""
    conversation, deps = await find(request, StaffConversation), dependencies_of(request)
    await want_open_talk(request, conversation.contact_id)
    posted = await request.post()
    words = clean(posted.get("words"))
    fault = _fault(words)
    if fault is not None:
        return await show_with(request, conversation, Writing(words, fault))
    if posted.get("again") != "1" and await _said_just_now(
        request, conversation, Kind.FROM_STAFF, words
    ):
        return await show_with(request, conversation, Writing(words, SENT_BEFORE, asks=True))
    open_requests = await HelpRequest.filter(contact_id=conversation.contact_id, done_at=None)
    urgent = any(is_danger(each, deps.sealer) for each in open_requests)
    taken = await deps.answers.answer(
        StaffAnswer(
            conversation.contact_id,
            words,
            staff_of(request).name,
            urgent=urgent,
            at_once=urgent and posted.get("at_once") == "1",
        )
    )
    if isinstance(taken, Refusal):
        return await show_with(request, conversation, Writing(words, WHY_NOT[taken]))
    who = staff_of(request).name
    now = deps.clock()
    await deps.executor.run(lambda: keep_draft(conversation.id, who, now, deps.sealer, words=""))
    told = "answered" if taken.leaves_at is None else "answered_later"
    return go(request, "conversation", told, id=taken.conversation_id)


async def keep(request: web.Request) -> web.Response:
    """What is begun survives a closed browser; a script sends it on every pause."""
    conversation, deps = await find(request, StaffConversation), dependencies_of(request)
    posted, who, now = await request.post(), staff_of(request).name, deps.clock()
    parts = {name: clean(posted[name]) for name in ("words", "note") if name in posted}
    await deps.executor.run(lambda: keep_draft(conversation.id, who, now, deps.sealer, **parts))
    return go(request, "conversation", "draft_kept", id=conversation.id)


async def take_back(request: web.Request) -> web.Response:
    """An answer that waits for the morning is a draft again, and the person waits."""
    conversation, deps = await find(request, StaffConversation), dependencies_of(request)
    message = str((await request.post()).get("message", ""))
    who, now = staff_of(request).name, deps.clock()

    def transaction() -> Transaction[bool]:
        number = int(message) if message.isdecimal() and len(message) < 19 else 0
        words = yield from taken_back(conversation.id, number, deps.sealer)
        if words is None:
            return False
        yield from keep_draft(conversation.id, who, now, deps.sealer, words=words)
        yield from wait_for_staff(conversation.contact_id, now)
        return True

    done = await deps.executor.run(transaction)
    return go(request, "conversation", "taken_back" if done else "too_late", id=conversation.id)


async def note(request: web.Request) -> web.Response:
    """For colleagues alone."""
    conversation, deps = await find(request, StaffConversation), dependencies_of(request)
    posted = await request.post()
    words = clean(posted.get("note"))
    fault = _fault(words)
    if fault is not None:
        return await show_with(request, conversation, Writing(words, fault, note=True))
    if posted.get("again") != "1" and await _said_just_now(request, conversation, Kind.NOTE, words):
        asking = Writing(words, NOTED_BEFORE, note=True, asks=True)
        return await show_with(request, conversation, asking)
    who, now = staff_of(request).name, deps.clock()

    def transaction() -> Transaction[None]:
        yield from add_message(conversation.id, Kind.NOTE, words, now, deps.sealer, by=who)
        yield from keep_draft(conversation.id, who, now, deps.sealer, note="")

    await deps.executor.run(transaction)
    return go(request, "conversation", "noted", id=conversation.id)


async def hand_back(request: web.Request) -> web.Response:
    """The machine answers again; what was asked stays open."""
    conversation, who = await find(request, StaffConversation), staff_of(request).name
    await dependencies_of(request).answers.hand_back(conversation.id, who, closing=False)
    return go(request, "conversation", "handed_back", id=conversation.id)


async def close(request: web.Request) -> web.Response:
    """It is done; or, by mistake, it was not."""
    conversation, deps = await find(request, StaffConversation), dependencies_of(request)
    who, now = staff_of(request).name, deps.clock()
    if (await request.post()).get("done") != "0":
        await deps.answers.hand_back(conversation.id, who, closing=True)
        return go(request, "requests", "talk_closed")
    opened = await deps.executor.run(lambda: reopen(conversation.id, who, now))
    return go(request, "conversation", "reopened", id=opened)


async def open_talk(request: web.Request) -> web.Response:
    """Write to somebody who asked for nothing, or whose talk is over: a report, perhaps.
    Whoever waits already waits on: nothing is said yet."""
    help_request, deps = await find(request, HelpRequest), dependencies_of(request)
    contact_id, now = help_request.contact_id, deps.clock()
    if contact_id is None:
        raise web.HTTPNotFound
    await want_open_talk(request, contact_id)
    who = staff_of(request).name
    opened = await deps.executor.run(lambda: open_beside(contact_id, who, now))
    return go(request, "conversation", id=opened)


async def _said_just_now(
    request: web.Request, conversation: StaffConversation, kind: Kind, words: str
) -> bool:
    """Whether the same stands there from them already: Back shows it once more in some browsers."""
    deps, who = dependencies_of(request), staff_of(request).name
    last = await StaffMessage.filter(
        conversation_id=conversation.id,
        kind=kind.value,
        said_by=who,
        said_at__gt=deps.clock() - JUST_NOW,
    )
    return words in {said_in(each.id, each.said_sealed, deps.sealer) for each in last}


def _fault(words: str) -> Text | None:
    if not words:
        return NO_WORDS
    return TOO_LONG if len(words) > LONGEST else None
