"""Danger words: the emergency lines at once, before anything else, and a mark for staff."""

from __future__ import annotations

from flows.engine.effect import AskHuman, HelpReason
from flows.engine.reply import Reply
from flows.engine.step import Flow, Outcome, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from services_directory.values.entries import Service


def danger(talk: Talk, meaning: Meaning) -> Outcome:
    """Every number, and after those that carry a caution the caution; nothing is cut to save money.

    The person stays where they were: nothing they said so far is lost.
    """
    lines: list[Line] = [_("In danger? Call now:")]
    services = talk.world.directory.danger_lines()
    for service, following in zip(services, (*services[1:], None), strict=True):
        lines.append(_number(talk, service))
        caution = talk.world.programme.caution(service.caution)
        if caution is not None and (following is None or following.caution != service.caution):
            lines.append(caution.text)
    lines.append(_("We cannot come to rescue you. Our team will see that you wrote."))
    marked = (AskHuman(HelpReason.DANGER),)
    return Tell(Reply(tuple(lines)), marked, _locale(talk, meaning))


def _number(talk: Talk, service: Service) -> Line:
    """What for and the number; most names of emergency lines hold the number already."""
    digits = service.phones[0].digits
    need = talk.world.programme.category(service.category)
    if not service.is_emergency and need is not None:
        # "Ligne verte 1899" tells nobody whom it helps; its need does.
        return _("{name}: {number}", name=need.title, number=digits)
    if all(digits in words for _locale, words in service.name.words):
        return service.name
    return _("{name}: {number}", name=service.name, number=digits)


def _locale(talk: Talk, meaning: Meaning) -> str | None:
    """The language chosen; before that, the language of the danger word, for this answer only."""
    if talk.world.contact.locale is not None:
        return None
    spoken = talk.world.language(meaning.language)
    return spoken.code if spoken else talk.world.languages[0].code


FLOW = Flow(commands={"danger": danger})
