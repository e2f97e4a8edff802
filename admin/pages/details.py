"""What is known of a service beside its words and hours: numbers, prices, people, places."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import columns_of
from admin.forms.details import (
    MOST_PEOPLE,
    MOST_PHONES,
    MOST_PLACES,
    MOST_PRICES,
    PERSON_PARTS,
    DetailsForm,
    details_from,
    fill_lists,
    form_class,
    refuse_details,
    show_faults,
    values_of,
)
from admin.forms.hours import DAY_NAMES, plain_week
from admin.pages.service import OUTDATED, version_of
from admin.pages.service_steps import asked_for, note_saved
from admin.rendering.labels import Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import Did
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text
from services_directory.records.details import Details
from services_directory.records.drafts import DraftRefused, StaffService
from services_directory.storage.store import get_details, save_details


async def show(request: web.Request) -> web.Response:
    service, details = await _asked_for(request)
    form = _class(request)(data=values_of(details))
    fill_lists(form, Names(dependencies_of(request).directory()))
    return _page(request, form, service, details)


async def save(request: web.Request) -> web.Response:
    """Keep the form, with its entry in the trail, or show everything to be mended."""
    posted = await request.post()
    service, kept = await _asked_for(request)
    form = _class(request)(posted)
    fill_lists(form, Names(dependencies_of(request).directory()))
    if posted.get("seen") != version_of(service):
        return _page(request, form, service, kept, 409, OUTDATED)
    codes = _codes(request)
    if all([form.validate(), refuse_details(form)]):
        try:
            await _keep(request, details_from(form, kept, codes), service)
            return go(request, "service_details", "saved", id=service.id)
        except DraftRefused as refused:
            show_faults(form, refused.faults, codes)
    return _page(request, form, service, kept, 422)


async def _keep(request: web.Request, details: Details, service: StaffService) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    async with in_transaction():
        saved = await save_details(
            details, deps.programme, by=who, now=deps.clock(), service_id=service.id
        )
        if saved.before or saved.after:
            await note_saved(who, Did.CHANGED, saved, request)
    await deps.refresh_directory()


async def _asked_for(request: web.Request) -> tuple[StaffService, Details]:
    service = await asked_for(request)
    details = await get_details(service.id)
    if details is None:
        raise web.HTTPNotFound
    return service, details


def _class(request: web.Request) -> type[DetailsForm]:
    return form_class(columns_of(dependencies_of(request).columns))


def _codes(request: web.Request) -> list[str]:
    return [each.code for each in dependencies_of(request).columns]


def _page(
    request: web.Request,
    form: DetailsForm,
    service: StaffService,
    details: Details,
    status: int = 200,
    fault: Text | None = None,
) -> web.Response:
    weeks = [each is None or plain_week(each.opening_hours) is not None for each in details.places]
    return page(
        request,
        "details.html",
        status,
        form=form,
        service=service,
        details=details,
        seen=version_of(service),
        fault=fault,
        columns=dependencies_of(request).columns,
        tongues=LANGUAGES,
        days=DAY_NAMES,
        phones=_shown("phone", min(MOST_PHONES, len(details.phones)), form),
        prices=_shown("price", MOST_PRICES, form),
        people=_shown("person", MOST_PEOPLE, form),
        places=_shown("place", MOST_PLACES, form) if service.has_place else (),
        is_week=weeks + [True] * MOST_PLACES,
        person_parts=PERSON_PARTS,
    )


def _shown(kind: str, most: int, form: DetailsForm) -> Sequence[tuple[int, bool]]:
    """The numbers of the rows to show, and whether there is anything in them or wrong with them."""

    def is_used(number: int) -> bool:
        fields = [each for each in form if each.name.startswith(f"{kind}_{number}_")]
        return any(each.data or each.errors for each in fields)

    return [(number, is_used(number)) for number in range(1, most + 1)]
