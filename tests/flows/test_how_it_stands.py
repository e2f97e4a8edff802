"""Asked for, in line, offered, a seat, taking part, through, given back: one word for each, the
same in the chat, in MY DATA, by the code, and on the pages of staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS, Capabilities
from flows.components.training.seat_states import FOR_STAFF, TOLD, Standing, standing_of
from flows.engine.enrolments.states import EnrolmentState, LeaveReason
from flows.engine.world import Kept, KeptInterest
from tests.flows.enrolled import DAY, enrolled
from tests.flows.somebody import text
from tests.transcript import NOON, City, Person

CODE = "HPM-RW7"
LOCALES = ("ar", "aeb", "fr", "en")
WORDS = {
    "ar": {
        "waiting": "تنتظر مكانا، 3 من 8",
        "invited": "مكان محجوز لك حتى",
        "confirmed": "لديك مكان",
        "attending": "",
        "dropped": "أعدت المكان",
    },
    "aeb": {
        "waiting": "تستنى في بلاصة، 3 من 8",
        "invited": "بلاصة محجوزة ليك حتى",
        "confirmed": "عندك بلاصة",
        "attending": "",
        "dropped": "رجعت البلاصة",
    },
    "fr": {
        "waiting": "vous attendez une place, 3 sur 8",
        "invited": "une place vous est gardée jusqu'à :",
        "confirmed": "vous avez une place",
        "attending": "",
        "dropped": "vous avez rendu la place",
    },
    "en": {
        "waiting": "you wait for a seat, 3 of 8",
        "invited": "a seat is kept for you until",
        "confirmed": "you have a seat",
        "attending": "",
        "dropped": "you gave the seat back",
    },
}


def standing(city: City, state: EnrolmentState, locale: str, by: Capabilities) -> Person:
    """Somebody whose wish, with its code, came to this."""
    person = enrolled(city, states=(state,))
    (kept,) = person.contact.enrolments
    came = replace(
        kept,
        receipt=CODE,
        answer_by=NOON + timedelta(hours=5),
        left_why=LeaveReason.TIME if state == EnrolmentState.DROPPED else None,
    )
    wish = KeptInterest(CODE, "responsible_tourism", (NOON - 9 * DAY).date(), first_name="Amel")
    person.contact = replace(
        person.contact,
        locale=locale,
        enrolments=(came,),
        tell_kept=lambda: Kept(interests=(wish,)),
    )
    person.capabilities = by
    return person


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("by", [BY_SMS, BY_BUTTONS])
@pytest.mark.parametrize("state", ["waiting", "invited", "confirmed", "attending", "dropped"])
def test_my_data_and_the_code_say_it_alike(
    city: City, state: str, locale: str, by: Capabilities
) -> None:
    said = WORDS[locale][state] or city.translator.phrase(TOLD[Standing.TAKES_PART], locale)
    asks = {"ar": "بياناتي", "aeb": "معطياتي", "fr": "mes données", "en": "my data"}[locale]
    person = standing(city, EnrolmentState(state), locale, by)
    person.says(asks)
    assert said in text(person)
    if state == "dropped":
        person.says(CODE)
        assert said in text(person)


def test_by_the_code_of_a_seat_its_course_is_shown(city: City) -> None:
    person = standing(city, EnrolmentState.ATTENDING, "en", BY_SMS)
    person.says(CODE)
    assert text(person).startswith("Tourism: you take part.")
    person.says("my registration")
    assert "We know no date yet" not in text(person)


@pytest.mark.parametrize(
    ("state", "why", "comes_to"),
    [
        (EnrolmentState.DROPPED, LeaveReason.WORK, Standing.GIVEN_BACK),
        (EnrolmentState.DROPPED, LeaveReason.DECLINED, Standing.GIVEN_BACK),
        (EnrolmentState.DROPPED, LeaveReason.SILENT, Standing.PASSED_ON),
        (EnrolmentState.DROPPED, LeaveReason.CALLED_OFF, Standing.CALLED_OFF),
        (EnrolmentState.DROPPED, LeaveReason.MISSED, Standing.MISSED),
        (EnrolmentState.DROPPED, None, Standing.GIVEN_BACK),
        (EnrolmentState.WAITING, None, Standing.IN_LINE),
    ],
)
def test_what_a_reason_makes_of_it(
    state: EnrolmentState, why: LeaveReason | None, comes_to: Standing
) -> None:
    assert standing_of(state, why) is comes_to


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_states_are_told_alike(city: City, locale: str) -> None:
    for table in (TOLD, FOR_STAFF):
        assert len({city.translator.phrase(table[each], locale) for each in Standing}) == 10
