"""How does a wish for a person become a request that staff see? Part of the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.cases.page_reports import with_report
from bot.cases.staff_conversations import hand_to, wait_for_staff
from bot.database.transaction import Sql, Transaction
from bot.privacy.request_subject import (
    Subject,
    open_subject,
    seal_subject,
    subject_hash,
    subject_hashes,
)
from bot.privacy.request_words import words_of
from bot.privacy.sealing.sealed_columns import REQUEST_WORDS
from bot.privacy.sealing.sealer import Sealer
from flows.engine.effect import AskHuman, HelpReason

WORDS_KEPT = 2000

NOBODY_ASKED = frozenset((HelpReason.MACHINE, HelpReason.TOO_MANY))
"""What staff should look at, while nobody waits for an answer of theirs."""


NOBODY = 0
"""In the place of a contact's id: who told us something on a page, without being known."""


def ask_human(asked: AskHuman, contact_id: int, now: datetime, sealer: Sealer) -> Transaction[None]:
    """One open request of a kind is enough: what is said later is written below what was."""
    yield from _add_words(asked, contact_id, now, sealer)
    if asked.reason not in NOBODY_ASKED:
        # Each word of danger anew: what was said before may be seen to already.
        urgent = asked.reason is HelpReason.DANGER
        yield from wait_for_staff(contact_id, now, urgent=urgent)
        if asked.trainer:
            yield from hand_to(asked.trainer, contact_id)


def is_in_danger(contact_id: int, sealer: Sealer) -> Transaction[bool]:
    """Whether somebody may be, as far as nobody saw to it yet."""
    rows = yield Sql(
        "SELECT id, subject_sealed FROM help_request WHERE contact_id = ? AND done_at IS NULL",
        (contact_id,),
    )
    opened = (open_subject(row["id"], row["subject_sealed"], sealer) for row in rows)
    return any(each.reason == HelpReason.DANGER for each in opened)


def report_mistake(
    service: str, words: str, now: datetime, sealer: Sealer, unkept: Callable[[int], str]
) -> Transaction[None]:
    """The task that somebody's message about a service makes, of nobody: a page was read.

    However many tell it, a service has one such task open: it cannot be used to bury staff, nor
    what others told (`page_reports.py`)."""
    asked = AskHuman(HelpReason.WRONG_INFO, words, service)
    yield from _add_words(asked, NOBODY, now, sealer, partial(with_report, unkept=unkept))


def ask_staff_to_have_erased(
    service: str, code: str, now: datetime, sealer: Sealer
) -> Transaction[None]:
    """Somebody took back what this service was told of them, and we may not write to it: a task of
    nobody, with the code that the service knows."""
    yield from _add_words(AskHuman(HelpReason.ERASE_THERE, code, service), NOBODY, now, sealer)


def _last_of(earlier: str, words: str) -> str:
    """The last of what was said is kept: somebody in danger may write many times."""
    return "\n".join(each for each in (earlier, words) if each)[-WORDS_KEPT:]


def _add_words(
    asked: AskHuman,
    contact_id: int,
    now: datetime,
    sealer: Sealer,
    joined: Callable[[str, str], str] = _last_of,
) -> Transaction[None]:
    subject = Subject(str(asked.reason), asked.service)
    hashes = subject_hashes(contact_id, subject, sealer)
    theirs = "contact_id IS NULL" if contact_id == NOBODY else "contact_id = ?"
    already = yield Sql(
        f"SELECT id, words_sealed FROM help_request WHERE {theirs} AND done_at IS NULL"
        f" AND subject_hash IN ({', '.join('?' * len(hashes))}) ORDER BY id",
        hashes if contact_id == NOBODY else (contact_id, *hashes),
    )
    earlier = ""
    if already:
        request_id = already[0]["id"]
        earlier = words_of(request_id, already[0]["words_sealed"], sealer)
    else:
        request_id = yield from _add(contact_id, subject, now, sealer)
    said = joined(earlier, asked.words.strip())
    if said != earlier:
        yield Sql(
            "UPDATE help_request SET words_sealed = ? WHERE id = ?",
            (sealer.seal(said, REQUEST_WORDS.of(request_id)), request_id),
        )


def _the_day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _add(contact_id: int, subject: Subject, now: datetime, sealer: Sealer) -> Transaction[int]:
    inserted = yield Sql(
        "INSERT INTO help_request (contact_id, subject_hash, is_task, created_at)"
        " VALUES (?, ?, ?, ?) RETURNING id",
        (
            None if contact_id == NOBODY else contact_id,
            subject_hash(contact_id, subject, sealer),
            subject.service is not None,
            # Of nobody, so nothing of when somebody read the page, or took a referral back.
            _the_day(now) if contact_id == NOBODY else now,
        ),
    )
    request_id = int(inserted[0]["id"])
    yield Sql(
        "UPDATE help_request SET subject_sealed = ? WHERE id = ?",
        (seal_subject(request_id, subject, sealer), request_id),
    )
    return request_id
