"""What stands in the answer already: what was begun, an answer given often, a card put in."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.models import CannedAnswer
from admin.pages.inbox.canned_answers import filled
from admin.rendering.sms_preview import card_previews
from admin.security.access import staff_of
from bot.cases.staff_drafts import StaffDraft, draft_of
from bot.models.cases import StaffConversation
from services_directory.records.draft_records import draft_of as draft_of_service
from services_directory.storage.store import list_services
from services_directory.values.entries import LocalText, Status

MOST_FOUND = 6


async def begun(
    request: web.Request, conversation: StaffConversation, locale: str | None
) -> StaffDraft:
    """In the reader's language; what was begun of an answer stays above what is put in."""
    deps, who = dependencies_of(request), staff_of(request).name
    draft = await deps.executor.run(lambda: draft_of(conversation.id, who, deps.sealer))
    read = locale or deps.programme.languages[0]
    put_in = await _canned(request, read) or _card(request, read)
    return draft._replace(words="\n".join(each for each in (draft.words, put_in) if each))


async def found(request: web.Request) -> list[tuple[str, LocalText]]:
    """Services that staff look for here: their key and name."""
    wanted = clean(request.query.get("find"))
    if not wanted:
        return []
    listed = await list_services(search=wanted, status=Status.PUBLISHED, limit=MOST_FOUND)
    return [(each.key, draft_of_service(each).name) for each in listed.services]


async def _canned(request: web.Request, locale: str) -> str:
    wanted = request.query.get("canned", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        return ""
    answer = await CannedAnswer.get_or_none(id=int(wanted))
    return filled(answer, locale, dependencies_of(request)) if answer else ""


def _card(request: web.Request, locale: str) -> str:
    deps = dependencies_of(request)
    directory = deps.directory()
    service = directory.service(request.query.get("card", ""))
    if service is None:
        return ""
    cards = card_previews(service, directory, deps.clock(), deps.translator)
    return cards[locale if locale in cards else deps.programme.languages[0]].text
