"""Danger words: the emergency lines at once, before anything else, and a mark for staff."""

from __future__ import annotations

from dataclasses import replace

from flows.engine.effect import AskHuman, HelpReason
from flows.engine.reply import Reply
from flows.engine.step import Flow, Outcome, Talk, Tell
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from services_directory.entries import Service


def danger(talk: Talk, meaning: Meaning) -> Outcome:
    """The person stays where they were: nothing they said so far is lost."""
    return replace(lines_to_call(talk, meaning), effects=(AskHuman(HelpReason.DANGER),))


def lines_to_call(talk: Talk, meaning: Meaning) -> Tell:
    """Numbers first, the warning for people without papers after them, both in one message."""
    numbers = talk.world.directory.danger_lines()
    cautions = dict.fromkeys(each.caution for each in numbers if each.caution)
    programme = talk.world.programme
    warned = (programme.caution(code) for code in cautions)
    reply = Reply(
        (
            _("In danger? Call now, it is free:"),
            *(_number(talk, each) for each in numbers),
            *(caution.text for caution in warned if caution),
            _("We are not a rescue service. Our team will see that you wrote."),
        ),
        at_most_segments=3,
    )
    return Tell(reply, locale=_locale(talk, meaning))


def _number(talk: Talk, service: Service) -> Line:
    return _("{number}: {name}", number=service.phones[0].digits, name=service.name)


def _locale(talk: Talk, meaning: Meaning) -> str | None:
    """The language chosen; before that, the language of the danger word, for this answer only."""
    if talk.world.contact.locale is not None:
        return None
    spoken = talk.world.language(meaning.language)
    return spoken.code if spoken else talk.world.languages[0].code


FLOW = Flow(commands={"danger": danger})
