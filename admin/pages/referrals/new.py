"""Pass somebody on: first to whom, with how that service answered until now; then what is passed
on; then what is read to them, or asked of them by a message.

Nothing leaves before they agreed to exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import (
    StaffForm,
    choice_field,
    clean,
    fill_choices,
    long_field,
    text_field,
    tick_field,
)
from admin.pages.account.revealing import before_revealing
from admin.pages.referrals.person import SOURCES, ReferredPerson, person_of, phone_of
from admin.rendering.labels import Names
from admin.rendering.reveal_reasons import WhyRevealed
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.channels.sms.staff_numbers import read_sms_number, where_sms_goes
from bot.operations.audit_log import On
from bot.privacy.row_ids import draw_row_id
from bot.referrals.figures import ReceiverFigures
from bot.referrals.referrals import NewReferral
from flows.components.first_name import LONGEST as LONGEST_NAME
from flows.components.phone_number import read_phone
from flows.engine.referrals import PassedField, Urgency
from flows.engine.text import Line, Text, _
from flows.referrals.person_words import what_is_read
from flows.referrals.receiver_words import URGENCIES, Passed
from services_directory.storage.store import list_services
from services_directory.values.entries import Service, Status

MOST_FOUND = 8
BY_MESSAGE = "message"
"""In the place of a language: they are asked by a message."""


class ReferralForm(StaffForm):
    need = choice_field(_("Kind of help"))
    urgency = choice_field(_("How urgent it is"))
    town = choice_field(_("Place"))
    language = choice_field(_("Language the person speaks"))
    first_name = text_field(_("First name"), letters=LONGEST_NAME, dir="auto", autocomplete="off")
    phone = tick_field(_("Pass on their phone number"))
    words = long_field(_("What they need, in a few words"), letters=300, rows=2, dir="auto")
    number = text_field(
        _("Mobile number of the receiver"),
        letters=32,
        dir="ltr",
        type="tel",
        inputmode="tel",
        autocomplete="off",
    )
    agreed = choice_field(_("Which one did you read aloud, and did they agree?"))


async def show_new(request: web.Request) -> web.Response:
    person = await person_of(request, dict(request.query))
    service = dependencies_of(request).directory().service(request.query.get("service", ""))
    if service is None:
        return await _choose(request, person)
    form = _form(request, ReferralForm(**_as_known(person, service)))
    return await _page(request, person, service, form)


async def add(request: web.Request) -> web.Response:
    """What is to be read is shown first; sent once they agreed, or are asked by a message."""
    deps, posted = dependencies_of(request), await request.post()
    asked = {each: str(posted.get(each) or "") for each in SOURCES}
    person = await person_of(request, asked)
    service = deps.directory().service(str(posted.get("service") or ""))
    if service is None:
        raise web.HTTPNotFound
    form = _form(request, ReferralForm(posted))
    number = _receivers_number(request, form, person)
    is_first = not posted.get("send")
    is_valid = form.validate()
    if is_first:
        # It is asked for on the page that this leads to.
        form.agreed.errors = []
        is_valid = not any(field.errors for field in form)
    if isinstance(number, Text):
        form.refuse("number", number)
    may_agree = form.agreed.data != BY_MESSAGE or person.can_be_asked
    if not is_valid or isinstance(number, Text) or not may_agree:
        return await _page(request, person, service, form, 422, reads=not is_first)
    if is_first:
        return await _page(request, person, service, form, reads=True)
    return await _send(request, person, service, form, number)


async def _send(
    request: web.Request,
    person: ReferredPerson,
    service: Service,
    form: ReferralForm,
    number: str,
) -> web.Response:
    """Where their number goes to one that nobody knows as the service's, that counts as looking at
    it: it may be one's own."""
    deps, row_id = dependencies_of(request), draw_row_id()
    phone = phone_of(request, person) if form.phone.data else ""
    if phone and number and not _is_of(service, number):
        instead = await before_revealing(request, On.REFERRAL, row_id, WhyRevealed.PASSED_ON)
        if instead is not None:
            return instead
    read_in = None if form.agreed.data == BY_MESSAGE else form.agreed.data
    added = await deps.referrals.add(
        NewReferral(
            row_id=row_id,
            contact_id=person.contact.id,
            service=service.id,
            receiver=service.name,
            need=form.need.data,
            town=form.town.data,
            language=form.language.data,
            urgency=Urgency(form.urgency.data),
            number=number,
            passed=Passed(form.first_name.data, phone, form.words.data),
            fields=_fields(form),
            read_in=read_in,
            by=staff_of(request).name,
        )
    )
    if added is None:
        raise web.HTTPNotFound
    told = "referral_asks" if read_in is None else "referral_sent"
    return go(request, "referral", told, id=row_id)


def _receivers_number(
    request: web.Request, form: ReferralForm, person: ReferredPerson
) -> str | Text:
    """ "" where staff hand a link over; or why no SMS goes there."""
    if not form.number.data:
        return ""
    number = read_sms_number(form.number.data, dependencies_of(request).programme)
    if number == phone_of(request, person):
        return _("This is the number of the person, not of the receiver.")
    return number


def _is_of(service: Service, number: str) -> bool:
    return any(each.e164 == number for each in service.phones)


def _fields(form: ReferralForm) -> tuple[PassedField, ...]:
    """What the person is asked to pass on: what was filled in, and nothing else."""
    given: dict[PassedField, Any] = {
        PassedField.FIRST_NAME: form.first_name.data,
        PassedField.PHONE: form.phone.data,
        PassedField.WORDS: form.words.data,
    }
    return tuple(each for each, value in given.items() if value)


def _as_known(person: ReferredPerson, service: Service) -> dict[str, Any]:
    return {
        "need": service.category,
        "urgency": Urgency.NORMAL.value,
        "town": person.town or service.location.place or "",
        "language": person.contact.locale or "",
        "first_name": person.first_name,
    }


def _form(request: web.Request, form: ReferralForm) -> ReferralForm:
    deps = dependencies_of(request)
    names = Names(deps.directory())
    languages: list[tuple[str, Line]] = [(each.code, each.own_name) for each in deps.columns]
    fill_choices(form.need, names.categories())
    fill_choices(form.urgency, [(each.value, label) for each, label in URGENCIES.items()])
    fill_choices(form.town, names.places())
    fill_choices(form.language, languages)
    fill_choices(form.agreed, [*languages, (BY_MESSAGE, _("Ask them by a message"))])
    return form


async def _choose(request: web.Request, person: ReferredPerson) -> web.Response:
    wanted = clean(request.query.get("find"))
    found = []
    if wanted:
        listed = await list_services(search=wanted, status=Status.PUBLISHED, limit=MOST_FOUND)
        directory = dependencies_of(request).directory()
        services = (directory.service(each.key) for each in listed.services)
        found = [each for each in services if each is not None]
    return page(
        request,
        "referrals/choose.html",
        person=person,
        find=wanted,
        found=found,
        figures=await _figures(request, found),
        names=Names(dependencies_of(request).directory()),
    )


async def _figures(request: web.Request, services: Sequence[Service]) -> dict[str, ReceiverFigures]:
    return await dependencies_of(request).referrals.figures([each.id for each in services])


async def _page(
    request: web.Request,
    person: ReferredPerson,
    service: Service,
    form: ReferralForm,
    status: int = 200,
    *,
    reads: bool = False,
) -> web.Response:
    """`reads`: what is passed on is decided, and is read to the person now."""
    deps = dependencies_of(request)
    read, number = what_is_read(service.name, _fields(form)), ""
    if reads and form.number.data and not form.number.errors:
        number = read_phone(form.number.data, deps.programme) or ""
    texts = [
        (each, " ".join(deps.translator.phrase(line, each.code) for line in read))
        for each in deps.columns
    ]
    figures = await _figures(request, [service])
    return page(
        request,
        "referrals/new.html",
        status,
        person=person,
        service=service,
        form=form,
        reads=reads,
        unknown_number=bool(number) and not _is_of(service, number),
        sms_goes=where_sms_goes(deps.programme),
        texts=texts,
        by_message=BY_MESSAGE,
        figures=figures[service.id],
        names=Names(deps.directory()),
    )
