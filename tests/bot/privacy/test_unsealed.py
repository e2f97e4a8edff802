"""A database of an older release: is what it stored in clear carried over, and sealed?"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.broadcasts.planned import Planned, open_planned
from bot.database.migration_files import PROJECT, ROOMS
from bot.database.migrations import migrate
from bot.database.opening import Database, open_database
from bot.database.transaction import Row, Sql, Transaction
from bot.privacy import unsealed
from bot.privacy.feedback_words import Said, open_feedback
from bot.privacy.registration import hash_of, number_hash, open_registration
from bot.privacy.request_subject import Subject, open_subject, subject_hash
from bot.privacy.sealing.sealed_columns import CONTENT, PLACE, REACH, SOURCE
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.unsealed import seal_what_is_in_clear
from tests.registrations import SEWING_IN_TABARKA

LAST_IN_CLEAR = 11
"""The migration of `bot` after which words began to be sealed."""

NOW = "2026-11-24 10:00:00+00:00"
FILLED = (
    "INSERT INTO contact (channel, address_hash, address_sealed, session, created_at, last_seen_at)"
    f" VALUES ('sms', 'hash', 'sealed', '', '{NOW}', '{NOW}')",
    "INSERT INTO outbound_message (channel, contact_id, kind, content, state, attempts,"
    " next_attempt_at, expires_at, created_at)"
    f" VALUES ('sms', 1, 'reply', '{{{{\"text\": \"zorglub\"}}}}', 'queued', 0,"
    f" '{NOW}', '{NOW}', '{NOW}'),"
    f" ('sms', 1, 'reply', 'long sent', 'sent', 1, '{NOW}', '{NOW}', '{NOW}')",
    "INSERT INTO interest (contact_id, receipt, offer, place, first_name, reach_when, locale,"
    f" created_at, reach_sealed) VALUES (1, 'K7M-X4T', 'sewing', 'tabarka', 'Awa', 'morning',"
    f" 'fr', '{NOW}', {{number}})",
    "UPDATE contact SET place = 'tabarka', source = 'poster3'",
    f"INSERT INTO help_request (contact_id, reason, service, created_at) VALUES"
    f" (1, 'danger', NULL, '{NOW}'), (NULL, 'wrong_info', 'clinic', '{NOW}')",
    "INSERT INTO feedback (contact_id, service, rating, words, locale, created_on, done_by)"
    " VALUES (1, 'clinic', 4, 'gentil', 'fr', '2026-11-23', 'Leila'),"
    " (NULL, NULL, 1, 'l''attente', 'fr', '2026-11-24', NULL)",
    "INSERT INTO unmet_need (need, place, locale, channel, noticed_on)"
    " VALUES ('health', 'tabarka', 'ar', 'sms', '2026-11-24'),"
    " ('housing', NULL, 'fr', 'telegram', '2026-11-24')",
    "INSERT INTO reminder (title, offer, place, audience_locale, state, created_by, created_at)"
    f" VALUES ('Lundi', 'sewing', NULL, 'fr', 'sent', 'Leila', '{NOW}'),"
    f" ('Mardi', NULL, 'tabarka', NULL, 'draft', 'Leila', '{NOW}')",
    "INSERT INTO reminder_text (reminder_id, locale, words)"
    " VALUES (1, 'fr', 'C''est \"lundi\".'), (1, 'ar', 'يوم الاثنين')",
    "INSERT INTO inbound_message (channel, provider_id, event, answered_by_carrier, received_at)"
    f" VALUES ('webchat', 'secret-of-a-phone:1', '', {{no}}, '{NOW}'),"
    f" ('sms', 'SM1', '', {{no}}, '{NOW}')",
)


def as_it_was(project: Path) -> Path:
    """The migrations up to the last one of a release that sealed no words."""
    for room in ROOMS:
        target = project / room / "migrations"
        shutil.copytree(PROJECT / room / "migrations", target)
        for path in target.glob("[0-9]*"):
            if room == "bot" and int(path.name[:4]) > LAST_IN_CLEAR:
                path.unlink()
    return project


async def rows(database: Database, statement: str) -> list[dict[str, Any]]:
    def asked() -> Transaction[list[Row]]:
        return (yield Sql(statement))

    return [dict(row) for row in await database.executor.run(asked)]


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(bytes(range(32)))


async def test_a_filled_database_is_carried_over_and_sealed(
    empty_url: str, tmp_path: Path, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsealed, "PORTION", 1)
    await migrate(empty_url, project=as_it_was(tmp_path / "before"))
    database = await open_database(empty_url)
    no = "0" if database.dialect == "sqlite" else "false"
    number = sealer.seal("+21620000009", REACH.of(1)).hex()
    number = f"x'{number}'" if database.dialect == "sqlite" else rf"'\x{number}'"
    for statement in FILLED:
        await rows(database, statement.format(no=no, number=number))
    await database.close()

    await migrate(empty_url)
    database = await open_database(empty_url)
    try:
        assert await seal_what_is_in_clear(database.executor, sealer) == 10
        assert await seal_what_is_in_clear(database.executor, sealer) == 0
        feedback = await rows(database, "SELECT * FROM feedback ORDER BY rating DESC")
        assert [
            (each["contact_id"], open_feedback(each["id"], each["said_sealed"], sealer))
            for each in feedback
        ] == [(1, Said("gentil", "clinic")), (None, Said("l'attente"))]
        assert [each["done_by"] for each in feedback] == ["Leila", None]
        assert min(each["id"] for each in feedback) > 1000
        waits, sent = await rows(database, "SELECT * FROM outbound_message ORDER BY id")
        assert sealer.open(waits["content_sealed"], CONTENT.of(1)) == '{"text": "zorglub"}'
        assert sent["content_sealed"] is None
        (contact,) = await rows(database, "SELECT * FROM contact")
        assert sealer.open(contact["place_sealed"], PLACE.of(1)) == "tabarka"
        assert sealer.open(contact["source_sealed"], SOURCE.of(1)) == "poster3"
        danger, wrong = await rows(database, "SELECT * FROM help_request ORDER BY id")
        subject = Subject("danger")
        assert open_subject(danger["id"], danger["subject_sealed"], sealer) == subject
        assert danger["subject_hash"] == subject_hash(1, subject, sealer)
        assert (bool(danger["is_task"]), bool(wrong["is_task"])) == (False, True)
        (interest,) = await rows(database, "SELECT * FROM interest")
        told = open_registration(interest["id"], interest["registration_sealed"], sealer)
        assert told == SEWING_IN_TABARKA
        assert interest["receipt_hash"] == hash_of("receipt", "K7M-X4T", sealer)
        assert interest["offer_hash"] == hash_of("offer", "sewing", sealer)
        assert interest["reach_hash"] == number_hash("+21620000009", sealer)
        reminded, drafted = await rows(database, "SELECT * FROM reminder ORDER BY id")
        texts = {"fr": 'C\'est "lundi".', "ar": "يوم الاثنين"}
        planned = Planned("Lundi", offer="sewing", locale="fr", texts=texts)
        assert open_planned(reminded["id"], reminded["planned_sealed"], sealer) == planned
        planned = Planned("Mardi", place="tabarka")
        assert open_planned(drafted["id"], drafted["planned_sealed"], sealer) == planned
        unmet = await rows(database, "SELECT * FROM unmet_need ORDER BY need")
        assert [(each["need"], each["place"]) for each in unmet] == [
            ("health", "tabarka"),
            ("housing", None),
        ]
        ids = await rows(database, "SELECT provider_id FROM inbound_message ORDER BY id")
        assert "secret" not in ids[0]["provider_id"]
        assert ids[1]["provider_id"] == "SM1"
    finally:
        await database.close()
