"""HELP: what can be done here, and the words that work at every step."""

from __future__ import annotations

from flows.engine.step import Aside, Flow, Opening, Outcome, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning


def get_help(talk: Talk, meaning: Meaning) -> Outcome:
    """Stays short: by SMS it should fit in two segments."""
    saying = (
        _("Write what you need and where, like: doctor Tabarka."),
        # Translators: people may write these words in their own language too; keep the capitals.
        _("BACK, LANGUAGE, OPINION. HUMAN: a person."),
        _("MY DATA: what we keep. STOP: end. ERASE: erase all."),
    )
    return Aside(saying)


FLOW = Flow(openings=(Opening("help", get_help, at_any_step=True),))
