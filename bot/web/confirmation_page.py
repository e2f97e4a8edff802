"""What does a service see that is asked whether all is right? A page without an account.

It shows what people are told, and takes one answer. Opening it changes nothing, since whatever
looks at links in messages opens them, too; what has changed is a draft that staff look at first.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web

from bot.application import Application
from bot.confirmations.confirmations import PATH, Answer
from bot.confirmations.proposal import LONGEST, Proposal
from bot.messages.capabilities import BY_BUTTONS
from bot.messages.rendering import render
from bot.models.confirmations import ServiceConfirmation
from bot.web.link_pages import HEADERS, LinkPages, OfStaff
from flows.components.service_card import card
from flows.components.service_lines import Seen, languages_read
from services_directory.records.draft_records import draft_of
from services_directory.records.flat_fields import to_service
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import digest_of
from services_directory.storage.store import get_service
from services_directory.values.entries import Status
from services_directory.values.phones import read_phones
from services_directory.web.clients import ClientRateLimit
from services_directory.web.doors import taking
from services_directory.web.pages.rendering import PageRenderer

A_MINUTE = 5
"""So many answers may one client send."""

RIGHT, CHANGED = "right", "changed"


def routes(app: Application, renderer: PageRenderer, of_staff: OfStaff) -> list[web.RouteDef]:
    """The page, and what is answered on it."""
    page, counted = _ConfirmationPage(app, renderer, of_staff), renderer.counted
    return [
        web.get(PATH + "{token}", counted(page.show)),
        web.post(PATH + "{token}", counted(taking(page.answer))),
    ]


class _ConfirmationPage:
    def __init__(self, app: Application, renderer: PageRenderer, of_staff: OfStaff) -> None:
        self._app, self._renderer, self._of_staff = app, renderer, of_staff
        self._pages = LinkPages(app.translator, app.worlds)
        self._allowance = ClientRateLimit(A_MINUTE)

    async def show(self, request: web.Request) -> web.StreamResponse:
        row, service = await self._asked(request)
        return await self._page(request, row, service)

    async def answer(self, request: web.Request, told: Mapping[str, str]) -> web.StreamResponse:
        """Take the one answer; then the page again, so that a reload sends nothing."""
        row, service = await self._asked(request)
        if await self._of_staff(request):
            # What staff hear they note where they are known: this answer is of the service alone.
            return await self._page(request, row, service, 403)
        seconds = self._renderer.seconds_to_wait(request, self._allowance)
        if seconds:
            return self._renderer.wait(request, seconds)
        confirmations = self._app.confirmations
        if row is None or service is None or not confirmations.waits(row):
            return await self._page(request, row, service)
        if told.get("seen") != digest_of(service):
            return await self._page(request, row, service, 409, is_outdated=True)
        country = self._app.worlds.snapshot.directory.programme.country
        if told.get("answer") == RIGHT:
            await confirmations.all_right(row, service)
        elif read_phones(told.get("phone", ""), country) is None:
            # The link works once: what nobody could take is asked about here.
            return await self._page(request, row, service, 400, typed=told, is_no_number=True)
        elif proposal := self._proposal(request, service, told):
            await confirmations.changed(row, proposal)
        else:
            return await self._page(request, row, service, 400, is_empty=True)
        language = self._pages.language(request).code
        where = f"{PATH}{request.match_info['token']}?lang={language}"
        raise web.HTTPSeeOther(where, headers=HEADERS)

    def _proposal(
        self, request: web.Request, service: ServiceRecord, told: Mapping[str, str]
    ) -> Proposal | None:
        words = {
            name: " ".join(told.get(name, "").split())[:most]
            for name, most in LONGEST.items()
            # Of a confidential service no address is kept, not even for staff.
            if name != "address" or not service.confidential
        }
        locale = self._pages.language(request).code
        found = Proposal(locale, words, closed=told.get("closed") == "1")
        return found if found and told.get("answer") == CHANGED else None

    async def _asked(
        self, request: web.Request
    ) -> tuple[ServiceConfirmation | None, ServiceRecord | None]:
        row = await self._app.confirmations.by_token(request.match_info["token"])
        stays = self._app.worlds.snapshot.directory.stays
        service = await get_service(stays(row.service)) if row else None
        is_gone = service is None or service.status == Status.ARCHIVED
        return row, None if is_gone else service

    async def _page(
        self,
        request: web.Request,
        row: ServiceConfirmation | None,
        service: ServiceRecord | None,
        status: int = 200,
        *,
        typed: Mapping[str, str] = MappingProxyType({}),
        **noticed: bool,
    ) -> web.Response:
        facts: dict[str, Any] = {"is_outdated": False, "is_empty": False, "is_no_number": False}
        facts |= {"typed": typed, **noticed}
        if row is None or service is None:
            facts |= {"service": None, "is_closed": row is not None}
        else:
            facts |= {
                "service": service,
                "seen": digest_of(service),
                "told": self._told(request, service),
                "waits": self._app.confirmations.waits(row),
                "answer": row.answer or "",
                "for_staff": await self._of_staff(request),
                "confidential": service.confidential,
                "longest": LONGEST,
            }
        status = 404 if row is None else status
        return self._pages.page(request, "confirmation.html", status, answers=Answer, **facts)

    def _told(self, request: web.Request, service: ServiceRecord) -> list[str]:
        """What people are told, line by line: the card that they get."""
        directory, language = self._app.worlds.snapshot.directory, self._pages.language(request)
        value = to_service(
            service.key,
            draft_of(service),
            directory.programme.country,
            organisation_id=service.organisation.id,
            last_checked=service.last_checked_on,
        )
        read = languages_read(language.code, self._app.translator.languages)
        reply = card(value, Seen(self._app.clock(), directory, read))
        phrase, known = self._app.translator.phrase, self._app.translator.language(language.code)
        text = render(reply, language.code, BY_BUTTONS, phrase, known).text
        return [line for line in text.split("\n") if line]
