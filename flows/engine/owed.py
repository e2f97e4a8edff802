"""What is done however much somebody wrote, and what can wait until they are answered again?"""

from __future__ import annotations

from typing import ClassVar


class Owed:
    """A right, or an answer to what we asked of ourselves: done however much somebody wrote."""

    __slots__ = ()
    is_owed: ClassVar[bool] = True


class NotOwed:
    """It can be asked for again when they are answered again."""

    __slots__ = ()
    is_owed: ClassVar[bool] = False
