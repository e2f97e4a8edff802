"""May we ask you later whether it helped? Offered to few, picked or not, and what is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages.capabilities import BY_BUTTONS
from bot.messages.capabilities import BY_SMS as SMS
from bot.messages.segments import count
from flows.components.follow_up import NOT_WANTED, OF_CARD
from flows.engine.effect import AskHuman, Effect, GiveConsent, HelpReason, Purpose, Say
from flows.engine.follow_ups import (
    AgreeToFollowUp,
    EndFollowUp,
    HelpAnswer,
    KeptFollowUp,
    RecordAnswer,
)
from flows.engine.referrals import KeptReferral, PassedField, ReferralState
from flows.engine.world import WithStaff
from flows.follow_ups.question import answers_to
from flows.follow_ups.whether_helped import IN_THE_WAY
from services_directory.search.sensitive import may_be_asked_about
from services_directory.values.local_text import LocalText
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import NOON, City, Person

HOSPITAL, OTHER = "jen-hopital-regional", "jen-hopital-tabarka"
LOCALES = ["fr", "ar", "aeb", "en"]
THANKS = {"fr": "merci", "ar": "شكرا", "aeb": "يعيشك", "en": "thanks"}
NUMBER = {"fr": "numéro ?", "ar": "ما هو الرقم؟", "aeb": "النمرة", "en": "number?"}
AGREED = frozenset((Purpose.INTEREST.value,))
KEPT = KeptFollowUp(7, HOSPITAL, "hospital", "jendouba")


def agreed(city: City, *said: str, locale: str = "en", by_sms: bool = True) -> Person:
    """Somebody who agreed to be written to before, and says all this."""
    person = somebody(city, locale=locale)
    if not by_sms:
        person = Person(city, BY_BUTTONS, "telegram")
        person.says("hello")
        person.says(f"[#lang:{locale}]")
    person.contact = replace(person.contact, guest=False, consents=AGREED)
    for line in said:
        person.says(line)
    return person


def card_of(service_id: str) -> str:
    return f"[#service:{service_id}]"


def offers(person: Person) -> list[str]:
    """The choices on their screen that agree to be asked."""
    return [key for _number, key in person.session.offered if key.startswith(OF_CARD)]


def told(effects: list[Effect]) -> list[Effect]:
    return [each for each in effects if not isinstance(each, Say)]


def test_a_button_below_the_card_agrees_to_it_once(city: City) -> None:
    person = agreed(city, "hospital jendouba", "1", by_sms=False)
    assert offers(person) == [f"{OF_CARD}:{HOSPITAL}"]
    effects = told(person.says(f"[#{OF_CARD}:{HOSPITAL}]"))
    assert effects == [
        GiveConsent(Purpose.WHETHER_HELPED, "helped-1"),
        AgreeToFollowUp(HOSPITAL, "health", "jendouba"),
    ]
    assert "once, in 3 days" in text(person)
    again = told(person.says(f"[#{OF_CARD}:{OTHER}]"))
    assert again == []
    assert "one service at a time" in text(person)


@pytest.mark.parametrize("by_sms", [True, False])
@pytest.mark.parametrize(
    "harm", ["guest", "stopped", "staff", "danger", "waiting", "sensitive", "closed", "never"]
)
def test_it_is_not_offered_where_it_might_harm_or_tire(
    city: City, harm: str, *, by_sms: bool
) -> None:
    if harm == "never":
        programme = city.directory.programme
        off = replace(programme, follow_up=replace(programme.follow_up, after=timedelta(0)))
        city = replace(city, directory=replace(city.directory, programme=off))
    person, service = agreed(city, by_sms=by_sms), HOSPITAL
    changes: dict[str, object] = {
        "guest": {"consents": frozenset()},
        "stopped": {"consents": frozenset(), "stopped": True},
        "staff": {"with_staff": WithStaff()},
        "waiting": {"follow_up": KEPT},
    }
    person.contact = replace(person.contact, **changes.get(harm, {}))  # type: ignore[arg-type]
    if harm == "danger":
        person.says("SOS")
        person.contact = replace(person.contact, with_staff=None)
    if harm == "sensitive":
        service = "jen-hebergement-femmes"
    if harm == "closed":
        service = "tn-garde-nationale-193"
    person.says(card_of(service))
    assert not offers(person)
    person.says("thanks")
    assert not offers(person)
    effects = told(person.says(f"[#{OF_CARD}:{service}]"))
    assert not any(isinstance(each, AgreeToFollowUp | GiveConsent) for each in effects)


def test_of_what_a_shared_phone_must_not_tell_nobody_is_ever_asked(city: City) -> None:
    directory, programme = city.directory, city.directory.programme
    asked = {each.id for each in directory.services if may_be_asked_about(each, "", programme)}
    never = {"tn-1899-violence-femmes", "jen-hebergement-femmes", "kai-depistage-vih", "tn-onfp"}
    never |= {"kai-arwa", "tn-traite-80104748", "tn-police-197", "tn-sante-ecoute-psy"}
    assert asked.isdisjoint(never)
    assert {HOSPITAL, OTHER, "jen-commune-tabarka"} <= asked
    hospital = directory.service(HOSPITAL)
    assert hospital is not None
    assert not any(may_be_asked_about(hospital, need, programme) for need in ("hiv", "women"))


def test_it_is_offered_once_a_day_whatever_else_is_looked_at(city: City) -> None:
    person = agreed(city, card_of(HOSPITAL), by_sms=False)
    assert offers(person)
    person.says(card_of(HOSPITAL))
    assert offers(person)  # the same card, where it still stands
    person.says(card_of(OTHER))
    assert not offers(person)
    person.says("thanks")
    assert not offers(person)
    person.now = NOON + timedelta(days=1)
    person.says(card_of(OTHER))
    assert offers(person) == [f"{OF_CARD}:{OTHER}"]


def test_a_number_that_stood_on_an_older_screen_agrees_to_nothing(city: City) -> None:
    person = agreed(city, "hospital jendouba", "1", "thanks")
    assert offers(person)
    person.says("hospital jendouba")
    effects = person.says("1")
    assert not any(isinstance(each, AgreeToFollowUp) for each in effects)
    person = agreed(city, "hospital jendouba", "1", "thanks", "who are you")
    assert not any(isinstance(each, AgreeToFollowUp) for each in person.says("1"))


@pytest.mark.parametrize("locale", LOCALES)
def test_by_sms_it_never_costs_a_segment_more(city: City, locale: str) -> None:
    """Below a number that is told, and below our answer to who thanks; nowhere else."""
    offered = 0
    for service in city.directory.services:
        answers = []
        for consents in (frozenset[str](), AGREED):
            person = Person(city, SMS, "sms")
            person.contact = replace(person.contact, locale=locale, consents=consents)
            said = []
            for line in (card_of(service.id), NUMBER[locale]):
                person.says(line)
                said.append(count(text(person)).segments)
            offered += bool(offers(person))
            person.session = replace(person.session, offered_once="")
            person.says(card_of(service.id))
            person.says(THANKS[locale])
            said.append(count(text(person)).segments)
            answers.append(said)
        assert answers[0] == answers[1], service.id
    assert offered > 3


def passed_on(city: City, locale: str, consents: frozenset[str]) -> Person:
    person = Person(city, SMS, "sms")
    fields, name = (PassedField.PHONE,), LocalText((("fr", "Hôpital"), ("ar", "مستشفى")))
    asked = KeptReferral("K7M-X4T", HOSPITAL, name, ReferralState.ASKED, fields, NOON.date())
    person.contact = replace(
        person.contact, locale=locale, guest=False, consents=consents, referrals=(asked,)
    )
    person.says("K7M-X4T")
    return person


@pytest.mark.parametrize("locale", LOCALES)
def test_who_agrees_to_be_passed_on_may_be_asked_and_it_costs_nothing(
    city: City, locale: str
) -> None:
    without = passed_on(city, locale, frozenset())
    without.says("1")
    person = passed_on(city, locale, AGREED)
    person.says("1")
    assert count(text(person)).segments == count(text(without)).segments
    picked = next(number for number, key in person.session.offered if key != "menu")
    effects = told(person.says(str(picked)))
    assert AgreeToFollowUp(HOSPITAL, "", "", "K7M-X4T") in effects


def test_who_refuses_to_be_passed_on_is_offered_nothing(city: City) -> None:
    person = passed_on(city, "en", AGREED)
    person.says("2")
    assert not any(key.startswith("ask_") for _number, key in person.session.offered)


@pytest.mark.parametrize("way", ["at once", "my data", "old button"])
def test_it_is_taken_back_at_any_time(city: City, way: str) -> None:
    person = agreed(city)
    person.contact = replace(person.contact, follow_up=KEPT)
    if way == "at once":
        person.contact = replace(person.contact, follow_up=None)
        person.says(card_of(HOSPITAL))
        person.says("thanks")
        person.says("1")
        assert person.contact.follow_up is not None
        number = {key: n for n, key in person.session.offered}[NOT_WANTED]
        effects = person.says(str(number))
    elif way == "my data":
        person.says("my data")
        effects = person.says("2")
    else:
        effects = person.says(f"[#{NOT_WANTED}]")
    assert told(effects) == [EndFollowUp(7)]


@pytest.mark.parametrize("by_sms", [True, False])
def test_agreed_by_an_older_button_it_is_taken_back_wherever_they_stand(
    city: City, *, by_sms: bool
) -> None:
    person = agreed(city, "menu", f"[#{OF_CARD}:{HOSPITAL}]", by_sms=by_sms)
    number = {key: n for n, key in person.session.offered}[NOT_WANTED]
    said = str(number) if by_sms else f"[#{NOT_WANTED}]"
    assert told(person.says(said)) == [EndFollowUp(7)]
    assert person.contact.follow_up is None


def asked(city: City, locale: str = "en", *, by_sms: bool = True) -> Person:
    """The question is on their screen."""
    person = agreed(city, locale=locale, by_sms=by_sms)
    person.contact = replace(person.contact, follow_up=KEPT)
    person.is_asked()
    return person


@pytest.mark.parametrize("locale", LOCALES)
def test_the_question_takes_one_segment_and_names_nothing(city: City, locale: str) -> None:
    person = asked(city, locale)
    assert count(text(person)).segments == 1
    hospital = city.directory.service(HOSPITAL)
    assert hospital is not None
    names = [words for _locale, words in (*hospital.name.words, *hospital.organisation.name.words)]
    for answer in ("2", "1"):
        assert not any(name in text(person) for name in names)
        person.says(answer)
    assert not any(name in text(person) for name in names)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("said", ["1", "yes"])
def test_yes_and_how_it_was_are_counted_and_the_link_ends(
    city: City, locale: str, said: str
) -> None:
    words = {"fr": "oui", "ar": "نعم", "aeb": "إيه", "en": "yes"}
    person = asked(city, locale)
    effects = told(person.says(words[locale] if said == "yes" else said))
    assert effects == [EndFollowUp(7), RecordAnswer(HOSPITAL, HelpAnswer.YES)]
    assert told(person.says("3")) == [RecordAnswer(HOSPITAL, HelpAnswer.BAD)]
    assert HOSPITAL not in str(person.session)


@pytest.mark.parametrize(("number", "why"), list(enumerate(IN_THE_WAY, start=1)))
def test_what_was_in_the_way_is_a_report_unless_it_is_only_far(
    city: City, number: int, why: HelpAnswer
) -> None:
    person = asked(city)
    assert told(person.says("2")) == [EndFollowUp(7), RecordAnswer(HOSPITAL, HelpAnswer.NO)]
    effects = told(person.says(str(number)))
    assert effects[0] == RecordAnswer(HOSPITAL, why)
    reported = [each for each in effects if isinstance(each, AskHuman)]
    expected = [] if why is HelpAnswer.TOO_FAR else [(HelpReason.WRONG_INFO, HOSPITAL)]
    assert [(each.reason, each.service) for each in reported] == expected
    assert dict(person.session.offered)[2] == "human"
    person.says("1")
    assert person.session.step == "find_service.card"
    assert person.session.memory["service"] != HOSPITAL


def test_not_yet_is_the_end_of_it(city: City) -> None:
    person = asked(city)
    effects = told(person.says("3"))
    assert effects == [EndFollowUp(7), RecordAnswer(HOSPITAL, HelpAnswer.NOT_YET)]
    assert "do not ask again" in text(person)
    assert told(person.says("3")) == []


def test_who_is_in_the_middle_of_something_goes_on_with_it(city: City) -> None:
    person = agreed(city, "6", "1", "1", "1")
    step = person.session.step
    person.contact = replace(person.contact, follow_up=KEPT, asked=answers_to(7))
    effects = told(person.says("2"))
    assert effects == [EndFollowUp(7), RecordAnswer(HOSPITAL, HelpAnswer.NO)]
    assert person.session.step == step


def test_an_answer_to_what_is_over_counts_for_nothing(city: City) -> None:
    person = agreed(city, by_sms=False)
    assert told(person.says("[#helped:7.yes]")) == []
    person.contact = replace(person.contact, follow_up=KEPT)
    assert told(person.says("[#helped:8.yes]")) == []
    assert told(person.says("[#helped:7.maybe]")) == []


@pytest.mark.parametrize("step", ["1", "2"])
def test_enough_ends_the_questions(city: City, step: str) -> None:
    person = asked(city)
    person.says(step)
    assert told(person.says("cancel")) == []
    assert person.session.step == "main_menu.rest"


def test_the_languages_are_all_there() -> None:
    assert set(LOCALES) == set(LANGUAGES)
