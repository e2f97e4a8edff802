"""WhatsApp tells a number, an id in its place, or both: one person stays one contact."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.channels.twilio.messengers import WHATSAPP
from bot.contacts.store import find_contact
from bot.database.opening import Database
from bot.messages.message import InboundMessage
from bot.privacy.after_restore import hold_to_wishes
from bot.privacy.stops_and_erasures import STOP, Wish, noted
from flows.engine.event import Heard
from tests.bot.harness import SEWING, Harness, build_harness
from tests.fakes import RememberingChannel
from tests.unsealing import unsealed

NUMBER = "+21620000001"
ID = "TN.13491208655302741918"
BOTH = (NUMBER, ID)
_number = count(1)


class Phone:
    """Somebody on WhatsApp, who may show a number, an id, or both."""

    def __init__(self, app: Harness, channel: RememberingChannel) -> None:
        self.app, self.channel = app, channel

    async def writes(self, words: str, address: str, alias: str | None = None) -> str:
        """What is said to them, and to no other address than we were told."""
        before = len(self.channel.sent)
        await self.app.inbox.receive(self.note(words, address, alias))
        await self.app.settle()
        ((_to, said),) = self.channel.sent[before:]
        return said

    def note(self, words: str, address: str, alias: str | None = None) -> InboundMessage:
        return InboundMessage("whatsapp", address, f"SM{next(_number)}", Heard(words), alias=alias)

    async def contacts(self) -> int:
        return int(await self.app.one("SELECT COUNT(*) FROM contact"))


@pytest.fixture
async def phone(database: Database) -> Phone:
    channel = RememberingChannel("whatsapp", WHATSAPP.capabilities)
    return Phone(await build_harness(database.executor, others={"whatsapp": channel}), channel)


async def test_the_id_alone_finds_whom_both_were_told_of(phone: Phone) -> None:
    assert await phone.writes("hello", *BOTH) == "1: hello"
    assert await phone.writes("it is me", ID) == "2: it is me"
    assert await phone.writes("and again", NUMBER) == "3: and again"
    assert await phone.contacts() == 1
    # They are written to at the number, which somebody can also call.
    assert {to for to, _said in phone.channel.sent} == {NUMBER}


async def test_who_was_an_id_first_keeps_all_when_the_number_is_shown(phone: Phone) -> None:
    await phone.writes(f"wish {SEWING}", ID)
    assert await phone.writes("hello", *BOTH) == "2: hello"
    assert await phone.contacts() == 1
    assert await phone.app.one("SELECT COUNT(*) FROM interest") == 1
    assert phone.channel.sent[-1][0] == NUMBER
    assert await phone.writes("still me", ID) == "3: still me"


async def test_two_contacts_that_were_one_person_become_one(phone: Phone) -> None:
    for address in (NUMBER, ID):
        await phone.writes("speak fr", address)
        await phone.writes(f"wish {SEWING}", address)
    await phone.app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
    await phone.app.reminders.send_due()
    await phone.app.outbox.deliver_due()
    await phone.writes("stop", ID)
    await phone.writes("hello", *BOTH)
    assert await phone.contacts() == 1
    assert await phone.app.one("SELECT COUNT(*) FROM interest") == 2
    # Stopped once is stopped.
    assert await phone.app.one("SELECT stopped_at FROM contact") is not None


async def test_who_became_one_keeps_place_poster_and_requests(phone: Phone) -> None:
    await phone.writes("from poster-3", NUMBER)
    for words in ("place kairouan", "from poster-9", "danger"):
        await phone.writes(words, ID)
    await phone.writes("hello", *BOTH)
    (row,) = await phone.app.rows("SELECT id, place_sealed, source_sealed FROM contact")
    told = [
        unsealed(phone.app.sealer, "contact", column, row)
        for column in ("place_sealed", "source_sealed")
    ]
    assert told == ["kairouan", "poster-3"]
    # Another word of danger is added to the request that stands there.
    await phone.writes("danger", NUMBER)
    assert await phone.app.one("SELECT COUNT(*) FROM help_request") == 1


async def test_a_new_number_with_the_same_id_is_the_same_person(phone: Phone) -> None:
    await phone.writes("hello", *BOTH)
    assert await phone.writes("new phone", "+21620000002", ID) == "2: new phone"
    assert await phone.contacts() == 1
    assert phone.channel.sent[-1][0] == "+21620000002"


async def test_erase_forgets_both_addresses(phone: Phone) -> None:
    await phone.writes("hello", *BOTH)
    await phone.writes("erase", ID)
    for table in ("contact", "contact_alias", "suppression"):
        assert await phone.app.one(f"SELECT COUNT(*) FROM {table}") == 0
    assert await phone.writes("hello", ID) == "1: hello"


async def test_a_backup_that_knew_the_id_alone_brings_back_nobody_who_erased_both(
    phone: Phone,
) -> None:
    await phone.writes("hello", *BOTH)
    await phone.writes("erase", *BOTH)
    wishes = await phone.app.executor.run(noted)
    # As in a backup of the time before the number was told.
    await phone.writes("hello", ID)
    held = await hold_to_wishes(phone.app.executor, phone.app.sealer, wishes, phone.app.clock())
    assert (held.erased, await phone.contacts()) == (1, 0)


@pytest.mark.parametrize("then", [(NUMBER,), (ID,), BOTH])
async def test_stop_outlives_the_contact_at_either_address(
    phone: Phone, then: tuple[str, ...]
) -> None:
    await phone.writes("hello", *BOTH)
    await phone.writes("stop", *BOTH)
    await phone.app.later(timedelta(days=800))
    await phone.app.privacy.enforce_retention()
    assert await phone.contacts() == 0
    await phone.writes("hello", *then)
    assert await phone.app.one("SELECT stopped_at FROM contact") is not None
    await phone.writes("start", *BOTH)
    assert await phone.app.one("SELECT stopped_at FROM contact") is None


async def test_a_message_told_twice_brings_nobody_back(phone: Phone) -> None:
    note = phone.note("erase", *BOTH)
    for _time in range(2):
        await phone.app.inbox.receive(note)
        await phone.app.settle()
    assert await phone.contacts() == 0


@pytest.mark.parametrize(("address", "knows"), [(NUMBER, True), (ID, False)])
async def test_that_we_know_a_number_is_true_of_a_person_not_of_whatsapp(
    phone: Phone, address: str, knows: bool
) -> None:
    await phone.writes("hello", address)
    hashes = phone.app.sealer.address_hashes("whatsapp", address)
    contact = await phone.app.executor.run(lambda: find_contact(hashes))
    assert contact is not None
    world = phone.app.worlds.build(contact, WHATSAPP.capabilities, phone.app.clock())
    assert world.channel.knows_number is knows


async def test_whoever_has_an_id_only_is_reminded_at_it(phone: Phone) -> None:
    await phone.writes("speak fr", ID)
    await phone.writes(f"wish {SEWING}", ID)
    await phone.app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
    await phone.app.reminders.send_due()
    await phone.app.outbox.deliver_due()
    to, said = phone.channel.sent[-1]
    assert (to, "lundi" in said) == (ID, True)


async def test_what_waits_for_an_id_is_sent_when_both_turn_out_to_be_one_person(
    phone: Phone,
) -> None:
    await phone.writes("hello", NUMBER)
    await phone.app.inbox.receive(phone.note("waits", ID))
    await phone.app.inbox.settled()
    await phone.app.inbox.receive(phone.note("both", *BOTH))
    await phone.app.settle()
    assert {said for _to, said in phone.channel.sent} >= {"1: waits", "2: both"}
    assert {to for to, _said in phone.channel.sent} == {NUMBER}


async def test_a_stop_is_kept_though_the_number_changed_after_the_backup(phone: Phone) -> None:
    """What is put back knows the old number and the id; STOP was said from the new one."""
    app = phone.app
    await phone.writes("hello", *BOTH)
    said_at = app.clock() + timedelta(days=1)
    wishes = [
        Wish(said_at, STOP, app.sealer.address_hash("whatsapp", address))
        for address in ("+21620000002", ID)
    ]
    held = await hold_to_wishes(app.executor, app.sealer, wishes, said_at)
    assert (held.stopped, held.unknown) == (1, 0)
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 1
    assert await app.one("SELECT COUNT(*) FROM suppression") == 1
