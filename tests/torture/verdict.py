"""Was everything answered once, in order, and handed over? What the tables and the provider say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.database.transaction import Executor, Row, Sql, Transaction
from bot.privacy.sealing.sealer import sealer_from
from tests.torture.provider import Handed
from tests.torture.replica import KEY

ON_THEIR_WAY = 32
"""So many may be handed over and not yet recorded (`at_once`, bot/outbound/outbox.py)."""

EFFECTS = ("interest", "feedback", "consent")
# A registration's code is drawn by chance.
_RECEIPT = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")


def without_chance(words: str) -> str:
    return _RECEIPT.sub("XXX-XXX", words)


@dataclass(slots=True)
class Verdict:
    """`faults` in words; empty when all that is promised was kept."""

    faults: list[str] = field(default_factory=list)
    answered: int = 0
    repeats: int = 0
    lives_with_repeats: int = 0
    longest_window_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What happened outside: who wrote what, what one person is told, what was handed, who died."""

    people: Sequence[str]
    sids: Sequence[str]
    expected: Sequence[str]
    handed: Sequence[Handed]
    killed_at: Mapping[str, float]


async def judge(executor: Executor, evidence: Evidence) -> Verdict:
    """Hold the tables and what the provider was handed against what is promised."""
    verdict = Verdict()
    await _judge_inbound(executor, evidence, verdict)
    rows = await _outbound_of(executor, evidence, verdict)
    judge_handed(rows, evidence, verdict)
    await _judge_effects(executor, evidence, verdict)
    return verdict


async def rows_of(executor: Executor, sql: str) -> list[Row]:
    def transaction() -> Transaction[list[Row]]:
        return (yield Sql(sql))

    return await executor.run(transaction)


async def _judge_inbound(executor: Executor, evidence: Evidence, verdict: Verdict) -> None:
    rows = await rows_of(executor, "SELECT provider_id, answered_at FROM inbound_message")
    stored = Counter(str(row["provider_id"]) for row in rows)
    verdict.answered = sum(row["answered_at"] is not None for row in rows)
    if verdict.answered < len(rows):
        verdict.faults.append(f"{len(rows) - verdict.answered} messages were never answered")
    if stored != Counter(evidence.sids):
        lost, strange = set(evidence.sids) - stored.keys(), stored.keys() - set(evidence.sids)
        verdict.faults.append(
            f"{len(lost)} acknowledged messages are lost, {len(strange)} came from nowhere"
        )


async def _outbound_of(
    executor: Executor, evidence: Evidence, verdict: Verdict
) -> dict[str, list[dict[str, Any]]]:
    """Each person's messages in the order they were queued, held against what they must be told."""
    sealer = sealer_from(KEY)
    numbers = {sealer.address_hash("sms", number): number for number in evidence.people}
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = await rows_of(
        executor,
        "SELECT m.state, m.provider_id, c.address_hash FROM outbound_message AS m"
        " JOIN contact AS c ON c.id = m.contact_id ORDER BY m.id",
    )
    for row in rows:
        number = numbers[bytes(row["address_hash"])]
        # A row does not tell its words once they are sent; those that arrived are held against it.
        position = len(told[number])
        words = evidence.expected[position] if position < len(evidence.expected) else ""
        told[number].append({**row, "words": words})
    for states in told.values():
        unsent = Counter(each["state"] for each in states if each["state"] != "sent")
        if unsent:
            verdict.faults.append(f"somebody's messages are {dict(unsent)}")
        if len(states) != len(evidence.expected):
            verdict.faults.append(f"{len(states)} answers instead of {len(evidence.expected)}")
    if len(told) != len(evidence.people):
        verdict.faults.append(f"{len(evidence.people) - len(told)} people were told nothing")
    return told


def judge_handed(
    rows: Mapping[str, list[dict[str, Any]]], evidence: Evidence, verdict: Verdict
) -> None:
    """Each message was handed over in its turn; what was not recorded came again right after."""
    handed: dict[str, list[Handed]] = defaultdict(list)
    for each in evidence.handed:
        handed[each.to].append(each)
    unrecorded: list[Handed] = []
    for number, messages in rows.items():
        arrived = iter(handed.pop(number, []))
        for position, message in enumerate(messages):
            for each in arrived:
                if without_chance(each.words) != message["words"]:
                    verdict.faults.append(f"out of order at answer {position + 1}")
                    break
                if each.sid == message["provider_id"]:
                    break
                unrecorded.append(each)
            else:
                verdict.faults.append(f"answer {position + 1} never left, as its row says")
        verdict.faults += [f"answer of {each.life} came out of nowhere" for each in arrived]
    verdict.faults += [f"{len(each)} answers to a stranger" for each in handed.values()]
    _judge_window(unrecorded, evidence, verdict)


def _judge_window(unrecorded: Sequence[Handed], evidence: Evidence, verdict: Verdict) -> None:
    """Only what a killed process had on its way may have been handed over twice."""
    by_life = Counter(each.life for each in unrecorded)
    for life, number in by_life.items():
        if life not in evidence.killed_at:
            verdict.faults.append(f"{life} was not killed, and {number} of its messages came twice")
        elif number > ON_THEIR_WAY:
            verdict.faults.append(f"{life} left {number} messages to be sent again")
    verdict.repeats, verdict.lives_with_repeats = len(unrecorded), len(by_life)
    killed = [each for each in unrecorded if each.life in evidence.killed_at]
    ages = (evidence.killed_at[each.life] - each.at for each in killed)
    verdict.longest_window_s = max(ages, default=0.0)


async def _judge_effects(executor: Executor, evidence: Evidence, verdict: Verdict) -> None:
    """The first person's wishes and opinions, times the number of people."""
    first = await _effects(executor, "WHERE contact_id = (SELECT MIN(id) FROM contact)")
    if not (first["interest"] and first["feedback"] and first["consent"]):
        verdict.faults.append(f"the conversation wishes for nothing any more: {first}")
    found = await _effects(executor, "")
    expected = {table: count * len(evidence.people) for table, count in first.items()}
    if found != expected:
        verdict.faults.append(f"effects are {found} and should be {expected}")
    twice = await rows_of(
        executor, "SELECT contact_id FROM interest GROUP BY contact_id HAVING COUNT(*) > 1"
    )
    verdict.faults += [f"contact {row['contact_id']} has a wish twice" for row in twice]


async def _effects(executor: Executor, where: str) -> dict[str, int]:
    counts = {}
    for table in EFFECTS:
        rows = await rows_of(executor, f"SELECT COUNT(*) AS n FROM {table} {where}")
        counts[table] = int(rows[0]["n"])
    return counts
