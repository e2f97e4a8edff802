"""Which certificates were issued? Rows that say what was learnt, and of nobody who learnt it.

The name stands on the paper. It is kept only where its holder allowed that whoever shows the code
is told, and goes with an ERASE; what is left is anonymous, and the paper can still be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.contacts.interest_follows_seat import follow_seat
from bot.contacts.receipts import new_certificate_code
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.privacy.sealing.sealed_columns import CERTIFICATE_HOLDER
from bot.privacy.sealing.sealer import Cell, Sealer, SealFault
from flows.engine.enrolments.states import ENROLLED, EnrolmentState
from flows.engine.world import KnownCertificate
from services_directory.values.json_text import from_json, to_json_text
from services_directory.values.local_text import LocalText

LONGEST_NAME = 80

_STAYED = tuple(sorted((*ENROLLED, EnrolmentState.COMPLETED)))


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """`holder`: to be told to who shows the code; empty where its holder did not allow that."""

    enrolment_id: int
    course_id: str
    title: LocalText
    place: str
    finished_on: date
    hours: int | None
    issued_by: str
    holder: str = ""

    def known_as(self, code: str) -> KnownCertificate:
        """As it is told under this code."""
        return KnownCertificate(
            code=code,
            title=self.title,
            place=self.place,
            finished_on=self.finished_on,
            hours=self.hours,
            holder=self.holder,
            course_id=self.course_id,
        )


def issue(new: NewCertificate, sealer: Sealer, now: datetime) -> Transaction[str]:
    """Part of a transaction: the code of the certificate of this enrolment, which has one alone;
    issued again, it is the same one, and tells a name or none as its holder says now. One that was
    withdrawn stays so, and another one takes its place."""
    kept = yield Sql(
        "SELECT id, code, revoked_at FROM certificate WHERE enrolment_id = ?", (new.enrolment_id,)
    )
    if kept and kept[0]["revoked_at"] is None:
        yield from _tell_of(int(kept[0]["id"]), new.holder, sealer)
        return str(kept[0]["code"])
    if kept:
        yield Sql("UPDATE certificate SET enrolment_id = NULL WHERE id = ?", (kept[0]["id"],))
    while True:
        code = new_certificate_code()
        rows = yield Sql(
            "INSERT INTO certificate (code, enrolment_id, course_id, title, place, finished_on,"
            " hours, issued_at, issued_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (code) DO NOTHING RETURNING id",
            (
                code,
                new.enrolment_id,
                new.course_id,
                to_json_text(dict(new.title.words)),
                new.place,
                new.finished_on,
                new.hours,
                now,
                new.issued_by,
            ),
        )
        if not rows:
            continue
        yield from _tell_of(int(rows[0]["id"]), new.holder, sealer)
        return code


def _tell_of(row_id: int, holder: str, sealer: Sealer) -> Transaction[None]:
    """Whose it is may be told; or, with no name, not any more."""
    cell = CERTIFICATE_HOLDER.of(row_id)
    sealed = sealer.seal(holder[:LONGEST_NAME], cell) if holder else None
    yield Sql("UPDATE certificate SET holder_sealed = ? WHERE id = ?", (sealed, row_id))


def revoke(code: str, now: datetime) -> Transaction[bool]:
    """Part of a transaction: it is not valid any more; False where it was not before, either. Who
    allowed that it is told as theirs did not allow that it is told as taken from them."""
    rows = yield Sql(
        "UPDATE certificate SET revoked_at = ?, holder_sealed = NULL"
        " WHERE code = ? AND revoked_at IS NULL RETURNING id",
        (now, code),
    )
    return bool(rows)


def certificate_of(code: str, sealer: Sealer) -> Transaction[KnownCertificate | None]:
    """Part of a transaction: what anybody may be told of it."""
    rows = yield Sql("SELECT * FROM certificate WHERE code = ?", (code,))
    return _known(rows[0], sealer) if rows else None


@dataclass(frozen=True, slots=True)
class Graduate:
    """Somebody who may have a certificate; `code`: of the one they have. `tells`: whose it is may
    be told."""

    enrolment_id: int
    contact_id: int
    locale: str | None
    code: str | None
    is_revoked: bool
    tells: bool


def graduates(cohort_id: int) -> Transaction[list[Graduate]]:
    """Part of a transaction: who had a seat to the end, in the order in which they came."""
    rows = yield Sql(
        "SELECT e.id, e.contact_id, k.locale, c.code, c.revoked_at, c.holder_sealed"
        " FROM enrolment AS e JOIN contact AS k ON k.id = e.contact_id"
        " LEFT JOIN certificate AS c ON c.enrolment_id = e.id"
        f" WHERE e.cohort_id = ? AND e.state IN ({', '.join('?' * len(_STAYED))}) ORDER BY e.id",
        (cohort_id, *_STAYED),
    )
    return [
        Graduate(
            row["id"],
            row["contact_id"],
            row["locale"],
            row["code"],
            row["revoked_at"] is not None,
            row["holder_sealed"] is not None,
        )
        for row in rows
    ]


def complete(enrolment_id: int, now: datetime) -> Transaction[bool]:
    """Part of a transaction: they went through the training; False where they had already."""
    rows = yield Sql(
        "UPDATE enrolment SET state = ? WHERE id = ? AND state <> ? RETURNING id",
        (EnrolmentState.COMPLETED.value, enrolment_id, EnrolmentState.COMPLETED.value),
    )
    yield from follow_seat(enrolment_id, now)
    return bool(rows)


def _known(row: Row, sealer: Sealer) -> KnownCertificate:
    revoked_at = row["revoked_at"]
    # One that was withdrawn by an older release still has a name, which is told to nobody.
    holder = row["holder_sealed"] if revoked_at is None else None
    return KnownCertificate(
        code=row["code"],
        title=LocalText(tuple(from_json(row["title"]).items())),
        place=row["place"],
        # SQLite gives a day as text.
        finished_on=date.fromisoformat(str(row["finished_on"])[:10]),
        hours=row["hours"],
        holder=_opened(holder, CERTIFICATE_HOLDER.of(row["id"]), sealer),
        revoked_on=as_time(revoked_at).date() if revoked_at else None,
        course_id=row["course_id"],
    )


def _opened(sealed: bytes | None, cell: Cell, sealer: Sealer) -> str:
    """Nobody, where there is no name, or the key that sealed it is gone."""
    if sealed is None:
        return ""
    try:
        return sealer.open(bytes(sealed), cell)
    except SealFault:
        return ""
