"""How is a .po file that somebody brings read so that a hostile one takes nobody's time or memory?

In a process of its own (`services_directory/files/limited_process.py`): one line of its head can
ask for a hundred million plural forms.
"""

from __future__ import annotations

import io
import sys
from typing import IO, NamedTuple

from services_directory.files.limited_process import (
    Limits,
    hear,
    reading_apart,
    say,
    take_order,
)

USUAL = Limits(cpu_seconds=20, memory=500_000_000)
"""All our own sentences take a tenth of it."""


class PoRow(NamedTuple):
    """A sentence with what is said in its place; `remarks`: all that is said of it."""

    line: int
    one: str
    many: str | None
    said: tuple[str, ...]
    remarks: tuple[str, ...]


class NoPoFile(Exception):
    """It cannot be read; `line` 0: as a whole."""

    def __init__(self, line: int = 0) -> None:
        super().__init__("no .po file")
        self.line = line


class TooMuch(Exception):
    """It would have taken too much time or memory."""


def read_apart(content: bytes, limits: Limits = USUAL) -> list[PoRow]:
    """Every sentence that has words and is not marked fuzzy. It is waited for: call it in a thread.

    Raises NoPoFile and TooMuch."""
    try:
        with reading_apart(__name__, content, limits) as pipes:
            answer = hear(pipes.told)
    except (BrokenPipeError, ValueError):
        raise TooMuch from None
    if "refused" in answer:
        raise NoPoFile(answer["refused"])
    return [
        PoRow(line, one, many, tuple(said), tuple(remarks))
        for line, one, many, said, remarks in answer["read"]
    ]


def _main(asked: IO[bytes], told: IO[bytes]) -> None:
    _order, content = take_order(asked)
    try:
        say(told, {"read": _rows(content)})
    except NoPoFile as refused:
        say(told, {"refused": refused.line})


def _rows(content: bytes) -> list[PoRow]:
    # Only here: nobody else has to read such a file.
    from babel.messages.pofile import PoFileError, read_po

    from bot.translation.catalogue import said_in, source_of

    try:
        catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    except PoFileError as error:
        raise NoPoFile(error.lineno or 0) from error
    except (ValueError, LookupError, TypeError, SyntaxError) as error:
        raise NoPoFile from error
    return [
        PoRow(
            message.lineno or 0,
            *source_of(message),
            said_in(message),
            (*message.auto_comments, *message.user_comments),
        )
        for message in catalogue
        if message.id and not message.fuzzy and any(said_in(message))
    ]


if __name__ == "__main__":
    _main(sys.stdin.buffer, sys.stdout.buffer)
