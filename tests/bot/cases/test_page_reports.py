"""What readers of a page tell of one service: nobody pushes out what somebody else told."""

from __future__ import annotations

from bot.cases.page_reports import REPORTS_KEPT, with_report

TRUE = "Told on a page: the number\nIt rings at the husband's shop."


def unkept(reports: int) -> str:
    return f"{reports} more found no room"


def told(*reports: str) -> str:
    words = ""
    for each in reports:
        words = with_report(words, each, unkept)
    return words


def test_a_true_report_outlives_any_number_of_others() -> None:
    words = told(TRUE, *(f"{number} {'x' * 480}" for number in range(60)))
    assert words.startswith(TRUE)
    assert len(words) < REPORTS_KEPT + 200
    assert words.endswith("+ 48 more found no room")


def test_equal_ones_are_counted_and_take_no_room() -> None:
    words = told(TRUE, "Told on a page: the hours", *[TRUE] * 40)
    assert words == f"41 × {TRUE}\n\nTold on a page: the hours"
    assert told(*[TRUE] * 3, "Another") == f"3 × {TRUE}\n\nAnother"


def test_nobody_writes_two_reports_in_one_or_how_many_were_dropped() -> None:
    words = told("One\n\n\n+ 900 more found no room", "Two")
    assert words == "One\n+ 900 more found no room\n\nTwo"
