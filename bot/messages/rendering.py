"""How is a reply put into words for one channel: buttons under it, or a numbered list in an SMS?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.channels.base import Button, Capabilities, Rendered, RenderedPin
from bot.messages.direction import dialable, from_the_right
from bot.messages.graphemes import clusters
from bot.messages.segments import count, for_sms, utf16_units
from flows.engine.reply import Pin, Reply
from flows.engine.text import Line, _

Phrase = Callable[[Line, str], str]

ELLIPSIS = "..."
# Two labels of this length still stand side by side on the smallest phones.
_SHORT_LABEL = 16
# A name and its warning: what is never dropped whole, however little room there is.
_KEPT_LINES = 2
# A phone number is one word: it is shown whole or not at all.
_WORD = re.compile(r"[+(]?\d[\d \u00a0\u202f().-]*\d\S*|\S+")
# Controls, bidi overrides and lone surrogates: they come from people's own words, and break ours.
_UNSHOWABLE = dict.fromkeys(
    code
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0xD800, 0xE000))
    if chr(code) not in "\n\t"
)


def render(
    reply: Reply, locale: str, capabilities: Capabilities, phrase: Phrase, right_to_left: bool
) -> Rendered:
    """The reply as it is stored and sent, within the channel's limits."""
    writer = _Writer(reply, locale, capabilities, phrase, right_to_left)
    if capabilities.shows_buttons:
        return writer.with_buttons()
    whole = writer.numbered_whole()
    if whole is not None:
        return whole
    if reply.shorter is not None:
        return render(reply.shorter, locale, capabilities, phrase, right_to_left)
    return writer.numbered()


@dataclass(frozen=True, slots=True)
class _Writer:
    reply: Reply
    locale: str
    capabilities: Capabilities
    phrase: Phrase
    right_to_left: bool

    def with_buttons(self) -> Rendered:
        """Words, and buttons for the choices. A text cannot be empty: then the labels are it."""
        labels = [(choice.key, self._say(choice.label)) for choice in self.reply.choices]
        lines = self._lines() or ([] if self.reply.closing else [label for _key, label in labels])
        return Rendered(
            text=self._fitting(lines, self._closing()),
            buttons=self._rows([Button(key, label) for key, label in labels]),
            location_label=self._say(_("Share my location")) if self.reply.asks_location else None,
            pin=self._pin(self.reply.pin) if self.reply.pin else None,
        )

    def numbered(self) -> Rendered:
        """Words, then "1 Label" for each choice, in letters that cost least."""
        return Rendered(for_sms(self._fitting(self._lines(), self._choices() + self._closing())))

    def numbered_whole(self) -> Rendered | None:
        """The SMS with nothing left out; None where that would be too long."""
        text = self._joined([*self._lines(), *self._choices(), *self._closing()])
        sms = for_sms(text)
        fits = self._is_short_enough(sms if self.capabilities.bills_segments else text)
        return Rendered(sms) if fits else None

    def _choices(self) -> list[str]:
        return [f"{number} {self._say(each.label)}" for number, each in self.reply.numbered()]

    def _say(self, line: Line) -> str:
        said = self.phrase(line, self.locale).strip()
        if not said.isprintable():
            said = said.translate(_UNSHOWABLE).strip()
        return dialable(said) if self.right_to_left else said

    def _lines(self) -> list[str]:
        return [said for line in self.reply.lines if (said := self._say(line))]

    def _closing(self) -> list[str]:
        return [said for line in self.reply.closing if (said := self._say(line))]

    def _pin(self, pin: Pin) -> RenderedPin:
        return RenderedPin(pin.position, self._say(pin.title), self._say(pin.address))

    def _rows(self, buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
        rows: list[list[Button]] = []
        for button in buttons:
            if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button):
                rows[-1].append(button)
            else:
                rows.append([button])
        return tuple(tuple(reversed(row) if self.right_to_left else row) for row in rows)

    def _fitting(self, lines: list[str], after: list[str]) -> str:
        """All of `after`, and of `lines` what fits: last lines go first, then last words."""
        kept = list(lines)
        while len(kept) > _KEPT_LINES and not self._fits(kept + after):
            kept.pop()
        for place in reversed(range(len(kept))):
            if self._fits(kept + after):
                break
            kept = self._shortened(kept, place, after)
        return _cut(self._joined(kept + after), self.capabilities.text_limit)

    def _shortened(self, lines: list[str], place: int, after: list[str]) -> list[str]:
        """`lines` with the one at `place` cut to the longest beginning that fits, or left out.

        The first line stays, if only by its first signs: a message without it says nothing."""
        low, cuts = 0, list(_beginnings(lines[place]))
        high = len(cuts)
        while low < high:
            middle = (low + high + 1) // 2
            tried = [*lines[:place], cuts[middle - 1], *lines[place + 1 :], *after]
            low, high = (middle, high) if self._fits(tried) else (low, middle - 1)
        if low == 0 and place > 0:
            return [*lines[:place], *lines[place + 1 :]]
        return [*lines[:place], cuts[max(low - 1, 0)], *lines[place + 1 :]]

    def _joined(self, lines: list[str]) -> str:
        text = "\n".join(lines)
        marks = self.right_to_left and self.capabilities.shows_buttons
        return from_the_right(text) if marks else text

    def _fits(self, lines: list[str]) -> bool:
        text = self._joined(lines)
        return self._is_short_enough(for_sms(text) if self.capabilities.bills_segments else text)

    def _is_short_enough(self, text: str) -> bool:
        if utf16_units(text) > self.capabilities.text_limit:
            return False
        limit = self.reply.at_most_segments if self.capabilities.bills_segments else None
        return limit is None or count(text).segments <= limit


def _cut(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` UTF-16 units, cut between signs."""
    kept: list[str] = []
    room = limit if utf16_units(text) <= limit else limit - len(ELLIPSIS)
    for cluster in clusters(text) if room < limit else ():
        room -= utf16_units(cluster)
        if room < 0:
            return "".join(kept) + ELLIPSIS
        kept.append(cluster)
    return text


def _is_short(button: Button) -> bool:
    return utf16_units(button.label) <= _SHORT_LABEL


def _beginnings(line: str) -> Iterator[str]:
    """Every shorter form of a line, shortest first: after a word, or inside one endless word."""
    ends = [word.end() for word in _WORD.finditer(line)][:-1]
    if ends:
        return (line[:end].rstrip(" ,;:·-–") + ELLIPSIS for end in ends)
    pieces = [] if any(character.isdigit() for character in line) else clusters(line)
    return ("".join(pieces[:end]) + ELLIPSIS for end in range(len(pieces) or 1))
