"""How is a reply put into words for one channel: buttons under it, or a numbered list in an SMS?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.messages.capabilities import Capabilities
from bot.messages.direction import dialable, from_the_right
from bot.messages.graphemes import clusters
from bot.messages.message import Attachment, Button, Menu, Rendered, RenderedPin
from bot.messages.segments import Segments, count, for_sms, utf16_units
from flows.engine.language import Language
from flows.engine.reply import Pin, Reply
from flows.engine.text import Line, _

Phrase = Callable[[Line, str], str]

ELLIPSIS = "..."
# Two labels of this length still stand side by side on the smallest phones.
_SHORT_LABEL = 16
# Where even a channel's own limit is passed, a name and its warning are the last to go.
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
    reply: Reply,
    locale: str,
    capabilities: Capabilities,
    phrase: Phrase,
    language: Language | None = None,
) -> Rendered:
    """The reply as it is stored and sent, within the channel's limits.

    `language` is the one of `locale`, None where it is unknown: its direction, and its letters."""
    writer = _Writer(
        reply,
        locale,
        capabilities,
        phrase,
        right_to_left=language is not None and language.right_to_left,
        plain_letters=language is not None and language.plain_by_sms,
    )
    if capabilities.shows_buttons:
        return replace(writer.with_buttons(), attachment=writer.attachment())
    whole = writer.numbered_whole()
    if whole is None and reply.shorter is not None:
        return render(reply.shorter, locale, capabilities, phrase, language)
    rendered = whole or writer.numbered()
    return replace(rendered, menu=writer.menu(), attachment=writer.attachment())


@dataclass(frozen=True, slots=True)
class _Writer:
    reply: Reply
    locale: str
    capabilities: Capabilities
    phrase: Phrase
    right_to_left: bool
    plain_letters: bool

    def with_buttons(self) -> Rendered:
        """Words, and buttons for the choices. A text cannot be empty: then the labels are it."""
        labels = [(choice.key, self._say(choice.label)) for choice in self.reply.choices]
        lines = self._lines() or ([] if self.reply.closing else [label for _key, label in labels])
        return Rendered(
            text=self._fitting(lines, self._extras(), self._closing()),
            buttons=self._rows([Button(key, label) for key, label in labels]),
            location_label=self._say(_("Share my location")) if self.reply.asks_location else None,
            pin=self._pin(self.reply.pin) if self.reply.pin else None,
        )

    def numbered(self) -> Rendered:
        """Words, then "1 Label" for each choice, in letters that cost least."""
        after = self._choices() + self._closing()
        sms = self._as_sms(self._fitting(self._lines(), self._extras(), after))
        return Rendered(sms, segments=self._cost(sms))

    def numbered_whole(self) -> Rendered | None:
        """The SMS with nothing left out; None where that would be too long."""
        parts = (self._lines(), self._extras(), self._choices(), self._closing())
        text = self._joined([line for part in parts for line in part])
        sms = self._as_sms(text)
        sent = sms if self.capabilities.bills_segments else text
        if utf16_units(sent) > self.capabilities.text_limit:
            return None
        cost, most = self._cost(sms), self.reply.at_most_segments
        is_dear = cost is not None and most is not None and cost.segments > most
        return None if is_dear else Rendered(sms, segments=cost)

    def menu(self) -> Menu | None:
        """The choices to press instead of their numbers; None where there are none."""
        if not (self.capabilities.may_show_menu and self.reply.choices):
            return None
        words = self._fitting(self._lines(), self._extras(), self._closing())
        choices = tuple(Button(each.key, self._say(each.label)) for each in self.reply.choices)
        # Translators: never by SMS; on a button that opens a list. 20 letters at most.
        return Menu(self._as_sms(words), self._say(_("Choose")), choices)

    def attachment(self) -> Attachment | None:
        """What goes along as a file; None where this channel takes none, or there is none."""
        if self.reply.file is None or not self.capabilities.takes_files:
            return None
        return Attachment(self.reply.file.cohort_id, self.locale)

    def _cost(self, sms: str) -> Segments | None:
        return count(sms) if self.capabilities.bills_segments else None

    def _choices(self) -> list[str]:
        return [f"{number} {self._say(each.label)}" for number, each in self.reply.numbered()]

    def _say(self, line: Line) -> str:
        said = self.phrase(line, self.locale).strip()
        if not said.isprintable():
            said = said.translate(_UNSHOWABLE).strip()
        return dialable(said) if self.right_to_left else said

    def _lines(self) -> list[str]:
        return self._each(self.reply.lines)

    def _extras(self) -> list[str]:
        return self._each(self.reply.extras)

    def _closing(self) -> list[str]:
        return self._each(self.reply.closing)

    def _each(self, lines: tuple[Line, ...]) -> list[str]:
        return [said for line in lines if (said := self._say(line))]

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

    def _fitting(self, lines: list[str], extras: list[str], after: list[str]) -> str:
        """All of `lines` and `after`, and of `extras` what is neither too long nor too dear.

        Only what the channel cannot carry at all is cut: last lines first, then last words."""
        while extras and not self._fits([*lines, *extras, *after]):
            extras.pop()
        kept = [*lines, *extras]
        while len(kept) > _KEPT_LINES and not self._can_be_said(kept + after):
            kept.pop()
        for place in reversed(range(len(kept))):
            if self._can_be_said(kept + after):
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
            low, high = (middle, high) if self._can_be_said(tried) else (low, middle - 1)
        if low == 0 and place > 0:
            return [*lines[:place], *lines[place + 1 :]]
        return [*lines[:place], cuts[max(low - 1, 0)], *lines[place + 1 :]]

    def _as_sms(self, text: str) -> str:
        return for_sms(text, plain_letters=self.plain_letters)

    def _joined(self, lines: list[str]) -> str:
        text = "\n".join(lines)
        marks = self.right_to_left and self.capabilities.shows_buttons
        return from_the_right(text) if marks else text

    def _fits(self, lines: list[str]) -> bool:
        return self._can_be_said(lines) and self._costs_little(lines)

    def _can_be_said(self, lines: list[str]) -> bool:
        """Whether the channel carries so much."""
        text = self._joined(lines)
        sent = self._as_sms(text) if self.capabilities.bills_segments else text
        return utf16_units(sent) <= self.capabilities.text_limit

    def _costs_little(self, lines: list[str]) -> bool:
        """Whether it is no dearer than the reply allows: all of it, whatever it is joined of."""
        limit = self.reply.at_most_segments if self.capabilities.bills_segments else None
        return limit is None or count(self._as_sms(self._joined(lines))).segments <= limit


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
    label = button.label
    return len(label) <= _SHORT_LABEL and utf16_units(label) <= _SHORT_LABEL


def _beginnings(line: str) -> Iterator[str]:
    """Every shorter form of a line, shortest first: after a word, or inside one endless word."""
    ends = [word.end() for word in _WORD.finditer(line)][:-1]
    if ends:
        return (line[:end].rstrip(" ,;:·-–") + ELLIPSIS for end in ends)
    pieces = [] if any(character.isdigit() for character in line) else clusters(line)
    return ("".join(pieces[:end]) + ELLIPSIS for end in range(len(pieces) or 1))
