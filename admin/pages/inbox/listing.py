"""Who waits for a person? Danger first, then the longest waiting, then talks that rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.pages.inbox.assigning import assigned, had_by, who_may_answer
from admin.pages.inbox.people import Asked, Person, asked_of, faults_of, person_of
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.labels import REASONS, Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import page
from admin.security.access import staff_of
from bot.cases.staff_messages import Kind, said_in
from bot.models.cases import StaffConversation, StaffMessage
from bot.models.people import Contact, HelpRequest

MINE, NOBODYS, ALL = "mine", "nobodys", "all"
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """A talk with what was asked in it, or a request without a talk: a task, a machine perhaps."""

    conversation: StaffConversation | None
    contact: Contact | None
    asked: Sequence[Asked]

    @property
    def danger(self) -> bool:
        return any(each.danger for each in self.asked)

    @property
    def waiting_since(self) -> datetime | None:
        if self.conversation is not None:
            return self.conversation.waiting_since
        return min(each.request.created_at for each in self.asked)

    @property
    def order(self) -> tuple[bool, bool, datetime]:
        """Who waits longest comes before who was answered longest ago."""
        waits = self.waiting_since
        last = self.conversation.last_at if self.conversation else None
        moment = waits or last
        assert moment is not None
        return not self.danger, waits is None, moment


@dataclass(frozen=True, slots=True)
class Shown:
    """`said`: the last words of the talk, by whom; `fault`: why our last message did not arrive,
    None when it did, or nobody knows. `had_by`: who saw to it and may answer no more."""

    entry: Entry
    person: Person | None
    said: str
    said_by: str | None
    fault: str | None
    had_by: str | None


async def show(request: web.Request) -> web.Response:
    deps, done = dependencies_of(request), request.query.get("done") == "1"
    whose = request.query.get("whose", ALL)
    if done:
        return await _closed(request)
    colleagues = await who_may_answer()
    entries = [
        each for each in await open_entries(request) if _is_wanted(request, each, whose, colleagues)
    ]
    entries.sort(key=lambda each: each.order)
    turn = pages(request.rel_url, len(entries))
    rows = await _shown(request, entries[turn.offset : turn.offset + PER_PAGE], colleagues)
    return page(
        request,
        "inbox.html",
        rows=rows,
        waiting=sum(each.waiting_since is not None for each in entries),
        reasons=REASONS,
        names=Names(deps.directory()),
        done=False,
        whose=whose,
        pages=turn,
    )


async def _closed(request: web.Request) -> web.Response:
    """Talks that were closed and tasks that are done, the last ones first."""
    deps = dependencies_of(request)
    talks = await theirs(request, About.TALK, StaffConversation.filter(closed_at__isnull=False))
    tasks = await theirs(
        request, About.REQUEST, HelpRequest.filter(done_at__isnull=False, is_task=True)
    )
    turn = pages(request.rel_url, await talks.count() + await tasks.count())
    # Of either kind as many as all pages until here may need.
    upto = turn.offset + PER_PAGE
    closed = await talks.order_by("-closed_at", "id").limit(upto).select_related("contact")
    done = await tasks.order_by("-done_at", "id").limit(upto).select_related("contact")
    ended: list[tuple[datetime, Entry]] = [
        (each.closed_at, Entry(each, each.contact, ())) for each in closed if each.closed_at
    ]
    ended += [
        (each.done_at, Entry(None, each.contact, (asked_of(request, each),)))
        for each in done
        if each.done_at
    ]
    ended.sort(key=lambda pair: pair[0], reverse=True)
    rows = await _shown(request, [entry for _moment, entry in ended[turn.offset : upto]])
    return page(
        request,
        "inbox.html",
        rows=rows,
        waiting=0,
        reasons=REASONS,
        names=Names(deps.directory()),
        done=True,
        whose=ALL,
        pages=turn,
    )


async def open_entries(request: web.Request) -> list[Entry]:
    """All that is open: few. What tells danger is sealed, so they are put in order here."""
    in_talks = await theirs(request, About.TALK, StaffConversation.filter(closed_at=None))
    talks = await in_talks.select_related("contact")
    asked_now = await theirs(request, About.REQUEST, HelpRequest.filter(done_at=None))
    requests = await asked_now.order_by("id").select_related("contact")
    by_contact = defaultdict[int, list[Asked]](list)
    loose: list[Entry] = []
    in_talk = {each.contact_id for each in talks}
    for each in requests:
        asked = asked_of(request, each)
        if each.contact_id in in_talk:
            by_contact[each.contact_id or 0].append(asked)
        else:
            loose.append(Entry(None, each.contact, (asked,)))
    return [Entry(each, each.contact, by_contact[each.contact_id]) for each in talks] + loose


def _is_wanted(request: web.Request, entry: Entry, whose: str, colleagues: Sequence[str]) -> bool:
    to = assigned(entry.conversation, colleagues)["to"] if entry.conversation else ""
    if whose == MINE:
        return to == staff_of(request).name
    return not to if whose == NOBODYS else True


def _in_danger(entry: Entry) -> bool:
    return any(each.danger and each.request.done_at is None for each in entry.asked)


async def _shown(
    request: web.Request, entries: Sequence[Entry], colleagues: Sequence[str] = ()
) -> list[Shown]:
    sealer = dependencies_of(request).sealer
    faults = await faults_of([each.contact.id for each in entries if each.contact])
    talks = [each.conversation.id for each in entries if each.conversation]
    last = {
        each.conversation_id: each
        for each in await StaffMessage.filter(
            conversation_id__in=talks, kind__in=(Kind.FROM_PERSON.value, Kind.FROM_STAFF.value)
        ).order_by("id")
    }
    shown = []
    for each in entries:
        message = last.get(each.conversation.id) if each.conversation else None
        words = said_in(message.id, message.said_sealed, sealer) if message else ""
        shown.append(
            Shown(
                each,
                person_of(request, each.contact, danger=_in_danger(each)) if each.contact else None,
                words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…",
                message.said_by if message else None,
                faults.get(each.contact.id) if each.contact else None,
                had_by(each.conversation, colleagues),
            )
        )
    return shown
