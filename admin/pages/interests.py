"""Who wants to hear about which course or offer?"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, choice_field, clean, fill_choices, text_field
from admin.rendering.contacts import find, mark_done, masked
from admin.rendering.contacts import reveal as reveal_number
from admin.rendering.labels import Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import go, page
from admin.security.audit import On
from bot.models.learning import Interest
from flows.engine.text import Line, _
from flows.registration.register_interest import WHEN

OPEN, DONE, ALL = "open", "done", "all"


class SearchForm(StaffForm):
    receipt = text_field(_("Registration code"), letters=16, dir="ltr", autocapitalize="characters")
    offer = choice_field(_("Course or offer"))
    place = choice_field(_("Place"))
    state = choice_field(_("Show"))


@dataclass(frozen=True, slots=True)
class Row:
    """One wish, and what staff may see of the person. `can_call`: they gave a number for that."""

    interest: Interest
    contact: str
    channel: str
    when: Line
    can_call: bool


async def show(request: web.Request, number: tuple[int, str] | None = None) -> web.Response:
    """`number`: of one interest, which stands alone on this page, the number revealed."""
    names = Names(dependencies_of(request).directory())
    form = _form(request, names)
    wanted = Interest.all()
    receipt = _as_receipt(clean(form.receipt.data))
    if receipt:
        wanted = wanted.filter(receipt=receipt)
    if form.offer.data:
        wanted = wanted.filter(offer=form.offer.data)
    if form.place.data:
        wanted = wanted.filter(place=form.place.data)
    # A code names one wish: it is found whether it is done or not.
    if form.state.data != ALL and not receipt:
        wanted = wanted.filter(done_at__isnull=form.state.data != DONE)
    if number:
        wanted = Interest.filter(id=number[0])
    total = await wanted.count()
    turn = pages(request, total)
    found = wanted.order_by("-created_at", "-id").offset(turn.offset).limit(PER_PAGE)
    rows = [_row(request, each) for each in await found.select_related("contact")]
    return page(
        request,
        "interests.html",
        form=form,
        rows=rows,
        total=total,
        names=names,
        number_shown=number,
        pages=turn,
    )


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, Interest, On.INTEREST)
    return go(request, "interests", "done" if done else "reopened")


async def reveal(request: web.Request) -> web.Response:
    """The one wish, with the number that somebody asked to be called at."""
    interest = await find(request, Interest)
    if interest.reach_sealed is None:
        raise web.HTTPNotFound
    number = await reveal_number(request, interest.reach_sealed, On.INTEREST, interest.id)
    return await show(request, (interest.id, number))


def _as_receipt(typed: str) -> str:
    """ "k7mx4t" and "K7M X4T" as they were given out: "K7M-X4T"."""
    letters = "".join(each for each in typed if each.isalnum()).upper()
    return "-".join(letters[at : at + 3] for at in range(0, len(letters), 3))


def _form(request: web.Request, names: Names) -> SearchForm:
    form = SearchForm(request.query, state=OPEN)
    everything = ("", _("All"))
    fill_choices(form.offer, [everything, *names.offers()])
    fill_choices(form.place, [everything, *names.places()])
    fill_choices(form.state, [(OPEN, _("Still open")), (DONE, _("Done")), (ALL, _("All"))])
    return form


def _row(request: web.Request, interest: Interest) -> Row:
    return Row(
        interest,
        masked(request, interest.contact),
        interest.contact.channel,
        WHEN.get(interest.reach_when, interest.reach_when),
        interest.reach_sealed is not None,
    )
