"""What is asked of whoever took part in a course that is over."""

from __future__ import annotations

from enum import StrEnum


class OpinionQuestion(StrEnum):
    """Stored; asked in this order. CHANGE is answered in words, the others by a number."""

    USEFUL = "useful"
    RECOMMEND = "recommend"
    CHANGE = "change"


IN_ORDER = tuple(OpinionQuestion)
