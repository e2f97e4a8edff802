"""Wordings in their table: each change is a row, and none is ever taken out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.operations.audit_log import Did, On, noted
from bot.wordings.chosen_words import Wording

_COLUMNS = "one, many, locale, revision, forms, released, changed_by, changed_at"
_LAST = (
    "revision = (SELECT MAX(l.revision) FROM wording AS l"
    " WHERE l.sentence = w.sentence AND l.locale = w.locale)"
)


def changes_so_far() -> Transaction[int]:
    """It grows with each change, by whichever process: who has read so many knows them all."""
    rows = yield Sql("SELECT COUNT(*) AS changes FROM wording")
    return int(rows[0]["changes"])


def last_wordings() -> Transaction[list[Wording]]:
    """The last change of each sentence and language, also one that went back to the release."""
    rows = yield Sql(f"SELECT {_COLUMNS} FROM wording AS w WHERE {_LAST} ORDER BY id")
    return [*map(_wording, rows)]


def history_of(sentence: str) -> Transaction[list[Wording]]:
    """Every change of one sentence, in all languages, the last one first."""
    rows = yield Sql(
        f"SELECT {_COLUMNS} FROM wording WHERE sentence = ?"
        " ORDER BY changed_at DESC, revision DESC",
        (sentence,),
    )
    return [*map(_wording, rows)]


def written(wordings: Sequence[Wording], before: Iterable[Sequence[str]]) -> Transaction[None]:
    """Keep these changes, all or none, with the words `before` each in the audit log.

    Raises ConstraintBroken where somebody else has changed one of them since it was read."""
    for each, had in zip(wordings, before, strict=True):
        yield Sql(
            f"INSERT INTO wording (id, sentence, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (each.id, each.sentence, *_values(each)),
        )
        name = f"words.{each.locale}"
        did = Did.CHANGED if each.forms else Did.UNDONE
        told = {"before": {name: " | ".join(had)}, "after": {name: " | ".join(each.forms)}}
        yield from noted(each.changed_by, did, On.WORDING, each.sentence, each.changed_at, **told)


def _values(each: Wording) -> tuple[object, ...]:
    forms = json.dumps(each.forms, ensure_ascii=False)
    return (
        *(each.one, each.many, each.locale, each.revision, forms),
        *(each.released, each.changed_by, each.changed_at),
    )


def _wording(row: Row) -> Wording:
    return Wording(
        one=row["one"],
        many=row["many"],
        locale=row["locale"],
        revision=row["revision"],
        forms=tuple(json.loads(row["forms"])),
        released=row["released"],
        changed_by=row["changed_by"],
        changed_at=as_time(row["changed_at"]),
    )
