"""What does a text become as an SMS? By the same functions that the conversation uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from unicodedata import bidirectional

from admin.rendering.formatting import say
from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.rendering import render
from bot.messages.segments import Segments, count
from bot.translation.translator import Translator
from flows.components.service_card import card
from flows.components.service_lines import Seen, languages_read
from flows.engine.reply import Reply
from flows.engine.text import Line, _, plural
from services_directory.values.entries import Directory, Service

LONG = 2
"""More segments than this are shown as long."""


@dataclass(frozen=True, slots=True)
class SmsPreview:
    """One SMS as a phone shows it. `cut`: something did not fit and was left out.

    `left_out`: the words that staff wrote for it were too long, and are not in it.
    """

    text: str
    size: Segments
    cut: bool = False
    left_out: bool = False

    @property
    def is_long(self) -> bool:
        return self.cut or self.left_out or self.size.segments > LONG

    def in_words(self) -> str:
        """What it costs, for the reader of the page: "GSM-7, 143 units, 1 segment"."""
        words = say(
            plural(
                "{n} SMS ({encoding}, {units} units)",
                "{n} SMS ({encoding}, {units} units)",
                self.size.segments,
                encoding=self.size.encoding,
                units=self.size.units,
            )
        )
        if dear := self._dear_letters():
            words = say(_("{size}, because of: {letters}", size=words, letters=" ".join(dear)))
        if self.left_out:
            return say(_("{size}. What the SMS was to say is too long for it.", size=words))
        return say(_("{size}. Too long: the end is left out.", size=words)) if self.cut else words

    def _dear_letters(self) -> tuple[str, ...]:
        """What made a text in Latin letters dear; in Arabic every letter does, so none is told."""
        letters = self.size.forced_by
        if any(bidirectional(letter[0]) in {"AL", "R"} for letter in letters):
            return ()
        return letters[:8]

    def as_json(self) -> dict[str, object]:
        return {"text": self.text, "size": self.in_words(), "long": self.is_long}


def card_previews(
    service: Service, directory: Directory, now: datetime, translator: Translator
) -> dict[str, SmsPreview]:
    """The card of a service in each language of the programme, as it would be sent by SMS."""

    def sms(locale: str) -> SmsPreview:
        seen = Seen(now, directory, languages_read(locale, translator.languages))
        preview = _as_sms(card(service, seen), locale, translator)
        if not seen.is_read(service.sms_text):
            return preview
        own = _as_sms(Reply((service.sms_text,)), locale, translator)
        return replace(preview, cut=False, left_out=own.text not in preview.text)

    return {locale: sms(locale) for locale in directory.programme.languages}


def telegram_cards(
    service: Service, directory: Directory, now: datetime, translator: Translator
) -> dict[str, str]:
    """The card in each language, as a phone with buttons shows it."""

    def told(locale: str) -> str:
        seen = Seen(now, directory, languages_read(locale, translator.languages))
        language = translator.language(locale)
        return render(card(service, seen), locale, BY_BUTTONS, translator.phrase, language).text

    return {locale: told(locale) for locale in directory.programme.languages}


def text_previews(
    texts: Mapping[str, str], translator: Translator, sizes: Mapping[str, Segments]
) -> dict[str, SmsPreview]:
    """Free words in each language; `sizes` are those of the whole message where it is known."""
    plain = {
        locale: _as_sms(Reply((words,)), locale, translator) for locale, words in texts.items()
    }
    return {
        locale: replace(preview, size=sizes.get(locale, preview.size))
        for locale, preview in plain.items()
    }


@dataclass(frozen=True, slots=True)
class LinePreview:
    """One sentence of ours as an SMS has it, and as a phone with buttons."""

    sms: SmsPreview
    telegram: str

    def as_json(self) -> dict[str, object]:
        return self.sms.as_json() | {"telegram": self.telegram}


def line_preview(line: Line, locale: str, translator: Translator) -> LinePreview:
    """How a sentence is sent."""
    language, reply = translator.language(locale), Reply((line,))
    told = render(reply, locale, BY_BUTTONS, translator.phrase, language).text
    return LinePreview(_as_sms(reply, locale, translator), told)


def _as_sms(reply: Reply, locale: str, translator: Translator) -> SmsPreview:
    language = translator.language(locale)
    text = render(reply, locale, BY_SMS, translator.phrase, language).text
    unlimited = replace(reply.shorter or reply, at_most_segments=None)
    whole = render(unlimited, locale, BY_SMS, translator.phrase, language).text
    return SmsPreview(text, count(text), cut=len(whole) > len(text))
