"""Each effect leaves the rows it should; after an erasing no row names the person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.contacts.receipts import new_receipt
from bot.database.opening import Database
from bot.messages.errors import TryLater, Unreachable
from bot.privacy.request_words import words_of
from tests.bot.harness import AWA, BILEL, SEWING, Harness

NEVER_CONFUSED = set("CDFHJKMNPRTVWXY34679-")


async def every_cell(app: Harness, dialect: str) -> list[tuple[str, str, Any]]:
    """Every value of every table, with its table and column."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    }
    cells = []
    for table in await app.rows(names[dialect]):
        for row in await app.rows(f'SELECT * FROM "{table["name"]}"'):
            cells += [(table["name"], column, value) for column, value in row.items()]
    return cells


def opened(app: Harness, value: Any) -> str:
    """A cell as words: what is sealed is opened, as we could do it ourselves."""
    if isinstance(value, bytes | memoryview):
        try:
            return app.sealer.open(bytes(value))
        except Exception:
            return bytes(value).hex()
    return str(value)


async def test_language_place_and_source_are_kept(app: Harness) -> None:
    await app.hears(AWA, "speak ar", "place kairouan", "from kairouan-poster3")
    row = (await app.rows("SELECT locale, place, source FROM contact"))[0]
    assert dict(row) == {"locale": "ar", "place": "kairouan", "source": "kairouan-poster3"}


async def test_consent_is_kept_with_its_text_language_and_time(app: Harness) -> None:
    await app.hears(AWA, "speak aeb", f"want {SEWING}")
    consent = await app.rows("SELECT purpose, text_version, locale, withdrawn_at FROM consent")
    assert [dict(row) for row in consent] == [
        {
            "purpose": "interest",
            "text_version": "interest-1",
            "locale": "aeb",
            "withdrawn_at": None,
        }
    ]
    assert await app.one("SELECT COUNT(*) FROM contact WHERE consented_at IS NOT NULL") == 1


async def test_interest_is_kept_with_the_number_sealed(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    row = (await app.rows("SELECT * FROM interest"))[0]
    assert (row["offer"], row["place"], row["first_name"]) == (SEWING, "kairouan", "Awa")
    assert app.sealer.open(bytes(row["reach_sealed"])) == "+21620000009"
    assert set(row["receipt"]) <= NEVER_CONFUSED


def test_receipts_have_no_letters_to_confuse_and_differ() -> None:
    receipts = {new_receipt() for _ in range(500)}
    assert len(receipts) > 490
    assert all(set(receipt) <= NEVER_CONFUSED and len(receipt) <= 16 for receipt in receipts)


async def test_a_receipt_somebody_has_already_is_drawn_again(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["KKK-KKK", "KKK-KKK", "MMM-MMM"])
    monkeypatch.setattr("bot.contacts.world.new_receipt", lambda: next(drawn))
    await app.hears(AWA, f"want {SEWING}")
    await app.hears(BILEL, f"want {SEWING}")
    receipts = await app.rows("SELECT receipt FROM interest ORDER BY id")
    assert [row["receipt"] for row in receipts] == ["KKK-KKK", "MMM-MMM"]
    assert app.told(BILEL) == [f"1: want {SEWING}"]


async def test_feedback_is_linked_unless_it_is_anonymous(app: Harness) -> None:
    await app.hears(AWA, "praise very good", "whisper very bad")
    rows = await app.rows("SELECT contact_id, rating, words, created_on FROM feedback ORDER BY id")
    assert rows[0]["contact_id"] is not None
    assert (rows[0]["rating"], rows[0]["words"]) == (5, "very good")
    assert rows[1]["contact_id"] is None
    assert (rows[1]["rating"], rows[1]["words"]) == (1, "very bad")
    assert str(rows[1]["created_on"]) == str(date(2026, 11, 24))


async def test_a_need_nothing_answered_is_kept_without_the_person(app: Harness) -> None:
    await app.hears(AWA, "speak en", "need health")
    row = (await app.rows("SELECT * FROM unmet_need"))[0]
    assert (row["need"], row["place"], row["locale"]) == ("health", None, "en")
    assert row["channel"] == "telegram"


async def test_one_open_request_of_a_kind_is_enough(app: Harness) -> None:
    await app.hears(AWA, "human", "human", "danger", "human")
    reasons = await app.rows("SELECT reason FROM help_request ORDER BY id")
    assert [row["reason"] for row in reasons] == ["asked", "danger"]


async def test_what_somebody_says_of_it_is_sealed_and_added_to(app: Harness) -> None:
    await app.hears(AWA, "human", "about my landlord", "about he came again")
    (row,) = await app.rows("SELECT words_sealed FROM help_request")
    sealed = bytes(row["words_sealed"])
    assert b"landlord" not in sealed
    assert words_of(sealed, app.sealer) == "my landlord\nhe came again"


async def test_what_is_wrong_with_a_service_stays_a_task_without_the_person(app: Harness) -> None:
    await app.hears(AWA, "wrong nobody answers", "erase")
    (row,) = await app.rows("SELECT contact_id, service, words_sealed FROM help_request")
    assert (row["contact_id"], row["service"]) == (None, "some-service")
    assert row["words_sealed"] is None


async def test_a_wish_that_is_taken_back_is_gone(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    receipt = (await app.rows("SELECT receipt FROM interest"))[0]["receipt"]
    await app.hears(AWA, "withdraw XXX-XXX")
    assert await app.one("SELECT COUNT(*) FROM interest") == 1
    await app.hears(BILEL, f"withdraw {receipt}")
    assert await app.one("SELECT COUNT(*) FROM interest") == 1
    await app.hears(AWA, f"withdraw {receipt}")
    assert await app.one("SELECT COUNT(*) FROM interest") == 0


async def test_a_new_request_is_opened_after_the_last_was_seen_to(app: Harness) -> None:
    await app.hears(AWA, "human")
    await app.rows("UPDATE help_request SET done_at = ? RETURNING id", app.clock())
    await app.hears(AWA, "human")
    assert await app.one("SELECT COUNT(*) FROM help_request") == 2


async def test_stop_withdraws_consent_and_start_gives_it_again(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    app.clock.forward(timedelta(days=1))
    await app.hears(AWA, "stop")
    assert await app.one("SELECT COUNT(*) FROM consent WHERE withdrawn_at IS NULL") == 0
    app.clock.forward(timedelta(days=1))
    await app.hears(AWA, "start")
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NULL") == 1
    given = await app.rows("SELECT purpose FROM consent WHERE withdrawn_at IS NULL")
    assert [row["purpose"] for row in given] == ["interest"]
    assert await app.one("SELECT COUNT(*) FROM consent") == 2


async def test_who_writes_after_stop_is_still_answered(app: Harness) -> None:
    await app.hears(AWA, "stop", "hello")
    assert app.told(AWA) == ["1: stop", "2: hello"]


async def test_after_an_erasing_no_cell_of_any_table_names_the_person(
    app: Harness, database: Database
) -> None:
    secret = "xylophone"
    await app.hears(
        AWA,
        "speak fr",
        f"say {secret}",
        f"from {secret}",
        f"place {secret}",
        f"want {secret}",
        f"praise {secret}",
        "human",
        "stop",
    )
    app.channels["telegram"].refusals = [TryLater("down", timedelta(hours=1))]
    await app.hears(AWA, f"say {secret} again")  # waits in the outbox
    before = {opened(app, value) for _, _, value in await every_cell(app, database.dialect)}
    assert AWA in before
    assert any(secret in words for words in before)
    await app.hears(AWA, "erase")
    assert app.told(AWA)[-1] == "10: erase"
    for table, column, value in await every_cell(app, database.dialect):
        words = opened(app, value)
        for trace in (AWA, AWA[1:], "+21620000009", secret, "Awa"):
            assert trace not in words, f"{table}.{column}"


async def test_the_farewell_arrives_and_leaves_nothing_even_when_it_must_wait(
    app: Harness,
) -> None:
    app.channels["telegram"].refusals = [TryLater("down", timedelta(minutes=1))]
    await app.hears(AWA, "erase")
    assert await app.one("SELECT COUNT(*) FROM contact") == 0
    assert await app.one("SELECT contact_id FROM outbound_message") is None
    assert app.told(AWA) == []
    await app.later(timedelta(minutes=5))
    assert app.told(AWA) == ["1: erase"]
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 0


async def test_a_farewell_that_cannot_be_sent_goes_as_well(app: Harness) -> None:
    app.channels["telegram"].refusals = [Unreachable("blocked")]
    await app.hears(AWA, "erase")
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 0


async def test_a_farewell_that_is_too_late_goes_as_well(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("down", timedelta(days=2))]
    await app.hears(AWA, "erase")
    await app.later(timedelta(days=3))
    assert app.told(AWA) == []
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 0


async def test_stop_still_holds_for_somebody_erased_who_comes_back(app: Harness) -> None:
    await app.hears(AWA, "stop", "erase")
    assert await app.one("SELECT COUNT(*) FROM suppression") == 1
    await app.hears(AWA, "hello")
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 1
    await app.hears(AWA, "start")
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 0
    assert await app.one("SELECT COUNT(*) FROM suppression") == 0


async def test_without_stop_nothing_at_all_remembers_the_erased(app: Harness) -> None:
    await app.hears(AWA, "hello", "erase")
    assert await app.one("SELECT COUNT(*) FROM suppression") == 0
    await app.hears(AWA, "hello")
    assert app.told(AWA)[-1] == "1: hello"


async def test_a_repeated_webhook_does_not_bring_back_the_erased(app: Harness) -> None:
    inbound = app.inbound(AWA, "hello")
    await app.inbox.receive(inbound)
    await app.hears(AWA, "erase")
    assert await app.inbox.receive(inbound) is False
    assert await app.one("SELECT COUNT(*) FROM contact") == 0


async def test_erasing_one_leaves_the_others(app: Harness) -> None:
    await app.hears(BILEL, f"want {SEWING}", "praise good", "human")
    await app.hears(AWA, f"want {SEWING}", "erase")
    for table in ("contact", "interest", "feedback", "help_request", "consent"):
        assert await app.one(f"SELECT COUNT(*) FROM {table}") == 1
    await app.hears(BILEL, "hello")
    assert app.told(BILEL)[-1] == "4: hello"
