"""Who changed what, and how it was before?"""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from admin.forms.base import StaffForm, choice_field, clean, fill_choices, text_field
from admin.models import AuditEntry
from admin.rendering.formatting import say
from admin.rendering.labels import ACTS, FIELDS, SUBJECTS, VALUES
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import page
from bot.operations.audit_log import On
from flows.engine.text import Line, _


class SearchForm(StaffForm):
    who = text_field(_("By whom"), letters=64, dir="auto")
    subject = choice_field(_("About"))
    subject_id = text_field(_("Its id"), letters=128, dir="ltr")


@dataclass(frozen=True, slots=True)
class Difference:
    """`locale`: of the words that differ; "" where a field has no words in a language."""

    label: Line
    locale: str
    before: str
    after: str


async def show(request: web.Request) -> web.Response:
    form = SearchForm(request.query)
    about = [("", _("All")), *((each.value, SUBJECTS[each]) for each in On)]
    fill_choices(form.subject, about)
    wanted = AuditEntry.all()
    for name in ("who", "subject", "subject_id"):
        asked = clean(form[name].data)
        if asked:
            wanted = wanted.filter(**{name: asked})
    turn = pages(request.rel_url, await wanted.count())
    found = await wanted.order_by("-id").offset(turn.offset).limit(PER_PAGE)
    entries = [(entry, differences(entry)) for entry in found]
    return page(
        request, "audit.html", form=form, entries=entries, acts=ACTS, subjects=SUBJECTS, pages=turn
    )


def differences(entry: AuditEntry) -> list[Difference]:
    before, after = json.loads(entry.before), json.loads(entry.after)
    found = []
    for key in {**before, **after}:
        name, _dot, locale = key.partition(".")
        label = FIELDS.get(name, name)
        found.append(Difference(label, locale, _shown(before.get(key)), _shown(after.get(key))))
    return found


def _shown(value: object) -> str:
    return "" if value is None else say(VALUES.get(str(value), str(value)))
