"""Writing a reminder: to whom, in which words, when; how many people and SMS it will be."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, in_languages
from admin.forms.reminder import (
    NO_TEXT,
    NOW,
    ReminderForm,
    audience_of,
    due_time,
    fill_lists,
    form_class,
    refuse_both,
    texts_of,
)
from admin.regions.reach import reach_of
from admin.rendering.cohort_labels import cohort_labels
from admin.rendering.labels import LEFT_OUT, Names
from admin.rendering.sms_preview import SmsPreview, text_previews
from admin.rendering.templates import KEEP_FOR_BACK, SENDING, go, page
from admin.security.access import UNSAFE, staff_of
from bot.broadcasts.audience import Preview
from bot.broadcasts.planned import open_planned
from bot.broadcasts.reminders import Draft
from bot.broadcasts.second_person import WAITING
from bot.database.transaction import Transaction
from bot.models.messages import Reminder
from bot.operations.audit_log import Did, On, noted
from bot.privacy.sealing.sealer import Sealer
from flows.engine.text import Text, _

LOOK_FIRST = _("Please look at who gets it, then send.")
CHANGED = _("Who gets it has changed since you looked. Please look again, then send.")
NOBODY = _("Nobody would get this.")
SAME_PRESS = timedelta(minutes=10)


async def show_new(request: web.Request) -> web.Response:
    told = {"when": NOW, "cohort": request.query.get("cohort", "")}
    form = in_languages(form_class, dependencies_of(request).columns)(data=told)
    return await _page(request, _filled(request, form), looked=False)


async def send(request: web.Request) -> web.Response:
    """Store it to be sent, once somebody has seen how many people it goes to."""
    deps, posted = dependencies_of(request), await request.post()
    form = _posted(request, posted)
    fine = all([form.validate(), refuse_both(form), _is_theirs(request, form)])
    texts, due = texts_of(form), due_time(form, deps.zone, deps.clock())
    if isinstance(due, Text):
        form.refuse("due_at", due)
        fine, due = False, None
    if not texts:
        form.refuse(f"words_{deps.columns[0].code}", NO_TEXT)
        fine = False
    if not fine:
        whom = (form.cohort, form.offer, form.place, form.audience_locale)
        to_somebody = not any(each.errors for each in whom)
        return await _page(request, form, looked=to_somebody, status=422)
    if "send" not in posted:
        return await _page(request, form)
    preview = await deps.reminders.preview(audience_of(form), texts, due)
    seen = posted.get("people")
    if preview.people == 0 or seen != str(preview.people):
        fault = NOBODY if preview.people == 0 else CHANGED if seen else LOOK_FIRST
        return await _page(request, form, status=409, fault=fault)
    reminder_id = await _schedule(request, form, texts, due)
    stored = await Reminder.get(id=reminder_id)
    told = WAITING if stored.state == WAITING else "scheduled" if due else "sent"
    return go(request, "reminder", told, id=reminder_id)


async def preview(request: web.Request) -> web.Response:
    """The size of each text in the form now, for the script that keeps the page fresh."""
    form = _posted(request, await request.post())
    shown = await _text_previews(request, form)
    return web.json_response({locale: each.as_json() for locale, each in shown.items()})


async def _schedule(
    request: web.Request, form: ReminderForm, texts: dict[str, str], due: datetime | None
) -> int:
    """Store it with its entry in the trail; a second press of the same button stores nothing."""
    deps, who = dependencies_of(request), staff_of(request).name
    draft = Draft(form.title.data, audience_of(form), texts, who)

    def in_the_trail(reminder_id: int) -> Transaction[None]:
        # What for and to whom is sealed where it is kept: the trail leads there.
        facts = {"due_at": due.isoformat() if due else "now"}
        yield from noted(who, Did.SCHEDULED, On.REMINDER, reminder_id, deps.clock(), after=facts)

    async with request.app[SENDING]:
        same = await _same_just_now(draft, deps.clock(), deps.sealer)
        return same or await deps.reminders.schedule(draft, due, also=in_the_trail)


async def _same_just_now(draft: Draft, now: datetime, sealer: Sealer) -> int | None:
    meant = draft.title, draft.audience, dict(draft.texts)
    recent = Reminder.filter(created_by=draft.created_by, created_at__gt=now - SAME_PRESS).exclude(
        state="cancelled"
    )
    for reminder in await recent:
        planned = open_planned(reminder.id, reminder.planned_sealed, sealer)
        if (planned.title, planned.audience, planned.texts) == meant:
            return int(reminder.id)
    return None


async def _seen(request: web.Request, form: ReminderForm) -> Preview:
    """Who gets it at the time in the form; at once, where that is no time yet."""
    deps = dependencies_of(request)
    due = due_time(form, deps.zone, deps.clock())
    at = None if isinstance(due, Text) else due
    return await deps.reminders.preview(audience_of(form), texts_of(form), at)


async def _text_previews(
    request: web.Request, form: ReminderForm, seen: Preview | None = None
) -> dict[str, SmsPreview]:
    deps = dependencies_of(request)
    texts = {each.code: form[f"words_{each.code}"].data or "" for each in deps.columns}
    return text_previews(texts, deps.translator, seen.sizes if seen else {})


def _posted(request: web.Request, posted: Posted) -> ReminderForm:
    return _filled(request, in_languages(form_class, dependencies_of(request).columns)(posted))


def _filled(request: web.Request, form: ReminderForm) -> ReminderForm:
    deps = dependencies_of(request)
    cohorts = cohort_labels(deps, reach_of(request))
    fill_lists(form, Names(deps.directory()), deps.columns, cohorts)
    return form


def _is_theirs(request: web.Request, form: ReminderForm) -> bool:
    """Whether it goes to nobody but in the regions of who writes; else the form says so."""
    if reach_of(request).has_audience(audience_of(form)):
        return True
    if not form.place.errors:
        form.refuse("place", _("Please choose one of the list."))
    return False


async def _page(
    request: web.Request,
    form: ReminderForm,
    *,
    looked: bool = True,
    status: int = 200,
    fault: Text | None = None,
) -> web.Response:
    """`looked`: also who gets it and who does not."""
    deps = dependencies_of(request)
    seen = await _seen(request, form) if looked and _is_theirs(request, form) else None
    return page(
        request,
        "reminder_new.html",
        status,
        KEEP_FOR_BACK if request.method in UNSAFE else None,
        form=form,
        fault=fault,
        seen=seen,
        left_out=LEFT_OUT,
        columns=deps.columns,
        names=Names(deps.directory()),
        previews=await _text_previews(request, form, seen),
        zone=deps.programme.timezone,
    )
