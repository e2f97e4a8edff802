"""Is the order in which a message is heard one table, which code follows and docs draw?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.messages.capabilities import BY_SMS
from flows.engine.hearing import hearing
from flows.engine.hearing.precedence import PRESSES, TABLE, Place, Press, Rule, as_table, rules_at
from flows.engine.understanding import Danger, Meaning, understand
from flows.engine.understanding.verdict import Level
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

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
    # Only what is said within hours of numbers to call comes before STOP: "I want it to stop".
    # A roll call is whole messages of a trainer's own phone, in words that nobody in danger says.
    safe = [Rule.MACHINE, Rule.POSTER, Rule.AFTER_DANGER, Rule.PROTECTED, Rule.ROLL_CALL]
    # A code of ours is no words, so nobody in danger says one.
    safe += [Rule.CODE, Rule.ASKED, Rule.CHOICE, Rule.DANGER]
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


LINE = "In danger? Write: SOS"


@pytest.mark.parametrize(
    ("said", "is_added"),
    [
        *(("stop", False), ("/start kairouan-poster3", False), ("1", False), ("menu", False)),
        *(("sos", False), ("thank you", True), ("qwertz qwertz", True), ("who are you", True)),
    ],
)
def test_nobody_wonders_about_danger_where_the_words_were_certain(
    city: City, monkeypatch: pytest.MonkeyPatch, said: str, is_added: bool
) -> None:
    person = somebody(city)

    def perhaps(*asked: Any) -> Meaning:
        meaning = understand(*asked)
        level: Level = "sure" if meaning.intent == "emergency" else "perhaps"
        return replace(meaning, label="emergency", danger=Danger(level, "medical", 2.0))

    monkeypatch.setattr("flows.engine.hearing.hearing.understand", perhaps)
    person.says(said)
    assert (LINE in text(person)) == is_added


@pytest.mark.parametrize(
    ("said", "line"),
    [("i am cold here", LINE), ("j'ai mal ici", "En danger ? Écrivez : SOS")],
)
def test_while_the_language_is_being_chosen_the_line_is_in_the_one_heard(
    city: City, monkeypatch: pytest.MonkeyPatch, said: str, line: str
) -> None:
    person = Person(city, BY_SMS, "sms")

    def perhaps(*asked: Any) -> Meaning:
        return replace(understand(*asked), label="emergency", danger=Danger("perhaps", None, 0.0))

    monkeypatch.setattr("flows.engine.hearing.hearing.understand", perhaps)
    person.says(said)
    assert person.session.step == "choose_language.choose"
    assert text(person).splitlines()[-1] == line
