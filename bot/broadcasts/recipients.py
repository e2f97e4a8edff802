"""Who belongs to an audience? As the tables have it, before anybody is left out."""

from __future__ import annotations

from bot.broadcasts.audience import Audience, Person
from bot.database.transaction import Row, Sql, Transaction, as_time


def people_of(audience: Audience, after: int, limit: int) -> Transaction[list[tuple[Person, Row]]]:
    """The next of an audience, each once, by their id; only those with an id above `after`."""
    conditions, values = _conditions(audience)
    rows = yield Sql(
        "SELECT c.id, c.channel, c.address_sealed, c.locale, c.stopped_at, c.unreachable_at,"
        " c.last_seen_at,"
        " EXISTS (SELECT 1 FROM consent AS k WHERE k.contact_id = c.id"
        " AND k.purpose = 'interest' AND k.withdrawn_at IS NULL) AS agreed"
        " FROM contact AS c WHERE c.id > ? AND EXISTS (SELECT 1 FROM interest AS i"
        f" WHERE i.contact_id = c.id{conditions}) ORDER BY c.id LIMIT {limit}",
        (after, *values),
    )
    return [(_person(row), row) for row in rows]


def _conditions(audience: Audience) -> tuple[str, list[str]]:
    wanted = {"i.offer": audience.offer, "i.place": audience.place, "c.locale": audience.locale}
    named = {column: value for column, value in wanted.items() if value is not None}
    return "".join(f" AND {column} = ?" for column in named), list(named.values())


def _person(row: Row) -> Person:
    return Person(
        contact_id=row["id"],
        channel=row["channel"],
        locale=row["locale"],
        consented=bool(row["agreed"]),
        stopped=row["stopped_at"] is not None,
        unreachable=row["unreachable_at"] is not None,
        heard_at=as_time(row["last_seen_at"]),
    )
