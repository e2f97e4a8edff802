"""Answers that are given often: written once in each language, with placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import (
    Columns,
    Posted,
    StaffForm,
    clean,
    in_languages,
    long_field,
    text_field,
)
from admin.forms.merging import SEEN, Conflict, Units, Values, seen_json
from admin.models import CannedAnswer
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    ChangedMeanwhile,
    ask_which,
    changes_in_audit,
    label_of,
    read_form,
    until_unchanged,
)
from admin.rendering.contacts import find
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from flows.engine.text import Text, _

LONGEST = 600
_PLACEHOLDER = re.compile(r"{([^{}]*)}")
_WORDS = "words_"
TAKEN_AWAY = _("Somebody took this answer away meanwhile. Save it as a new one, if it is needed.")
NO_TITLE = _("Please give it a name.")
NO_WORDS = _("Please write it in one language at least.")


class CannedForm(StaffForm):
    """`form_class` adds the words."""

    title = text_field(_("Its name, for the team"), letters=64, dir="auto")


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[CannedForm]:
    """The form with its words in these languages."""
    fields: dict[str, Any] = {
        f"{_WORDS}{code}": long_field(_("Its words"), letters=LONGEST, lang=code, dir=direction)
        for code, direction in columns
    }
    return type("CannedFormInLanguages", (CannedForm,), fields)


def placeholders(deps: AdminDependencies, locale: str) -> dict[str, str]:
    """What each of them becomes for a reader of `locale`."""
    centre, phrase = deps.programme.centre, deps.translator.phrase
    return {
        "centre": phrase(centre.name, locale),
        "address": phrase(centre.address, locale) if centre.address else "",
        "phone": centre.phone.digits if centre.phone else "",
        "programme": phrase(deps.programme.name, locale),
    }


def filled(answer: CannedAnswer, locale: str, deps: AdminDependencies) -> str:
    """In the reader's language, or one that stands in for it; "" where there is none."""
    words: Mapping[str, str] = json.loads(answer.words)
    language = deps.translator.language(locale)
    read = (locale, *(language.fallbacks if language else ()))
    text = next((words[each] for each in read if words.get(each)), "")
    values = placeholders(deps, locale)
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def save(request: web.Request) -> web.Response:
    """A new one, or another wording of one."""
    posted, deps = await request.post(), dependencies_of(request)
    form = in_languages(form_class, deps.columns)(posted)
    edited = clean(posted.get("id"))
    if edited.isdecimal() and len(edited) < 19:
        return await until_unchanged(
            lambda: _change(request, posted, int(edited)), ChangedMeanwhile
        )
    fault = _fault(form, deps)
    if fault is not None:
        return await _page(request, fault, form)
    async with in_transaction():
        values = {"title": form.title.data, "words": _as_json(_words(form, {}))}
        made = await CannedAnswer.create(**values, changed_at=deps.clock())
        await _note(request, made, {}, values_of(made))
    return go(request, "canned", "saved")


async def _change(request: web.Request, posted: Posted, answer_id: int) -> web.Response:
    """Only what was changed in the form; what a colleague changed as well is asked about."""
    deps, answer = dependencies_of(request), await CannedAnswer.get_or_none(id=answer_id)
    make = in_languages(form_class, deps.columns)
    if answer is None:
        # Taken away meanwhile: what was typed stands in the form of a new one.
        return await _page(request, TAKEN_AWAY, make(posted), edit=False)
    kept = values_of(answer)
    edit = read_form(posted, make(posted), lambda told: make(data=dict(told)), kept, Units())
    if edit.undecided:
        return await _ask(request, edit.form, answer, edit.undecided, NOT_CHOSEN)
    fault = _fault(edit.form, deps) or _fault(edit.merged_form, deps)
    if fault is not None:
        return await _page(request, fault, edit.form, seen=str(posted.get(SEEN, "")))
    if edit.merged.touched:
        await _keep(request, answer, edit.merged_form)
    if edit.merged.conflicts:
        return await _ask(request, edit.form, answer, edit.merged.conflicts)
    return go(request, "canned", "saved")


async def _keep(request: web.Request, answer: CannedAnswer, form: CannedForm) -> None:
    words, before = _words(form, json.loads(answer.words)), values_of(answer)
    async with in_transaction():
        as_read = CannedAnswer.filter(id=answer.id, title=answer.title, words=answer.words)
        now = dependencies_of(request).clock()
        answer.title, answer.words = form.title.data, _as_json(words)
        if not await as_read.update(title=answer.title, words=answer.words, changed_at=now):
            raise ChangedMeanwhile
        await _note(request, answer, before, values_of(answer))


async def _note(request: web.Request, answer: CannedAnswer, before: Values, after: Values) -> None:
    """Its name, and which words changed: the trail keeps no words."""
    changed = {name: "…" for name, value in after.items() if value != before.get(name, "")}
    told = {**changed, "title": answer.title}
    who, now = staff_of(request).name, dependencies_of(request).clock()
    await note(who, Did.CHANGED, On.CANNED_ANSWER, answer.id, now, after=told)


async def _ask(
    request: web.Request,
    form: StaffForm,
    answer: CannedAnswer,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    changed = await changes_in_audit(On.CANNED_ANSWER, answer.id)
    asked = Asked(lambda conflict: label_of(form, conflict.mine), changed)
    back, also = url_of(request)("canned", {"edit": str(answer.id)}), {"id": str(answer.id)}
    return ask_which(
        *(request, form, conflicts, asked), title=answer.title, back=back, fault=fault, also=also
    )


def _fault(form: CannedForm, deps: AdminDependencies) -> Text | None:
    words = _words(form, {})
    used = {name for text in words.values() for name in _PLACEHOLDER.findall(text)}
    known = placeholders(deps, deps.programme.languages[0])
    if used - known.keys():
        return _("In braces only these stand for something: {names}", names=_shown(known))
    return NO_TITLE if not form.title.data else NO_WORDS if not words else None


def _words(form: CannedForm, kept: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form; words in a language that has no field here stay."""
    shown = {
        name.removeprefix(_WORDS): (value or "")[:LONGEST]
        for name, value in form.data.items()
        if name.startswith(_WORDS)
    }
    return {code: words for code, words in {**kept, **shown}.items() if words}


def values_of(answer: CannedAnswer) -> dict[str, str]:
    """As the values of the form's fields."""
    words = {f"{_WORDS}{code}": text for code, text in json.loads(answer.words).items()}
    return {"title": answer.title, **words}


async def delete(request: web.Request) -> web.Response:
    answer, deps = await find(request, CannedAnswer), dependencies_of(request)
    async with in_transaction():
        await CannedAnswer.filter(id=answer.id).delete()
        told = {"title": answer.title}
        await note(
            staff_of(request).name, Did.ARCHIVED, On.CANNED_ANSWER, answer.id, deps.clock(),
            before=told,
        )  # fmt: skip
    return go(request, "canned", "canned_gone")


async def _page(
    request: web.Request,
    fault: Text | None = None,
    form: CannedForm | None = None,
    *,
    edit: bool = True,
    seen: str | None = None,
) -> web.Response:
    """`edit`: the one that the address or the form names is changed; else it is a new one."""
    deps = dependencies_of(request)
    answers = await CannedAnswer.all().order_by("title", "id")
    named = str((await request.post()).get("id", "")) or request.query.get("edit")
    edited = next((each for each in answers if edit and str(each.id) == named), None)
    if form is None:
        values = values_of(edited) if edited else {}
        form = in_languages(form_class, deps.columns)(data=values)
    return page(
        request,
        "canned_answers.html",
        422 if fault else 200,
        answers=[(each, json.loads(each.words)) for each in answers],
        edited=edited,
        form=form,
        seen_field=SEEN,
        seen=seen_json(form, form.data) if seen is None else seen,
        columns=deps.columns,
        placeholders=_shown(placeholders(deps, deps.programme.languages[0])),
        fault=fault,
    )


def _as_json(words: Mapping[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _shown(known: Iterable[str]) -> str:
    return " ".join(f"{{{each}}}" for each in known)
