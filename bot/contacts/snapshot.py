"""What are people answered from at one moment, and how is an old one forgotten?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.background import cooperative_pauses
from flows.engine.understanding.lexicon import Lexicon
from services_directory.search.finder import Finder
from services_directory.training.values import NO_TRAININGS, Trainings
from services_directory.values.entries import Directory


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The directory, what was worked out from it once, and the trainings on offer."""

    directory: Directory
    finder: Finder
    lexicon: Lexicon
    trainings: Trainings = NO_TRAININGS


def let_go(leaving: list[Snapshot]) -> None:
    """Forget an old snapshot little by little: all at once, everybody would wait for it."""
    directory = leaving.pop().directory
    services = list(directory.services)
    del directory
    pause = cooperative_pauses()
    while services:
        del services[-_LET_GO_AT_ONCE:]
        pause()


_LET_GO_AT_ONCE = 200
