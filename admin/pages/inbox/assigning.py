"""Who sees to a talk? Oneself, a colleague who may answer, or nobody."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, StaffForm, choice_field, clean, fill_choices
from admin.forms.merging import Conflict, Units, Values
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    ChangedMeanwhile,
    ask_which,
    changes_in_audit,
    label_of,
    read_form,
    until_unchanged,
)
from admin.rendering.contacts import find
from admin.rendering.templates import go, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from admin.security.permissions import Permission, names_of_who_may
from bot.models.cases import StaffConversation
from bot.operations.audit_log import Did, On
from flows.engine.text import Text, _


class AssignForm(StaffForm):
    to = choice_field(_("Who sees to it"))


async def who_may_answer() -> list[str]:
    """The names of who may see to a talk: others are no longer here, or their role is another."""
    return await names_of_who_may(Permission.ANSWER_PEOPLE)


def assign_form(
    colleagues: Sequence[str], posted: Posted | None = None, values: Values | None = None
) -> AssignForm:
    return _filled(AssignForm(posted, data=dict(values or {})), colleagues)


def assigned(conversation: StaffConversation, colleagues: Sequence[str]) -> dict[str, str]:
    """As the value of the form: of somebody who may answer no more, it is nobody's."""
    to = conversation.assigned_to
    return {"to": to if to is not None and to in colleagues else ""}


def had_by(conversation: StaffConversation | None, colleagues: Sequence[str]) -> str | None:
    """Who saw to it and may answer no more, so that it is nobody's."""
    to = conversation.assigned_to if conversation and not conversation.closed_at else None
    return None if to is None or to in colleagues else to


async def assign(request: web.Request) -> web.Response:
    posted = await request.post()
    return await until_unchanged(lambda: _assign(request, posted), ChangedMeanwhile)


async def _assign(request: web.Request, posted: Posted) -> web.Response:
    conversation, who = await find(request, StaffConversation), staff_of(request).name
    colleagues = await who_may_answer()
    sent = assign_form(colleagues, posted)
    if posted.get("mine") == "1":
        sent.to.data = who
    elif sent.to.data and clean(sent.to.data) not in colleagues:
        raise web.HTTPNotFound
    kept = assigned(conversation, colleagues)
    edit = read_form(
        posted,
        sent,
        lambda told: _filled(AssignForm(data=dict(told)), colleagues),
        kept,
        Units(),
    )
    if edit.undecided:
        return await _ask(request, edit.form, conversation, edit.undecided, NOT_CHOSEN)
    if edit.merged.touched:
        await _keep(request, conversation, edit.merged.values["to"] or None)
    if edit.merged.conflicts:
        return await _ask(request, edit.form, conversation, edit.merged.conflicts)
    return go(request, "conversation", "assigned", id=conversation.id)


async def _keep(request: web.Request, conversation: StaffConversation, wanted: str | None) -> None:
    now, who = dependencies_of(request).clock(), staff_of(request).name
    before = conversation.assigned_to
    async with in_transaction():
        as_read = StaffConversation.filter(id=conversation.id, assigned_to=before)
        if not await as_read.update(assigned_to=wanted):
            raise ChangedMeanwhile
        told = {"before": {"to": before}, "after": {"to": wanted}}
        await note(who, Did.ASSIGNED, On.CONVERSATION, conversation.id, now, **told)


async def _ask(
    request: web.Request,
    form: StaffForm,
    conversation: StaffConversation,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    asked = Asked(
        lambda conflict: label_of(form, conflict.mine),
        await changes_in_audit(On.CONVERSATION, conversation.id),
    )
    title, back = _("Talk with somebody"), url_of(request)("conversation", id=conversation.id)
    return ask_which(request, form, conflicts, asked, title=title, back=back, fault=fault)


def _filled(form: AssignForm, colleagues: Sequence[str]) -> AssignForm:
    fill_choices(form.to, [("", _("Nobody yet")), *((name, name) for name in colleagues)])
    return form
