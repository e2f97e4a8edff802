"""What a conversation is told about the contact, and how fresh the directory is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.contacts.store import read_contact
from bot.contacts.world import WorldBuilder
from bot.database.opening import Database
from bot.messages.capabilities import BY_BUTTONS
from bot.operations.audit_log import Did, On, noted
from bot.privacy.sealing.sealer import Sealer
from flows.engine.conversation import Turn
from flows.engine.event import Event
from flows.engine.session import Session
from flows.engine.world import Kept, World
from flows.registry import build_lexicon
from services_directory.values.entries import Directory, Freshness
from tests.bot.harness import (
    AWA,
    BILEL,
    PROGRAMME,
    SEWING,
    Harness,
    build_harness,
    shipped_words,
    small_talk,
)
from tests.fakes import FixedClock


class Shelf:
    """A directory that staff change; `loads` counts how often all of it was read."""

    def __init__(self) -> None:
        self.directory = Directory(PROGRAMME, (), (), version=1)
        self.broken = False
        self.loads = 0

    async def load(self) -> Directory:
        self.loads += 1
        if self.broken:
            raise LookupError
        return self.directory

    async def version(self) -> int:
        return self.directory.version


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def worlds(shelf: Shelf) -> WorldBuilder:
    return WorldBuilder(
        shelf.load,
        shelf.version,
        lambda directory: build_lexicon((), directory.places),
        shipped_words(),
        Sealer(bytes(range(32))),
        FixedClock(),
    )


async def test_the_directory_is_read_again_only_when_it_changed(
    worlds: WorldBuilder, shelf: Shelf
) -> None:
    assert await worlds.refresh() is True
    assert await worlds.refresh() is False
    assert shelf.loads == 1
    shelf.directory = replace(shelf.directory, version=2)
    assert await worlds.refresh() is True
    assert worlds.snapshot.directory.version == 2


async def test_another_day_hides_what_nobody_checked_for_too_long(
    worlds: WorldBuilder, shelf: Shelf
) -> None:
    strict = replace(PROGRAMME, freshness=Freshness(180, 30))
    today = FixedClock().now.astimezone(ZoneInfo(PROGRAMME.timezone)).date()
    shelf.directory = Directory(strict, (), (), version=1, day=today)
    assert await worlds.refresh() is True
    assert await worlds.refresh() is False
    shelf.directory = replace(shelf.directory, day=today - timedelta(days=1))
    worlds = WorldBuilder(
        shelf.load,
        shelf.version,
        lambda directory: build_lexicon((), directory.places),
        shipped_words(),
        Sealer(bytes(range(32))),
        FixedClock(),
    )
    await worlds.refresh()
    assert await worlds.refresh() is True


async def test_a_directory_that_cannot_be_read_leaves_the_old_one(
    worlds: WorldBuilder, shelf: Shelf
) -> None:
    await worlds.refresh()
    shelf.directory, shelf.broken = replace(shelf.directory, version=2), True
    with pytest.raises(LookupError):
        await worlds.refresh()
    assert worlds.snapshot.directory.version == 1


def test_before_the_first_reading_there_is_no_world(worlds: WorldBuilder) -> None:
    with pytest.raises(RuntimeError, match="refresh"):
        _ = worlds.snapshot


async def world_of(app: Harness) -> World:
    contact_id = await app.one("SELECT id FROM contact ORDER BY id")
    contact = await app.executor.run(lambda: read_contact(contact_id))
    assert contact is not None
    return app.worlds.build(contact, BY_BUTTONS, app.clock())


async def test_a_guest_is_known_by_little(app: Harness) -> None:
    await app.hears(AWA, "hello")
    contact = (await world_of(app)).contact
    assert (contact.locale, contact.locale_hint, contact.stopped) == (None, "fr", False)
    assert contact.tell_kept() == Kept(address_masked="xxxxxxxxx01", since=date(2026, 11, 24))


async def test_what_is_kept_is_told_whole(app: Harness) -> None:
    await app.hears(AWA, "speak ar", "place kairouan", "from poster-3", f"want {SEWING}")
    await app.hears(AWA, "praise good", "whisper x", "human")
    contact = (await world_of(app)).contact
    assert (contact.locale, contact.place) == ("ar", "kairouan")
    assert contact.consents == {"interest"}
    kept = contact.tell_kept()
    assert [(each.offer, each.recorded_on) for each in kept.interests] == [
        (SEWING, date(2026, 11, 24))
    ]
    assert (contact.guest, kept.feedback_count, kept.open_requests) == (False, 1, 1)
    (interest,) = kept.interests
    told = interest.first_name, interest.call_masked, interest.call_when
    assert told == ("Awa", "xxxxxxxxx09", "morning")
    assert (kept.source, kept.agreed_on) == ("poster-3", date(2026, 11, 24))


async def test_of_a_request_of_danger_nothing_is_told(app: Harness) -> None:
    await app.hears(AWA, "danger")
    request = await app.one("SELECT id FROM help_request")
    await reveal(app, On.HELP_REQUEST, request)
    kept = (await world_of(app)).contact.tell_kept()
    assert (kept.open_requests, kept.looked_at_on) == (0, None)


@pytest.mark.parametrize(
    ("words", "on", "table"),
    [(f"want {SEWING}", On.INTEREST, "interest"), ("human", On.HELP_REQUEST, "help_request")],
)
async def test_that_staff_looked_at_the_number_is_told_and_when(
    app: Harness, words: str, on: On, table: str
) -> None:
    await app.hears(AWA, words)
    await app.hears(BILEL, words)
    seen, others = await app.rows(f"SELECT id FROM {table} ORDER BY id")
    await reveal(app, on, seen["id"])
    app.clock.forward(timedelta(days=1))
    await reveal(app, on, seen["id"])
    app.clock.forward(timedelta(days=1))
    await reveal(app, on, others["id"])
    assert (await world_of(app)).contact.tell_kept().looked_at_on == date(2026, 11, 25)


async def reveal(app: Harness, on: On, subject_id: int) -> None:
    await app.executor.run(lambda: noted("Amel", Did.REVEALED, on, subject_id, app.clock()))


async def test_after_stop_the_registration_is_still_told(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}", "stop")
    contact = (await world_of(app)).contact
    assert contact.stopped
    assert contact.consents == frozenset()
    assert len(contact.tell_kept().interests) == 1


async def test_days_are_those_of_the_programme_not_of_greenwich(app: Harness) -> None:
    app.clock.now = app.clock.now.replace(hour=23, minute=30)  # half past midnight in Tunis
    await app.hears(AWA, "whisper late")
    assert (await world_of(app)).contact.tell_kept().since == date(2026, 11, 25)
    assert str(await app.one("SELECT created_on FROM feedback")) == "2026-11-25"


async def test_no_receipt_is_drawn_twice(app: Harness) -> None:
    await app.hears(AWA, "hello")
    receipts = {(await world_of(app)).draw_receipt() for _ in range(5)}
    assert len(receipts) == 5


async def test_a_language_taken_out_of_the_programme_is_replaced_by_its_first(
    database: Database,
) -> None:
    spoken: list[str] = []

    def notes_language(session: Session, event: Event, world: World) -> Turn:
        spoken.append(world.phrase(PROGRAMME.name, world.contact.locale or ""))
        return small_talk(session, event, world)

    app = await build_harness(database.executor, notes_language)
    await app.hears(AWA, "speak tlh", "need health")
    assert await app.one("SELECT locale FROM unmet_need") == "fr"
    assert spoken == ["Dalil", "Dalil"]


async def test_what_was_forgotten_meanwhile_is_no_contact(app: Harness) -> None:
    assert await app.executor.run(lambda: read_contact(7)) is None
