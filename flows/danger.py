"""Danger: the numbers to call for it, at once and before anything else, and a mark for staff.

What is sent never says what happened: whoever does harm may read the phone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from flows.engine.effect import AskHuman, HelpReason
from flows.engine.precautions.after_danger import BUTTON, WORDS_KEPT
from flows.engine.precautions.danger_level import kind_of_danger
from flows.engine.reply import MORE_NUMBER, Choice, Reply
from flows.engine.step import Aside, Flow, Outcome, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import READ_BY_OTHERS
from services_directory.values.entries import Service
from services_directory.values.schedules import OpeningState, opening

AT_ONCE = 2
"""So many numbers are told before the others are asked for."""

# Translators: an SMS; with two numbers and a warning it has to fit in a segment, in Arabic in two.
# Somebody else may read the phone: say nothing of what happened.
_SAFE_PLACE = _("You did right to write. Stay in a safe place.")
# Translators: as above.
_UNTIL_HELP_COMES = _("They tell you on the phone what to do until help comes.")

_ONE_SENTENCE: Mapping[str, Line] = {
    "medical": _UNTIL_HELP_COMES,
    "accident": _UNTIL_HELP_COMES,
    "violence_home": _SAFE_PLACE,
    "violence": _SAFE_PLACE,
    "sexual": _SAFE_PLACE,
    "trafficking": _SAFE_PLACE,
    "child": _SAFE_PLACE,
    # Translators: as above; to somebody who no longer wants to live.
    "suicide": _("You matter to us. Talk to somebody now: they listen."),
    # Translators: as above; to people on a boat.
    "sea": _("Tell them where, and how many people."),
    # Translators: as above; to people in a fire or a flood.
    "fire_flood": _("First get to a safe place, then call."),
}


def danger(talk: Talk, meaning: Meaning) -> Outcome:
    """The numbers for this kind of danger; the words go to staff, sealed.

    The person stays where they were: nothing they said so far is lost."""
    kind = _kind(talk, meaning)
    lines = _named(talk, first_to_call(talk, None)) if kind is None else numbers(talk, kind)
    marked = (AskHuman(HelpReason.DANGER, talk.heard[:WORDS_KEPT]), *unseen(talk, meaning).effects)
    return Tell(with_more(lines, kind), marked, spoken_there(talk, meaning), urgent=True)


def unseen(talk: Talk, meaning: Meaning) -> Aside:
    """What is said and done for who says that others read their phone, whatever else is
    answered: whoever is in a course is written to without its name from now on."""
    if not any(meaning.phrase(mark) for mark in READ_BY_OTHERS):
        return Aside(())
    discreet = talk.commands["discreetly"](talk, meaning)
    return discreet if isinstance(discreet, Aside) else Aside(())


def more(talk: Talk, meaning: Meaning) -> Outcome:
    """All other numbers, with what each is for; `meaning.rest` is the kind."""
    kind = meaning.rest or None
    told = {each.id for each in first_to_call(talk, kind)}
    others = {each.id: each for each in _lines(talk, kind) if each.id not in told}
    lines = [
        *_named(talk, others.values()),
        _("We are not a rescue service. Our team will read it."),
    ]
    return Tell(Reply(tuple(lines)), locale=spoken_there(talk, meaning), urgent=True)


def _kind(talk: Talk, meaning: Meaning) -> str | None:
    """The kind, where it is more than a guess and there is somebody to call for it."""
    kind = kind_of_danger(meaning)
    return kind if talk.world.directory.lines_of_danger(kind) else None


def _lines(talk: Talk, kind: str | None) -> Iterator[Service]:
    """Everybody to call, the best first: of the kind those who answer now, then the others."""
    of_kind = talk.world.directory.lines_of_danger(kind)
    yield from sorted(of_kind, key=lambda service: not _answers(talk, service, kind))
    yield from talk.world.directory.danger_lines()


def first_to_call(talk: Talk, kind: str | None) -> list[Service]:
    """Whom to call at once: of the kind alone, or of all where that is not known."""
    of_kind = len(talk.world.directory.lines_of_danger(kind))
    return list(islice(_lines(talk, kind), min(of_kind or AT_ONCE, AT_ONCE)))


def _answers(talk: Talk, service: Service, kind: str | None) -> bool:
    """Whether somebody answers there now, as far as anybody knows."""
    programme = talk.world.programme
    lines, hours = programme.danger(kind), service.opening_hours
    if lines and service.id in lines.office_hours_only:
        hours = programme.centre.opening_hours
    now = opening(hours, talk.world.now, programme.zone_of(service), programme.calendar)
    return now.state is not OpeningState.CLOSED


def numbers(talk: Talk, kind: str | None) -> list[Line]:
    """Whom to call, without a word on what they are for; their warnings; one human sentence."""
    services = first_to_call(talk, kind)
    human = (_ONE_SENTENCE[kind],) if kind else ()
    return [call_now(services), *cautions(talk, services), *human]


def call_now(services: Sequence[Service]) -> Line:
    """The first two, or the one there is."""
    digits = [each.phones[0].digits for each in services]
    if len(digits) > 1:
        return _("Call {first} or {second} now.", first=digits[0], second=digits[1])
    return _("Call {number} now.", number=digits[0])


def next_to_call(talk: Talk, kind: str | None, tried: Collection[str]) -> list[Service]:
    """Whom else to call, where nobody answered at the numbers in `tried`: of those who
    come, the kind's first, and who has no warning beside them."""
    directory = talk.world.directory
    general = sorted(directory.danger_lines(), key=lambda each: each.caution is not None)
    others = {each.id: each for each in (*directory.lines_of_danger(kind), *general)}
    left = (each for each in others.values() if each.phones[0].digits not in tried)
    return list(islice((each for each in left if each.is_emergency), AT_ONCE))


def _named(talk: Talk, services: Iterable[Service]) -> list[Line]:
    """What for and the number, each; and after those that carry a warning the warning."""
    ordered = sorted(services, key=lambda service: service.caution is not None)
    named = (number_of(talk, each) for each in ordered)
    return [_("Call now:"), *named, *cautions(talk, ordered)]


def cautions(talk: Talk, services: Iterable[Service]) -> list[Line]:
    codes = dict.fromkeys(each.caution for each in services)
    cautions = (talk.world.programme.caution(code) for code in codes)
    return [each.text for each in cautions if each is not None]


def number_of(talk: Talk, service: Service) -> Line:
    """What for and the number; most names of emergency lines hold the number already."""
    digits = service.phones[0].digits
    need = talk.world.programme.category(service.category)
    if not service.is_emergency and need is not None:
        # "Ligne verte 1899" tells nobody whom it helps; its need does.
        return _("{name}: {number}", name=need.title, number=digits)
    if all(digits in words for _locale, words in service.name.words):
        return service.name
    return _("{name}: {number}", name=service.name, number=digits)


def with_more(lines: list[Line], kind: str | None) -> Reply:
    """The others are one number away, and no other number does anything: who answers "1" to this
    must not erase, stop or agree by a question that is out of sight. It is asked again instead."""
    return Reply(tuple(lines), (Choice(f"{BUTTON}:{kind or ''}", _("More numbers"), MORE_NUMBER),))


def spoken_there(talk: Talk, meaning: Meaning) -> str | None:
    """The language chosen; before that, the language of the danger word, for this answer only."""
    if talk.world.contact.locale is not None:
        return None
    return talk.spoken_in(meaning).code


FLOW = Flow(buttons={BUTTON: more}, commands={"danger": danger})
