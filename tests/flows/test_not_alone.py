"""After numbers to call: what somebody says who is in danger still is no new conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages.capabilities import BY_SMS
from flows.engine.effect import AskHuman, HelpReason, Say, StopMessages
from flows.engine.precautions.after_danger import LASTS
from flows.engine.session import Session, from_plain, to_plain
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

IN_DANGER = {
    "fr": "mon mari me tape",
    "en": "my husband beats me",
    "ar": "زوجي يضربني",
    "aeb": "راجلي يضربني",
}
CANNOT_CALL, NOT_ALONE, READ, MUST_STOP = range(4)
SAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("je ne peux pas appeler", "Une personne de confiance peut appeler le 1899"),
        ("il est à côté de moi", "quand personne n'est là"),
        ("il lit mon téléphone", "Effacez ces messages"),
        ("je veux que ça arrête", "Pour stopper nos messages, écrivez : STOP"),
    ),
    "en": (
        ("I cannot call", "Somebody you trust can call 1899"),
        ("he is beside me", "Write again when you are alone"),
        ("he reads my phone", "Erase these messages"),
        ("I want it to stop", "To stop our messages, write: STOP"),
    ),
    "ar": (
        ("لا أستطيع الاتصال", "شخص موثوق"),
        ("هو بجانبي", "حين لا يكون أحد بقربك"),
        ("يقرأ هاتفي", "يمكنك مسح هذه الرسائل"),
        ("أريد أن يتوقف هذا", "لوقف رسائلنا، اكتب: STOP"),
    ),
    "aeb": (
        ("ma nejemch nkalem", "واحد تثيق فيه"),
        ("راهو بحذايا", "كي ما يكون حد بحذاك"),
        ("ya9ra telifouni", "افسخ الميساجات هاذم"),
        ("n7eb kol chay youfa", "باش توقف ميساجاتنا، اكتب: STOP"),
    ),
}
EACH = [(locale, *said) for locale, all_said in SAYS.items() for said in all_said]


def in_danger(city: City, locale: str | None) -> Person:
    person = somebody(city, locale=locale) if locale else Person(city, BY_SMS, "sms")
    person.says(IN_DANGER[locale or "fr"])
    return person


@pytest.mark.parametrize(("locale", "said", "answered"), EACH)
def test_what_is_said_then_is_answered_read_by_staff_and_stops_nothing(
    city: City, locale: str, said: str, answered: str
) -> None:
    person = in_danger(city, locale)
    marked, told = person.says(said)
    assert answered in text(person)
    assert marked == AskHuman(HelpReason.DANGER, said)
    assert isinstance(told, Say)
    assert told.urgent
    assert person.seen
    assert person.seen.segments
    assert person.seen.segments.segments <= (1 if locale in ("fr", "en") else 2)


@pytest.mark.parametrize("said", [each[0] for each in SAYS["fr"]])
def test_it_is_heard_before_a_language_is_chosen_and_in_the_middle_of_a_form(
    city: City, said: str
) -> None:
    for person in (in_danger(city, None), somebody(city, "inscription", "1", locale="fr")):
        person.says(IN_DANGER["fr"])
        before = person.session.step
        person.says(said)
        assert dict(SAYS["fr"])[said] in text(person)
        assert person.session.step == before


def test_nothing_that_is_not_understood_gets_a_menu_then(city: City) -> None:
    person = in_danger(city, "fr")
    effects = person.says("zut alors la la")
    assert AskHuman(HelpReason.DANGER, "zut alors la la") in effects
    assert text(person).startswith("Appelez le 1899 ou le 197 maintenant.")
    person = in_danger(city, None)
    person.says("zipou tagada")
    assert text(person).startswith("Appelez le 1899")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("médecin tabarka", "Santé à Tabarka :"),
        ("STOP", "Vous ne recevrez plus"),
        ("mon bébé ne respire plus, il est à côté de moi", "Appelez le 190"),
        ("menu", "Que cherchez-vous ?"),
        ("9", "Enfants : 192"),
    ],
)
def test_a_need_stop_another_danger_and_a_number_are_heard_as_ever(
    city: City, said: str, answered: str
) -> None:
    person = in_danger(city, "fr")
    person.says(said)
    assert answered in text(person)


def test_another_danger_in_some_words_more_has_its_own_numbers(city: City) -> None:
    """And in few it is more of the same."""
    person = in_danger(city, "en")
    person.says("he is beside me with a big knife")
    assert "Write again when you are alone" not in text(person)
    person.says("he is beside me help")
    assert "Write again when you are alone" in text(person)


def test_a_language_is_chosen_then_as_ever(city: City) -> None:
    person = in_danger(city, "fr")
    person.says("langue")
    assert "Choisissez votre langue." in text(person)


def test_a_bare_yes_is_an_answer_to_the_question_that_stands(city: City) -> None:
    person = somebody(city, "parler à une personne", "passer", locale="fr")
    assert "1 J'accepte" in text(person)
    person.says(IN_DANGER["fr"])
    for words in ("oui", "non"):
        assert [type(each) for each in person.says(words)] == [Say]
        assert "1 J'accepte" in text(person)


def test_of_other_dangers_nobody_is_to_hide(city: City) -> None:
    person = somebody(city, locale="fr")
    person.says("notre bateau coule")
    person.says("il est à côté de moi")
    assert "quand personne n'est là" not in text(person)
    assert text(person).startswith("Appelez")


def test_after_two_hours_the_same_words_are_heard_like_any_others(city: City) -> None:
    for passed, in_time in ((LASTS - timedelta(minutes=1), True), (LASTS, False)):
        person = in_danger(city, "fr")
        person.now += passed
        effects = person.says("il est à côté de moi")
        assert (AskHuman(HelpReason.DANGER, "il est à côté de moi") in effects) is in_time


def test_the_same_words_out_of_danger_are_heard_as_before(city: City) -> None:
    person = somebody(city, locale="en")
    effects = person.says("I want it to stop")
    assert any(isinstance(each, StopMessages) for each in effects)
    person = somebody(city, locale="fr")
    person.says("je veux que ça arrête")
    assert "1 Oui" in text(person)


@pytest.mark.parametrize("raw", [["yesterday", "x"], ["2026-11-24T11:00:00+00:00"], [1, 2]])
def test_a_session_with_a_time_that_is_none_is_a_beginning(raw: list[object]) -> None:
    assert from_plain({**to_plain(Session("a.b")), "told": raw}) == Session()


@pytest.mark.parametrize(
    ("locale", "said", "listens"),
    [
        ("fr", "personne ne m'aime", "Comment allez-vous"),
        ("fr", "je suis fatigué de tout", "Comment allez-vous"),
        ("en", "nobody loves me", "How are you now?"),
        ("ar", "لا أحد يحبني", "كيف حالك الآن؟"),
        ("aeb", "7ad ma y7ebni", "كيفاش حالك توة؟"),
        (None, "personne ne m'aime", "Comment allez-vous"),
    ],
)
def test_despair_is_asked_about_and_who_listens_is_named(
    city: City, locale: str | None, said: str, listens: str
) -> None:
    """No menu, and no mark of danger; but what they answer is read by staff."""
    person = somebody(city, locale=locale) if locale else Person(city, BY_SMS, "sms")
    effects = person.says(said)
    assert [type(each) for each in effects] == [Say]
    assert listens in text(person)
    assert "80105050" in text(person)
    assert person.seen
    assert person.seen.segments
    assert person.seen.segments.segments <= (1 if locale in ("fr", "en", None) else 2)
    answer = "pas bien du tout"
    assert AskHuman(HelpReason.DANGER, answer) in person.says(answer)
