"""Somebody swears at us: one calm answer, and the way to a person."""

from __future__ import annotations

from flows.components.wording import WRITE_HUMAN
from flows.engine.step import Aside, Flow, Opening, Outcome, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning


def calm(talk: Talk, meaning: Meaning) -> Outcome:
    return Aside((_("We are sorry that this did not help. A machine answers here."), WRITE_HUMAN))


FLOW = Flow(openings=(Opening("upset", calm, inside=False),))
