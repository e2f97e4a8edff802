"""A code of ours is no words: it alarms, stops, erases, agrees and picks nothing, wherever it is
written, and is taken for what it is, also before anything else was said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.configuration.paths import LOCALES
from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.translation.lexicon import load_keywords
from flows.engine.codes import FIRST_LETTERS, OTHER_LETTERS, check_letter, read_bare_code
from flows.engine.effect import AskHuman, Effect, Say, SetLocale, TellStaff
from flows.engine.world import Kept, KeptInterest
from tests.flows.somebody import HARMFUL, somebody, text
from tests.transcript import NOON, City, Person, the_city

LOCALES_HERE = ("ar", "aeb", "fr", "en")
ALARMED = "HPM-RW7"
"""Heard as somebody who is ill, once."""


def codes(groups: int) -> st.SearchStrategy[str]:
    group = st.tuples(*map(st.sampled_from, (FIRST_LETTERS, OTHER_LETTERS, OTHER_LETTERS)))
    drawn = st.lists(group.map("".join), min_size=groups, max_size=groups)
    begins = drawn.map(lambda each: "-".join(each)[:-1])
    return begins.map(lambda each: each + check_letter(each))


CODES = codes(2) | codes(4)
TYPED = st.sampled_from(
    (
        "{}",
        "code {}",
        "Code: {}",
        "رمز {}",
        "رمزي {}",
        "كود {}",
        "mon code {}",
        "my code is {}.",
        "{} ?",
    )
)
BETWEEN = st.sampled_from(("-", " ", "", " - ", "‑", "."))
STANDING = st.sampled_from(
    (
        (),
        ("menu",),
        ("erase",),
        ("register", "1"),
        ("register", "1", "1"),
        ("register", "1", "1", "1"),
        ("register", "1", "1", "1", "Amal"),
        ("feedback",),
        ("health in kairouan",),
        ("health in kairouan", "1"),
        ("cancel",),
    )
)


def harm(effects: list[Effect]) -> list[Effect]:
    harmful = (*HARMFUL, AskHuman, TellStaff)
    urgent = [each for each in effects if isinstance(each, Say) and each.urgent]
    return [*urgent, *(each for each in effects if isinstance(each, harmful))]


@settings(max_examples=150)
@example(ALARMED, "{}", " ", True, None, ())
@given(CODES, TYPED, BETWEEN, st.booleans(), st.sampled_from((None, *LOCALES_HERE)), STANDING)
def test_a_code_does_nothing_but_ask_what_it_belongs_to(
    code: str, typed: str, between: str, lower: bool, locale: str | None, standing: tuple[str, ...]
) -> None:
    said = typed.format(code.replace("-", between))
    said = said.lower() if lower else said
    city = the_city()
    person = Person(city, BY_SMS, "sms")
    if locale is not None:
        person = somebody(city, *standing)
        person.contact = replace(person.contact, locale=locale)
    at = person.session.step
    assert harm(person.says(said)) == []
    assert code in text(person)
    is_form = at is not None and person.conversations.steps[at].is_form
    assert not is_form or person.session.step == at


@settings(max_examples=150)
@given(CODES, BETWEEN, st.sampled_from((None, *LOCALES_HERE)))
def test_nothing_is_understood_by_the_letters_of_a_code(
    code: str, between: str, locale: str | None
) -> None:
    city = the_city()
    person = Person(city, BY_SMS, "sms")
    person.contact = replace(person.contact, locale=locale)
    assert harm(person.says(f"what of my registration {code.replace('-', between)}?")) == []


def test_no_word_that_we_know_is_written_like_a_code() -> None:
    phrases = [row.text for row in load_keywords(LOCALES)]
    assert [each for each in phrases if read_bare_code(each)] == []


@pytest.mark.parametrize("said", ["drabni", "n3awnouni", "mrt", "hmdh rjl", "k7 m", "0HPMRW7"])
def test_what_is_no_code_is_words(said: str) -> None:
    assert read_bare_code(said) is None


@pytest.mark.parametrize(
    ("said", "locale", "told"),
    [
        ("رمزي HPM-RW7", "ar", "لا نجد هذا الرمز"),
        ("السلام عليكم رمز hpmrw7", "ar", "لا نجد هذا الرمز"),
        ("الكود متاعي HPM RW7", "aeb", "ما لقيناش الكود هذا"),
        ("bonjour, mon code HPM-RW7", "fr", "Nous ne trouvons pas ce code"),
        ("my code is hpm-rw7", "en", "We do not know this code"),
    ],
)
def test_the_words_beside_it_say_the_language(
    city: City, said: str, locale: str, told: str
) -> None:
    for channel, capabilities in (("sms", BY_SMS), ("telegram", BY_BUTTONS)):
        person = Person(city, capabilities, channel)
        effects = person.says(said)
        assert SetLocale(locale) in effects
        assert told in text(person)


@pytest.mark.parametrize(
    ("number", "told"),
    [("1", "Nous ne trouvons"), ("2", "لا نجد"), ("3", "ما لقيناش"), ("4", "do not know")],
)
def test_alone_it_is_answered_and_once_more_in_the_language_they_choose(
    city: City, number: str, told: str
) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says("HPM-RW7")
    assert "HPM-RW7" in text(person)
    assert "\n1 Francais\n2 العربية\n" in text(person)
    person.says(number)
    assert "HPM-RW7" in text(person)
    assert told in text(person)


def test_the_phones_own_language_is_spoken_first(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.contact = replace(person.contact, locale_hint="ar-TN")
    person.says("HPM-RW7")
    assert "لا نجد هذا الرمز" in text(person)


@pytest.mark.parametrize("locale", LOCALES_HERE)
def test_by_its_code_one_wish_of_several_is_told(city: City, locale: str) -> None:
    person = somebody(city, locale=locale)
    wishes = tuple(
        KeptInterest(code, offer, NOON.date())
        for code, offer in (("HPM-RW7", "responsible_tourism"), ("CDF-HJ9", "small_loans"))
    )
    kept = Kept(interests=wishes)
    person.contact = replace(person.contact, tell_kept=lambda: kept)
    person.says("hpm rw7")
    assert "HPM-RW7" in text(person)
    assert "CDF-HJ9" not in text(person)


@pytest.mark.parametrize("said", ["what is hpm rw7 please", "what is n7h xtf please"])
def test_in_a_sentence_its_letters_are_not_listened_to(city: City, said: str) -> None:
    """Each was perhaps danger, by the letters of the code alone."""
    person = somebody(city, said)
    assert "SOS" not in text(person)
    assert harm(person.says(said)) == []
