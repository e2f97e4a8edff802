"""HELP: what can be done here, and the words that work at every step; and what was not clear."""

from __future__ import annotations

from flows.components.wording import WRITE_HUMAN
from flows.engine.step import Again, Aside, Flow, Opening, Outcome, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.step_names import StepName


def get_help(talk: Talk, meaning: Meaning) -> Outcome:
    """Stays short: by SMS it should fit in two segments."""
    saying = (
        _("Write what you need and where, like: doctor Tabarka."),
        # Translators: people may write these words in their own language too; keep the capitals.
        _("BACK, LANGUAGE, OPINION. HUMAN: a person."),
        _("MY DATA: what we keep. STOP: end. ERASE: erase all."),
    )
    return Aside(saying)


def unclear(talk: Talk, meaning: Meaning) -> Outcome:
    """They did not understand our answer: it is said once more, and a person is named."""
    if talk.session.step == StepName.REST:
        return get_help(talk, meaning)
    again = _("We are sorry, that was not clear. Once more:")
    return Again((again,), missed=False, ending=(WRITE_HUMAN,))


FLOW = Flow(
    openings=(
        Opening("unclear", unclear),
        Opening("help", get_help, at_any_step=True),
    )
)
