"""How long does a row of each table live? Three years go by, while people go on writing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from bot.database.opening import Database
from bot.privacy.answers_had import KEPT as KEPT_AFTER_ERASE
from bot.privacy.retention import (
    A_DAY,
    AUDIT_KEPT,
    BULK_EDITS_KEPT,
    CONFIRMATIONS_KEPT,
    DRAFTS_KEPT,
    FOLLOW_UP_KEPT,
    JOB_RUNS_KEPT,
)
from services_directory.training.store import add_cohort, save_course
from services_directory.training.values import Cohort, CohortState, Course
from services_directory.values.local_text import LocalText
from tests.bot.harness import BILEL, PROGRAMME, SEWING, Harness

KEPT = PROGRAMME.retention
MESSAGES, REQUESTS = timedelta(days=KEPT.message_days), timedelta(days=KEPT.request_days)
AGREED, SLACK = timedelta(days=KEPT.contact_days), timedelta(days=1)

ENDS: dict[str, tuple[str, timedelta]] = {
    "consent": ("given_at", AGREED),
    "interest": ("created_at", REQUESTS),
    "enrolment": ("created_at", REQUESTS),
    "referral": ("created_at", REQUESTS),
    "follow_up": ("agreed_at", FOLLOW_UP_KEPT),
    "class_notice_run": ("due_at", MESSAGES),
    "help_request": ("created_at", REQUESTS),
    "staff_conversation": ("opened_at", REQUESTS),
    "staff_message": ("said_at", REQUESTS),
    "staff_draft": ("saved_at", DRAFTS_KEPT),
    "feedback": ("created_on", REQUESTS),
    "course_opinion": ("ended_on", REQUESTS),
    "inbound_message": ("received_at", MESSAGES),
    "outbound_message": ("created_at", MESSAGES),
    "stray_message": ("received_at", MESSAGES),
    "stop_or_erasure": ("said_at", AGREED),
    "answers_had": ("erased_at", KEPT_AFTER_ERASE),
    "job_run": ("ran_at", JOB_RUNS_KEPT),
    "staff_session": ("expires_at", timedelta(0)),
    "sign_in_attempt": ("last_failed_at", A_DAY),
    "brought_sheet": ("brought_at", A_DAY),
    "bulk_edit": ("made_at", BULK_EDITS_KEPT),
    "service_confirmation": ("asked_at", CONFIRMATIONS_KEPT),
    "used_form": ("used_at", A_DAY),
    "alert_code": ("made_at", A_DAY),
    "staff_invitation": ("expires_at", A_DAY),
    "audit_entry": ("happened_at", AUDIT_KEPT),
}
"""From which moment on, and how long."""

STAYS = {
    "contact": "while they write; a guest's silence after the last consent ended, or ERASE",
    "contact_alias": "as long as its contact",
    "suppression": "until START: a keyed hash of who said STOP",
    "unmet_need": "our own codes, a language, a day: nobody is in it",
    "unsealed": "until the next start, which seals it",
    "house_key": "one row for each key",
    "channel_pace": "one row for each route",
    "sending_day": "how much was sent on a day: nobody is in it",
    "reminder": "what trainers wrote, sealed: nobody who got it is in it",
    "rota_shift": "of staff: until it is taken away, or they are",
    "alert_address": "of staff: until they take it away, STOP, or they leave",
    "canned_answer": "what staff often say: nobody is in it",
    "wording": "our own sentences in the words of staff: nobody is in them",
    "class_notice": "goes with its enrolment: what they were told, so as not to tell it twice",
    "class_answer": "goes with its enrolment",
    "class_attendance": "goes with its enrolment",
    "row_choice": "what staff chose for a row of a file of services, which are public",
    "roll_counter": "one row for each cohort: how many numbers its list gave, of nobody",
    "recovery_code": "until it is used, or others are made",
    "second_factor_rule": "one row for each role",
    "role_permission": "one row for each thing a role may do",
    "staff_member": "while the audit log names them",
    "directory_version": "one row",
    "place": "public",
    "service_shown": "how often a card was shown on a day: nobody is in it",
    "service_answer": "how often people answered so on a day: nobody is in it",
    "service_call": "one row for each service that staff called",
    "holiday_correction": "one row for each holiday that staff confirmed",
    "shared_record": "public",
    "service": "public",
    "service_at_location": "public",
    "service_change": "what was public before",
    "certificate": "what was learnt; whose it is goes with the enrolment",
    "course": "public",
    "cohort": "public, but for the name of the trainer, who is staff",
    "class_meeting": "public",
}


def models() -> list[type[Model]]:
    return [model for app in Tortoise.apps.values() for model in app.values()]


async def test_each_table_says_how_long_a_row_lives(database: Database) -> None:
    tables = {model._meta.db_table for model in models()}
    assert tables == set(ENDS) | set(STAYS)
    assert not set(ENDS) & set(STAYS)


async def cohort(app: Harness) -> int:
    """One that enrolments can be in."""
    known = await app.one("SELECT id FROM cohort")
    if known is not None:
        return int(known)
    now = app.clock()
    course = Course("", LocalText.of({"fr": "Couture"}))
    kept = await save_course(course, now=now, form_key="course")
    new = Cohort(0, kept.id, "kairouan", 20, now, "Africa/Tunis", CohortState.FINISHED)
    return (await add_cohort(new, now=now, form_key="cohort")).id


async def fill(app: Harness, number: int) -> None:
    """A row in each table that ends, of this moment, by somebody who comes for the first time."""
    now = app.clock()
    somebody = f"+216{20_001_000 + number}"
    await app.hears(
        somebody,
        f"want {SEWING}",
        "human",
        "danger",
        "praise good",
        "whisper bad",
    )
    await app.hears(BILEL, "hello", "wrong the phone rings and rings", "stop")
    (staff,) = await app.rows(
        "INSERT INTO staff_member (name, name_key, password_hash, role, locale, active, created_at)"
        " VALUES (?, ?, 'x', 'editor', 'fr', ?, ?) RETURNING id",
        f"Sami{now}",
        f"sami{now}",
        True,
        now,
    )
    await app.rows(
        "INSERT INTO staff_message (conversation_id, kind, said_at)"
        " SELECT MAX(id), 'note', ? FROM staff_conversation RETURNING id",
        now,
    )
    await app.rows(
        "INSERT INTO staff_draft (conversation_id, written_by, saved_at)"
        " SELECT MAX(id), CAST(? AS VARCHAR(64)), ? FROM staff_conversation RETURNING id",
        f"{now}",
        now,
    )
    rows: dict[str, dict[str, Any]] = {
        "stray_message": {
            "channel": "whatsapp",
            "provider_id": now.isoformat(),
            "form_sealed": b"x",
            "received_at": now,
        },
        "answers_had": {
            "day_digest": now.isoformat().encode(),
            "had_sealed": b"x",
            "erased_at": now,
        },
        "enrolment": {
            "contact_id": (await app.one("SELECT MAX(id) FROM contact")),
            "cohort_id": await cohort(app),
            "state": "completed",
            "seats": 1,
            "discreet": False,
            "told_at": now,
            "created_at": now,
        },
        "referral": {
            "id": 1_000_000 + number,
            "contact_id": (await app.one("SELECT MAX(id) FROM contact")),
            "state": "done",
            "urgency": "soon",
            "code_hash": now.isoformat().encode(),
            "service_hash": b"x",
            "created_at": now,
            "created_by": "Sami",
            "link_step": 1,
        },
        "follow_up": {
            "id": 1_000_000 + number,
            "contact_id": (await app.one("SELECT MAX(id) FROM contact")),
            "about_sealed": b"x",
            "agreed_at": now,
        },
        "course_opinion": {
            "id": 1_000_000 + number,
            "cohort_id": await cohort(app),
            "question": "useful",
            "said_sealed": b"x",
            "ended_on": now.date(),
        },
        "class_notice_run": {"kind": "class", "meeting_id": 1, "sequence": 0, "due_at": now},
        "job_run": {"job": "privacy", "slot": now.isoformat(), "ran_at": now},
        "staff_session": {
            "staff_id": staff["id"],
            "token_hash": now.isoformat(),
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now,
        },
        "sign_in_attempt": {
            "subject_hash": now.isoformat(),
            "failures": 1,
            "wait_until": now,
            "last_failed_at": now,
        },
        "staff_invitation": {
            "token_hash": now.isoformat(),
            "name": "Sami",
            "role": "editor",
            "locale": "fr",
            "invited_by_id": staff["id"],
            "made_at": now,
            "expires_at": now,
        },
        "alert_code": {"code_hash": now.isoformat(), "staff_id": staff["id"], "made_at": now},
        "used_form": {"form_hash": now.isoformat(), "used_at": now},
        "brought_sheet": {
            "staff_id": staff["id"],
            "name": "sheet.csv",
            "content": b"x",
            "brought_at": now,
        },
        "service_confirmation": {"service": "jen-1", "asked_at": now, "asked_by": "Sami"},
        "bulk_edit": {
            "act": "checked",
            "told": "{}",
            "services": "{}",
            "made_by": "Sami",
            "made_at": now,
        },
        "audit_entry": {
            "happened_at": now,
            "who": "Sami",
            "what": "revealed",
            "subject": "interest",
            "subject_id": "1",
            "before": "{}",
            "after": "{}",
        },
    }
    for table, row in rows.items():
        places = ", ".join("?" * len(row))
        await app.rows(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places}) RETURNING 1 AS one",
            *row.values(),
        )


async def oldest(app: Harness, table: str) -> timedelta | None:
    found = await app.one(f"SELECT MIN({ENDS[table][0]}) FROM {table}")
    if found is None:
        return None
    if isinstance(found, str):
        found = datetime.fromisoformat(found) if ":" in found else date.fromisoformat(found)
    now = app.clock()
    return now - found if isinstance(found, datetime) else now.date() - found


async def test_over_three_years_every_row_goes_when_it_should(app: Harness) -> None:
    most = dict.fromkeys(ENDS, timedelta(0))
    for fortnight in range(3 * 26 + 1):
        await fill(app, fortnight)
        for table in ENDS:
            assert await oldest(app, table) is not None, table
        app.clock.forward(timedelta(days=14))
        await app.privacy.delete_old_records()
        for table, (_since, lives) in ENDS.items():
            age = await oldest(app, table)
            assert age is None or age <= lives + SLACK, table
            most[table] = max(most[table], age or timedelta(0))
    for table, (_since, lives) in ENDS.items():
        if timedelta(days=14) < lives < AUDIT_KEPT:
            assert most[table] > lives - timedelta(days=15), f"{table} went too early"
