"""One service: added, edited, checked, archived; with the SMS it becomes in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, clean
from admin.forms.merging import SEEN
from admin.forms.services.facts import refuse_ages
from admin.forms.services.hours import refuse_halves
from admin.forms.services.point import refuse_point
from admin.forms.services.service import (
    COUNTRY,
    ServiceForm,
    draft_from,
    show_faults,
    values_of,
)
from admin.pages.conflicts import NOT_CHOSEN, until_unchanged
from admin.pages.services.service_edit import (
    ask_about,
    codes_of,
    form_of,
    is_theirs,
    posted_form,
    read_edit,
)
from admin.pages.services.service_pages import (
    LOOKED,
    overview,
    section_page,
    value_of,
    with_filled_week,
)
from admin.pages.services.service_steps import asked_for, note_saved
from admin.regions.about import About
from admin.regions.rows import want_theirs
from admin.rendering.hours_in_words import hours_in_words
from admin.rendering.sms_preview import card_previews
from admin.rendering.templates import go
from admin.security.access import staff_of
from bot.operations.audit_log import Did
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import (
    DraftRefused,
    Fault,
    Saved,
    ServiceDraft,
    check_draft,
)
from services_directory.records.records import ServiceRecord
from services_directory.storage.alike.known import alike_to
from services_directory.storage.store import (
    ChangedMeanwhile,
    get_service,
    mark_words_read,
    save_service,
)
from services_directory.values.entries import Status


async def show_new(request: web.Request) -> web.Response:
    form = form_of(request, {"status": Status.DRAFT.value, "region": COUNTRY})
    return section_page(request, form, None)


async def add(request: web.Request) -> web.Response:
    """Keep the form as a new service, or show everything to be mended."""
    posted = await request.post()
    form, deps, codes = posted_form(request, posted), dependencies_of(request), codes_of(request)
    if form.status.data is None:
        form.status.data = Status.DRAFT.value
    if "preview" in posted or "fill" in posted:
        return section_page(request, with_filled_week(request, form, posted), None)
    can_be_used = form.validate_only(posted)
    fine = all([can_be_used, refuse_halves(form), refuse_ages(form), refuse_point(form)])
    draft = draft_from(form, codes, None, deps.today())
    fine = is_theirs(request, form, draft) and fine
    faults: Mapping[str, Fault] = check_draft(draft, deps.programme, deps.directory().places)
    if fine and not faults:
        if LOOKED not in posted and (likes := await alike_to(draft)):
            return section_page(request, form, None, likes=likes)
        try:
            saved = await _keep(request, draft, None, Did.ADDED)
            return go(request, "service", "saved", id=saved.id)
        except DraftRefused as refused:
            faults = refused.faults
    show_faults(form, faults, codes)
    return section_page(request, form, None, 422)


async def show(request: web.Request) -> web.Response:
    """What is known of it, by section; or one section, to be written."""
    service = await asked_for(request)
    if "section" not in request.query:
        return await overview(request, service)
    values = values_of(draft_of(service), dependencies_of(request).today())
    return section_page(request, form_of(request, values), service)


async def save(request: web.Request) -> web.Response:
    """Keep what was changed in the form, and nothing else; what two people changed is asked."""
    posted = await request.post()
    return await until_unchanged(lambda: _save_changes(request, posted), ChangedMeanwhile)


async def preview(request: web.Request) -> web.Response:
    """What people get of what stands in the form now, for the script that keeps the page fresh."""
    posted = await request.post()
    service = await get_service(clean(posted.get("id")))
    if service is not None:
        await want_theirs(request, About.SERVICE, service.key)
    draft = _draft_now(request, posted, service)
    shown = card_previews(*value_of(request, draft, service))
    said = {locale: each.as_json() for locale, each in shown.items()}
    return web.json_response({"sms": said, "hours": hours_in_words(draft.opening_hours)})


def _draft_now(request: web.Request, posted: Posted, service: ServiceRecord | None) -> ServiceDraft:
    if service is not None:
        return read_edit(request, posted, service).draft
    return draft_from(
        posted_form(request, posted), codes_of(request), None, dependencies_of(request).today()
    )


async def restore(request: web.Request) -> web.Response:
    service = await asked_for(request)
    draft = replace(draft_of(service), status=Status.PUBLISHED)
    try:
        await _keep(request, draft, service, Did.CHANGED)
    except DraftRefused as refused:
        return await overview(request, service, refused.faults, 422)
    return go(request, "service", "restored", id=service.key)


async def _save_changes(request: web.Request, posted: Posted) -> web.Response:
    service = await asked_for(request)
    edit, seen = read_edit(request, posted, service), str(posted.get(SEEN, ""))
    if "preview" in posted or "fill" in posted:
        form = with_filled_week(request, edit.shown(request), posted)
        return section_page(request, form, service, seen=seen)
    if edit.undecided:
        return await ask_about(request, edit, service, edit.undecided, NOT_CHOSEN)
    fine, faults = edit.is_fine(), edit.faults(request, service)
    fine = is_theirs(request, edit.sent, edit.draft) and fine
    if fine and not faults:
        try:
            saved = await _keep(request, edit.draft, service, Did.CHANGED)
            await _mark_read(request, edit.sent, saved)
            if edit.merged.conflicts:
                return await ask_about(request, edit, service, edit.merged.conflicts)
            return go(request, "service", "saved", id=saved.id)
        except DraftRefused as refused:
            faults = refused.faults
    show_faults(edit.sent, faults, codes_of(request))
    return section_page(request, edit.shown(request), service, 422, seen=seen)


async def _mark_read(request: web.Request, form: ServiceForm, saved: Saved) -> None:
    """Take the word of whoever ticked that a translation is right as it is."""
    deps, who = dependencies_of(request), staff_of(request).name
    for code in (each for each in codes_of(request) if form[f"read_{each}"].data):
        await mark_words_read(saved.id, code, by=who, now=deps.clock())


async def _keep(
    request: web.Request, draft: ServiceDraft, service: ServiceRecord | None, did: Did
) -> Saved:
    deps, who = dependencies_of(request), staff_of(request).name
    async with in_transaction():
        saved = await save_service(
            draft,
            deps.programme,
            by=who,
            now=deps.clock(),
            service_id=service.key if service else None,
            seen=service,
        )
        await note_saved(who, did, saved, request)
    await deps.refresh_directory()
    return saved
