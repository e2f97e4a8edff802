"""How a wish stands now: marked by staff, and told to the person unless staff say why not.

What a seat says of it is not said here (`bot/contacts/interest_follows_seat.py`): that somebody has
a place, left the course, or stands anywhere while they are in a cohort.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import Posted, StaffForm, choice_field, fill_choices
from admin.forms.merging import Conflict, Units, Values, seen_json
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    ChangedMeanwhile,
    ask_which,
    changes_in_audit,
    label_of,
    read_form,
    until_unchanged,
)
from admin.rendering.contacts import find
from admin.rendering.labels import INTEREST_STATES
from admin.rendering.templates import go, url_of
from admin.security.access import staff_of
from bot.contacts.interest_follows_seat import HAS_SEAT
from bot.contacts.may_write import is_to_be_called, why_not_written, writable
from bot.database.transaction import Sql, Transaction
from bot.models.learning import Interest
from bot.models.people import Contact
from bot.models.training import Enrolment
from bot.operations.audit_log import Did, On, noted
from bot.outbound.outbox import OutboundDraft, queue
from bot.outbound.writing import Recipient
from bot.privacy.registration import open_registration
from flows.engine.enrolments.states import CURRENT
from flows.engine.reply import Reply
from flows.engine.text import Line, Text, _
from flows.registration.interest_states import (
    BY_SEAT,
    ENDED,
    REASONS,
    InterestState,
    NotPossible,
    state_of,
    told_of,
)

UNITS = Units(together={"state": ("state", "why")})


class StateForm(StaffForm):
    state = choice_field(_("It is now"))
    why = choice_field(_("Why it is not possible"))


@dataclass(frozen=True, slots=True)
class _Change:
    interest: Interest
    state: InterestState
    why: NotPossible | None
    draft: OutboundDraft | None


def state_form(values: Values, posted: Posted | None = None) -> StateForm:
    """What staff may say of a wish; and what a seat said of it last, while that stands."""
    form = StateForm(posted, data=dict(values))
    may = [
        (state.value, label)
        for state, label in INTEREST_STATES.items()
        if state not in BY_SEAT or state == values.get("state")
    ]
    fill_choices(form.state, may)
    reasons = [(why.value, words) for why, words in REASONS.items()]
    fill_choices(form.why, [("", ""), *reasons])
    return form


def values_of(interest: Interest) -> dict[str, str]:
    """As the values of the form's fields."""
    return {"state": interest.state, "why": interest.not_possible or ""}


def seen_of(interest: Interest) -> str:
    """What the reader of its form sees, for the hidden field."""
    return seen_json(state_form(values_of(interest)), values_of(interest))


async def change(request: web.Request) -> web.Response:
    """To another state; what a colleague said of it meanwhile is asked about first."""
    posted = await request.post()
    try:
        state_of(str(posted.get("state")), str(posted.get("why") or "") or None)
    except ValueError:
        raise web.HTTPNotFound from None
    return await until_unchanged(lambda: _change(request, posted), ChangedMeanwhile)


async def _change(request: web.Request, posted: Posted) -> web.Response:
    interest = await find(request, Interest)
    kept = values_of(interest)
    edit = read_form(posted, state_form(kept, posted), state_form, kept, UNITS)
    conflicts = edit.undecided or edit.merged.conflicts
    if not edit.merged.touched and not conflicts:
        return go(request, "interests", "state_kept")
    in_cohort = Enrolment.filter(interest_id=interest.id, state__in=sorted(CURRENT))
    if edit.typed.get("state") in BY_SEAT or await in_cohort.exists():
        return go(request, "interests", "state_by_seat")
    if conflicts:
        fault = NOT_CHOSEN if edit.undecided else None
        return await _ask(request, edit.form, interest, conflicts, fault, posted)
    state, why = state_of(edit.merged.values["state"], edit.merged.values["why"] or None)
    tells = bool(posted.get("tell"))
    told = await _keep(request, interest, state, why, tells=tells)
    return go(request, "interests", "state_told" if told else "state_kept")


async def _keep(
    request: web.Request,
    interest: Interest,
    state: InterestState,
    why: NotPossible | None,
    *,
    tells: bool,
) -> bool:
    """Whether the person is told. Raises ChangedMeanwhile where it is not as it was read."""
    deps, who = dependencies_of(request), staff_of(request).name
    why = why if state == InterestState.NOT_POSSIBLE else None
    await interest.fetch_related("contact")
    words = _words(interest, state, why, deps) if tells else None
    draft = _draft(words, interest.contact, deps) if words else None
    wanted = _Change(interest, state, why, draft)
    if not await deps.executor.run(lambda: _carry_out(wanted, who, deps)):
        raise ChangedMeanwhile
    if draft:
        deps.wake_outbox()
    return draft is not None


def _carry_out(wanted: _Change, who: str, deps: AdminDependencies) -> Transaction[bool]:
    now, interest = deps.clock(), wanted.interest
    ended = wanted.state in ENDED
    rows = yield Sql(
        "UPDATE interest SET state = ?, not_possible = ?, done_at = ?, done_by = ?"
        " WHERE id = ? AND state = ? AND COALESCE(not_possible, '') = ?"
        f" AND NOT {HAS_SEAT} RETURNING id",
        (
            wanted.state.value,
            wanted.why.value if wanted.why else None,
            now if ended else None,
            who if ended else None,
            interest.id,
            interest.state,
            interest.not_possible or "",
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


async def _ask(
    request: web.Request,
    form: StateForm,
    interest: Interest,
    conflicts: Sequence[Conflict],
    fault: Text | None,
    posted: Posted,
) -> web.Response:
    """Nothing is kept and nobody is told before one of the two is chosen."""
    changed = await changes_in_audit(On.INTEREST, interest.id)
    asked = Asked(lambda conflict: label_of(form, conflict.mine), changed)
    also = {"tell": "1"} if posted.get("tell") else {}
    title, back = _("Registrations"), url_of(request)("interests")
    return ask_which(
        *(request, form, conflicts, asked), title=title, back=back, fault=fault, also=also
    )


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
    called, now = is_to_be_called(interest), deps.clock()
    to_whom = writable(interest.contact, deps.is_foreign, called=called)
    at = deps.answers.leaves_at(now) or now
    return why_not_written(to_whom, deps.capabilities, at) is None


def _draft(words: Line, contact: Contact, deps: AdminDependencies) -> OutboundDraft:
    """Never in the quiet hours: nobody asked for it just now."""
    now = deps.clock()
    locale = contact.locale or deps.programme.languages[0]
    to = Recipient(contact.id, contact.channel, bytes(contact.address_sealed), locale)
    return deps.writer.write(to, Reply((words,)), now, leaves_at=deps.answers.leaves_at(now))
