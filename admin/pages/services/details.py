"""What is known of a service beside its words and hours: numbers, prices, people, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, in_languages
from admin.forms.merging import (
    SEEN,
    Conflict,
    seen_json,
    with_touched,
)
from admin.forms.services.details import (
    MOST_PEOPLE,
    MOST_PHONES,
    MOST_PLACES,
    MOST_PRICES,
    PERSON_PARTS,
    DetailsForm,
    details_from,
    fill_lists,
    form_class,
    numbers_of,
    refuse_details,
    row_label,
    show_faults,
    told_by,
    units_of,
    values_of,
)
from admin.forms.services.hours import plain_week
from admin.pages.conflicts import NOT_CHOSEN, Asked, ask_which, read_form, until_unchanged
from admin.pages.services.changed_by import changed_by
from admin.pages.services.service_edit import codes_of
from admin.pages.services.service_steps import asked_for, note_saved
from admin.rendering.formatting import say
from admin.rendering.labels import DAY_NAMES, Names
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from bot.operations.audit_log import Did
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text, _
from services_directory.records.details import Details, details_of
from services_directory.records.drafts import DraftRefused
from services_directory.records.records import ServiceRecord
from services_directory.storage.detail_history import PEOPLE, PHONES, PLACES, PRICES
from services_directory.storage.history import changes_of
from services_directory.storage.store import ChangedMeanwhile, save_details

TITLE = _("Numbers, prices, people, places")
IN_HISTORY = {"phones": PHONES, "prices": PRICES, "people": PEOPLE, "places": PLACES}
"""What the history calls the lists."""


async def show(request: web.Request) -> web.Response:
    service = await asked_for(request)
    details = details_of(service)
    form = _form(request, values_of(details))
    return _page(request, form, service, details, seen_json(form, names(form), numbers_of(details)))


async def save(request: web.Request) -> web.Response:
    """Keep what was changed in the form, with its entry in the trail; else all there is to mend."""
    posted = await request.post()
    return await until_unchanged(lambda: _save_changes(request, posted), ChangedMeanwhile)


async def _save_changes(request: web.Request, posted: Posted) -> web.Response:
    service, columns = await asked_for(request), dependencies_of(request).columns
    kept, sent = details_of(service), in_languages(form_class, columns)(posted)
    fill_lists(sent, Names(dependencies_of(request).directory()))
    units = units_of(tuple(names(sent)))
    edit = read_form(posted, sent, lambda values: _form(request, values), values_of(kept), units)
    if edit.undecided:
        return await _ask(request, edit.form, service, edit.undecided, NOT_CHOSEN)
    made = details_from(edit.merged_form, kept, codes_of(request))
    changed = with_touched(kept, made, set(map(told_by, edit.merged.touched)))
    if all([edit.form.validate_only(edit.typed), refuse_details(edit.form)]):
        try:
            await _keep(request, changed, service)
            if edit.merged.conflicts:
                return await _ask(request, edit.form, service, edit.merged.conflicts)
            return go(request, "service_details", "saved", id=service.key)
        except DraftRefused as refused:
            show_faults(edit.form, refused.faults, codes_of(request))
    return _page(request, edit.form, service, kept, str(posted.get(SEEN, "")), 422)


async def _ask(
    request: web.Request,
    form: DetailsForm,
    service: ServiceRecord,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    changes = await changes_of(service.key)
    asked = Asked(
        lambda conflict: say(row_label(conflict.name)),
        lambda conflict: changed_by(changes, [IN_HISTORY[told_by(next(iter(conflict.mine)))]]),
    )
    back = url_of(request)("service_details", id=service.key)
    return ask_which(request, form, conflicts, asked, title=TITLE, back=back, fault=fault)


def _form(request: web.Request, values: Mapping[str, str]) -> DetailsForm:
    form = in_languages(form_class, dependencies_of(request).columns)(data=dict(values))
    fill_lists(form, Names(dependencies_of(request).directory()))
    return form


async def _keep(request: web.Request, details: Details, service: ServiceRecord) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    async with in_transaction():
        saved = await save_details(
            details,
            deps.programme,
            by=who,
            now=deps.clock(),
            service_id=service.key,
            seen=service,
        )
        if saved.before or saved.after:
            await note_saved(who, Did.CHANGED, saved, request)
    await deps.refresh_directory()


def names(form: DetailsForm) -> list[str]:
    """Its fields."""
    return [each.name for each in form]


def _page(
    request: web.Request,
    form: DetailsForm,
    service: ServiceRecord,
    details: Details,
    seen: str,
    status: int = 200,
) -> web.Response:
    weeks = [each is None or plain_week(each.opening_hours) is not None for each in details.places]
    return page(
        request,
        "details.html",
        status,
        form=form,
        service=service,
        details=details,
        seen_field=SEEN,
        seen=seen,
        columns=dependencies_of(request).columns,
        tongues=LANGUAGES,
        days=DAY_NAMES,
        phones=_shown("phone", min(MOST_PHONES, len(details.phones)), form),
        prices=_shown("price", MOST_PRICES, form),
        people=_shown("person", MOST_PEOPLE, form),
        places=_shown("place", MOST_PLACES, form) if service.sites else (),
        is_week=weeks + [True] * MOST_PLACES,
        person_parts=PERSON_PARTS,
    )


def _shown(kind: str, most: int, form: DetailsForm) -> Sequence[tuple[int, bool]]:
    """The numbers of the rows to show, and whether there is anything in them or wrong with them."""

    def is_used(number: int) -> bool:
        fields = [each for each in form if each.name.startswith(f"{kind}_{number}_")]
        return any(each.data or each.errors for each in fields)

    return [(number, is_used(number)) for number in range(1, most + 1)]
