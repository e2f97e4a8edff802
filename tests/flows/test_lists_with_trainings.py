"""A list that shows trainings beside services counts them too; who asks of a seat is told of it."""

from __future__ import annotations

from dataclasses import replace

from flows.components.training.class_messages import invitation_choices
from flows.components.training.cohort_choices import cohorts_near
from flows.engine.effect import AskHuman
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.step import Talk
from services_directory.training.values import Trainings
from services_directory.values.local_text import LocalText
from tests.flows.enrolled import COURSE, cohort, enrolled, teaching
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

FREE = LocalText.of({"en": "Free", "fr": "Gratuit"})


def looking(city: City, said: str) -> str:
    return text(somebody(city, said))


def test_no_town_is_said_to_have_nothing_above_its_trainings(city: City) -> None:
    said = "training in Kairouan"
    assert "We have nothing in Kairouan." not in looking(teaching(city), said)
    assert "Tourism, Kairouan: 1 December 2026" in looking(teaching(city), said)


def test_none_is_free_is_not_said_above_a_free_one(city: City) -> None:
    none = "Free? We do not know, ask first."
    said = "free training in Kairouan"
    assert none in looking(teaching(city), said)
    priced = Trainings((replace(COURSE, cost=FREE),), (cohort(1), cohort(2)))
    assert none not in looking(replace(city, trainings=priced), said)


def test_one_with_seats_comes_before_a_full_one(city: City) -> None:
    person = somebody(teaching(city))
    seats = {1: SeatCount(12, 12), 2: SeatCount(12, 3)}
    talk = Talk(replace(person.world(), seats=seats), {"place": "kairouan"}, person.session)
    assert [each.id for each in cohorts_near(talk)] == [2, 1]


def test_a_question_about_a_seat_tells_staff_of_which_course(city: City) -> None:
    person = enrolled(city, states=(EnrolmentState.INVITED,))
    person.contact = replace(person.contact, asked=invitation_choices(101))
    told = [each.words for each in person.says("3") if isinstance(each, AskHuman)]
    assert told == ["Tourisme, Kairouan : 1 décembre 2026"]
    person.contact = replace(person.contact, asked=())
    told = [each.words for each in person.says("is there a bus") if isinstance(each, AskHuman)]
    assert told == ["is there a bus"]


def after_stop(city: City, *, knows_number: bool) -> Person:
    person = somebody(city)
    person.capabilities = replace(person.capabilities, knows_number=knows_number)
    for line in ("stop", "human"):
        person.says(line)
    return person


def test_after_stop_nobody_promises_to_write(city: City) -> None:
    called, silent = after_stop(city, knows_number=True), after_stop(city, knows_number=False)
    assert "You wrote STOP: we can only call you." in text(called)
    assert "You wrote STOP: we cannot answer you here." in text(silent)
    assert "working day" not in text(called) + text(silent)
    assert "working day" in text(somebody(city, "human"))
