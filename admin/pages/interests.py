"""Who wants to hear about which course or offer?"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import StaffForm, choice_field, fill_choices, text_field
from admin.forms.merging import SEEN
from admin.forms.receipt import receipt_asked
from admin.pages.account.revealing import before_revealing
from admin.pages.interest_state import (
    StateForm,
    can_be_told,
    seen_of,
    state_form,
    values_of,
)
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.contacts import find, masked
from admin.rendering.labels import INTEREST_STATES, Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import page, url_of
from admin.security.permits import permit, revealed
from bot.models.learning import Interest
from bot.models.training import Enrolment
from bot.operations.audit_log import On
from bot.privacy.registration import Registration, hashes_of, open_registration
from bot.privacy.sealing.sealed_columns import REACH
from bot.training.sealed_words import open_left_why
from flows.components.training.seat_states import FOR_STAFF, standing_of
from flows.engine.enrolments.states import CURRENT, EnrolmentState
from flows.engine.text import Line, Text, _
from flows.registration.interest_states import BY_SEAT, REASONS, InterestState
from flows.registration.register_interest import WHEN

NUMBER = "number of a wish"
OPEN, DONE, ALL = "open", "done", "all"


class SearchForm(StaffForm):
    receipt = text_field(_("Registration code"), letters=16, dir="ltr", autocapitalize="characters")
    offer = choice_field(_("Course or offer"))
    place = choice_field(_("Place"))
    state = choice_field(_("Show"))


@dataclass(frozen=True, slots=True)
class Seat:
    """What it says of the wish, and in which cohort they are now."""

    words: Text
    cohort_id: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One wish, and what staff may see of the person. `can_call`: they gave a number for that.
    `form`: how it stands, unless a seat says it."""

    interest: Interest
    told: Registration
    contact: str
    channel: str
    when: Line
    can_call: bool
    can_be_told: bool
    form: StateForm
    seen: str
    seat: Seat | None


async def show(request: web.Request) -> web.Response:
    """One interest whose number was revealed stands alone."""
    number = await _revealed(request)
    deps = dependencies_of(request)
    names = Names(deps.directory())
    form = _form(request, names)
    wanted = Interest.all()
    receipt = receipt_asked(form, "receipt")
    asked = {"receipt": receipt, "offer": form.offer.data, "place": form.place.data}
    for column, value in asked.items():
        if value:
            hashes = hashes_of(column, value, deps.sealer)
            wanted = wanted.filter(**{f"{column}_hash__in": hashes})
    # A code names one wish: it is found whether it is done or not.
    if form.state.data != ALL and not receipt:
        wanted = wanted.filter(done_at__isnull=form.state.data != DONE)
    if number:
        wanted = Interest.filter(id=number[0])
    wanted = await theirs(request, About.INTEREST, wanted)
    total = await wanted.count()
    turn = pages(request.rel_url, total)
    found = wanted.order_by("-created_at", "-id").offset(turn.offset).limit(PER_PAGE)
    interests = await found.select_related("contact")
    seats = await _seats([each.id for each in interests], deps)
    rows = [_row(request, each, seats.get(each.id)) for each in interests]
    return page(
        request,
        "interests.html",
        form=form,
        rows=rows,
        total=total,
        names=names,
        number_shown=number,
        pages=turn,
        states=INTEREST_STATES,
        reasons=REASONS,
        by_seat={*BY_SEAT, InterestState.DONE},
        seen_field=SEEN,
    )


async def reveal(request: web.Request) -> web.Response:
    """To the one wish, with the number that somebody asked to be called at."""
    interest = await find(request, Interest)
    if interest.reach_sealed is None:
        raise web.HTTPNotFound
    instead = await before_revealing(request, On.INTEREST, interest.id)
    if instead is not None:
        return instead
    seen = {"number": str(interest.id), **permit(request, NUMBER, interest.id)}
    return web.Response(status=303, headers={"Location": url_of(request)("interests", seen)})


async def _revealed(request: web.Request) -> tuple[int, str] | None:
    """Of the wish that the address names, the number, while it may be seen."""
    asked = request.query.get("number", "")
    if not asked.isdecimal() or not revealed(request, NUMBER, int(asked)):
        return None
    interest = await Interest.get_or_none(id=int(asked))
    if interest is None or interest.reach_sealed is None:
        return None
    sealed = bytes(interest.reach_sealed)
    return interest.id, dependencies_of(request).sealer.open(sealed, REACH.of(interest.id))


def _form(request: web.Request, names: Names) -> SearchForm:
    form = SearchForm(request.query, state=OPEN)
    everything = ("", _("All"))
    fill_choices(form.offer, [everything, *names.offers()])
    fill_choices(form.place, [everything, *names.places()])
    fill_choices(form.state, [(OPEN, _("Still open")), (DONE, _("Done")), (ALL, _("All"))])
    return form


async def _seats(interests: list[int], deps: AdminDependencies) -> dict[int, Seat]:
    """What became of wishes from which a seat came, as it is told everywhere."""
    enrolments = await Enrolment.filter(interest_id__in=interests).order_by("id")
    return {
        each.interest_id: Seat(
            FOR_STAFF[
                standing_of(
                    EnrolmentState(each.state),
                    open_left_why(each.id, each.left_why_sealed, deps.sealer),
                )
            ],
            each.cohort_id if each.state in CURRENT else None,
        )
        # Of several the one they are in says it, else the last.
        for each in sorted(enrolments, key=lambda each: (each.state in CURRENT, each.id))
        if each.interest_id is not None
    }


def _row(request: web.Request, interest: Interest, seat: Seat | None) -> Row:
    told = open_registration(
        interest.id, interest.registration_sealed, dependencies_of(request).sealer
    )
    return Row(
        interest,
        told,
        masked(request, interest.contact),
        interest.contact.channel,
        WHEN.get(told.reach_when, told.reach_when),
        interest.reach_sealed is not None,
        can_be_told(interest, dependencies_of(request)),
        state_form(values_of(interest)),
        seen_of(interest),
        seat,
    )
