"""What the staff pages are given by the rest of the application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.broadcasts.reminders import Reminders
from bot.cases.staff_alerts import StaffAlerts
from bot.cases.staff_answers import StaffAnswers
from bot.channels.routes import Route
from bot.clock import Clock
from bot.confirmations.confirmations import Confirmations
from bot.contacts.may_write import IsForeign
from bot.database.transaction import Executor
from bot.messages.capabilities import Capabilities
from bot.outbound.writing import MessageWriter
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.referrals import Referrals
from bot.training.attendance import Attendance
from bot.training.rosters import Rosters
from bot.translation.translator import Translator, current_locale
from bot.wordings.take_up import Wordings
from flows.engine.language import Language
from flows.engine.text import Text
from services_directory.values.entries import Directory, Programme


@dataclass(frozen=True, slots=True)
class AdminDependencies:
    """`directory` gives the snapshot people are answered from; `refresh_directory` reads it anew.
    `find_services`: the ids of what people find who write these words.

    `capabilities` are those of the channels switched on, by name; `channel_labels`: what each is
    called, switched on or not. `wake_outbox` says that something was queued. `languages`: those the
    pages come in. `route_to`: how this channel's sealed address is written to
    (bot/channels/routes.py); `is_foreign`: whether no SMS is paid for to it. `public_url`: where
    browsers find us, if not under the host we are asked by. `proxies`: so many of ours stand before
    us, so that failed sign-ins are counted by the client's own address. `mount`: the path that the
    cookies belong to.
    """

    executor: Executor
    sealer: Sealer = field(repr=False)
    directory: Callable[[], Directory]
    refresh_directory: Callable[[], Awaitable[None]]
    find_services: Callable[[str], Sequence[str]]
    reminders: Reminders
    rosters: Rosters
    attendance: Attendance
    answers: StaffAnswers
    alerts: StaffAlerts
    referrals: Referrals
    confirmations: Confirmations
    wordings: Wordings
    capabilities: Mapping[str, Capabilities]
    channel_labels: Mapping[str, Text]
    wake_outbox: Callable[[], None]
    translator: Translator
    languages: Sequence[Language]
    clock: Clock
    route_to: Callable[[str, int, bytes], Route]
    is_foreign: IsForeign
    secure_cookies: bool
    public_url: str | None = None
    proxies: int = 0
    mount: str = "/admin"

    @property
    def writer(self) -> MessageWriter:
        """Puts what staff want told into a message."""
        return MessageWriter(self.capabilities, self.translator, self.route_to)

    @property
    def programme(self) -> Programme:
        """The city the staff work for."""
        return self.directory().programme

    @property
    def zone(self) -> ZoneInfo:
        """The programme's time zone."""
        return ZoneInfo(self.programme.timezone)

    @property
    def columns(self) -> list[Language]:
        """The programme's languages, as far as they are known: a column each in a form, the one of
        the page that is made first."""
        known = (self.translator.language(code) for code in self.programme.languages)
        reader = current_locale.get()
        return sorted(
            (each for each in known if each is not None), key=lambda each: each.code != reader
        )

    def today(self) -> date:
        """The day it is where the programme is."""
        return self.clock().astimezone(self.zone).date()

    def language(self, code: str | None) -> Language | None:
        """One of the languages of the pages, or the first of them that stands in for `code`."""
        known = {each.code: each for each in self.languages}
        asked = self.translator.language(code)
        return (
            next((known[each] for each in asked.fallbacks if each in known), None)
            if asked
            else None
        )


DEPENDENCIES = web.AppKey("DEPENDENCIES", AdminDependencies)


def dependencies_of(request: web.Request) -> AdminDependencies:
    """What the pages were given."""
    return request.app[DEPENDENCIES]
