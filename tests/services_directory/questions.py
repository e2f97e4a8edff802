"""What is somebody told first who asks this? Through the door a message takes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.messages.capabilities import BY_BUTTONS
from flows.components import search_results as finding
from flows.did_you_mean import DidYouMean
from flows.engine.effect import AskHuman, HelpReason, Say
from flows.engine.event import Picked
from flows.engine.step import Talk
from flows.step_names import StepName
from services_directory.values.normalise import fold
from tests.transcript import City, Person

HERE = Path(__file__).parent

TABLE = HERE / "questions.csv"
"""Questions that went wrong once, and their like; who adds a word looks here first."""

UNSEEN = HERE / "unseen_questions.csv"
"""Written before anybody saw how they are answered; their causes were mended since."""

HELD_OUT = HERE / "held_out_questions.csv"
"""Written with them and measured once: nothing was mended for these, and nothing should be."""

LOCALES = {"fr": "fr", "ar": "ar", "aeb_Arab": "aeb", "aeb_Latn": "aeb", "en": "en"}


@dataclass(frozen=True, slots=True)
class Question:
    """`town`: where we know the person is, "" if we do not. `right`: the services that answer.

    `also_fine`: may be told first as well. Nothing in `right` is a question nobody here answers.
    """

    language: str
    town: str
    right: tuple[str, ...]
    also_fine: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The services found for a question, in the order a person meets them."""

    question: Question
    ids: tuple[str, ...]
    in_danger: bool = False
    asked_back: bool = False

    @property
    def is_right(self) -> bool:
        asked = self.question
        if not asked.right:
            return not self.ids
        # To somebody in danger one message tells all lines, and nobody picks among them.
        seen = self.ids if self.in_danger else self.ids[:3]
        return not set(asked.right).isdisjoint(seen)

    @property
    def begins_beside_the_point(self) -> bool:
        asked = self.question
        if self.in_danger:
            return not self.is_right
        if self.asked_back:
            return False
        return bool(self.ids) and self.ids[0] not in (*asked.right, *asked.also_fine)

    def __str__(self) -> str:
        expected = " or ".join(self.question.right) or "nothing"
        return f"{self.question.text}: {expected}, not {', '.join(self.ids[:3]) or 'nothing'}"


def questions(table: Path = TABLE) -> tuple[Question, ...]:
    with table.open(encoding="utf-8", newline="") as file:
        return tuple(
            Question(
                row["language"],
                row["town"],
                tuple(filter(None, row["right"].split("|"))),
                tuple(filter(None, row["also_fine"].split("|"))),
                row["text"],
            )
            for row in csv.DictReader(file)
        )


def asked(question: Question, city: City) -> Told:
    """What is found for it. Asked where, somebody picks their town, or "another place"."""
    person = Person(city, BY_BUTTONS, "telegram")
    place = city.lexicon.place_names[fold(question.town)] if question.town else None
    locale = LOCALES[question.language]
    person.contact = replace(person.contact, locale=locale, place=place)
    person.says("menu")
    effects = person.says(question.text)
    if any(isinstance(each, AskHuman) and each.reason == HelpReason.DANGER for each in effects):
        # Those of its kind at once, and all others after "More numbers".
        lines = (*_numbers_in(person), *(each.id for each in city.directory.danger_lines()))
        return Told(question, tuple(dict.fromkeys(lines)), in_danger=True)
    if person.session.step == StepName.CHOOSE_PLACE and not _is_refused(effects):
        person.does(Picked(f"place:{place or 'anywhere'}"))
    if person.session.step == DidYouMean.name:
        return Told(question, _meant(person, question), asked_back=True)
    return Told(question, _found(person) or _numbers_in(person))


def _numbers_in(person: Person) -> tuple[str, ...]:
    """Of those to call in danger, the ones whose numbers stand in the answer."""
    told, directory = person.seen.text if person.seen else "", person.city.directory
    named = [each for kind in directory.programme.dangers for each in kind.services]
    lines = [*directory.danger_lines(), *filter(None, map(directory.service, named))]
    places = {each.id: told.find(each.phones[0].digits) for each in lines if each.phones}
    return tuple(sorted((each for each, at in places.items() if at >= 0), key=places.__getitem__))


def _meant(person: Person, question: Question) -> tuple[str, ...]:
    """What is found by whoever was asked "Did you mean …?" and picks what they meant."""
    found: tuple[str, ...] = ()
    for number, _key in person.session.offered:
        picking = replace(person)
        picking.says(str(number))
        found = _found(picking)
        if not set(question.right).isdisjoint(found[:3]):
            break
    return found


def _is_refused(effects: Iterable[object]) -> bool:
    """The answer says more than the question where: that nobody knows the place."""
    return any(isinstance(each, Say) and len(each.reply.lines) > 1 for each in effects)


def _found(person: Person) -> tuple[str, ...]:
    memory, step = person.session.memory, person.session.step
    if step == StepName.CARD:
        return (memory["service"],)
    if step != StepName.CHOOSE_SERVICE:
        return ()
    talk = Talk(person.world(), memory, person.session)
    return tuple(each.service.id for each in finding.found(talk))
