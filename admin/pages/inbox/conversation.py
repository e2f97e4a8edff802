"""One talk: all that was said in it, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.merging import SEEN, seen_json
from admin.models import CannedAnswer
from admin.pages.account.revealing import before_revealing
from admin.pages.inbox.assigning import assign_form, assigned, had_by, who_may_answer
from admin.pages.inbox.inserts import begun, found
from admin.pages.inbox.people import (
    NOT_SENT,
    Asked,
    Person,
    asked_of,
    contact_of,
    faults_of,
    person_of,
)
from admin.rendering.contacts import find, has_number
from admin.rendering.labels import MESSAGE_STATES, REASONS, Names
from admin.rendering.templates import page, url_of
from admin.security.permits import permit, revealed
from bot.cases.staff_drafts import StaffDraft
from bot.cases.staff_messages import Kind, said_in
from bot.models.cases import StaffConversation, StaffMessage
from bot.models.messages import OutboundMessageRow
from bot.models.people import HelpRequest
from bot.operations.audit_log import On
from bot.privacy.sealing.sealed_columns import ADDRESS
from flows.engine.text import Text

NUMBER = "number of a talk"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the talk. `asked`: it is a request; `state`: of a message of staff, what became
    of it, and `reason` why."""

    at: datetime
    kind: str
    words: str
    by: str | None = None
    id: int = 0
    asked: Asked | None = None
    leaves_at: datetime | None = None
    state: Text | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """An answer or `note` as it was typed, and why it could not be taken. `asks`: it was sent
    before; sent from this page it is meant."""

    words: str
    fault: Text
    note: bool = False
    asks: bool = False


async def show(request: web.Request) -> web.Response:
    return await show_with(request, await find(request, StaffConversation))


async def show_with(
    request: web.Request, conversation: StaffConversation, refused: Writing | None = None
) -> web.Response:
    deps, contact = dependencies_of(request), await contact_of(conversation.contact_id)
    asked = await _asked(request, conversation)
    number = None
    if revealed(request, NUMBER, conversation.id):
        number = deps.sealer.open(bytes(contact.address_sealed), ADDRESS.of(contact.id))
    faults = await faults_of([contact.id])
    danger = any(each.danger and each.request.done_at is None for each in asked)
    person: Person = person_of(request, contact, danger=danger)
    colleagues = await who_may_answer()
    assigning = assign_form(colleagues, values=assigned(conversation, colleagues))
    return page(
        request,
        "conversation.html",
        422 if refused else 200,
        talk=conversation,
        person=person,
        asked=asked,
        danger=danger,
        said=await _said(request, conversation, asked),
        assigning=assigning,
        had_by=had_by(conversation, colleagues),
        seen_field=SEEN,
        seen=seen_json(assigning, ["to"]),
        fault=faults.get(contact.id),
        reasons=REASONS,
        names=Names(deps.directory()),
        number=number,
        refused=refused,
        draft=_in_the_boxes(await begun(request, conversation, person.locale), refused),
        canned=await CannedAnswer.all().order_by("title", "id"),
        found=await found(request),
        looked_for=request.query.get("find", ""),
        leaves_at=deps.answers.leaves_at(deps.clock()),
    )


def _in_the_boxes(draft: StaffDraft, refused: Writing | None) -> StaffDraft:
    if refused is None:
        return draft
    return draft._replace(**{"note" if refused.note else "words": refused.words})


async def reveal(request: web.Request) -> web.Response:
    """The number stands on the page for a while, for who asked; a reload asks nobody again."""
    conversation = await find(request, StaffConversation)
    contact = await contact_of(conversation.contact_id)
    if not has_number(request, contact):
        raise web.HTTPNotFound
    on, subject = await _looked_at(request, conversation)
    instead = await before_revealing(request, on, subject)
    if instead is not None:
        return instead
    seen = permit(request, NUMBER, conversation.id)
    where = url_of(request)("conversation", seen, id=conversation.id)
    return web.Response(status=303, headers={"Location": where})


async def _looked_at(request: web.Request, conversation: StaffConversation) -> tuple[On, int]:
    """What the trail says was looked at. A request, since MY DATA tells people that; of danger
    first, since of that it tells nobody who may hold the phone."""
    asked = await _asked(request, conversation)
    if not asked:
        return On.CONVERSATION, conversation.id
    told = next((each for each in asked if each.danger), asked[-1])
    return On.HELP_REQUEST, told.request.id


async def _asked(request: web.Request, conversation: StaffConversation) -> list[Asked]:
    """What was asked in it: what is open, and what was asked since it was opened."""
    wanted = await HelpRequest.filter(contact_id=conversation.contact_id).order_by("id")
    until = conversation.closed_at
    return [
        asked_of(request, each)
        for each in wanted
        if (each.done_at is None or each.done_at >= conversation.opened_at)
        and (until is None or each.created_at <= until)
    ]


async def _said(
    request: web.Request, conversation: StaffConversation, asked: Sequence[Asked]
) -> list[Said]:
    sealer = dependencies_of(request).sealer
    rows = await StaffMessage.filter(conversation_id=conversation.id).order_by("id")
    states = {
        each["id"]: each
        for each in await OutboundMessageRow.filter(
            id__in=[each.outbound_id for each in rows if each.outbound_id]
        ).values("id", "state", "state_reason")
    }
    lines = [
        Said(each.request.created_at, Kind.FROM_PERSON, each.words, asked=each) for each in asked
    ]
    for row in rows:
        became = states.get(row.outbound_id or 0)
        lines.append(
            Said(
                row.said_at,
                row.kind,
                said_in(row.id, row.said_sealed, sealer),
                row.said_by,
                row.id,
                leaves_at=row.leaves_at,
                state=MESSAGE_STATES.get(became["state"]) if became else None,
                reason=became["state_reason"] if became and became["state"] in NOT_SENT else None,
            )
        )
    lines.sort(key=lambda each: each.at)
    return lines
