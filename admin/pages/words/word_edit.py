"""What we say of one sentence in one language, in our own words: typed, tried and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import Posted, StaffForm, long_field
from admin.forms.merging import SEEN, Conflict, Units, seen_json
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    FormEdit,
    ask_which,
    label_of,
    read_form,
    until_unchanged,
)
from admin.pages.conflicts import Change as WhoChanged
from admin.pages.words.word_page import Form, Subject, forms_of, overview, subject_of
from admin.pages.words.word_standing import asked_in
from admin.rendering.formatting import say
from admin.rendering.sms_preview import line_preview
from admin.rendering.templates import go, page, url_of
from admin.rendering.word_samples import explained, sample
from admin.security.access import staff_of
from bot.database.faults import ConstraintBroken
from bot.translation.catalogue import usable
from bot.translation.word_faults import Fault
from bot.wordings.gate import CONSENT, refusals
from bot.wordings.release import NOTHING
from bot.wordings.take_up import Change, book
from flows.engine.language import Language
from flows.engine.text import Text

LONGEST = 1500
UNIT = "words"


class WordsForm(StaffForm):
    """`form_class` adds a field for each plural form."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A sentence in the language that the address names."""

    subject: Subject
    language: Language

    @property
    def forms(self) -> list[Form]:
        return forms_of(self.subject.sentence, self.language)

    @property
    def names(self) -> list[str]:
        return [f"{UNIT}_{number}" for number in range(len(self.forms))]

    @property
    def made_of(self) -> type[WordsForm]:
        labels = tuple(each.label for each in self.forms)
        return form_class(labels, self.language.code, self.language.right_to_left)

    @property
    def kept(self) -> dict[str, str]:
        said = self.subject.book.forms_of(self.subject.sentence, self.language.code)
        return dict(zip(self.names, said or [""] * len(self.names), strict=False))

    def refusals(self, forms: Sequence[str]) -> list[Fault]:
        sentence, release = self.subject.sentence, self.subject.book.release
        return [*refusals(forms, sentence, self.language, release)]


@lru_cache(maxsize=64)
def form_class(labels: tuple[Text, ...], code: str, right_to_left: bool) -> type[WordsForm]:
    """The form of one language."""
    direction = "rtl" if right_to_left else "ltr"
    fields: dict[str, Any] = {
        f"{UNIT}_{number}": long_field(label, letters=LONGEST, lang=code, dir=direction)
        for number, label in enumerate(labels)
    }
    return type("WordsFormInLanguage", (WordsForm,), fields)


async def show(request: web.Request) -> web.Response:
    edited = await _edited(request)
    if edited.subject.sentence.is_consent:
        return overview(request, edited.subject, CONSENT)
    form = edited.made_of(data=edited.kept)
    return _page(request, edited, form, seen_json(form, edited.names))


async def save(request: web.Request) -> web.Response:
    """From now on these are said; or, pressed to look only, they are shown as they would be."""
    return await until_unchanged(lambda: _save(request), ConstraintBroken)


async def _save(request: web.Request) -> web.Response:
    edited, posted = await _edited(request), await request.post()
    if edited.subject.sentence.is_consent:
        return overview(request, edited.subject, CONSENT)
    edit = _read(edited, posted)
    if edit.undecided:
        return _ask(request, edited, edit, edit.undecided, NOT_CHOSEN)
    if edit.merged.conflicts:
        return _ask(request, edited, edit, edit.merged.conflicts)
    words = _words(edit.form, edited)
    faults = [] if words == _words_of(edited.kept, edited) else edited.refusals(words)
    for each in faults:
        edit.form.refuse(edited.names[each.form or 0], each.why)
    if faults or "preview" in posted:
        status = 422 if faults else 200
        return _page(request, edited, edit.form, str(posted.get(SEEN, "")), status)
    if edit.merged.touched:
        await _keep(request, edited, words)
    return go(request, "words_one", "words_said", id=edited.subject.sentence.key)


async def preview(request: web.Request) -> web.Response:
    """What stands in the form now as it would be sent, for the script that keeps the page fresh."""
    edited = await _edited(request)
    words = _words(edited.made_of(await request.post()), edited)
    shown = _previews(dependencies_of(request), edited, words)
    return web.json_response({str(number): each for number, each in enumerate(shown)})


async def _keep(request: web.Request, edited: Edited, words: tuple[str, ...]) -> None:
    subject, code = edited.subject, edited.language.code
    is_released = words == subject.book.release.forms_of(subject.sentence, code)
    last = subject.last(code)
    if is_released and (last is None or not last.forms):
        return
    change = Change(subject.sentence, code, NOTHING if is_released else words, last)
    await dependencies_of(request).wordings.keep([change], staff_of(request).name)


async def _edited(request: web.Request) -> Edited:
    subject, deps = await subject_of(request), dependencies_of(request)
    asked = asked_in(subject.sentence, deps.columns, subject.book.release)
    language = next((each for each in asked if each.code == request.match_info["locale"]), None)
    if language is None or subject.is_gone:
        raise web.HTTPNotFound
    return Edited(subject, language)


def _read(edited: Edited, posted: Posted) -> FormEdit[WordsForm]:
    make, units = edited.made_of, Units(together={UNIT: tuple(edited.names)})
    return read_form(posted, make(posted), lambda told: make(data=dict(told)), edited.kept, units)


def _words(form: WordsForm, edited: Edited) -> tuple[str, ...]:
    return _words_of(form.data, edited)


def _words_of(values: Mapping[str, str | None], edited: Edited) -> tuple[str, ...]:
    return tuple((values.get(name) or "")[:LONGEST] for name in edited.names)


def _ask(
    request: web.Request,
    edited: Edited,
    edit: FormEdit[WordsForm],
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    subject = edited.subject
    last = subject.last(edited.language.code)
    change = WhoChanged(last.changed_by, last.changed_at) if last else None
    asked = Asked(lambda conflict: label_of(edit.form, conflict.mine), lambda _conflict: change)
    back = url_of(request)("words_one", id=subject.sentence.key)
    return ask_which(
        request, edit.form, conflicts, asked, title=subject.sentence.one, back=back, fault=fault
    )


def _page(
    request: web.Request, edited: Edited, form: WordsForm, seen: str, status: int = 200
) -> web.Response:
    deps, sentence = dependencies_of(request), edited.subject.sentence
    shown = _previews(deps, edited, _words(form, edited))
    return page(
        request,
        "words/edit.html",
        status,
        sentence=sentence,
        locale=edited.language,
        form=form,
        fields=[(form[name], each) for name, each in zip(edited.names, shown, strict=True)],
        released=edited.subject.book.release.forms_of(sentence, edited.language.code),
        placeholders=[(each.name, say(each.meaning)) for each in explained(sentence)],
        seen_field=SEEN,
        seen=seen,
    )


def _previews(
    deps: AdminDependencies, edited: Edited, words: Sequence[str]
) -> list[dict[str, object]]:
    """Each form as it would be sent, or what has to be mended before it can be."""
    sentence, language = edited.subject.sentence, edited.language
    trial = book({(sentence.one, sentence.many): words}, language)
    translator, shown = deps.translator.with_words({language.code: trial}), []
    faults = edited.refusals(words)
    for number, (form, text) in enumerate(zip(edited.forms, words, strict=True)):
        wrong = [say(each.why) for each in faults if (each.form or 0) == number]
        if usable(text, sentence.one, sentence.many) is None:
            shown.append({"text": "", "size": " ".join(wrong), "long": True, "telegram": ""})
            continue
        told = line_preview(sample(sentence, deps, form.number), language.code, translator)
        size = told.sms.in_words() if sentence.may_be_an_sms else ""
        shown.append(
            told.as_json()
            | {"size": " ".join([size, *wrong]).strip(), "long": bool(wrong) or told.sms.is_long}
        )
    return shown
