"""Each effect leaves the rows it should; after an erasing no row names the person."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from bot.contacts.receipts import new_receipt
from bot.database.opening import Database
from bot.messages.errors import TryLater, Unreachable
from bot.privacy.feedback_words import Said, open_feedback
from bot.privacy.registration import Registration, hash_of, number_hash, open_registration
from bot.privacy.request_subject import Subject, open_subject
from bot.privacy.request_words import words_of
from tests.bot.harness import AWA, BILEL, BREAD, SEWING, Harness
from tests.unsealing import unsealed

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
            name = table["name"]
            cells += [
                (name, column, unsealed(app.sealer, name, column, row) or value)
                for column, value in row.items()
            ]
    return cells


async def test_language_place_and_source_are_kept(app: Harness) -> None:
    await app.hears(AWA, "speak ar", "place kairouan", "from kairouan-poster3")
    row = (await app.rows("SELECT id, locale, place_sealed, source_sealed FROM contact"))[0]
    told = [unsealed(app.sealer, "contact", f"{x}_sealed", row) for x in ("place", "source")]
    assert [row["locale"], *told] == ["ar", "kairouan", "kairouan-poster3"]


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
    told = open_registration(row["id"], row["registration_sealed"], app.sealer)
    assert (told.offer, told.place, told.first_name) == (SEWING, "kairouan", "Awa")
    assert unsealed(app.sealer, "interest", "reach_sealed", row) == "+21620000009"
    assert set(told.receipt) <= NEVER_CONFUSED


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
    assert await receipts_in(app) == ["KKK-KKK", "MMM-MMM"]
    assert app.told(BILEL) == [f"1: want {SEWING}"]


async def receipts_in(app: Harness) -> list[str]:
    rows = await app.rows("SELECT id, registration_sealed FROM interest ORDER BY id")
    return [
        open_registration(row["id"], row["registration_sealed"], app.sealer).receipt for row in rows
    ]


async def test_who_registers_twice_for_the_same_has_one_open_registration(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}", f"want {BREAD}", f"want {SEWING}")
    await app.hears(BILEL, f"want {SEWING}")
    assert await app.one("SELECT COUNT(*) FROM interest") == 3
    await app.rows("UPDATE interest SET done_at = ? RETURNING id", app.clock())
    await app.hears(AWA, f"want {SEWING}")
    assert await app.one("SELECT COUNT(*) FROM interest") == 4


async def test_a_number_somebody_else_left_goes_when_its_owner_is_erased(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    await app.hears(BILEL, f"want {SEWING}")
    await app.hears("+21620000009", "erase", channel="sms")  # whom both left to be called
    rows = await app.rows("SELECT reach_sealed, reach_hash, reach_erased FROM interest")
    assert [tuple(row.values()) for row in rows] == [(None, None, True)] * 2
    receipt, _other = await receipts_in(app)
    await app.hears(AWA, f"call {receipt}")  # another number, which nobody erased
    assert await app.one("SELECT COUNT(*) FROM interest WHERE reach_erased = ?", True) == 1


async def test_feedback_is_linked_unless_it_is_anonymous(app: Harness) -> None:
    await app.hears(AWA, "praise very good", "whisper very bad")
    linked, anonymous = await app.rows("SELECT * FROM feedback ORDER BY contact_id IS NULL")
    assert linked["contact_id"] is not None
    assert (linked["rating"], said_in(linked, app)) == (5, Said("very good"))
    assert anonymous["contact_id"] is None
    assert (anonymous["rating"], said_in(anonymous, app)) == (1, Said("very bad", "some-service"))
    assert str(anonymous["created_on"]) == str(date(2026, 11, 24))


def said_in(row: dict[str, Any], app: Harness) -> Said:
    return open_feedback(row["id"], row["said_sealed"], app.sealer)


async def test_a_need_nothing_answered_is_kept_without_the_person(app: Harness) -> None:
    await app.hears(AWA, "speak en", "need health")
    row = (await app.rows("SELECT * FROM unmet_need"))[0]
    assert (row["need"], row["place"], row["locale"]) == ("health", None, "en")
    assert row["channel"] == "telegram"


async def subjects_in(app: Harness) -> list[Subject]:
    rows = await app.rows("SELECT id, subject_sealed FROM help_request ORDER BY id")
    return [open_subject(row["id"], row["subject_sealed"], app.sealer) for row in rows]


async def test_one_open_request_of_a_kind_is_enough(app: Harness) -> None:
    await app.hears(AWA, "human", "human", "danger", "human")
    assert await subjects_in(app) == [Subject("asked"), Subject("danger")]


async def test_what_somebody_says_of_it_is_sealed_and_added_to(app: Harness) -> None:
    await app.hears(AWA, "human", "about my landlord", "about he came again")
    (row,) = await app.rows("SELECT id, words_sealed FROM help_request")
    sealed = bytes(row["words_sealed"])
    assert b"landlord" not in sealed
    assert words_of(row["id"], sealed, app.sealer) == "my landlord\nhe came again"


async def test_what_is_wrong_with_a_service_stays_a_task_without_the_person(app: Harness) -> None:
    await app.hears(AWA, "wrong nobody answers", "erase")
    (row,) = await app.rows("SELECT contact_id, words_sealed FROM help_request")
    assert row["contact_id"] is None
    assert await subjects_in(app) == [Subject("wrong_info", "some-service")]
    assert row["words_sealed"] is None


async def test_a_wish_that_is_taken_back_is_gone(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    (receipt,) = await receipts_in(app)
    await app.hears(AWA, "withdraw XXX-XXX")
    assert await app.one("SELECT COUNT(*) FROM interest") == 1
    await app.hears(BILEL, f"withdraw {receipt}")
    assert await app.one("SELECT COUNT(*) FROM interest") == 1
    await app.hears(AWA, f"withdraw {receipt}")
    assert await app.one("SELECT COUNT(*) FROM interest") == 0


async def test_what_is_corrected_changes_alone_and_the_log_says_who_did_it(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}", f"want {BREAD}")
    receipt, _other = await receipts_in(app)
    untouched = (await app.rows("SELECT * FROM interest ORDER BY id"))[1]
    await app.hears(BILEL, f"rename {receipt}")  # who knows the code of somebody else
    assert await app.one("SELECT COUNT(*) FROM audit_entry") == 0
    await app.hears(AWA, f"rename {receipt}", f"move {receipt}", f"call {receipt}")
    row, second = await app.rows("SELECT * FROM interest ORDER BY id")
    told = open_registration(row["id"], row["registration_sealed"], app.sealer)
    assert told == Registration(receipt, SEWING, "jendouba", "Mariem", "morning")
    assert unsealed(app.sealer, "interest", "reach_sealed", row) == "+21620000008"
    assert bytes(row["reach_hash"]) == number_hash("+21620000008", app.sealer)
    assert bytes(row["place_hash"]) == hash_of("place", "jendouba", app.sealer)
    assert second == untouched
    noted = await app.rows("SELECT who, what, subject, subject_id, after FROM audit_entry")
    assert [(each["who"], each["what"], each["subject"]) for each in noted] == [
        ("", "corrected", "interest")
    ] * 3
    assert {each["subject_id"] for each in noted} == {str(row["id"])}
    details = [json.loads(each["after"]) for each in noted]
    assert [each["detail"] for each in details] == ["first_name", "town", "number"]


async def test_who_wants_no_call_any_more_leaves_no_number(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    (receipt,) = await receipts_in(app)
    await app.hears(AWA, f"uncall {receipt}")
    (row,) = await app.rows("SELECT reach_sealed, reach_hash FROM interest")
    assert tuple(row.values()) == (None, None)


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
    before = {str(value) for _, _, value in await every_cell(app, database.dialect)}
    assert AWA in before
    assert any(secret in words for words in before)
    await app.hears(AWA, "erase")
    assert app.told(AWA)[-1] == "10: erase"
    for table, column, value in await every_cell(app, database.dialect):
        words = str(value)
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
