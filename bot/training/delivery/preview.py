"""What would people read who are invited, and who cannot be told? Looked at before anybody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts.audience import LeftOut, Person
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.messages.message import Rendered
from bot.messages.rendering import render
from bot.training.notices import Notices
from flows.components.training.class_messages import Written, invitation
from services_directory.training.values import Cohort


@dataclass(frozen=True, slots=True)
class InvitationPreview:
    """`words`: by language, as it would reach the first of those who can be told, of one seat;
    `left_out`: by contact, why somebody cannot be."""

    words: Mapping[str, Rendered]
    left_out: Mapping[int, LeftOut]


NOBODY = InvitationPreview({}, {})


def preview_invitation(
    notices: Notices,
    cohort: Cohort,
    until: datetime | None,
    contact_ids: Sequence[int],
    now: datetime,
) -> Transaction[InvitationPreview]:
    """`until`: they could answer; None where nobody is asked any more."""
    places = ", ".join("?" * len(contact_ids)) or "NULL"
    rows = yield Sql(
        "SELECT c.id, c.channel, c.address_sealed, c.locale, c.stopped_at, c.unreachable_at,"
        " c.last_seen_at, EXISTS (SELECT 1 FROM consent AS k WHERE k.contact_id = c.id"
        " AND k.purpose = 'interest' AND k.withdrawn_at IS NULL) AS agreed"
        f" FROM contact AS c WHERE c.id IN ({places}) ORDER BY c.id",
        contact_ids,
    )
    words: dict[str, Rendered] = {}
    left_out: dict[int, LeftOut] = {}
    for row in rows:
        person = _person(row)
        why = notices.why_not_to(person, bytes(row["address_sealed"]), now)
        locale = person.locale or notices.worlds.translator.languages[0].code
        if why is not None:
            left_out[person.contact_id] = why
        elif until is not None and locale not in words:
            words[locale] = _read_by(notices, cohort, until, person.channel, locale)
    return InvitationPreview(words, left_out)


def _read_by(
    notices: Notices, cohort: Cohort, until: datetime, channel: str, locale: str
) -> Rendered:
    translator, capabilities = notices.worlds.translator, notices.capabilities[channel]
    language = translator.language(locale)
    written = Written(
        programme=notices.worlds.programme,
        by_sms=capabilities.bills_segments,
        right_to_left=language is not None and language.right_to_left,
    )
    reply = invitation(notices.words_of(cohort), 0, 1, until, written)
    return render(reply, locale, capabilities, translator.phrase, language)


def _person(row: Row) -> Person:
    return Person(
        contact_id=row["id"],
        channel=row["channel"],
        locale=row["locale"],
        consented=bool(row["agreed"]),
        stopped=row["stopped_at"] is not None,
        unreachable=row["unreachable_at"] is not None,
        foreign=False,  # looked at in `Notices.why_not_to`
        heard_at=as_time(row["last_seen_at"]),
    )
