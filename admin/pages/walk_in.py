"""Somebody came to the desk: registered in half a minute, with a paper to take home.

No phone is needed, no papers and no nationality are asked. What they agree to is read to them in
their language; the one that is ticked is the one that was read.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import StaffForm, choice_field, fill_choices, text_field
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.contacts import find
from admin.rendering.labels import Names
from admin.rendering.printed_receipt import printed_receipt
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.channels.sms.staff_numbers import NO_NUMBER, where_sms_goes
from bot.contacts.walk_in import Alike, Kept, WalkIn, alike, keep
from bot.database.transaction import Sql, Transaction
from bot.documents.drawing import draw_apart
from bot.models.learning import Interest
from bot.operations.audit_log import Did, On, noted
from bot.outbound.outbox import OutboundDraft, queue
from bot.outbound.writing import Recipient
from bot.privacy.registration import Registration, hashes_of, open_registration
from flows.components.first_name import LONGEST as LONGEST_NAME
from flows.components.phone_number import read_phone
from flows.engine.reply import Reply
from flows.engine.text import _
from flows.registration.walk_in_words import registered_by_us, what_is_read


class WalkInForm(StaffForm):
    locale = choice_field(_("Which one did you read aloud, and did they agree?"))
    offer = choice_field(_("Course or offer"))
    place = choice_field(_("Place"))
    first_name = text_field(_("First name"), letters=LONGEST_NAME, dir="auto", autocomplete="off")
    phone = text_field(
        _("Phone number"), letters=32, dir="ltr", type="tel", inputmode="tel", autocomplete="off"
    )


async def show_new(request: web.Request) -> web.Response:
    return _page(request, _form(request, WalkInForm()))


async def add(request: web.Request) -> web.Response:
    """Keep them; where they are perhaps known already, only after that was looked at."""
    deps, posted = dependencies_of(request), await request.post()
    form = _form(request, WalkInForm(posted))
    number = read_phone(form.phone.data, deps.programme) if form.phone.data else ""
    is_valid = form.validate()
    if number is None:
        form.refuse("phone", NO_NUMBER)
    if not is_valid or number is None:
        return _page(request, form, 422)
    walk_in = WalkIn(
        form.locale.data,
        form.offer.data,
        form.place.data,
        form.first_name.data,
        _sms_channel(deps),
        number,
    )
    if not posted.get("looked"):
        found = await deps.executor.run(lambda: alike(walk_in, deps.sealer))
        seen = [each for each in found if await _is_theirs(request, each)]
        if seen:
            return _page(request, form, seen=seen)
    kept = await _keep(request, walk_in)
    return go(request, "walk_in_kept", id=kept.interest_id)


async def _is_theirs(request: web.Request, found: Alike) -> bool:
    """Of a registration in a region of others nothing is told, not even that it is there."""
    hashes = hashes_of("receipt", found.receipt, dependencies_of(request).sealer)
    wanted = Interest.filter(receipt_hash__in=hashes)
    return await (await theirs(request, About.INTEREST, wanted)).exists()


async def show_kept(request: web.Request) -> web.Response:
    interest = await find(request, Interest)
    told = _told(request, interest)
    names = Names(dependencies_of(request).directory())
    return page(request, "walk_in_kept.html", interest=interest, registration=told, names=names)


async def print_receipt(request: web.Request) -> web.Response:
    """The paper, in the language that was read to them."""
    deps, interest = dependencies_of(request), await find(request, Interest)
    on = interest.created_at.astimezone(deps.zone).date()
    document = printed_receipt(
        _told(request, interest), on, interest.locale, deps.directory(), deps.translator
    )
    headers = {"Content-Disposition": 'inline; filename="code.pdf"'}
    return web.Response(
        body=await draw_apart(document), content_type="application/pdf", headers=headers
    )


def _told(request: web.Request, interest: Interest) -> Registration:
    sealer = dependencies_of(request).sealer
    return open_registration(interest.id, interest.registration_sealed, sealer)


async def _keep(request: web.Request, walk_in: WalkIn) -> Kept:
    deps, who = dependencies_of(request), staff_of(request).name
    now = deps.clock()

    def transaction() -> Transaction[Kept]:
        kept = yield from keep(walk_in, deps.sealer, now)
        yield from noted(who, Did.ADDED, On.INTEREST, kept.interest_id, now)
        limits, country = deps.programme.limits, deps.programme.country
        is_paid_for = limits.answers_by_sms(walk_in.number, country)
        if kept.may_write and is_paid_for and walk_in.channel in deps.capabilities:
            sealed = yield Sql(
                "SELECT address_sealed FROM contact WHERE id = ?", (kept.contact_id,)
            )
            draft = _confirmation(walk_in, kept, bytes(sealed[0]["address_sealed"]), deps)
            yield from queue(draft, deps.sealer)
        return kept

    kept = await deps.executor.run(transaction)
    deps.wake_outbox()
    return kept


def _confirmation(
    walk_in: WalkIn, kept: Kept, address_sealed: bytes, deps: AdminDependencies
) -> OutboundDraft:
    """The same by SMS as on the paper: the code, and how to end it."""
    offer = deps.programme.offer(walk_in.offer)
    title = offer.title if offer else walk_in.offer
    words = registered_by_us(deps.programme.name, title, kept.receipt)
    to = Recipient(kept.contact_id, walk_in.channel, address_sealed, walk_in.locale)
    return deps.writer.write(to, Reply((words,)), deps.clock())


def _sms_channel(deps: AdminDependencies) -> str:
    """The channel that writes to numbers; "" where none is switched on."""
    by_sms = (name for name, each in deps.capabilities.items() if each.bills_segments)
    return next(by_sms, "")


def _form(request: web.Request, form: WalkInForm) -> WalkInForm:
    deps = dependencies_of(request)
    names = Names(deps.directory())
    fill_choices(form.locale, [(each.code, each.own_name) for each in deps.columns])
    fill_choices(form.offer, names.offers())
    towns = [each.main_place for each in deps.programme.regions]
    places = names.places()
    # Those of the programme first: most who come are from there.
    fill_choices(form.place, sorted(places, key=lambda each: each[0] not in towns))
    return form


def _page(
    request: web.Request, form: WalkInForm, status: int = 200, seen: Sequence[Alike] = ()
) -> web.Response:
    deps = dependencies_of(request)
    read = what_is_read(deps.programme)
    return page(
        request,
        "walk_in.html",
        status,
        form=form,
        texts=[(each, deps.translator.phrase(read, each.code)) for each in deps.columns],
        seen=seen,
        sms_goes=where_sms_goes(deps.programme),
        names=Names(deps.directory()),
    )
