"""What links somebody and a service until they were asked: sealed, and gone with the answer.

All of it is part of a transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.messages.attempts import SETTLED
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import FOLLOW_UP
from bot.privacy.sealing.sealer import Sealer, SealFault
from bot.referrals.stored import by_code
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.follow_ups import AgreeToFollowUp, KeptFollowUp
from flows.engine.reply import Choice
from flows.engine.world import ContactView
from flows.follow_ups.question import answers_to
from services_directory.values.json_text import from_json, to_json_text


class About(NamedTuple):
    """What somebody is asked about. Blank where the key that sealed it is gone."""

    service: str = ""
    need: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class StoredFollowUp:
    """`sent_at`: when the question left; None: it waits, or was not asked yet."""

    id: int
    about: About
    referral_id: int | None
    agreed_at: datetime
    asked_at: datetime | None
    sent_at: datetime | None
    is_closed: bool

    @property
    def choices(self) -> Sequence[Choice]:
        """What stands below our question, where it is the newest on their screen."""
        return answers_to(self.id) if self.sent_at is not None and not self.is_closed else ()


def agree(
    agreed: AgreeToFollowUp, contact_id: int, now: datetime, sealer: Sealer
) -> Transaction[None]:
    """One waits for somebody at most: the first stays."""
    referral_id = None
    if agreed.referral:
        referral = yield from by_code(agreed.referral, contact_id, sealer)
        if referral is None:
            return
        referral_id = referral.id
    row_id = draw_row_id()
    about = About(agreed.service, agreed.need, agreed.place)
    sealed = sealer.seal(to_json_text(about._asdict()), FOLLOW_UP.of(row_id))
    yield Sql(
        "INSERT INTO follow_up (id, contact_id, about_sealed, referral_id, agreed_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (contact_id) DO NOTHING",
        (row_id, contact_id, sealed, referral_id, now),
    )


def read_follow_up(contact_id: int, sealer: Sealer) -> Transaction[StoredFollowUp | None]:
    """The one that waits for this contact, kept from other processes until the commit."""
    rows = yield Sql(
        "SELECT *, (SELECT o.sent_at FROM outbound_message AS o WHERE o.id = follow_up.outbound_id)"
        " AS sent_at FROM follow_up WHERE contact_id = ?",
        (contact_id,),
        lock=True,
    )
    return _stored(rows[0], sealer) if rows else None


def _stored(row: Row, sealer: Sealer) -> StoredFollowUp:
    return StoredFollowUp(
        id=row["id"],
        about=_opened(row, sealer),
        referral_id=row["referral_id"],
        agreed_at=as_time(row["agreed_at"]),
        asked_at=as_time(row["asked_at"]) if row["asked_at"] else None,
        sent_at=as_time(row["sent_at"]) if row["sent_at"] else None,
        is_closed=row["closed_at"] is not None,
    )


def _opened(row: Row, sealer: Sealer) -> About:
    try:
        return About(**from_json(sealer.open(bytes(row["about_sealed"]), FOLLOW_UP.of(row["id"]))))
    except SealFault:
        return About()


def in_view(
    contact: ContactView, follow_up: StoredFollowUp, asks_at: datetime, asked_at: datetime | None
) -> ContactView:
    """The contact with it, its question being open until it is answered or forgotten. `asked_at`:
    when the newest of our other questions left."""
    view = replace(contact, follow_up=kept(follow_up, asks_at))
    if follow_up.sent_at is None:
        return view
    question = OpenQuestion(answers_to(follow_up.id), follow_up.sent_at)
    all_of_them = sorted((question, *contact.open_questions), key=lambda each: each.asked_at)
    view = replace(view, open_questions=tuple(reversed(all_of_them)))
    if follow_up.choices and (asked_at is None or follow_up.sent_at > asked_at):
        view = replace(view, asked=tuple(follow_up.choices))
    return view


def close(follow_up: StoredFollowUp, now: datetime) -> Transaction[None]:
    """What is answered now stands below our question: a number answers that."""
    yield Sql("UPDATE follow_up SET closed_at = ? WHERE id = ?", (now, follow_up.id))


def end(follow_up_id: int, contact_id: int) -> Transaction[None]:
    """Nobody is asked any more, and nothing says whom it was about."""
    ended = yield Sql(
        "DELETE FROM follow_up WHERE id = ? AND contact_id = ? RETURNING outbound_id",
        (follow_up_id, contact_id),
    )
    for row in ended:
        yield Sql(
            "UPDATE outbound_message SET state = 'cancelled', state_reason = 'not wanted',"
            f" {SETTLED} WHERE id = ? AND state = 'queued'",
            (row["outbound_id"],),
        )


def kept(follow_up: StoredFollowUp, asks_at: datetime | None) -> KeptFollowUp:
    """As a conversation knows it. `asks_at`: when they will be asked, if that is known."""
    service, need, place = follow_up.about
    waits = follow_up.asked_at is None and follow_up.referral_id is None
    asks_on = asks_at.date() if waits and asks_at is not None else None
    return KeptFollowUp(follow_up.id, service, need, place, asks_on)
