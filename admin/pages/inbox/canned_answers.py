"""Answers that are given often: written once in each language, with placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import clean
from admin.models import CannedAnswer
from admin.rendering.contacts import find
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from flows.engine.text import Text, _

LONGEST = 600
_PLACEHOLDER = re.compile(r"{([^{}]*)}")
NO_TITLE = _("Please give it a name.")
NO_WORDS = _("Please write it in one language at least.")


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
    title = clean(posted.get("title"))[:64]
    words = {
        each.code: text
        for each in deps.columns
        if (text := clean(posted.get(f"words_{each.code}"))[:LONGEST])
    }
    used = {name for text in words.values() for name in _PLACEHOLDER.findall(text)}
    known = placeholders(deps, deps.programme.languages[0])
    fault = NO_TITLE if not title else NO_WORDS if not words else None
    if used - known.keys():
        fault = _("In braces only these stand for something: {names}", names=_shown(known))
    if fault is not None:
        return await _page(request, fault, title, words)
    now, who = deps.clock(), staff_of(request).name
    edited = clean(posted.get("id"))
    async with in_transaction():
        kept: dict[str, Any] = {"title": title, "words": _as_json(words), "changed_at": now}
        if edited.isdecimal() and len(edited) < 19:
            await CannedAnswer.filter(id=int(edited)).update(**kept)
        else:
            edited = str((await CannedAnswer.create(**kept)).id)
        await note(who, Did.CHANGED, On.CANNED_ANSWER, edited, now, after={"title": title})
    return go(request, "canned", "saved")


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
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> web.Response:
    deps = dependencies_of(request)
    answers = await CannedAnswer.all().order_by("title", "id")
    edited = next((each for each in answers if str(each.id) == request.query.get("edit")), None)
    if edited is not None and words is None:
        title, words = edited.title, json.loads(edited.words)
    return page(
        request,
        "canned_answers.html",
        422 if fault else 200,
        answers=[(each, json.loads(each.words)) for each in answers],
        edited=edited,
        title=title,
        words=words or {},
        columns=deps.columns,
        placeholders=_shown(placeholders(deps, deps.programme.languages[0])),
        fault=fault,
    )


def _as_json(words: Mapping[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _shown(known: Iterable[str]) -> str:
    return " ".join(f"{{{each}}}" for each in known)
