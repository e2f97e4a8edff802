"""How much is one person answered, and what of those who write more?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.segments import count
from flows.components.training.class_messages import invitation_choices
from flows.engine.effect import (
    AnswerInvitation,
    AnswerReferral,
    AskHuman,
    Effect,
    Erase,
    GiveConsent,
    HelpReason,
    Say,
    StopMessages,
    WithdrawReferral,
)
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.event import Picked
from flows.engine.limits.allowance import Allowance, Window, from_list, to_list
from flows.engine.owed import NotOwed, Owed
from flows.engine.referrals import KeptReferral, ReferralState
from flows.engine.session import from_plain, to_plain
from flows.engine.world import ContactView
from services_directory.values.limits import Limits
from services_directory.values.local_text import LocalText
from tests.flows.enrolled import enrolled
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import NOON, City, Person

HOUR = timedelta(hours=1)
DANGER = "mon mari me frappe"


@pytest.fixture
def town(city: City) -> City:
    """The same city with the limits that a programme has where it says nothing."""
    programme = replace(city.directory.programme, limits=Limits())
    return replace(city, directory=replace(city.directory, programme=programme))


def is_answered(effects: list[Effect]) -> bool:
    return any(isinstance(each, Say) for each in effects)


def many(person: Person, messages: int) -> int:
    """How many of so many messages were answered."""
    return sum(is_answered(person.does(Picked("menu"))) for _press in range(messages))


def test_twenty_answers_an_hour_and_then_one_honest_sentence(town: City) -> None:
    person = somebody(town)
    assert many(person, 18) == 18
    effects = person.says("doctor tabarka please")
    assert AskHuman(HelpReason.TOO_MANY, "doctor tabarka please") in effects
    assert text(person) == (
        "You have written very often. We answer again from 13:00. Until then our team reads what"
        " you write. In danger? Write: SOS"
    )
    assert many(person, 10) == 0


def test_what_is_not_answered_is_read_by_staff(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    assert person.says("I need a lawyer") == [AskHuman(HelpReason.TOO_MANY, "I need a lawyer")]


def test_who_is_not_answered_stays_where_they_were(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    before = person.session
    person.says("doctor tabarka please")
    assert person.session.here == before.here
    assert person.session.offered == before.offered


def test_an_hour_later_they_are_answered_again(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    person.now += HOUR - timedelta(seconds=1)
    assert many(person, 1) == 0
    person.now += timedelta(seconds=1)
    assert many(person, 25) == 20 + 1


def test_sixty_answers_a_day_and_the_sentence_says_tomorrow(town: City) -> None:
    person = somebody(town)
    answered, said = 2, list[str]()
    for _hour in range(5):
        for _press in range(25):
            if is_answered(person.does(Picked("menu"))):
                answered += 1
                said.append(text(person))
        person.now += HOUR
    # And each hour the one sentence, but the last time it holds until tomorrow.
    assert answered == 60 + 3
    assert said[-1].startswith("You have written very often. We answer again tomorrow from 12:00.")
    person.now = NOON + timedelta(days=1)
    assert many(person, 5) == 5


def test_danger_is_answered_all_the_same_at_a_lower_rate_and_never_not_at_all(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    heard = [person.says(f"{DANGER} {'abcdefghij'[number]}") for number in range(10)]
    assert [is_answered(each) for each in heard] == [True] * 6 + [False] * 4
    # Staff read each of them as danger.
    assert all(HelpReason.DANGER in {_reason(each) for each in effects} for effects in heard)
    for hour in (1, 2, 3, 30):
        person.now = NOON + HOUR * hour
        many(person, 61)
        assert is_answered(person.says(f"{DANGER} {'abcdefghij'[hour % 10]}"))


def _reason(effect: Effect) -> HelpReason | None:
    return effect.reason if isinstance(effect, AskHuman) else None


def test_stop_and_erase_work_however_much_they_wrote(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    assert StopMessages() in person.says("STOP")
    person.says("DELETE")
    assert Erase() in person.says("1")


def test_stop_works_in_silence_too(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    for number in range(10):
        person.says(f"{DANGER} {'abcdefghij'[number]}")
    effects = person.says("STOP")
    assert StopMessages() in effects
    assert not is_answered(effects)
    assert person.contact.stopped


@pytest.mark.parametrize("said", ["1", "yes", "2"])
def test_an_answer_to_what_we_asked_counts_however_much_they_wrote(town: City, said: str) -> None:
    person = enrolled(town, states=(EnrolmentState.INVITED,))
    person.contact = replace(person.contact, asked=invitation_choices(101))
    many(person, 22)
    effects = person.says(said)
    assert AnswerInvitation(101, said != "2") in effects
    assert is_answered(effects)
    many_more = [person.says(said) for _time in range(20)][-1]
    assert AnswerInvitation(101, said != "2") in many_more
    assert not is_answered(many_more)


def test_every_effect_says_whether_it_is_owed() -> None:
    by_value = {Say, AskHuman}
    for each in get_args(Effect):
        assert issubclass(each, Owed) + issubclass(each, NotOwed) + (each in by_value) == 1, each
    assert AskHuman(HelpReason.DANGER).is_owed
    assert not AskHuman(HelpReason.ASKED).is_owed


def referred(person: Person, state: ReferralState) -> Person:
    name = LocalText((("en", "Hospital"),))
    kept = KeptReferral("K7M-X4T", "jen-hopital-tabarka", name, state, (), date(2026, 11, 24))
    person.contact = replace(person.contact, guest=False, referrals=(kept,))
    return person


@pytest.mark.parametrize(
    ("state", "effect"),
    [
        (ReferralState.SENT, WithdrawReferral("K7M-X4T")),
        (ReferralState.ASKED, AnswerReferral("K7M-X4T", True)),
    ],
)
def test_what_is_passed_on_is_theirs_to_decide_however_much_they_wrote(
    town: City, state: ReferralState, effect: Effect
) -> None:
    person = referred(somebody(town), state)
    many(person, 22)
    assert is_answered(person.says("K7M-X4T"))
    decided = person.says("1")
    assert effect in decided
    assert is_answered(decided)


def test_it_is_theirs_from_abroad_too(town: City) -> None:
    abroad = ContactView(locale="en", foreign=True)
    person = referred(Person(town, BY_SMS, "sms", contact=abroad), ReferralState.SENT)
    assert is_answered(person.says("K7M-X4T"))
    effects = person.says("1")
    assert WithdrawReferral("K7M-X4T") in effects
    assert not is_answered(effects)


def test_what_is_owed_leaves_answers_for_danger(town: City) -> None:
    person = referred(somebody(town), ReferralState.SENT)
    many(person, 22)
    shown = [is_answered(person.says(each)) for each in ("K7M-X4T", "my data") * 4]
    assert shown.count(True) == 3
    assert is_answered(person.says(DANGER))


def test_a_consent_that_was_asked_for_can_be_given(town: City) -> None:
    person = somebody(town)
    many(person, 16)
    person.says("HUMAN")
    person.says("my rent")
    assert "May we keep your number" in text(person)
    assert [each for each in person.says("1") if isinstance(each, GiveConsent)]


def test_buttons_count_like_words(town: City) -> None:
    person = somebody(town)
    assert sum(is_answered(person.does(Picked("menu"))) for _press in range(25)) == 18 + 1


def test_where_nothing_is_paid_they_are_answered_more(town: City) -> None:
    person = Person(town, BY_BUTTONS, "telegram")
    assert sum(is_answered(person.does(Picked("menu"))) for _press in range(105)) == 100 + 1


def test_the_sentence_is_in_their_language(town: City) -> None:
    for locale in LANGUAGES:
        person = somebody(town, locale=locale)
        for _press in range(19):
            person.does(Picked("menu"))
        assert "SOS" in text(person)
        assert count(text(person)).segments <= (2 if locale.startswith("a") else 1)
        assert (locale == "en") == ("very often" in text(person))


def test_before_a_language_it_holds_as_well(town: City) -> None:
    person = Person(town, BY_SMS, "sms")
    assert sum(is_answered(person.does(Picked("menu"))) for _press in range(25)) == 20 + 1


def test_a_clock_that_was_set_back_silences_nobody(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    person.now -= HOUR
    assert many(person, 1) == 1


def test_it_is_kept_from_one_message_to_the_next(town: City) -> None:
    person = somebody(town)
    many(person, 22)
    assert from_plain(to_plain(person.session)) == person.session
    assert person.session.allowance.hour == Window(NOON.isoformat(), 20)


@pytest.mark.parametrize(
    "raw",
    [
        [],
        ["x"] * 9,
        [1, 1, "", 0, "", 0, "", 0, ""],
        ["", "a", "", 0, "", 0, "", 0, ""],
        "abc",
        [""] * 8,
    ],
)
def test_what_is_no_such_thing_is_refused(raw: list[object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_list(raw)
    assert from_plain({"had": raw, "step": "x"}).step is None


def test_it_survives_as_json() -> None:
    had = Allowance(
        Window(NOON.isoformat(), 3), Window(NOON.isoformat(), 9), Window(), Window(), ""
    )
    assert from_list(to_list(had)) == had
    assert from_list(None) == Allowance()
