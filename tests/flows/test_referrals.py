"""Somebody was passed on: they read what is asked of them, say yes or no, and take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.messages.capabilities import BY_BUTTONS
from flows.engine.effect import AnswerReferral, Effect, WithdrawReferral
from flows.engine.referrals import (
    LEADS_TO,
    KeptReferral,
    Outcome,
    PassedField,
    ReferralState,
    Refused,
    Step,
)
from flows.referrals.person_words import standing, told_of
from flows.referrals.receiver_words import STEPS
from services_directory.values.local_text import LocalText
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

CODE = "K7M-X4T"
NAME = LocalText((("fr", "Hôpital de Tabarka"), ("ar", "مستشفى طبرقة")))
ASKED = KeptReferral(
    CODE,
    "jen-hopital-tabarka",
    NAME,
    ReferralState.ASKED,
    (PassedField.FIRST_NAME, PassedField.PHONE),
    date(2026, 11, 24),
)


def referred(city: City, kept: KeptReferral, locale: str) -> Person:
    person = somebody(city, locale=locale)
    person.contact = replace(person.contact, guest=False, referrals=(kept,))
    return person


def decided(effects: list[Effect]) -> list[Effect]:
    """What the person decided of the referral."""
    return [each for each in effects if isinstance(each, AnswerReferral | WithdrawReferral)]


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en", ["your first name and your phone number", "1 Yes, ask them", "2 No"]),
        ("fr", ["Hopital de Tabarka", "votre prénom et votre numéro", "1 Oui, demandez-leur"]),
        ("ar", ["مستشفى طبرقة", "اسمك ورقم هاتفك", "1 نعم، اسألوهم"]),
        ("aeb", ["مستشفى طبرقة", "اسمك ونومروك", "1 إيه، اسألوهم"]),
    ],
)
@pytest.mark.parametrize(("answer", "agrees"), [("1", True), ("2", False)])
def test_the_code_shows_what_is_asked_and_a_number_answers(
    city: City, locale: str, told: list[str], answer: str, agrees: bool
) -> None:
    person = referred(city, ASKED, locale)
    person.says(CODE)
    assert [each for each in told if each not in text(person)] == []
    assert decided(person.says(answer)) == [AnswerReferral(CODE, agrees)]


@pytest.mark.parametrize("locale", ["en", "fr", "ar", "aeb"])
def test_it_is_taken_back_by_its_number_or_by_cancelling(city: City, locale: str) -> None:
    sent = replace(ASKED, state=ReferralState.SENT, answer_by=date(2026, 11, 27))
    person = referred(city, sent, locale)
    person.says(CODE)
    assert decided(person.says("1")) == [WithdrawReferral(CODE)]


def test_after_a_yes_it_tells_where_to_go(city: City) -> None:
    person = referred(city, replace(ASKED, state=ReferralState.ACCEPTED), "fr")
    person.says(CODE)
    assert "Ils peuvent vous aider" in text(person)
    assert "Tabarka" in text(person)
    assert "Transmis" in text(person)


@pytest.mark.parametrize("state", [ReferralState.SENT, ReferralState.ACKNOWLEDGED])
def test_nothing_is_said_to_be_passed_on_before_their_yes(city: City, state: ReferralState) -> None:
    person = referred(city, replace(ASKED, state=state), "fr")
    person.says(CODE)
    assert "Transmis" not in text(person)
    assert "Si oui, nous leur disons" in text(person)


def test_a_code_of_somebody_else_tells_nothing(city: City) -> None:
    person = somebody(city, locale="fr")
    person.says(CODE)
    assert "Tabarka" not in text(person)


def test_every_state_can_be_told_and_none_ends_without_an_outcome() -> None:
    for state in ReferralState:
        assert standing(replace(ASKED, state=state))
    assert not Step(ReferralState.DONE).is_allowed_from(ReferralState.ACCEPTED)
    assert not Step(ReferralState.REFUSED).is_allowed_from(ReferralState.SENT)
    ends = [each for each in ReferralState if each not in LEADS_TO]
    into_done = {each for each, leads in LEADS_TO.items() if ReferralState.DONE in leads}
    assert into_done == {ReferralState.ACCEPTED}
    assert set(ends) == {
        ReferralState.DECLINED,
        ReferralState.REFUSED,
        ReferralState.DONE,
        ReferralState.WITHDRAWN,
        ReferralState.SILENT,
    }
    for outcome in Outcome:
        assert Step(ReferralState.DONE, outcome=outcome) in STEPS.values()


@pytest.mark.parametrize("locale", ["fr", "en", "ar", "aeb"])
def test_each_message_is_short_and_discreet(city: City, locale: str) -> None:
    most = {"fr": 160, "en": 160, "ar": 134, "aeb": 134}[locale]
    for state in ReferralState:
        for why in Refused if state is ReferralState.REFUSED else (None,):
            line = told_of(Step(state, why), CODE, 336)
            if line is not None:
                assert len(f"Dalil : {city.translator.phrase(line, locale)}") <= most


def test_buttons_do_the_same(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.says("hello")
    person.says("[Français]")
    person.contact = replace(person.contact, guest=False, referrals=(ASKED,))
    person.says(CODE)
    assert decided(person.says("[Oui, demandez-leur]")) == [AnswerReferral(CODE, True)]
    assert decided(person.says(f"[#referral:no.{CODE}]")) == [AnswerReferral(CODE, False)]
