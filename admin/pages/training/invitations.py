"""Whom to invite: those who wished for this training, found by offer, place or code; then asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, choice_field, fill_choices, text_field
from admin.forms.receipt import receipt_asked
from admin.pages.training.asked_for import cohort_asked_for, courses_by_id
from admin.pages.training.people import NOT_INVITED
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.contacts import masked
from admin.rendering.labels import LEFT_OUT, Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.contacts.may_write import is_to_be_called
from bot.contacts.walk_in import WALK_IN
from bot.database.transaction import Transaction
from bot.models.learning import Interest
from bot.models.training import Enrolment
from bot.operations.audit_log import Did, On, noted
from bot.privacy.registration import Registration, hash_of, open_registration
from bot.privacy.sealing.sealer import Sealer
from bot.training.delivery.preview import InvitationPreview
from bot.training.rosters import Invited, RosterLine
from flows.components.first_name import may_be_same
from flows.engine.enrolments.states import CURRENT, EnrolmentState
from flows.engine.text import Text, _
from flows.registration.interest_states import ENDED, InterestState
from services_directory.training.models import CohortRow
from services_directory.training.values import Cohort

_LINE = "line"
"""The button that lets them wait."""

MOST_SHOWN = 100
"""The first who wished for it; the next ones come once these are invited."""


_MAY_COME = frozenset(InterestState) - ENDED | {InterestState.LEFT}
"""Who has no seat and may still want one."""

_LEFT = _("Was in this cohort, and left")
_HERE = {
    EnrolmentState.DROPPED: _LEFT,
    **dict.fromkeys(CURRENT, _("Is in this cohort")),
    EnrolmentState.COMPLETED: _("Took part in this course to the end"),
}
_ELSEWHERE = {
    EnrolmentState.DROPPED: _("Had a seat in this course before, and left"),
    **dict.fromkeys(CURRENT, _("Has a seat in another cohort of this course")),
    EnrolmentState.COMPLETED: _("Took part in this course to the end"),
}


class FilterForm(StaffForm):
    offer = choice_field(_("Course or offer"))
    place = choice_field(_("Place"))
    receipt = text_field(_("Registration code"), letters=16, dir="ltr", autocapitalize="characters")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One wish. `had`: how their seat in this course stands or ended, if they ever had one.
    `cannot`: why no message can go to them. `refused`: why they were not invited just now."""

    interest: Interest
    told: Registration
    contact: str
    ticked: bool
    had: Text | None
    cannot: Text | None = None
    refused: Text | None = None

    @property
    def has_no_phone(self) -> bool:
        return self.interest.contact.channel == WALK_IN

    @property
    def is_to_be_called(self) -> bool:
        """They gave another number for that, so nothing is sent to the one they wrote from."""
        return not self.has_no_phone and is_to_be_called(self.interest)

    @property
    def has_seat_at_once(self) -> bool:
        return _has_seat_at_once(self.interest)


def _has_seat_at_once(wish: Interest) -> bool:
    """No message asks them: staff tell them."""
    return wish.contact.channel == WALK_IN or is_to_be_called(wish)


async def show(request: web.Request) -> web.Response:
    return await _page(request, await cohort_asked_for(request))


async def send(request: web.Request) -> web.Response:
    """Invite those who are ticked, or put them in line; who could not be stays on the page, with
    the reason."""
    deps, cohort, who = (
        dependencies_of(request),
        await cohort_asked_for(request),
        staff_of(request).name,
    )
    form = await request.post()
    posted = form.getall("interest", [])
    ids = await _theirs(request, [each for each in posted if isinstance(each, str)])
    is_line = form.get("send") == _LINE
    did, fact = (Did.PUT_IN_LINE, "in_line") if is_line else (Did.INVITED, "invited")

    def in_the_trail(invited: Invited) -> Transaction[None]:
        facts = {fact: sum(reason is None for reason in invited.values())}
        yield from noted(who, did, On.COHORT, cohort.id, deps.clock(), after=facts)

    ask = deps.rosters.put_in_line if is_line else deps.rosters.invite
    invited = await ask(cohort.id, ids, also=in_the_trail)
    refused = {each: reason for each, reason in invited.items() if reason is not None}
    if not refused:
        told = "in_line" if is_line else await _told_of(ids)
        return go(request, "roster", told, id=cohort.id)
    return await _page(request, cohort, invited, is_line=is_line)


async def _theirs(request: web.Request, posted: Sequence[str]) -> list[int]:
    """Of the wishes that are ticked those of the regions of who asks, in their order."""
    ids = [int(each) for each in posted if _is_id(each)]
    found = await theirs(request, About.INTEREST, Interest.filter(id__in=ids))
    known = {each.id for each in await found.only("id")}
    return [each for each in ids if each in known]


async def _told_of(ids: Sequence[int]) -> str:
    """Which message of the pages tells what became of the invited."""
    wishes = await Interest.filter(id__in=ids).select_related("contact")
    at_once = [_has_seat_at_once(each) for each in wishes]
    if not any(at_once):
        return "invited"
    return "seated" if all(at_once) else "invited_and_seated"


def _is_id(written: str) -> bool:
    return written.isdecimal() and len(written) < 19


async def _page(
    request: web.Request,
    cohort: Cohort,
    invited: Invited | None = None,
    *,
    is_line: bool = False,
) -> web.Response:
    """`invited`: what became of those who were ticked; only they are shown then. `is_line`: they
    were to wait."""
    deps, courses = dependencies_of(request), await courses_by_id(request)
    form = _form(request, courses[cohort.course_id].offer)
    roster = await deps.rosters.roster(cohort.id)
    inside = [each for each in roster.lines if each.state in CURRENT]
    had = await _had_seats(cohort)
    if invited is None:
        wishes = await _wishes(request, form, inside)
    else:
        wishes = await Interest.filter(id__in=[*invited]).select_related("contact")
    # Who had a seat, or is to be called first, is invited by a deed of the trainer's own.
    by_message = [each.contact_id for each in wishes if not _has_seat_at_once(each)]
    preview = await deps.rosters.preview(cohort.id, by_message)
    new = (
        each
        for each in wishes
        if each.contact_id not in had
        and not is_to_be_called(each)
        and each.contact_id not in preview.left_out
    )
    first = [each.id for each in new][: roster.count.free]
    candidates = [
        replace(
            _candidate(request, each, each.id in first, had.get(each.contact_id), invited),
            cannot=_cannot(each, preview),
        )
        for each in wishes
    ]
    return page(
        request,
        "training/invitations.html",
        cohort=cohort,
        course=courses[cohort.course_id],
        form=form,
        candidates=candidates,
        invited=None if invited is None else sum(each is None for each in invited.values()),
        is_line=is_line,
        is_full=not roster.count.gives(1),
        previews=[(deps.language(code), words) for code, words in sorted(preview.words.items())],
        count=roster.count,
        can_invite=cohort.enrols_at(deps.clock()),
        names=Names(deps.directory()),
    )


def _cannot(wish: Interest, preview: InvitationPreview) -> Text | None:
    """Why no message can go to them; None where one can, or none is needed."""
    reason = None if _has_seat_at_once(wish) else preview.left_out.get(wish.contact_id)
    return LEFT_OUT[reason] if reason else None


async def _had_seats(cohort: Cohort) -> dict[int, Text]:
    """Of each contact that ever had a seat in this course, what became of it: the last one says."""
    course = await CohortRow.filter(course_id=cohort.course_id).values_list("id", flat=True)
    seats = Enrolment.filter(cohort_id__in=course).exclude(state=EnrolmentState.WAITING.value)
    had: dict[int, Text] = {}
    for each in await seats.order_by("id"):
        words = _HERE if each.cohort_id == cohort.id else _ELSEWHERE
        had[each.contact_id] = words[EnrolmentState(each.state)]
    return had


async def _wishes(
    request: web.Request, form: FilterForm, inside: Sequence[RosterLine]
) -> list[Interest]:
    """Who wished for it and is not in the cohort, the first who came first. Who left is shown; a
    code finds whoever has it, however their wish stands."""
    sealer, wanted = dependencies_of(request).sealer, Interest.all()
    receipt = receipt_asked(form, "receipt")
    if not receipt:
        wanted = wanted.filter(state__in=sorted(_MAY_COME))
    asked = {"receipt": receipt, "offer": form.offer.data, "place": form.place.data}
    for column, value in asked.items():
        if value:
            wanted = wanted.filter(**{f"{column}_hash": hash_of(column, value, sealer)})
    invited = [each.interest_id for each in inside if each.interest_id is not None]
    if invited:
        wanted = wanted.exclude(id__in=invited)
    wanted = await theirs(request, About.INTEREST, wanted)
    found = wanted.order_by("created_at", "id").limit(MOST_SHOWN).select_related("contact")
    return [each for each in await found if not _is_inside(each, inside, sealer)]


def _is_inside(wish: Interest, inside: Sequence[RosterLine], sealer: Sealer) -> bool:
    """Whether this person is in the cohort already: two who share a phone have names."""
    told = open_registration(wish.id, wish.registration_sealed, sealer)
    return any(
        each.contact_id == wish.contact_id and may_be_same(told.first_name, each.first_name)
        for each in inside
    )


def _candidate(
    request: web.Request,
    interest: Interest,
    ticked: bool,
    had: Text | None,
    invited: Invited | None,
) -> Candidate:
    sealer = dependencies_of(request).sealer
    told = open_registration(interest.id, interest.registration_sealed, sealer)
    reason = invited.get(interest.id) if invited else None
    refused = NOT_INVITED[reason] if reason else None
    return Candidate(
        interest, told, masked(request, interest.contact), ticked, had, refused=refused
    )


def _form(request: web.Request, offer: str | None) -> FilterForm:
    names = Names(dependencies_of(request).directory())
    form = FilterForm(request.query, offer=offer or "")
    everything = ("", _("All"))
    fill_choices(form.offer, [everything, *names.offers()])
    fill_choices(form.place, [everything, *names.places()])
    return form
