"""What may WhatsApp and Messenger still carry a day after the last word, and who is told?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.audience import Audience, LeftOut
from bot.broadcasts.reminders import Draft
from bot.channels.twilio.messengers import MESSENGER, WHATSAPP, Messenger
from bot.channels.twilio.templates import read_templates
from bot.database.opening import Database
from bot.messages.errors import Rejected
from bot.messages.message import OutboundMessage, Rendered
from tests.bot.channels.twilio.by_messenger import (
    HX,
    OUR_NUMBER,
    PERSON,
    channel_of,
    outbound,
    sending,
)
from tests.bot.harness import AWA, BILEL, SEWING, build_harness
from tests.fakes import NOON, FixedClock
from tests.peers.twilio_api import TwilioApi

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kind", [WHATSAPP, MESSENGER], ids=lambda kind: kind.name)
async def test_when_the_day_is_over_free_words_are_refused_with_the_reason(
    twilio: TwilioApi, kind: Messenger
) -> None:
    async with sending(twilio, kind=kind) as channel:
        address = PERSON if kind is WHATSAPP else "42"
        await channel.send(outbound(address=address, heard_at=NOON - 23 * HOUR))
        await channel.send(outbound(address=address, heard_at=None))
        with pytest.raises(Rejected, match="more than 24 hours") as refused:
            await channel.send(outbound(address=address, heard_at=NOON - 24 * HOUR))
    assert len(twilio.sent) == 2
    assert address not in refused.value.reason


@pytest.mark.parametrize(
    ("kind", "locale", "template"),
    [
        ("reminder", "fr", HX),
        ("reminder", "ar", "HX" + "b" * 32),
        ("reminder", None, "HX" + "b" * 32),
        ("reply", "fr", None),
    ],
)
async def test_an_approved_template_may_carry_them(
    twilio: TwilioApi, kind: str, locale: str | None, template: str | None
) -> None:
    templates = read_templates(f"reminder:fr={HX}, reminder:*=HX{'b' * 32}")
    late = outbound(heard_at=NOON - 48 * HOUR, kind=kind, locale=locale, reference=None)
    async with sending(twilio, templates=templates) as channel:
        if template is None:
            with pytest.raises(Rejected):
                await channel.send(late)
            return
        await channel.send(late)
    (sent,) = twilio.sent
    # A template takes no line ends.
    assert json.loads(sent.pop("ContentVariables")) == {"1": "Centre Amal 71600111"}
    assert sent == {
        "To": f"whatsapp:{PERSON}",
        "From": f"whatsapp:{OUR_NUMBER}",
        "ContentSid": template,
    }


async def test_a_template_holds_no_endless_words(twilio: TwilioApi) -> None:
    templates = read_templates(f"reply:*={HX}")
    message = OutboundMessage(PERSON, Rendered("mot " * 300), heard_at=NOON - 48 * HOUR)
    async with sending(twilio, templates=templates) as channel:
        with pytest.raises(Rejected, match="1000"):
            await channel.send(message)


@pytest.mark.parametrize(
    "told", ["", "fr", "reminder=HX1", f"reminder:fr={HX},,", f"broadcast:fr={HX}", "reply:fr=HXz"]
)
def test_templates_that_cannot_be_are_told_with_the_mend(told: str) -> None:
    with pytest.raises(ValueError, match="reminder:fr=HX"):
        read_templates(told)


async def test_staff_see_why_a_late_answer_did_not_go(
    database: Database, twilio: TwilioApi
) -> None:
    clock = FixedClock()
    async with sending(twilio, clock=clock) as channel:
        app = await build_harness(database.executor, others={"whatsapp": channel})
        await app.outbox.stop()
        await app.inbox.receive(app.inbound(AWA, "hello", channel="whatsapp"))
        await app.inbox.settled()
        assert await app.one("SELECT state FROM outbound_message") == "queued"
        clock.forward(24 * HOUR)
        await app.later(timedelta(minutes=1))
        await app.inbox.stop()
        await app.outbox.stop()
    assert twilio.sent == []
    (row,) = await app.rows("SELECT state, state_reason FROM outbound_message")
    assert row["state"] == "failed"
    assert row["state_reason"].startswith("WhatsApp: more than 24 hours since they wrote")


async def test_the_preview_leaves_out_whom_the_sending_refuses(
    database: Database, twilio: TwilioApi
) -> None:
    clock, people = FixedClock(), {"fr": AWA, "ar": BILEL, "en": "+21620000003"}
    words = dict.fromkeys(people, "lundi")
    templates = read_templates(f"reminder:ar={HX}")
    async with sending(twilio, clock=clock, templates=templates) as channel:
        app = await build_harness(database.executor, others={"whatsapp": channel})
        for locale, address in people.items():
            await app.hears(address, f"speak {locale}", f"wish {SEWING}", channel="whatsapp")
        twilio.sent.clear()
        tomorrow = NOON + 24 * HOUR
        seen = await app.reminders.preview(Audience(SEWING), words, tomorrow)
        await app.reminders.schedule(Draft("Sewing", Audience(SEWING), words, "trainer"))
        clock.now = app.clock.now = tomorrow
        # A new message of theirs opens another day.
        await app.rows(
            "UPDATE contact SET last_seen_at = ? WHERE locale = 'en' RETURNING id", tomorrow
        )
        await app.reminders.send_due()
        await app.settle()
        await app.inbox.stop()
        await app.outbox.stop()
    assert (seen.people, seen.left_out) == (1, {LeftOut.DAY_OVER: 2})
    assert {each["To"] for each in twilio.sent} == {
        f"whatsapp:{people['ar']}",
        f"whatsapp:{people['en']}",
    }
    (refused,) = await app.rows("SELECT state_reason FROM outbound_message WHERE state = 'failed'")
    assert refused["state_reason"] == WHATSAPP.too_late


@given(
    st.sampled_from([WHATSAPP, MESSENGER]),
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.sets(st.tuples(st.sampled_from(["reply", "reminder"]), st.sampled_from(["fr", "ar", "*"]))),
    st.sampled_from(["fr", "ar", None]),
)
def test_what_is_said_beforehand_of_a_reminder_is_what_the_sending_does(
    kind: Messenger, since: timedelta, named: set[tuple[str, str]], locale: str | None
) -> None:
    channel = channel_of(kind, templates=dict.fromkeys(named, HX))
    heard_at = NOON - since
    lets = channel.capabilities.lets_remind(NOON, heard_at, locale)
    try:
        channel._content(outbound(heard_at=heard_at, kind="reminder", locale=locale))
    except Rejected:
        assert not lets
    else:
        assert lets
