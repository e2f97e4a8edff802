"""A trainer says who was there: the list, then "present 1 2 5" or "all but 3"; names come back."""

from __future__ import annotations

from collections.abc import Sequence

from flows.components.training.cohort_choices import words_of
from flows.components.training.roll_words import (
    RollWords,
    Said,
    read_half_a_roll_call,
    read_roll_call,
)
from flows.components.wording import pick_one
from flows.engine.effect import MarkAttendance
from flows.engine.enrolments.roll_call import OPENS_BEFORE, RollCall, RollEntry
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk, Tell
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from services_directory.values.normalise import fold

_NAMELESS = _("no name")


class WhichClass(Step):
    """Where two of theirs are on: said once, and it is about that one."""

    name = "training.roll_class"

    def ask(self, talk: Talk) -> Reply:
        choices = tuple(Choice(f"roll:{each.meeting_id}", _title(talk, each)) for each in _on(talk))
        return Reply((_("Which class?"),), choices)

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        kind, _colon, meeting_id = (answer.choice or "").partition(":")
        chosen = next((e for e in _on(talk) if str(e.meeting_id) == meeting_id), None)
        said = _read(talk.recall("said"))
        if kind != "roll" or chosen is None or said is None:
            return Again((pick_one(talk),))
        told = _told(talk, chosen, said)
        return Go(
            StepName.REST,
            effects=told.effects,
            saying=_lines(told),
            fresh=True,
            finished=True,
            locale=told.locale,
        )


def _lines(told: Tell) -> tuple[Line, ...]:
    return told.reply.lines if told.reply else ()


def heard(talk: Talk, meaning: Meaning) -> Outcome:
    """A whole message that is a roll call, of somebody who teaches: what was asked stays asked."""
    said = _read(talk.heard)
    running = _on(talk)
    if said is None or (said.said is Said.UNCLEAR and not _is_on_a_list(said, running)):
        return Again()
    if said.said is Said.UNCLEAR:
        return _say(talk, _how_to_write())
    if said.said is Said.MENU_OR_LIST:
        return _menu_or_list(talk)
    if len(running) > 1:
        return Go(WhichClass, {"said": talk.heard}, fresh=True, locale=_locale(talk))
    chosen = _meant(talk, said)
    if chosen is None:
        return _say(talk, _too_early(talk))
    return _told(talk, chosen, said)


def _read(text: str) -> RollWords | None:
    return read_roll_call(text) or read_half_a_roll_call(text)


def _is_on_a_list(said: RollWords, running: Sequence[RollCall]) -> bool:
    numbers = set(said.numbers)
    return any(numbers <= {entry.number for entry in each.entries} for each in running)


def _how_to_write() -> tuple[Line, ...]:
    return (
        _("Who was there? Write their numbers after: PRESENT"),
        _("Who was not there? Write their numbers after: ABSENT"),
    )


def _menu_or_list(talk: Talk) -> Outcome:
    """A word for both: the list of who has one now, with the way to the menu; else it is the menu,
    where one can be shown."""
    chosen = _meant(talk, RollWords(Said.LIST))
    has_language = talk.world.contact.locale is not None
    if chosen is None:
        return Again() if has_language else _say(talk, _too_early(talk))
    menu = (Choice("menu", _("Menu"), MENU_NUMBER),) if has_language else ()
    return Tell(Reply((_title(talk, chosen), *_list(chosen)), menu), locale=_locale(talk))


def _classes(talk: Talk) -> tuple[RollCall, ...]:
    teaching = talk.world.teaching
    return teaching.classes if teaching else ()


def _on(talk: Talk) -> list[RollCall]:
    return [each for each in _classes(talk) if each.is_on(talk.world.now)]


def _next(talk: Talk) -> RollCall | None:
    now = talk.world.now
    return next((e for e in _classes(talk) if not e.is_on(now) and not e.was(now)), None)


def _meant(talk: Talk, said: RollWords) -> RollCall | None:
    """The one that is on; else the last one, unless another of the same day is still to come. The
    list can be asked for before."""
    now, coming = talk.world.now, _next(talk)
    if running := _on(talk):
        return running[0]
    over = [each for each in _classes(talk) if each.was(now)]
    is_near = coming is not None and coming.starts_at.date() == now.date()
    if over and not is_near:
        return over[-1]
    return coming if said.said is Said.LIST else None


def _too_early(talk: Talk) -> tuple[Line, ...]:
    coming = _next(talk)
    if coming is None:
        return (_("You teach no class that could be marked now."),)
    cohort = talk.world.trainings.cohort(coming.cohort_id)
    opens = coming.starts_at - OPENS_BEFORE
    when = words_of(talk, cohort).until(opens) if cohort else opens
    return (_("Too early. You can mark this class from {when}.", when=when),)


def _told(talk: Talk, roll: RollCall, said: RollWords) -> Tell:
    if said.said is Said.LIST:
        return _say(talk, (_title(talk, roll), *_list(roll)))
    numbers = _numbers(roll, said)
    if not numbers and (said.names or said.said is Said.PRESENT):
        return _say(talk, _how_to_write())
    known = {each.number: each for each in roll.entries}
    unknown = [str(number) for number in numbers if number not in known]
    if unknown:
        return _say(
            talk,
            (
                _("Not on the list, so nothing was kept: {numbers}", numbers=", ".join(unknown)),
                plural(
                    "There is {n} person on it.", "There are {n} people on it.", len(roll.entries)
                ),
            ),
        )
    named = {known[number].enrolment_id for number in numbers}
    is_there = {
        each.enrolment_id: (each.enrolment_id in named) == (said.said is Said.PRESENT)
        for each in roll.entries
    }
    there = [each for each in roll.entries if is_there[each.enrolment_id]]
    missing = [each for each in roll.entries if not is_there[each.enrolment_id]]
    lines: list[Line] = [_title(talk, roll)]
    lines.append(_("Was there: {names}", names=_names(there)) if there else _("Nobody was there."))
    if missing:
        lines.append(_("Was not there: {names}", names=_names(missing)))
    effect = MarkAttendance(
        roll.meeting_id,
        tuple(each.enrolment_id for each in there),
        tuple(each.enrolment_id for each in missing),
    )
    return _say(talk, (*lines, _("Not right? Write it once more.")), effect)


def _numbers(roll: RollCall, said: RollWords) -> tuple[int, ...]:
    """Of everybody who was named; nobody, where a name is not on the list or there twice."""
    named = []
    for name in said.names:
        found = [each.number for each in roll.entries if fold(each.first_name) == name]
        if len(found) != 1:
            return ()
        named += found
    return (*said.numbers, *named)


def _list(roll: RollCall) -> tuple[Line, ...]:
    if not roll.entries:
        return (_("Nobody has a seat yet."),)
    numbered = (
        _("{number} {name}", number=each.number, name=each.first_name or _NAMELESS)
        for each in roll.entries
    )
    return (*numbered, _("Who was there? Write their numbers after: PRESENT"))


def _names(entries: Sequence[RollEntry]) -> str:
    return ", ".join(f"{each.number} {each.first_name}".strip() for each in entries)


def _title(talk: Talk, roll: RollCall) -> Line:
    cohort = talk.world.trainings.cohort(roll.cohort_id)
    if cohort is None:
        return ""
    words = words_of(talk, cohort)
    return _("{course}, {when}", course=words.title, when=words.until(roll.starts_at))


def _say(talk: Talk, lines: tuple[Line, ...], *effects: MarkAttendance) -> Tell:
    return Tell(Reply(lines), effects, locale=_locale(talk))


def _locale(talk: Talk) -> str | None:
    """Staff have a language, also on a phone where none was chosen."""
    teaching = talk.world.teaching
    return teaching.locale if teaching and talk.world.contact.locale is None else None


FLOW = Flow((WhichClass,), commands={"roll_call": heard})
