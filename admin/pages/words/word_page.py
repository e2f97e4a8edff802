"""One sentence: what it says in every language, what it costs, and who changed it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.pages.words.word_standing import MARKS, WARNINGS, Book, asked_in, read_book
from admin.rendering.formatting import say
from admin.rendering.sms_preview import LinePreview, line_preview
from admin.rendering.templates import go, page
from admin.rendering.word_places import PLACES, places_of
from admin.rendering.word_samples import explained, sample
from admin.security.access import staff_of
from bot.database.faults import ConstraintBroken
from bot.translation.languages import plural_rule
from bot.translation.sentences import Sentence
from bot.wordings.chosen_words import Wording
from bot.wordings.gate import CONSENT, refusals
from bot.wordings.release import NOTHING
from bot.wordings.store import history_of
from bot.wordings.take_up import Change
from flows.engine.language import Language
from flows.engine.text import Text, _

RELEASE, BEFORE = "release", "before"

_UP_TO, _MOST_NUMBERS = 201, 3
THE_WORDS = _("The words")


@dataclass(frozen=True, slots=True)
class Subject:
    """A sentence as it stands; `is_gone`: this release does not say it. `history`: last one first,
    of all languages."""

    sentence: Sentence
    book: Book
    history: Sequence[Wording]
    is_gone: bool

    def last(self, code: str) -> Wording | None:
        return next((each for each in self.history if each.locale == code), None)

    def before(self, code: str) -> tuple[str, ...]:
        """The words before the last change; none: those of the release."""
        changes = [each for each in self.history if each.locale == code]
        return changes[1].forms if len(changes) > 1 else NOTHING


@dataclass(frozen=True, slots=True)
class Form:
    """One plural form, or the only one. `number` picks it."""

    label: Text
    number: int


@dataclass(frozen=True, slots=True)
class Column:
    """One language on the page. `undo`: what can be gone back to, with the revision it undoes."""

    language: Language
    marks: Sequence[str]
    forms: Sequence[tuple[Form, str]]
    released: Sequence[str]
    preview: LinePreview
    faults: Sequence[Text]
    undo: Sequence[str]
    revision: int


async def subject_of(request: web.Request) -> Subject:
    """What the address names. Raises HTTPNotFound."""
    deps, key = dependencies_of(request), request.match_info["id"]
    book = await read_book(deps)
    history = await deps.executor.run(lambda: history_of(key))
    sentence = book.release.sentences.get(key)
    if sentence is None and not history:
        raise web.HTTPNotFound
    is_gone = sentence is None
    return Subject(sentence or Sentence(history[0].one, history[0].many), book, history, is_gone)


async def show(request: web.Request) -> web.Response:
    return overview(request, await subject_of(request))


def overview(request: web.Request, subject: Subject, fault: Text | None = None) -> web.Response:
    """All of it, to be read; each language is changed on a page of its own."""
    deps, sentence = dependencies_of(request), subject.sentence
    return page(
        request,
        "words/sentence.html",
        422 if fault else 200,
        fault=fault,
        subject=subject,
        sentence=sentence,
        columns=[_column(each, subject, deps) for each in _languages(subject, deps)],
        placeholders=[(each.name, say(each.meaning)) for each in explained(sentence)],
        said_where=[say(PLACES[code][0]) for code in places_of(sentence)],
        consent=CONSENT if sentence.is_consent else None,
        marks=MARKS,
        warnings=WARNINGS,
    )


async def undo(request: web.Request) -> web.Response:
    """Back to the words of the release, or to those before the last change."""
    deps, posted = dependencies_of(request), await request.post()
    subject, code = await subject_of(request), request.match_info["locale"]
    last, key = subject.last(code), request.match_info["id"]
    if last is None or posted.get("revision") != str(last.revision):
        return go(request, "words_one", "outdated", id=key)
    forms = subject.before(code) if posted.get("to") == BEFORE else NOTHING
    language = deps.translator.language(code)
    if forms and (
        language is None or [*refusals(forms, subject.sentence, language, subject.book.release)]
    ):
        return go(request, "words_one", "words_unfit", id=key)
    change = Change(subject.sentence, code, forms, last)
    try:
        await deps.wordings.keep([change], staff_of(request).name)
    except ConstraintBroken:
        return go(request, "words_one", "outdated", id=key)
    return go(request, "words_one", "words_said" if forms else "words_released", id=key)


def forms_of(sentence: Sentence, language: Language) -> list[Form]:
    """The plural forms of this language, each with numbers that take it; or the only form."""
    if sentence.many is None:
        return [Form(THE_WORDS, 1)]
    count, rule = plural_rule(language.plural_forms, Path(language.code))
    forms = []
    for form in range(count):
        numbers = [each for each in range(_UP_TO) if rule(each) == form]
        shown = ", ".join(map(str, numbers[:_MOST_NUMBERS]))
        more = " …" if len(numbers) > _MOST_NUMBERS else ""
        label = _("Said of: {numbers}", numbers=shown + more)
        forms.append(Form(label, (numbers[1:2] or numbers or [1])[0]))
    return forms


def _languages(subject: Subject, deps: AdminDependencies) -> list[Language]:
    if subject.is_gone:
        return [each for each in deps.columns if subject.last(each.code)]
    return asked_in(subject.sentence, deps.columns, subject.book.release)


def _column(language: Language, subject: Subject, deps: AdminDependencies) -> Column:
    sentence, book, code = subject.sentence, subject.book, language.code
    forms, own = forms_of(sentence, language), book.chosen.get((sentence.key, code))
    said = book.forms_of(sentence, code)
    last = subject.last(code)
    undo = [RELEASE] if own else []
    before = subject.before(code)
    if last and before and before != last.forms:
        undo.append(BEFORE)
    return Column(
        language,
        book.marks_of(sentence, code),
        [*zip(forms, said, strict=False)],
        book.release.forms_of(sentence, code) if own else NOTHING,
        line_preview(sample(sentence, deps, forms[-1].number), code, deps.translator),
        [each.why for each in own.faults] if own else [],
        undo,
        last.revision if last else 0,
    )
