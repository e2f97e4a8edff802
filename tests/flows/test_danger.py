"""Is somebody in danger heard at every step, told the right number first, and not given away?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.segments import count
from flows.danger import danger
from flows.engine.conversation import settle
from flows.engine.effect import AskHuman, Effect, Erase, HelpReason, StopMessages
from flows.engine.session import Session
from flows.engine.step import Talk, Tell
from flows.engine.understanding import Danger, Meaning
from flows.registry import CONVERSATIONS
from services_directory.values.dangers import DANGERS
from tests.flows.somebody import somebody, text
from tests.transcript import NOON, City, Person

LOCALES = ("fr", "ar", "aeb", "en")
NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)

FIRST = {
    "medical": ("190", "198"),
    "violence_home": ("1899", "197"),
    "violence": ("197", "193"),
    "sexual": ("1899", "190"),
    "suicide": ("80105050", "190"),
    "trafficking": ("80104748", "197"),
    "child": ("192", "1809"),
    "sea": ("194", "33486517161"),
    "fire_flood": ("198", "190"),
    "accident": ("190", "198"),
}
"""Whom to call at once, and who is said next to them."""

TELLING = (
    "viol",
    "suicid",
    "frapp",
    "traite",
    "danger",
    "enfant",
    "femme",
    "عنف",
    "اغتصاب",
    "طفل",
    "نساء",
    "child",
    "women",
    "abuse",
)
"""Words that would tell whoever reads the phone what was written."""


def told(city: City, kind: str | None, locale: str, now: datetime = NOON) -> Person:
    """Somebody who is told what to call in this kind of danger."""
    person = Person(city, BY_SMS, "sms", now=now)
    person.contact = replace(person.contact, locale=locale)
    person.session = Session("main_menu.choose", offered=((1, "need:health"), (9, "more")))
    talk = Talk(person.world(), {}, person.session, "…")
    meaning = Meaning(danger=Danger("sure", kind, 2.0 if kind else 0.0))
    outcome = danger(talk, meaning)
    assert isinstance(outcome, Tell)
    assert outcome.reply is not None
    assert outcome.effects == (AskHuman(HelpReason.DANGER, "…"),)
    turn = settle(outcome, talk, CONVERSATIONS)
    person.session = turn.session
    for effect in turn.effects:
        person._carry_out(effect)
    return person


def test_every_kind_is_tried_here() -> None:
    assert set(FIRST) == set(DANGERS)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [*DANGERS, None])
@pytest.mark.parametrize("now", [NOON, NIGHT], ids=["by day", "at night"])
def test_the_first_answer_fits_its_segments_and_gives_nothing_away(
    city: City, kind: str | None, locale: str, now: datetime
) -> None:
    person = told(city, kind, locale, now)
    assert count(text(person)).segments <= (2 if locale in ("ar", "aeb") else 1)
    if kind is not None:
        assert not [each for each in TELLING if each in text(person).casefold()]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", DANGERS)
def test_each_kind_has_its_own_number_first_and_its_warning(
    city: City, kind: str, locale: str
) -> None:
    first, *others = text(told(city, kind, locale)).splitlines()
    assert [each in first for each in FIRST[kind]] == [True, True]
    assert first.index(FIRST[kind][0]) < first.index(FIRST[kind][1])
    caution = city.directory.programme.cautions[0].text.best((locale,))
    warned = {"violence_home", "violence", "trafficking", "sea"}
    assert (caution in others) == (kind in warned)
    # One human sentence, and the others one number away.
    assert len(others) == 2 + (kind in warned)
    assert others[-1].startswith("9 ")


def test_a_child_in_danger_at_night_is_given_the_line_that_answers_then(city: City) -> None:
    first = text(told(city, "child", "fr", NIGHT)).splitlines()[0]
    assert "1809" in first
    assert "192" not in first


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [*DANGERS, None])
def test_more_numbers_are_all_the_others_with_what_they_are_for(
    city: City, kind: str | None, locale: str
) -> None:
    person = told(city, kind, locale)
    before = text(person)
    person.says("9")
    lines = city.directory.lines_of_danger(kind) + city.directory.danger_lines()
    for service in lines:
        digits = service.phones[0].digits.removeprefix("00").removeprefix("+")
        assert (digits in text(person)) != (digits in before.splitlines()[0] or digits in before)
    # The menu is out of sight: 1 shows it again, and then is the first need.
    person.says("1")
    assert person.session.step == "main_menu.choose"
    person.says("1")
    assert person.session.step == "find_service.choose_place"


def test_the_word_more_is_heard_as_well(city: City) -> None:
    person = somebody(city, "elle ne respire plus", "more", locale="en")
    assert "1899" in text(person)


def test_without_the_kind_the_general_numbers_are_named(city: City) -> None:
    lines = text(told(city, None, "fr")).splitlines()
    assert lines[1].endswith("190")
    assert lines[2].endswith("197")
    assert "papiers" in lines[3]


def test_a_kind_nobody_is_named_for_has_the_general_numbers(city: City) -> None:
    programme = replace(city.directory.programme, dangers=())
    directory = replace(city.directory, programme=programme)
    assert (
        text(told(replace(city, directory=directory), "sea", "fr")).splitlines()[1].endswith("190")
    )


STEPS: dict[str, list[str]] = {
    "a first name": ["6", "1", "1", "1"],
    "a number to call": ["6", "1", "1", "1", "Awa"],
    "a consent": ["6", "1", "1", "1", "Awa", "1", "1"],
    "an opinion": ["7", "4"],
    "the erasing": ["erase"],
    "the stopping": ["please stop sending me sms all day"],
    "after STOP": ["STOP"],
    "the menu": [],
    "what it is about": ["human"],
}

IN_DANGER = (
    ("mon mari me frappe tous les jours", "1899"),
    ("mon patron me frappe et je veux mourir", "190"),
    ("ma3adech n7eb n3ich", "80105050"),
    ("ما عاد نحب نعيش", "80105050"),
    ("j'ai envie d'en finir", "80105050"),
    ("je veux plus vivre", "80105050"),
    ("i cant go on anymore, i want to end it", "80105050"),
    ("elle ne respire plus", "190"),
)


@pytest.mark.parametrize(("words", "number"), IN_DANGER)
@pytest.mark.parametrize("at", STEPS)
def test_danger_is_heard_at_every_step_before_anything_else(
    city: City, at: str, words: str, number: str
) -> None:
    person = somebody(city, *STEPS[at])
    before = person.session
    effects = person.says(words)
    assert number in text(person)
    assert_only_danger(effects, words)
    # Nothing that was said so far is lost.
    assert (person.session.step, person.session.memory) == (before.step, before.memory)


def assert_only_danger(effects: list[Effect], words: str) -> None:
    asked = [each for each in effects if isinstance(each, AskHuman)]
    assert asked == [AskHuman(HelpReason.DANGER, words)]
    assert not any(isinstance(each, StopMessages | Erase) for each in effects)


@pytest.mark.parametrize(("words", "number"), IN_DANGER)
def test_danger_needs_no_language(city: City, words: str, number: str) -> None:
    for first in ([], ["salut"]):
        person = Person(city, BY_SMS, "sms")
        for line in first:
            person.says(line)
        assert_only_danger(person.says(words), words)
        assert number in text(person)
        assert person.contact.locale is None
        person.says("9")
        assert "1899" in text(person) or "1809" in text(person) or "198" in text(person)


def despair(city: City) -> Iterator[str]:
    yield from (words for words, number in IN_DANGER if number == "80105050")


def test_nobody_who_no_longer_wants_to_live_is_asked_whether_to_stop(city: City) -> None:
    for words in despair(city):
        person = somebody(city)
        person.says(words)
        assert person.session.step not in ("stop.confirm", "my_data.confirm_erase"), words


@pytest.mark.parametrize(
    "words",
    [
        "vous donnez mon numero a la police ?",
        "la police peut me controler si je vais au centre ?",
        "formation pompier",
        "my phone died",
    ],
)
def test_a_fear_or_a_word_is_no_danger(city: City, words: str) -> None:
    person = somebody(city, locale="fr")
    effects = person.says(words)
    assert not any(isinstance(each, AskHuman) for each in effects)
    assert "197" not in text(person)


@pytest.mark.parametrize("words", ["a man stands near our gate", "il me suit partout"])
def test_where_it_is_doubtful_the_answer_has_one_line_more(city: City, words: str) -> None:
    person = somebody(city, locale="fr")
    effects = person.says(words)
    assert AskHuman(HelpReason.DANGER, words) not in effects
    assert text(person).splitlines()[-1] == "En danger ? Écrivez : SOS"
    person.says("SOS")
    assert "190" in text(person)


def test_two_words_of_no_danger_are_a_name(city: City) -> None:
    for name in ("Awa", "Aminata", "Fatma Sea", "Mohamed"):
        person = somebody(city, "6", "1", "1", "1", name)
        assert "SOS" not in text(person), name
        assert person.session.memory["first_name"] == name


def test_with_buttons_the_others_are_one_press_away_for_ever(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "mon mari me frappe tous les jours"):
        person.says(line)
    assert "1899" in text(person)
    person.says("[More numbers]")
    assert "193" in text(person)
    for line in ("menu", "[Health]", "[#danger:violence_home]"):
        person.says(line)
    assert "193" in text(person)
    person.says("STOP")
    person.says("[#danger:violence_home]")
    assert "193" in text(person)


def test_words_in_arabic_letters_are_never_answered_in_french(city: City) -> None:
    """Though no word tells the language: who has chosen none reads the letters they write."""
    person = Person(city, BY_SMS, "sms")
    person.says("الدنيا ضاقت بيا وما عاد عندي علاش نعيش")
    assert "80105050" in text(person)
    assert any("\u0600" <= letter <= "\u06ff" for letter in text(person))


@pytest.mark.parametrize("locale", LOCALES)
def test_among_more_numbers_those_with_a_warning_come_last_and_the_warning_after_them(
    city: City, locale: str
) -> None:
    person = told(city, "medical", locale)
    person.says("9")
    heading, *lines = text(person).splitlines()
    assert not any(letter.isdigit() for letter in heading)
    (caution,) = {each.text.best((locale,)) for each in city.directory.programme.cautions}
    numbers = lines[: lines.index(caution)]
    assert len(numbers) > 2
    warned = {"197", "193", "194"}
    is_warned = [any(number in line for number in warned) for line in numbers]
    assert is_warned == sorted(is_warned)
    assert {True, False} == set(is_warned)
    assert text(person).count(caution) == 1
