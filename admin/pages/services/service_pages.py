"""The pages of one service: what is known of it, by section, and each section to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import Posted
from admin.forms.merging import SEEN, seen_json
from admin.forms.services.alike_rows import reasons_of
from admin.forms.services.facts import KINDS, groups
from admin.forms.services.hours import CLOSURE_ROW, MOST_CLOSURES, plain_week
from admin.forms.services.service import (
    FAULTS,
    FIRST_WORDS,
    MORE_WORDS,
    ServiceForm,
    draft_from,
    names_of,
)
from admin.forms.services.service_sections import (
    EVERYTHING,
    PHONE_TYPES,
    SECTIONS,
    SPOKEN,
    WHAT,
    WORDS_OF,
    filled_week,
    section_names,
    section_of,
)
from admin.pages.services.service_edit import codes_of, form_of
from admin.pages.services.service_steps import stamp_of, were_theirs
from admin.rendering.formatting import local, say
from admin.rendering.hours_in_words import hours_in_words, usual_hours
from admin.rendering.labels import ACTS, DAY_NAMES, FIELDS, STATUSES, Names
from admin.rendering.sms_preview import card_previews, telegram_cards
from admin.rendering.templates import page, url_of
from bot.follow_ups.counting import help_told
from bot.translation.translator import Translator
from flows.engine.text import Text, _
from services_directory.records.authorship import MACHINE
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import Fault, ServiceDraft, as_far_as_readable
from services_directory.records.flat_fields import to_service
from services_directory.records.records import ServiceRecord
from services_directory.storage.alike.likeness import Likeness
from services_directory.storage.history import changes_of
from services_directory.storage.merges.merging import merge_of, merged_into
from services_directory.storage.models import ServiceRow
from services_directory.storage.snapshot import is_found
from services_directory.values.entries import Directory, Service
from services_directory.values.weekly_rules import DAYS

MOST_CHANGES = 10
"""So many of the latest changes stand on the page."""

LOOKED = "looked"
"""Sent with a new service by somebody who was shown what it looks like."""

HINTS: dict[str, Text] = {
    "sms_text": _("Short words for the SMS alone, in place of what it is for: see below"),
    "documents": _("One a line, in the same order in each language; - where one has no words"),
}
"""What is to be known of words before they are written."""

EVERY_TITLE = _("Everything on one page")
WORDS_TITLE = _("Words, in each language")


def section_page(
    request: web.Request,
    form: ServiceForm,
    service: ServiceRecord | None,
    status: int = 200,
    seen: str | None = None,
    likes: Sequence[Likeness] = (),
) -> web.Response:
    """One section as a form. `seen`: as it was sent, where the form comes back. `likes`: services
    here that a new one looks like; it is kept once somebody looked at them."""
    deps, (section, language) = dependencies_of(request), _asked_section(request, service)
    names = section_names(form, section, codes_of(request), language)
    draft = draft_from(
        form, codes_of(request), draft_of(service) if service else None, deps.today()
    )
    shows_previews = section in (WORDS_OF, EVERYTHING)
    cards = cards_of(request, draft, service) if shows_previews else {}
    return page(
        request,
        "service/page.html",
        status,
        form=form,
        service=service,
        title=_title(section) if service else _("A new service"),
        here_action=_address(request, service, section, language),
        seen_field=SEEN,
        seen=seen_json(form, names) if seen is None else seen,
        parts=(*SECTIONS, "rest") if section == EVERYTHING else (section,),
        labels={code: each.label for code, each in SECTIONS.items()} | {"rest": WORDS_TITLE},
        shows_previews=shows_previews,
        language_of_words=language,
        columns=deps.columns,
        likes=likes,
        looked=LOOKED,
        reasons_of=reasons_of,
        tiles=deps.programme.map_tiles,
        **_of_words(form, service),
        **_of_facts(form),
        **(_of_hours(request, form, draft) if section in ("when", EVERYTHING) else {}),
        **cards,
    )


async def overview(
    request: web.Request,
    service: ServiceRecord,
    faults: Mapping[str, Fault] | None = None,
    status: int = 200,
) -> web.Response:
    """What is known, a few lines a section; `faults`: what keeps it from being published."""
    deps, draft = dependencies_of(request), draft_of(service)
    told = await help_told(deps.today(), deps.directory(), service.key)
    lines = _lines(draft, Names(deps.directory()))
    return page(
        request,
        "service/overview.html",
        status,
        service=service,
        stamp={SEEN: stamp_of(service)},
        faults=[
            (say(FIELDS[name]), say(FAULTS[fault]), section_of(name))
            for name, fault in (faults or {}).items()
        ],
        sections=[(code, say(each.label), lines[code]) for code, each in SECTIONS.items()],
        written=[(each, bool(draft.name.in_locale(each.code))) for each in deps.columns],
        to_read_again=_to_read_again(service),
        columns=deps.columns,
        language_of_words="",
        zone=deps.zone,
        is_found=is_found,
        helped=told.get(service.key),
        changes=await changes_of(service.key, MOST_CHANGES),
        may_undo=await were_theirs(request, ServiceRow.filter(key=service.key)),
        leads_to=await merge_of(service),
        merged=await merged_into(service.key),
        acts=ACTS,
        fields=FIELDS,
        statuses=STATUSES,
        **cards_of(request, draft, service),
    )


def value_of(
    request: web.Request, draft: ServiceDraft, service: ServiceRecord | None
) -> tuple[Service, Directory, datetime, Translator]:
    """The draft as people would read it, and what its cards are made with.

    What nobody could read, in the place of what can be, is shown as it was before."""
    deps = dependencies_of(request)
    draft = as_far_as_readable(
        draft, draft_of(service) if service else None, deps.programme, deps.directory().places
    )
    shown = to_service(
        service.key if service else "",
        draft,
        deps.programme.country,
        organisation_id=service.organisation.id if service else "",
        last_checked=service.last_checked_on if service else None,
    )
    return shown, deps.directory(), deps.clock(), deps.translator


def with_filled_week(request: web.Request, form: ServiceForm, posted: Posted) -> ServiceForm:
    """The form with the week that a button asked for, if one did."""
    if "fill" not in posted:
        return form
    told = {
        name: "1" if form[name].data is True else form[name].data or "" for name in names_of(form)
    }
    week = filled_week(form, str(posted["fill"]))
    return form_of(request, {**told, "always": "", **week})


def _asked_section(request: web.Request, service: ServiceRecord | None) -> tuple[str, str]:
    """The section that the address names, and of words the language."""
    section, language = request.query.get("section", WHAT), request.query.get("language", "")
    if section == WORDS_OF and service is not None:
        codes = codes_of(request)
        return WORDS_OF, language if language in codes else codes[0]
    return (section if section in (*SECTIONS, EVERYTHING) else WHAT), ""


def _title(section: str) -> Text:
    if section in SECTIONS:
        return SECTIONS[section].label
    return EVERY_TITLE if section == EVERYTHING else WORDS_TITLE


def _address(
    request: web.Request, service: ServiceRecord | None, section: str, language: str
) -> str:
    query = {"section": section} | ({"language": language} if language else {})
    url = url_of(request)
    return url("service", query, id=service.key) if service else url("service_new", query)


def cards_of(
    request: web.Request, draft: ServiceDraft, service: ServiceRecord | None
) -> dict[str, Any]:
    """What people get of it, in each language."""
    value = value_of(request, draft, service)
    return {"previews": card_previews(*value), "telegram": telegram_cards(*value)}


def _of_words(form: ServiceForm, service: ServiceRecord | None) -> dict[str, Any]:
    def fields(names: Iterable[str], code: str) -> list[Any]:
        return [form[f"{name}_{code}"] for name in names]

    return {
        "words": FIRST_WORDS,
        "more_words": MORE_WORDS,
        "word_hints": {name: say(hint) for name, hint in HINTS.items()},
        "is_filled": lambda names, code: any(each.data for each in fields(names, code)),
        "is_wrong": lambda names, code: any(each.errors for each in fields(names, code)),
        "to_read_again": _to_read_again(service),
    }


def _of_facts(form: ServiceForm) -> dict[str, Any]:
    return {
        "fact_groups": groups(),
        "fact_kinds": KINDS,
        "tongues": SPOKEN,
        "phone_types": PHONE_TYPES,
        "is_ticked": lambda names: any(form[name].data for name in names),
    }


def _of_hours(request: web.Request, form: ServiceForm, draft: ServiceDraft) -> dict[str, Any]:
    usual = usual_hours(dependencies_of(request).directory())
    return {
        "days": DAY_NAMES,
        "is_week": not draft.opening_hours or plain_week(draft.opening_hours) is not None,
        "hours_words": hours_in_words(draft.opening_hours),
        "patterns": [(hours, hours_in_words(hours)) for hours in usual],
        "has_breaks": any(form[f"{day}_opens_again"].data for day in DAYS),
        "has_closures": any(
            each.data or each.errors
            for each in form
            if each.name.startswith(CLOSURE_ROW) and not each.name.endswith("_kind")
        ),
        "closure_notes": lambda form, number: [
            each for each in form if each.name.startswith(f"{CLOSURE_ROW}_{number}_note_")
        ],
        "closure_numbers": range(1, MOST_CLOSURES + 1),
    }


def _lines(draft: ServiceDraft, names: Names) -> dict[str, list[str]]:
    """What each section says, in a few lines."""
    where = names.place(draft.place) if draft.place else names.region(draft.region)
    address = "" if draft.confidential else local(draft.address)
    lines = {
        "what": [
            local(draft.organisation),
            names.category(draft.category),
            local(draft.description),
        ],
        "where": [where, address],
        "when": [*hours_in_words(draft.opening_hours), local(draft.hours_note)],
        "reach": [draft.phone, draft.email, draft.website],
        "whom": [local(draft.eligibility), local(draft.fees)],
    }
    return {section: [line for line in each if line] for section, each in lines.items()}


def _to_read_again(service: ServiceRecord | None) -> dict[str, tuple[list[str], list[str]]]:
    """By language, the names of the words that are outdated, and of those a program made."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for key, wording in service.wordings.items() if service else ():
        name, _dot, code = key.partition(".")
        label = say(FIELDS[name]) if name in FIELDS else name
        for number, is_so in enumerate((wording.outdated, wording.status == MACHINE)):
            if is_so:
                found.setdefault(code, ([], []))[number].append(label)
    return found
