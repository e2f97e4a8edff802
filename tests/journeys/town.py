"""All of Dalil as it serves in a town, with a Telegram, a Twilio and people who write to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from admin.security.accounts import Role, add_staff
from admin.security.passwords import Passwords
from bot.application import Application
from bot.bootstrap import at_work, open_application
from bot.channels.all_settings import load_settings
from bot.channels.provider import Surroundings
from bot.channels.registry import country_of, make_channels
from bot.channels.twilio.sms import WEBHOOK_PATH
from bot.configuration.settings import Settings
from bot.database.transaction import Row, Sql, Transaction
from bot.outbound.sender import LOOK_EVERY
from bot.web.site import make_site
from tests.admin.office import PASSWORD, Browser
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.peers import telegram_emulator, twilio_api
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

OUR_NUMBER = "+15005550006"
STAFF = "Leila"
SECRET = "only-telegram-knows-this"
AWA, BILEL = "+21620000001", "+21620000002"
_sms_ids = count(1)


@dataclass(slots=True)
class Town:
    """An application at work, the providers it talks through, and the way into its tables."""

    app: Application
    clock: FixedClock
    client: TestClient[web.Request, web.Application]
    telegram: TelegramEmulator
    twilio: TwilioApi

    def sms(self, number: str = AWA) -> SmsPhone:
        return SmsPhone(self, number)

    def on_telegram(self) -> TelegramPhone:
        return TelegramPhone(self)

    def url(self, path: str) -> str:
        return str(self.client.make_url(path))

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        def transaction() -> Transaction[list[Row]]:
            return (yield Sql(sql, values))

        return [dict(row) for row in await self.app.database.executor.run(transaction)]

    async def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, as it is stored."""
        url = self.app.settings.database
        names = await self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if url.startswith("sqlite")
            else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        )
        return {row["name"]: await self.rows(f"SELECT * FROM {row['name']}") for row in names}

    async def settled(self) -> None:
        """Wait until nothing is being answered, and nothing is on its way or waits its turn."""
        waiting = (
            "SELECT (SELECT COUNT(*) FROM inbound_message WHERE answered_at IS NULL)"
            " + (SELECT COUNT(*) FROM outbound_message WHERE state IN ('queued', 'sending')) AS n"
        )

        async def nothing_waits() -> bool:
            return bool((await self.rows(waiting))[0]["n"] == 0)

        await eventually(nothing_waits)

    async def answered(self) -> None:
        """Wait until what left is known to have left: nobody reads and writes in no time at all."""
        leaving = "SELECT 1 FROM outbound_message WHERE state = 'sending' LIMIT 1"

        async def nothing_leaves() -> bool:
            return not await self.rows(leaving)

        await eventually(nothing_leaves)

    async def queues_a_reminder(self) -> None:
        """Wait until one stands in the outbox, and then for the sender's next look for such."""

        async def one_waits() -> bool:
            return bool(await self.rows("SELECT id FROM outbound_message WHERE kind = 'reminder'"))

        await eventually(one_waits)
        self.clock.forward(2 * LOOK_EVERY)

    async def sends_what_is_due(self) -> None:
        """What nobody asked for leaves at the sender's next look for such."""
        self.clock.forward(2 * LOOK_EVERY)
        await self.settled()

    async def signed_in(self, language: str = "en") -> Browser:
        """A member of staff who has just signed in."""
        await self.employs(STAFF, language)
        browser = Browser(self.client, language=language)
        await browser.sign_in(STAFF, PASSWORD)
        return browser

    async def employs(self, name: str, language: str) -> None:
        """A new administrator."""
        passwords, now = Passwords(), self.clock()
        await add_staff(name, PASSWORD, Role.ADMIN, language, now=now, passwords=passwords)


@dataclass(slots=True)
class SmsPhone:
    """Somebody who writes by SMS: through Twilio's webhook in, out by its REST interface."""

    town: Town
    number: str
    last_form: dict[str, str] = field(default_factory=dict)

    @property
    def got(self) -> list[str]:
        """Everything this number was sent."""
        return [each["Body"] for each in self.town.twilio.sent if each["To"] == self.number]

    async def writes(self, words: str) -> int:
        """Send, and wait for no answer; the status the webhook gave to Twilio."""
        identity = f"SM{next(_sms_ids):032x}"
        self.last_form = {"MessageSid": identity, "From": self.number, "To": OUR_NUMBER}
        self.last_form |= {"Body": words, "NumMedia": "0"}
        return await self.repeats()

    async def repeats(self) -> int:
        """The same webhook as last time, as Twilio repeats it when it was not sure."""
        return await self.town.twilio.calls(self.town.url(WEBHOOK_PATH), self.last_form)

    async def says(self, words: str) -> str:
        """Send, and wait for the answer."""
        before = len(self.got)
        assert await self.writes(words) == 200
        await eventually(lambda: len(self.got) > before)
        await self.town.answered()
        return self.got[-1]

    async def picks(self, label: str) -> str:
        """Answer with the number that stands before this choice."""
        offered = {words: n for n, words in re.findall(r"^(\d+) (.*)$", self.got[-1], re.M)}
        return await self.says(offered[_chosen(label, list(offered))])


@dataclass(slots=True)
class TelegramPhone:
    """Somebody in a private chat with the bot."""

    town: Town

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Those with words; a file has its words with it."""
        words = {"sendMessage": "text", "sendDocument": "caption"}
        return [
            {**fields, "text": fields[words[called]]}
            for called, fields in self.town.telegram.calls
            if fields.get(words.get(called, ""))
        ]

    @property
    def got(self) -> list[str]:
        return [each["text"] for each in self.messages]

    @property
    def buttons(self) -> dict[str, str | None]:
        """Under the last message: labels, each with its key; None writes the label itself."""
        keyboard = self.messages[-1].get("reply_markup", {})
        rows = keyboard.get("inline_keyboard") or keyboard.get("keyboard") or ()
        return {each["text"]: each.get("callback_data") for row in rows for each in row}

    async def says(self, words: str) -> str:
        return await self._answer(self.town.telegram.says(words))

    async def picks(self, label: str) -> str:
        """Press the button that says this."""
        label = _chosen(label, list(self.buttons))
        key = self.buttons[label]
        return await (self.presses(key) if key else self.says(label))

    async def presses(self, key: str) -> str:
        return await self._answer(self.town.telegram.presses(key))

    async def sends(self, **what: Any) -> str:
        """Something other than words: a location, a voice note."""
        return await self._answer(self.town.telegram.message(**what))

    async def says_in_a_group(self, words: str) -> None:
        group = {"id": -100, "type": "group", "title": "Friends of Awa"}
        await self.town.telegram.message(group, text=words)

    async def _answer(self, sending: Any) -> str:
        before = len(self.got)
        await sending
        await eventually(lambda: len(self.got) > before)
        await self.town.answered()
        return self.got[-1]


def _chosen(label: str, offered: list[str]) -> str:
    """The choice named so, or the one that begins so: long labels are cut or go on with a town."""
    fitting = [each for each in offered if each == label] or [
        each for each in offered if each.startswith(label)
    ]
    assert len(fitting) == 1, f"{label!r} is not one of {offered}"
    return fitting[0]


def settings_of(
    url: str, folder: Path, port: int, telegram: TelegramEmulator, twilio: TwilioApi
) -> Settings:
    """Both providers switched on, reached on loopback; a public address, so by webhook."""
    told = {
        "data_dir": folder,
        "database_url": url,
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
        "telegram_token": telegram_emulator.TOKEN,
        "telegram_api_url": telegram.url,
        "telegram_webhook_secret": SECRET,
        "twilio_account_sid": twilio_api.ACCOUNT,
        "twilio_auth_token": twilio_api.TOKEN,
        "twilio_from": OUR_NUMBER,
        "twilio_api_url": twilio.url,
        # By a clock that stands still nobody's turn would ever come.
        "telegram_per_second": 0,
        "telegram_chat_per_second": 0,
        "twilio_per_second": 0,
    }
    return load_settings(None, told)


@asynccontextmanager
async def open_town(
    url: str, folder: Path, telegram: TelegramEmulator, twilio: TwilioApi, clock: FixedClock
) -> AsyncIterator[Town]:
    """As `dalil serve` does it, in this process and by the test's clock."""
    settings = settings_of(url, folder, unused_port(), telegram, twilio)

    async with open_application(
        settings,
        lambda worlds: make_channels(
            settings, Surroundings(worlds.translator.phrase, country_of(settings))
        ),
        clock=clock,
    ) as app:
        server = TestServer(make_site(app), host="127.0.0.1", port=settings.port)
        client = TestClient(server)
        await client.start_server()
        before = len(telegram.sent("setWebhook"))
        try:
            async with at_work(app):
                await eventually(lambda: len(telegram.sent("setWebhook")) > before)
                yield Town(app, clock, client, telegram, twilio)
        finally:
            await client.close()


async def registers(phone: SmsPhone | TelegramPhone) -> None:
    """They wish to hear of a training in Jendouba, and agree to be written to."""
    await phone.says("bonjour")
    await phone.says("français")
    await phone.says("menu")
    await phone.picks("M'inscrire")
    await phone.picks("Une formation")
    await phone.picks("Tourisme responsable")
    await phone.picks("Jendouba")
    await phone.picks("Je préfère ne pas le dire")
    await phone.picks("Écrivez-moi ici")
    await phone.picks("N'importe quand")
    assert "Tourisme responsable" in await phone.picks("J'accepte")
