"""One service: added, edited, checked, archived; with the SMS it becomes in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, columns_of
from admin.forms.facts import KINDS, PHONE_LABELS, groups, refuse_ages
from admin.forms.hours import DAY_NAMES, MOST_CLOSURES, plain_week, refuse_halves
from admin.forms.service import (
    COUNTRY,
    FIRST_WORDS,
    MORE_WORDS,
    WORDS,
    ServiceForm,
    draft_of,
    fill_lists,
    form_class,
    show_faults,
    values_of,
)
from admin.pages.service_steps import asked_for, note_saved
from admin.rendering.formatting import say
from admin.rendering.labels import ACTS, FIELDS, STATUSES, Names
from admin.rendering.sms_preview import SmsPreview, card_previews
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import Did
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text, _
from services_directory.records.drafts import (
    DraftRefused,
    Saved,
    ServiceDraft,
    StaffService,
    check_draft,
)
from services_directory.records.flat_fields import to_service
from services_directory.storage.history import changes_of
from services_directory.storage.store import (
    get_service,
    mark_words_read,
    save_service,
)
from services_directory.values.entries import Status

MOST_CHANGES = 10
"""So many of the latest changes stand on the page."""

HINTS: dict[str, Text] = {
    "sms_text": _("Short words for the SMS alone, in place of what it is for: see below"),
    "documents": _("One a line, in the same order in each language; - where one has no words"),
}
"""What is to be known of words before they are written."""

OUTDATED = _(
    "Somebody else changed this service while you were writing. What you wrote is still here: "
    "compare it with theirs in another window, then save again."
)


async def show_new(request: web.Request) -> web.Response:
    form = _form(request, {"status": Status.PUBLISHED.value, "region": COUNTRY})
    return await _page(request, form, None)


async def add(request: web.Request) -> web.Response:
    form = _posted(request, await request.post())
    return await _save(request, form, None)


async def show(request: web.Request) -> web.Response:
    service = await asked_for(request)
    return await _page(
        request, _form(request, values_of(service.draft, dependencies_of(request).today())), service
    )


async def save(request: web.Request) -> web.Response:
    posted = await request.post()
    service = await asked_for(request)
    form = _posted(request, posted)
    if posted.get("seen") != version_of(service):
        return await _page(request, form, service, 409, OUTDATED)
    return await _save(request, form, service)


async def preview(request: web.Request) -> web.Response:
    """The SMS of what stands in the form now, for the script that keeps the page fresh."""
    posted = await request.post()
    form = _posted(request, posted)
    service = await get_service(str(posted.get("id", "")))
    shown = _previews(request, form, service)
    return web.json_response({locale: each.as_json() for locale, each in shown.items()})


async def restore(request: web.Request) -> web.Response:
    service = await asked_for(request)
    draft = replace(service.draft, status=Status.PUBLISHED)
    try:
        await _keep(request, draft, service, Did.CHANGED)
    except DraftRefused as refused:
        form = _form(request, values_of(draft, dependencies_of(request).today()))
        show_faults(form, refused.faults, _codes(request))
        return await _page(request, form, service, 422)
    return go(request, "service", "restored", id=service.id)


async def _save(
    request: web.Request, form: ServiceForm, service: StaffService | None
) -> web.Response:
    """Keep the form's draft, with its entry in the trail, or show everything to be mended."""
    deps, languages = dependencies_of(request), _codes(request)
    if "preview" in await request.post():
        return await _page(request, form, service)
    fine = all([form.validate(), refuse_halves(form), refuse_ages(form)])
    draft = draft_of(form, languages, service.draft if service else None, deps.today())
    faults = check_draft(draft, deps.programme, deps.directory().places)
    if fine and not faults:
        try:
            saved = await _keep(request, draft, service, Did.CHANGED if service else Did.ADDED)
            await _mark_read(request, form, saved)
            return go(request, "service", "saved", id=saved.id)
        except DraftRefused as refused:
            faults = refused.faults
    show_faults(form, faults, languages)
    return await _page(request, form, service, 422)


async def _mark_read(request: web.Request, form: ServiceForm, saved: Saved) -> None:
    """Take the word of whoever ticked that a translation is right as it is."""
    deps, who = dependencies_of(request), staff_of(request).name
    for code in (each for each in _codes(request) if form[f"read_{each}"].data):
        await mark_words_read(saved.id, code, by=who, now=deps.clock())


async def _keep(
    request: web.Request, draft: ServiceDraft, service: StaffService | None, did: Did
) -> Saved:
    deps, who = dependencies_of(request), staff_of(request).name
    async with in_transaction():
        saved = await save_service(
            draft,
            deps.programme,
            by=who,
            now=deps.clock(),
            service_id=service.id if service else None,
        )
        await note_saved(who, did, saved, request)
    await deps.refresh_directory()
    return saved


def _codes(request: web.Request) -> tuple[str, ...]:
    return tuple(each.code for each in dependencies_of(request).columns)


def _form(request: web.Request, values: Mapping[str, str]) -> ServiceForm:
    form = _class(request)(data=dict(values))
    fill_lists(form, Names(dependencies_of(request).directory()))
    return form


def _posted(request: web.Request, posted: Posted) -> ServiceForm:
    form = _class(request)(posted)
    fill_lists(form, Names(dependencies_of(request).directory()))
    return form


def _class(request: web.Request) -> type[ServiceForm]:
    return form_class(columns_of(dependencies_of(request).columns))


def _previews(
    request: web.Request, form: ServiceForm, service: StaffService | None
) -> dict[str, SmsPreview]:
    deps = dependencies_of(request)
    draft = draft_of(form, _codes(request), service.draft if service else None, deps.today())
    directory = deps.directory()
    today = directory.service(service.id) if service else None
    shown = to_service(
        service.id if service else "",
        draft,
        today.location.position if today else None,
        directory.programme.country,
        organisation_id=today.organisation.id if today else "",
        last_checked=service.checked_on if service else None,
    )
    return card_previews(shown, directory, deps.clock(), deps.translator)


def _closure_notes(form: ServiceForm, number: int) -> list[Any]:
    return [each for each in form if each.name.startswith(f"closure_{number}_note_")]


def _opened(request: web.Request, form: ServiceForm) -> set[str]:
    """The languages to show at once: those with words or faults, and all for a new service."""
    codes = _codes(request)
    return _with_words(form, WORDS, codes) or set(codes)


def _opened_more(request: web.Request, form: ServiceForm) -> set[str]:
    """The languages in which some of the words that few services need are written, or wrong."""
    return _with_words(form, MORE_WORDS, _codes(request))


def _with_words(form: ServiceForm, names: Iterable[str], codes: Iterable[str]) -> set[str]:
    """The languages in which one of these fields is filled, or is to be mended."""
    return {
        code
        for code in codes
        if any(form[f"{name}_{code}"].data or form[f"{name}_{code}"].errors for name in names)
    }


def _to_read_again(service: StaffService | None) -> dict[str, tuple[list[str], list[str]]]:
    """By language, the names of the words that are outdated, and of those a program made."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for number, names in enumerate((service.outdated, service.machine) if service else ()):
        for name, _dot, code in (each.partition(".") for each in names):
            label = say(FIELDS[name]) if name in FIELDS else name
            found.setdefault(code, ([], []))[number].append(label)
    return found


def version_of(service: StaffService) -> str:
    """What a form was made from, so that nobody saves over somebody else's change."""
    return service.updated_at.isoformat()


async def _page(
    request: web.Request,
    form: ServiceForm,
    service: StaffService | None,
    status: int = 200,
    fault: Text | None = None,
) -> web.Response:
    opened = _opened(request, form)
    return page(
        request,
        "service.html",
        status,
        form=form,
        service=service,
        seen=version_of(service) if service else "",
        fault=fault,
        words=FIRST_WORDS,
        more_words=MORE_WORDS,
        word_hints={name: say(hint) for name, hint in HINTS.items()},
        days=DAY_NAMES,
        fact_groups=groups(),
        fact_kinds=KINDS,
        tongues=[f"speaks_{code}" for code in LANGUAGES],
        closure_notes=_closure_notes,
        closure_numbers=range(1, MOST_CLOSURES + 1),
        is_week=service is None or plain_week(service.draft.opening_hours) is not None,
        phone_types=[f"phone_type_{number}" for number in range(1, len(PHONE_LABELS) + 1)],
        columns=sorted(dependencies_of(request).columns, key=lambda each: each.code not in opened),
        opened=opened,
        opened_more=_opened_more(request, form),
        to_read_again=_to_read_again(service),
        zone=dependencies_of(request).zone,
        previews=_previews(request, form, service),
        changes=await changes_of(service.id, MOST_CHANGES) if service else (),
        acts=ACTS,
        fields=FIELDS,
        statuses=STATUSES,
    )
