"""What we answer: lines, and the choices under them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.engine.text import Line
from services_directory.values.entries import Position

MENU_NUMBER = 0
MORE_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """An option. `key` is what a button sends back and never changes with a translation.

    `number` is what a person types to pick it; None takes the next free one, counted from 1.
    `agrees`: whether it is the "yes" or the "no" to a question we asked of ourselves.
    `once`: such choices are offered once a day.
    """

    key: str
    label: Line
    number: int | None = None
    agrees: bool | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """A point on the map, sent after the words where a channel can show it."""

    position: Position
    title: Line
    address: Line


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The classes of a cohort for a calendar, as they stand when it is sent: goes along with the
    words where a channel takes files."""

    cohort_id: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to one person.

    `lines` are what was asked and `closing` stands after the choices: neither is ever left out to
    save money. `extras` follow the lines, and may be: where the whole SMS, with all that stands in
    it, has more than `at_most_segments`, `shorter` is said instead if there is one, and else extras
    are left out from the last on. `asks_location`: a channel that can shows a button to share where
    one is. `earlier`: choices of the message before, with their numbers, that this one leaves open
    and does not show again.
    """

    lines: tuple[Line, ...]
    choices: tuple[Choice, ...] = ()
    closing: tuple[Line, ...] = ()
    extras: tuple[Line, ...] = ()
    at_most_segments: int | None = None
    asks_location: bool = False
    pin: Pin | None = None
    file: CalendarFile | None = None
    shorter: Reply | None = None
    earlier: tuple[tuple[int, Choice], ...] = ()

    def after(self, *lines: Line) -> Reply:
        """The same reply with `lines` said before it: one message costs less than two."""
        if not lines:
            return self
        shorter = self.shorter.after(*lines) if self.shorter else None
        return replace(self, lines=(*lines, *self.lines), shorter=shorter)

    def ending(self, *lines: Line) -> Reply:
        """The same reply with `lines` said after all of it, as far as it does not say them."""
        lines = tuple(each for each in lines if each not in (*self.lines, *self.closing))
        if not lines and not self.shorter:
            return self
        shorter = self.shorter.ending(*lines) if self.shorter else None
        return replace(self, closing=(*self.closing, *lines), shorter=shorter)

    def beside(self, *choices: Choice) -> Reply:
        """The same reply with `choices` after its own, by numbers that pick nothing else here."""
        if not choices:
            return self
        shorter = self.shorter.beside(*choices) if self.shorter else None
        taken = [number for number, _choice in (*self.earlier, *self.numbered())]
        free = range(max(taken, default=0) + 1, 1000)
        added = tuple(
            replace(choice, number=number) for choice, number in zip(choices, free, strict=False)
        )
        return replace(self, choices=(*self.choices, *added), shorter=shorter)

    def attaching(self, file: CalendarFile | None) -> Reply:
        """The same reply with this file, if there is one."""
        return replace(self, file=file) if file else self

    def numbered(self) -> tuple[tuple[int, Choice], ...]:
        """The choices with the number that picks each."""
        taken = {choice.number for choice in self.choices if choice.number is not None}
        free = (number for number in range(1, 1000) if number not in taken)
        return tuple(
            (choice.number if choice.number is not None else next(free), choice)
            for choice in self.choices
        )
