"""Would a lost, doubled or overtaking message be seen? The verdict on made-up evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.torture.provider import Handed
from tests.torture.verdict import ON_THEIR_WAY, Evidence, Verdict, judge_handed

AWA = "+21620000001"
ROWS: dict[str, list[dict[str, Any]]] = {
    AWA: [{"words": "one", "provider_id": "SM1"}, {"words": "two", "provider_id": "SM2"}]
}
KILLED = {"replica0-1": 10.0}


def handed(words: str, sid: str, life: str = "replica0-2") -> Handed:
    return Handed(life, AWA, words, sid, at=9.0)


def judged(*arrived: Handed) -> Verdict:
    verdict = Verdict()
    judge_handed(ROWS, Evidence([AWA], [], [], arrived, KILLED), verdict)
    return verdict


def test_each_once_and_in_order_is_as_promised() -> None:
    assert judged(handed("one", "SM1"), handed("two", "SM2")).faults == []


def test_what_a_killed_process_had_on_its_way_may_come_again() -> None:
    verdict = judged(handed("one", "SM0", "replica0-1"), handed("one", "SM1"), handed("two", "SM2"))
    assert (verdict.faults, verdict.repeats, verdict.longest_window_s) == ([], 1, 1.0)


@pytest.mark.parametrize(
    ("arrived", "fault"),
    [
        ([handed("one", "SM1")], "never left"),
        ([handed("two", "SM2"), handed("one", "SM1")], "out of order"),
        ([handed("one", "SM0"), handed("one", "SM1"), handed("two", "SM2")], "was not killed"),
        ([handed("one", "SM1"), handed("two", "SM2"), handed("two", "SM3")], "out of nowhere"),
        (
            [
                *[handed("one", f"SM{n + 10}", "replica0-1") for n in range(ON_THEIR_WAY + 1)],
                *[handed("one", "SM1"), handed("two", "SM2")],
            ],
            "to be sent again",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_a_fault(arrived: Sequence[Handed], fault: str) -> None:
    assert any(fault in each for each in judged(*arrived).faults)
