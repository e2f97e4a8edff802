"""By which route a number is written to; and a sender that cannot be answered names a number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.application import Application
from bot.bootstrap import open_application
from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.channels.all_settings import load_settings
from bot.channels.registry import routes_of
from bot.channels.routes import Route, Routes, naming
from bot.configuration.settings import Settings
from bot.messages.capabilities import BY_SMS
from bot.messages.message import InboundMessage
from bot.messages.segments import count
from bot.models.messages import OutboundMessageRow
from bot.models.people import Consent, Contact
from bot.privacy.sealing.sealer import SealFault
from flows.engine.event import Heard
from flows.engine.reply import Reply
from tests.bot.harness import shipped_words
from tests.fakes import FixedClock, RememberingChannel
from tests.registrations import SEWING_IN_TABARKA, store_registration

AWA, ABROAD, NUMBER = "+21620000001", "+33600000001", "+21671000001"
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "made-up",
    "TWILIO_FROM": "Dalil",
    "DALIL_PUBLIC_URL": "https://dalil.example.org",
}
KANNEL = {
    "KANNEL_SENDSMS_URL": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "KANNEL_USER": "dalil",
    "KANNEL_PASSWORD": "made-up",
    "KANNEL_FROM": "85000",
    "KANNEL_INBOUND_SECRET": "a-made-up-secret-for-tests",
    "DALIL_SMS_ROUTES": "+216=twilio,*=kannel",
}


def settings_of(**told: object) -> Settings:
    return load_settings(None, told)


@pytest.mark.parametrize(
    ("told", "home", "abroad"),
    [
        ({**TWILIO, "DALIL_SMS_ANSWER_TO": NUMBER}, NUMBER, NUMBER),
        # Nobody knows a number: nothing can be named.
        (TWILIO, None, None),
        ({**TWILIO, "TWILIO_FROM": "+15005550006", "DALIL_SMS_ANSWER_TO": NUMBER}, None, None),
        ({**TWILIO, **KANNEL}, "85000", None),
        ({**TWILIO, **KANNEL, "DALIL_SMS_ANSWER_TO": NUMBER}, NUMBER, None),
    ],
)
def test_only_what_comes_from_a_name_names_a_number(
    told: dict[str, str], home: str | None, abroad: str | None
) -> None:
    found = routes_of(settings_of(**told))
    assert found.route_to("sms", lambda: AWA).answer_to == home
    assert found.route_to("sms", lambda: ABROAD).answer_to == abroad
    assert found.route_to("telegram", lambda: AWA).answer_to is None


def test_of_several_routes_the_number_chooses_one() -> None:
    routes = routes_of(settings_of(**TWILIO, **KANNEL))
    assert routes.names("sms") == ("kannel", "twilio")
    assert routes.route_to("sms", lambda: AWA) == Route("twilio", "85000")
    assert routes.route_to("sms", lambda: ABROAD) == Route("kannel")
    assert (routes.names("telegram"), routes.route_to("telegram", lambda: "7")) == (("",), Route())


def test_where_one_route_sends_there_is_nothing_to_choose() -> None:
    def locked() -> str:
        raise AssertionError("no address need be opened")

    for told in (TWILIO, {**TWILIO, **KANNEL, "DALIL_SMS_ROUTES": "*=kannel"}):
        routes = routes_of(settings_of(**told))
        assert routes.names("sms") == ("",)
        assert routes.route_to("sms", locked) == Route()


@pytest.mark.parametrize("served", [AWA, None])
def test_what_nobody_serves_or_can_open_is_carried_to_its_refusal(served: str | None) -> None:
    def opened_or_not() -> str:
        if served is None:
            raise SealFault("no such key")
        return served

    routes = Routes(prefixes={"+33": "twilio", "+49": "kannel"})
    assert routes.route_to("sms", opened_or_not) == Route("kannel")


def test_a_messaging_service_chooses_its_sender_itself() -> None:
    told = {**TWILIO, "TWILIO_MESSAGING_SERVICE_SID": "MG" + "1" * 32}
    del told["TWILIO_FROM"]
    assert routes_of(settings_of(**told)).one_way == frozenset()


def test_what_is_shorter_names_it_too() -> None:
    reply = naming(Reply(("long",), shorter=Reply(("short",))), NUMBER)
    assert reply.shorter is not None
    assert len(reply.closing) == len(reply.shorter.closing) == 1
    assert naming(Reply(("long",)), None) == Reply(("long",))


@pytest.mark.parametrize("locale", ["ar", "aeb", "fr", "en"])
def test_in_every_language_it_is_one_short_line(locale: str) -> None:
    (line,) = naming(Reply(("x",)), NUMBER).closing
    said = shipped_words().phrase(line, locale)
    assert NUMBER in said
    assert count(said).segments == 1
    assert count(said).encoding == ("GSM-7" if locale in ("fr", "en") else "UCS-2")


@pytest.fixture
def sms() -> RememberingChannel:
    return RememberingChannel("sms", BY_SMS)


@pytest.fixture
async def app(
    database_url: str, tmp_path: Path, sms: RememberingChannel
) -> AsyncIterator[Application]:
    told = {**TWILIO, "DALIL_SMS_ANSWER_TO": NUMBER, "DALIL_DATA_DIR": tmp_path}
    settings = settings_of(**told, DATABASE_URL=SecretStr(database_url))
    async with open_application(settings, lambda _worlds: [sms], clock=FixedClock()) as app:
        yield app
        await app.inbox.stop()
        await app.outbox.stop()


async def hears(app: Application, *lines: str) -> None:
    for number, words in enumerate(lines):
        await app.inbox.receive(InboundMessage("sms", AWA, f"m{number}", Heard(words)))
        await app.inbox.settled()
        await app.outbox.deliver_due()


async def test_every_answer_ends_with_the_number_and_is_counted_so(
    app: Application, sms: RememberingChannel
) -> None:
    await hears(app, "hello", "menu")
    said = sms.texts_to(AWA)
    assert len(said) >= 2
    assert all(text.splitlines()[-1].endswith(NUMBER) for text in said)
    rows = await OutboundMessageRow.all().order_by("id")
    found = [(row.segments, row.encoding) for row in rows]
    assert found == [(count(text).segments, count(text).encoding) for text in said]


async def wishes_to_sew(app: Application) -> None:
    contact = await Contact.get()
    await Contact.filter(id=contact.id).update(locale="fr")
    await Consent.create(
        contact_id=contact.id,
        purpose="interest",
        text_version="interest-1",
        locale="fr",
        given_at=app.clock(),
    )
    await store_registration(app.sealer, contact.id, SEWING_IN_TABARKA, app.clock())


async def test_a_reminder_names_it_and_the_preview_counts_it(
    app: Application, sms: RememberingChannel
) -> None:
    await hears(app, "hello")
    await wishes_to_sew(app)
    words = {"fr": "Couture: lundi à 9 h."}
    preview = await app.reminders.preview(Audience("sewing"), words)
    await app.reminders.schedule(Draft("Couture", Audience("sewing"), words, "Trainer"))
    await app.reminders.send_due()
    await app.outbox.deliver_due()
    text = sms.texts_to(AWA)[-1]
    assert text.endswith(f"Écrivez ou appelez : {NUMBER}")
    assert "STOP" not in text
    assert preview.sizes["fr"] == count(text)
    assert preview.segments == count(text).segments
