"""How a wish stands now: marked by staff, and told to the person unless staff say why not."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.rendering.contacts import find
from admin.rendering.templates import go
from admin.security.access import staff_of
from bot.database.transaction import Sql, Transaction
from bot.models.learning import Interest
from bot.models.people import Contact
from bot.operations.audit_log import Did, On, noted
from bot.outbound.outbox import OutboundDraft, queue
from bot.outbound.writing import Recipient
from bot.privacy.registration import open_registration
from flows.engine.reply import Reply
from flows.engine.text import Line, _
from flows.registration.interest_states import (
    ENDED,
    InterestState,
    NotPossible,
    state_of,
    told_of,
)


@dataclass(frozen=True, slots=True)
class _Change:
    interest: Interest
    state: InterestState
    why: NotPossible | None
    draft: OutboundDraft | None


async def change(request: web.Request) -> web.Response:
    """To another state; a second press of the same changes nothing and tells nothing."""
    deps, posted = dependencies_of(request), await request.post()
    interest = await find(request, Interest)
    try:
        state, why = state_of(str(posted.get("state")), str(posted.get("why") or "") or None)
    except ValueError:
        raise web.HTTPNotFound from None
    if state != InterestState.NOT_POSSIBLE:
        why = None
    await interest.fetch_related("contact")
    words = _words(interest, state, why, deps) if posted.get("tell") else None
    draft = _draft(words, interest.contact, deps) if words else None
    wanted = _Change(interest, state, why, draft)
    who = staff_of(request).name
    changed = await deps.executor.run(lambda: _carry_out(wanted, who, deps))
    if changed and draft:
        deps.wake_outbox()
    told = "state_told" if changed and draft else "state_kept"
    return go(request, "interests", told)


def _carry_out(wanted: _Change, who: str, deps: AdminDependencies) -> Transaction[bool]:
    now, interest = deps.clock(), wanted.interest
    ended = wanted.state in ENDED
    rows = yield Sql(
        "UPDATE interest SET state = ?, not_possible = ?, done_at = ?, done_by = ?"
        " WHERE id = ? AND (state <> ? OR COALESCE(not_possible, '') <> ?) RETURNING id",
        (
            wanted.state.value,
            wanted.why.value if wanted.why else None,
            now if ended else None,
            who if ended else None,
            interest.id,
            wanted.state.value,
            wanted.why.value if wanted.why else "",
        ),
    )
    if not rows:
        return False
    before, after = {"state": interest.state}, {"state": wanted.state.value}
    yield from noted(
        who,
        Did.CHANGED,
        On.INTEREST,
        interest.id,
        now,
        before=before,
        after=after | {"told": wanted.draft is not None},
    )
    if wanted.draft is not None:
        yield from queue(wanted.draft, deps.sealer)
    return True


def _words(
    interest: Interest, state: InterestState, why: NotPossible | None, deps: AdminDependencies
) -> Line | None:
    """What they are told; nothing where they are to be called, or may not be written to."""
    contact = interest.contact
    if not can_be_told(interest, deps):
        return None
    told = open_registration(interest.id, interest.registration_sealed, deps.sealer)
    offer = deps.programme.offer(told.offer)
    words = told_of(state, why, offer.title if offer else told.offer, told.receipt)
    if words is None or not deps.capabilities[contact.channel].bills_segments:
        return words
    return _("{sender}: {words}", sender=deps.programme.name, words=words)


def can_be_told(interest: Interest, deps: AdminDependencies) -> bool:
    """Who asked to be called at another number is not written to on the first."""
    contact = interest.contact
    if interest.reach_sealed is not None or interest.reach_erased:
        return False
    refusal = deps.answers.refusal(contact.channel, contact.stopped_at, contact.last_seen_at)
    return refusal is None


def _draft(words: Line, contact: Contact, deps: AdminDependencies) -> OutboundDraft:
    """Never in the quiet hours: nobody asked for it just now."""
    now = deps.clock()
    locale = contact.locale or deps.programme.languages[0]
    to = Recipient(contact.id, contact.channel, bytes(contact.address_sealed), locale)
    return deps.writer.write(to, Reply((words,)), now, leaves_at=deps.answers.leaves_at(now))
