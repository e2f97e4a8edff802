"""Is the order in which a message is heard one table, which code follows and docs draw?"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.engine import hearing
from flows.engine.precedence import PRESSES, TABLE, Place, Press, Rule, as_table, rules_at

DOCS = Path(__file__).parents[2] / "docs" / "conversations.md"
BEGIN, END = "<!-- precedence: begin -->\n", "<!-- precedence: end -->"


def test_the_docs_draw_the_table_as_it_is(request: pytest.FixtureRequest) -> None:
    """`pytest --rewrite-transcripts` draws it anew."""
    before, _begin, rest = DOCS.read_text("utf-8").partition(BEGIN)
    drawn, _end, after = rest.partition(END)
    if request.config.getoption("--rewrite-transcripts"):
        DOCS.write_text(before + BEGIN + as_table() + END + after, "utf-8")
    assert drawn == as_table() or request.config.getoption("--rewrite-transcripts")


def test_each_rule_stands_once_and_has_a_function() -> None:
    assert [row.rule for row in TABLE] == list(dict.fromkeys(row.rule for row in TABLE))
    assert {row.rule for row in TABLE} == set(Rule) == set(hearing._TRIED_BY)
    assert [press for press, _answer in PRESSES] == list(Press)


@pytest.mark.parametrize("place", Place)
def test_what_keeps_people_safe_is_heard_everywhere_and_first(place: Place) -> None:
    rules = rules_at(place)
    safe = [Rule.MACHINE, Rule.POSTER, Rule.PROTECTED, Rule.CHOICE, Rule.DANGER]
    assert list(rules[: len(safe)]) == safe
    # Whoever asks about STOP or ERASE comes after danger.
    for rule in (Rule.LEAVE, Rule.MAYBE):
        assert rule not in rules or rules.index(rule) > rules.index(Rule.DANGER)


@pytest.mark.parametrize(
    ("place", "last"),
    [
        (Place.NO_LANGUAGE, Rule.FIRST_WORDS),
        (Place.WORDS, Rule.OWN_WORDS),
        (Place.CHOICES, Rule.AGAIN),
    ],
)
def test_the_last_rule_always_has_an_answer(place: Place, last: Rule) -> None:
    assert rules_at(place)[-1] is last
