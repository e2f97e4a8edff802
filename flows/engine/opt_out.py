"""Whoever said STOP and writes all the same is answered: are they told how to take it back?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flows.engine.effect import AskHuman, Erase, SetLocale, StartMessages, StopMessages
from flows.engine.step import Again, Go, Outcome, Talk, Tell
from flows.engine.text import _

# Translators: an SMS; it stands below an answer, so each letter costs.
HOW_TO_START = _("We write only if you write. To start again, write: START")

_SPEAKS_FOR_ITSELF = (AskHuman, Erase, StartMessages, StopMessages)


def is_to_be_told(outcome: Outcome, talk: Talk) -> bool:
    """Once a day, in a language they chose; never below numbers to call or what binds."""
    if not talk.world.contact.stopped or talk.session.told_of_start == today(talk):
        return False
    if isinstance(outcome, Tell) and outcome.reply is None:
        return False
    if isinstance(outcome, Go) and not isinstance(outcome.step, str) and outcome.step.keeps_asking:
        return False
    effects = () if isinstance(outcome, Again) else outcome.effects
    if any(isinstance(each, _SPEAKS_FOR_ITSELF) for each in effects):
        return False
    chosen = any(isinstance(each, SetLocale) for each in effects)
    return chosen or talk.world.contact.locale is not None


def today(talk: Talk) -> str:
    """The day where the programme is, ISO 8601."""
    zone = ZoneInfo(talk.world.programme.timezone)
    return talk.world.now.astimezone(zone).date().isoformat()
