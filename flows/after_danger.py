"""What is written after numbers to call: I cannot call, I am not alone, nobody answers.

What is sent never says what happened, as in `danger.py`: whoever does harm may read the phone.
And two softer things: despair, of which nobody said that it kills; and a number that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from flows.components.hospitals import HEALTH, hospitals, place_of
from flows.danger import (
    call_now,
    cautions,
    first_to_call,
    next_to_call,
    number_of,
    numbers,
    spoken_there,
    unseen,
    with_more,
)
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.precautions.after_danger import WORDS_KEPT
from flows.engine.reply import Reply
from flows.engine.step import Flow, Outcome, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import AFTER_DANGER
from services_directory.values.entries import Service
from services_directory.values.normalise import fold

_BY_SOMEBODY = frozenset(("", "violence_home", "violence", "sexual", "trafficking", "child"))
"""Kinds of danger that come from somebody, who may be near; in the others nobody is to hide."""

_AT_SEA = "sea"

_READ_BY_US: Line = _("We are not a rescue service. Our team will read it.")

_DESPAIR = "suicide"
"""Whoever listens to somebody in despair is who is called against this kind of danger."""


def after_danger(talk: Talk, meaning: Meaning) -> Outcome:
    """What helps with what they say now; the words go to staff, sealed, as the first ones did.

    Where it is nothing we know, the numbers again, and that somebody reads it."""
    kind = talk.session.recent_danger.kind
    known = kind if talk.world.directory.lines_of_danger(kind) else None
    lines = [_READ_BY_US]
    if first_to_call(talk, known):
        answer = _SAID.get(meaning.rest.removeprefix(AFTER_DANGER), _whatever)
        lines = answer(talk, known, meaning)
    hidden = unseen(talk, meaning)
    marked = (AskHuman(HelpReason.DANGER, talk.heard[:WORDS_KEPT]), *hidden.effects)
    reply = with_more([*lines, *hidden.saying], known)
    return Tell(reply, marked, spoken_there(talk, meaning), urgent=True)


def _cannot_call(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    services = first_to_call(talk, kind)
    # Translators: an SMS to somebody in danger, with the next sentence and a number in a segment,
    # in Arabic in two. Somebody else may read the phone: say nothing of what happened.
    lines = [_("Somebody you trust can call {number} for you.", number=_digits(services))]
    by_sms = next((number for each in services if (number := _sms_number(each))), None)
    if by_sms:
        # Translators: as above.
        lines.append(_("Or send an SMS to {number}.", number=by_sms))
    # Translators: as above; at once is nobody of us there.
    return [*lines, _("You can write here too. Our team reads it, but not at once.")]


def _not_alone(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    if (kind or "") not in _BY_SOMEBODY:
        return _whatever(talk, kind, meaning)
    number = _digits(first_to_call(talk, kind))
    return [
        # Translators: as above; to somebody who has to hide that they write.
        _("Write again when you are alone. Then call {number}.", number=number),
        _("Erase these messages from your phone."),
    ]


def _read_by_others(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    if (kind or "") not in _BY_SOMEBODY:
        return _whatever(talk, kind, meaning)
    number = _digits(first_to_call(talk, kind))
    return [
        _("Erase these messages from your phone."),
        # Translators: as above; to somebody whose phone is looked through.
        _("From another phone, call {number}.", number=number),
        _("To erase everything, write: ERASE."),
    ]


def _it_must_stop(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    """Perhaps our messages are meant: they are told how to say so."""
    services = first_to_call(talk, kind)
    call, *others = numbers(talk, kind)
    told = others if kind == _DESPAIR else cautions(talk, services)
    # Translators: as above; below the numbers to call.
    return [call, *told, _("To stop our messages, write: STOP")]


def _whatever(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    """Nothing that we know; but a need of a doctor, or a town alone, asks where to go."""
    if HEALTH in meaning.topics or (meaning.place and not meaning.rest):
        return _hospital(talk, kind, meaning)
    call, *_others = numbers(talk, kind)
    # Translators: as above; to who may have meant something else than what we took for danger.
    return [call, _READ_BY_US, _("Something else? Write: MENU")]


def _no_answer(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    """Who else is called, and who is near: somebody is to be with them, wherever nobody answers."""
    first = _digits(first_to_call(talk, kind))
    numbers_said = frozenset(meaning.said.split())
    others = next_to_call(talk, kind, numbers_said if _is_number(numbers_said) else {first})
    lines = [call_now(others or first_to_call(talk, kind))]
    if kind == _AT_SEA:
        return [*lines, _READ_BY_US]
    # Translators: as above; nobody answered the phone.
    near: Line = _("Somebody near you can take you to the hospital.")
    if (kind or "") in _BY_SOMEBODY:
        # Translators: as above; nobody answered the phone, and somebody does harm.
        near = _("Go to people near you, or to the hospital.")
    return [*lines, near, *(hospitals(talk, meaning) if place_of(talk, meaning) else ())]


def _hospital(talk: Talk, kind: str | None, meaning: Meaning) -> list[Line]:
    """Where it is, and the numbers all the same."""
    found = hospitals(talk, meaning)
    if not found:
        return _whatever(talk, kind, replace(meaning, topics=(), place=None))
    return [call_now(first_to_call(talk, kind)), *found]


_SAID: Mapping[str, Callable[[Talk, str | None, Meaning], list[Line]]] = {
    "no_answer": _no_answer,
    "hospital": _hospital,
    "cannot_call": _cannot_call,
    "not_alone": _not_alone,
    "read_by_others": _read_by_others,
    "it_must_stop": _it_must_stop,
}


def _is_number(said: Collection[str]) -> bool:
    return any(word.isdecimal() for word in said)


def _digits(services: list[Service]) -> str:
    return services[0].phones[0].digits


def _sms_number(service: Service) -> str | None:
    """A number of theirs that takes SMS, where the directory says so of it."""
    for phone in service.phones:
        if any("sms" in fold(words).split() for _locale, words in phone.about.words):
            return phone.digits
    return None


def despair(talk: Talk, meaning: Meaning) -> Outcome:
    """Asks, and names who listens. What they answer is heard as after numbers to call."""
    services = talk.world.directory.lines_of_danger(_DESPAIR)
    # Translators: an SMS to somebody in despair; all of it in a segment, in Arabic in two.
    lines: list[Line] = [_("You matter to us. How are you now?")]
    if services:
        number = services[0].phones[0].digits
        # Translators: as above.
        lines.append(_("If you want to talk, call {number}: they listen.", number=number))
    lines.append(_("In danger? Write: SOS"))
    kind = _DESPAIR if services else None
    return Tell(with_more(lines, kind), (), spoken_there(talk, meaning), urgent=True)


def watched(talk: Talk, meaning: Meaning) -> Outcome:
    """Somebody looks through their phone: how to write unseen, and a way to the numbers. What they
    write in the next hours is heard as theirs who may be in danger."""
    lines = (
        _("Erase these messages from your phone."),
        # Translators: an SMS; all of it in a segment, in Arabic in two. Somebody else may read it:
        # say nothing of what happens.
        _("Write when you are alone, or from another phone."),
        _("In danger? Write: SOS"),
    )
    hidden = unseen(talk, meaning)
    reply = with_more([*lines, *hidden.saying], None)
    return Tell(reply, hidden.effects, spoken_there(talk, meaning), urgent=True)


def line(talk: Talk, meaning: Meaning) -> Outcome:
    """The number of whoever is called first for this kind of danger, to who only asks for it."""
    services = talk.world.directory.lines_of_danger(meaning.rest)[:1]
    if not services:
        return talk.commands["danger"](talk, meaning)
    told = [*(number_of(talk, each) for each in services), *cautions(talk, services)]
    return Tell(Reply(tuple(told)), locale=spoken_there(talk, meaning))


def taken_back(talk: Talk, meaning: Meaning) -> Outcome:
    """They say that we were mistaken, and not yet what they meant; staff read that as well."""
    # Translators: an SMS to who says that they are in no danger, after we took their words for it.
    lines = (_("All right. What do you need? Write it, or: MENU"), _("In danger? Write: SOS"))
    told = (AskHuman(HelpReason.DANGER, talk.heard[:WORDS_KEPT]),)
    return Tell(Reply(lines), told, spoken_there(talk, meaning))


FLOW = Flow(
    commands={
        "after_danger": after_danger,
        "despair": despair,
        "watched": watched,
        "line": line,
        "taken_back": taken_back,
    }
)
