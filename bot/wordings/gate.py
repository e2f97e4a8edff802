"""May these words of staff be said in the place of a sentence? What the catalogues are held to,
and what only a release may change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.messages.segments import Segments, count, for_sms
from bot.translation.sentences import Sentence
from bot.translation.word_faults import PLACEHOLDER, Fault, faults_of
from bot.wordings.release import Release, plural_forms_of
from flows.engine.language import Language
from flows.engine.text import _, plural

MOST_SEGMENTS = 2
"""Of a sentence by SMS, where that of the release is not longer itself."""

CONSENT = _(
    "People agree to these words, and we keep which words they agreed to. Others would be another"
    " consent, so they come with a release only."
)


def refusals(
    said: Sequence[str], sentence: Sentence, language: Language, release: Release
) -> Iterator[Fault]:
    """Why not; nothing where they may be said."""
    if sentence.is_consent:
        yield Fault(CONSENT)
        return
    if len(said) != (forms := plural_forms_of(sentence, language)):
        yield Fault(
            plural("This language needs {n} form.", "This language needs {n} forms.", forms)
        )
        return
    yield from faults_of(said, sentence, language, release.locales)
    if sentence.may_be_an_sms:
        yield from _too_long(said, sentence, language, release)


def as_sms(words: str, language: Language) -> Segments:
    """About what it costs: what is filled in counts as its name."""
    plain = PLACEHOLDER.sub(lambda name: name[0].strip("{}"), words)
    return count(for_sms(plain, plain_letters=language.plain_by_sms))


def _too_long(
    said: Sequence[str], sentence: Sentence, language: Language, release: Release
) -> Iterator[Fault]:
    before = (as_sms(form, language).segments for form in release.forms_of(sentence, language.code))
    most = max(MOST_SEGMENTS, *before)
    for form, words in enumerate(said):
        if (has := as_sms(words, language).segments) > most:
            why = _("As an SMS it has {has} parts; it may have {most}.", has=has, most=most)
            yield Fault(why, None if sentence.many is None else form)
