"""One posted form of a service on top of what is kept of it by now: what changes, what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, in_languages
from admin.forms.merging import (
    Conflict,
    Merged,
    Values,
    merge,
    seen_in,
    typed_values,
    with_touched,
)
from admin.forms.services.facts import refuse_ages
from admin.forms.services.hours import CLOSURE_ROW, in_one_spelling, refuse_halves
from admin.forms.services.point import refuse_point
from admin.forms.services.service import (
    ServiceForm,
    draft_from,
    fill_lists,
    form_class,
    told_by,
    typed_in,
    units_of,
    values_of,
)
from admin.pages.conflicts import Asked, ask_which, chosen, label_of
from admin.pages.services.changed_by import changed_by
from admin.regions.reach import reach_of
from admin.rendering.formatting import say
from admin.rendering.labels import FIELDS, Names
from admin.rendering.templates import url_of
from flows.engine.text import Text, _
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import Fault, ServiceDraft
from services_directory.records.records import ServiceRecord
from services_directory.storage.history import changes_of
from services_directory.storage.store import new_faults


class ServiceEdit(NamedTuple):
    """`sent`: the form as it came, with what is wrong beside a field; `draft`: what is to be kept.

    `kept`: the values of all fields as they are now; `undecided`: conflicts that were asked about,
    of which nothing was chosen."""

    sent: ServiceForm
    kept: Values
    typed: Values
    undecided: Sequence[Conflict]
    merged: Merged
    draft: ServiceDraft

    def is_fine(self) -> bool:
        """Whether everything typed can be read; what cannot is said beside its field."""
        sent = self.sent
        can_be_used = sent.validate_only(self.typed)
        return all([can_be_used, refuse_halves(sent), refuse_ages(sent), refuse_point(sent)])

    def shown(self, request: web.Request) -> ServiceForm:
        """The whole form, with what was typed and what is wrong with it."""
        names = [name for name in self.typed if name in self.sent]
        raw = typed_values(self.sent, dict.fromkeys(names, ""), names)
        form = form_of(request, {**self.kept, **raw})
        form.take_errors(self.sent)
        return form

    def faults(self, request: web.Request, service: ServiceRecord) -> Mapping[str, Fault]:
        deps = dependencies_of(request)
        return new_faults(self.draft, service, deps.programme, deps.directory().places)


def codes_of(request: web.Request) -> tuple[str, ...]:
    """The languages of the words."""
    return tuple(each.code for each in dependencies_of(request).columns)


def form_of(request: web.Request, values: Mapping[str, str]) -> ServiceForm:
    """The form with these values."""
    form = in_languages(form_class, dependencies_of(request).columns)(data=dict(values))
    fill_lists(form, Names(dependencies_of(request).directory()))
    return form


def posted_form(request: web.Request, posted: Posted) -> ServiceForm:
    """The form as it was sent, fields that were not sent empty."""
    form = in_languages(form_class, dependencies_of(request).columns)(posted)
    fill_lists(form, Names(dependencies_of(request).directory()))
    return form


def is_theirs(request: web.Request, form: ServiceForm, draft: ServiceDraft) -> bool:
    """Whether it lies in a region that who saves it works for; else the form says so."""
    if reach_of(request).has_region(draft.region):
        return True
    if not form.region.errors:
        form.refuse("region", _("Please choose one of the list."))
    return False


def read_edit(request: web.Request, posted: Posted, service: ServiceRecord) -> ServiceEdit:
    """What the form changes. What its reader left alone stays, whoever changed it meanwhile."""
    codes, draft, today = codes_of(request), draft_of(service), dependencies_of(request).today()
    sent, seen, kept = posted_form(request, posted), seen_in(posted), values_of(draft, today)
    typed = typed_in(sent, seen, codes, draft.opening_hours)
    undecided = chosen(posted, seen, typed)
    if seen is not None:
        seen = in_one_spelling(seen, seen.get("opening_hours"), codes)
    merged = merge(seen, typed, kept, units_of(codes))
    made = draft_from(form_of(request, merged.values), codes, draft, today)
    changed = with_touched(draft, made, set(map(told_by, merged.touched)))
    return ServiceEdit(sent, kept, typed, undecided, merged, changed)


async def ask_about(
    request: web.Request,
    edit: ServiceEdit,
    service: ServiceRecord,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    """The page that asks which of two values is right."""
    changes = await changes_of(service.key)
    asked = Asked(
        lambda conflict: _label(edit.sent, conflict),
        lambda conflict: changed_by(changes, map(told_by, conflict.mine)),
    )
    back = url_of(request)("service", id=service.key)
    return ask_which(
        request, edit.sent, conflicts, asked, title=service.name, back=back, fault=fault
    )


def _label(form: ServiceForm, conflict: Conflict) -> str:
    list_name, _line, number = conflict.name.rpartition("_")
    if list_name == CLOSURE_ROW:
        return say(_("Period {number}", number=number))
    if conflict.name in FIELDS and len(conflict.mine) > 1:
        return say(FIELDS[conflict.name])
    return label_of(form, conflict.mine)
