"""Every sentence we say: looked for by its words, by where it is said and by what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import StaffForm, choice_field, clean, fill_choices, text_field
from admin.pages.words.word_standing import MARKS, MISSING, WARNINGS, Book, asked_in, read_book
from admin.rendering.formatting import speaker
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.sms_preview import LinePreview, line_preview
from admin.rendering.templates import page
from admin.rendering.word_places import PLACES, STAFF_PAGES, places_of
from admin.rendering.word_samples import sample
from bot.translation.sentences import Sentence
from flows.engine.language import Language
from flows.engine.text import _
from services_directory.values.normalise import fold

FOR_PEOPLE = ""


class SearchForm(StaffForm):
    search = text_field(_("Search"), type="search", dir="auto")
    place = choice_field(_("Said where"))
    state = choice_field(_("How its words stand"))
    language = choice_field(_("Language"))


@dataclass(frozen=True, slots=True)
class InLanguage:
    """`size`: as an SMS; None where it never is one, or another language stands in."""

    language: Language
    marks: Sequence[str]
    size: LinePreview | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the sentences for people a language has words for."""

    language: Language
    said: int
    asked: int


async def show(request: web.Request) -> web.Response:
    deps = dependencies_of(request)
    book, form = await read_book(deps), SearchForm(request.query)
    _fill(form, deps.columns)
    found = [*_found(form, book, deps.columns)]
    turn = pages(request.rel_url, len(found))
    shown = found[turn.offset : turn.offset + PER_PAGE]
    return page(
        request,
        "words/list.html",
        form=form,
        rows=[(each, _words(each, book), _languages(each, book, deps)) for each in shown],
        total=len(found),
        coverage=[*_coverage(book, deps.columns)],
        unfit=book.unfit(),
        marks=MARKS,
        warnings=WARNINGS,
        places=PLACES,
        places_of=places_of,
        pages=turn,
    )


def _fill(form: SearchForm, languages: Sequence[Language]) -> None:
    said = [(code, label) for code, (label, _begins) in PLACES.items()]
    fill_choices(form.place, [(FOR_PEOPLE, _("Everything people are told")), *said])
    fill_choices(form.state, [("", _("All")), *MARKS.items()])
    fill_choices(
        form.language, [("", _("All")), *((each.code, each.own_name) for each in languages)]
    )


def _found(form: SearchForm, book: Book, languages: Sequence[Language]) -> Iterator[Sentence]:
    words = fold(clean(form.search.data))
    state, place = form.state.data, form.place.data
    if form.language.data:
        languages = [each for each in languages if each.code == form.language.data] or languages
    for each in book.release.sentences.values():
        if not _is_said(each, place):
            continue
        asked = asked_in(each, languages, book.release)
        if state in MARKS and not any(state in book.marks_of(each, one.code) for one in asked):
            continue
        if not words or _has(each, words, book, asked):
            yield each


def _is_said(sentence: Sentence, place: str | None) -> bool:
    if place in PLACES:
        return place in places_of(sentence)
    return places_of(sentence) != (STAFF_PAGES,)


def _has(sentence: Sentence, words: str, book: Book, asked: Sequence[Language]) -> bool:
    said = [form for each in asked for form in book.forms_of(sentence, each.code)]
    return any(words in fold(each) for each in (sentence.one, sentence.many or "", *said))


def _words(sentence: Sentence, book: Book) -> tuple[str, str]:
    """In the reader's language, or as the code has it, with the direction it is read in: braces
    that stand first would turn it around."""
    language = speaker.get().language
    if forms := book.forms_of(sentence, language.code):
        return forms[-1], "rtl" if language.right_to_left else "ltr"
    return sentence.many or sentence.one, "ltr"


def _languages(sentence: Sentence, book: Book, deps: AdminDependencies) -> list[InLanguage]:
    line, found = sample(sentence, deps), []
    for each in asked_in(sentence, deps.columns, book.release):
        marks = book.marks_of(sentence, each.code)
        is_sized = sentence.may_be_an_sms and MISSING not in marks
        size = line_preview(line, each.code, deps.translator) if is_sized else None
        found.append(InLanguage(each, marks, size))
    return found


def _coverage(book: Book, languages: Sequence[Language]) -> Iterator[Coverage]:
    for_people = [each for each in book.release.sentences.values() if _is_said(each, FOR_PEOPLE)]
    for each in languages:
        asked = [one for one in for_people if book.release.is_wanted(one, each.code)]
        missing = sum(MISSING in book.marks_of(one, each.code) for one in asked)
        yield Coverage(each, len(asked) - missing, len(asked))
