"""Several services at once: choose what, look at each before and after, do it, take it all back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.forms.merging import SEEN
from admin.forms.services.closure import closure_of
from admin.forms.services.service import FAULTS
from admin.models import BulkEdit
from admin.pages.services.bulk_edits import (
    DONE,
    days_form,
    do_edit,
    edit_of,
    make_edit,
    renew,
    standings_of,
    undo_edit,
)
from admin.pages.services.service_list import back_to, found_services
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.bulk_labels import ACTS, CHOICES, HINDRANCES, NOT_BACK, before_and_after
from admin.rendering.contacts import find
from admin.rendering.formatting import say
from admin.rendering.labels import FIELDS
from admin.rendering.templates import go, page
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import Act, Hindrance, Outlook
from services_directory.storage.bulk_edits.carrying_out import look_at
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records

MOST = 400
"""So many services are changed at once: more, nobody looks through."""


LONGEST_KEY = 96


class Line(NamedTuple):
    """A service of an edit: what would be, or was, done to it; or why not."""

    key: str
    name: Any
    before_after: Sequence[tuple[str, str, str]] = ()
    why_not: str = ""
    faults: Sequence[tuple[str, str]] = ()


async def choose(request: web.Request) -> web.Response:
    """Keep which services are meant, as they are now, and show what would be done."""
    posted = await request.post()
    act = clean(posted.get("act"))
    if act not in {each.value for each in CHOICES}:
        raise web.HTTPNotFound
    if posted.get("which") == "all":
        found = await found_services(request, clean(posted.get("back")), MOST)
        records, total = list(found.services), found.total
    else:
        keys = [clean(each)[:LONGEST_KEY] for each in posted.getall("key", [])]
        ticked = ServiceRow.filter(key__in=keys[:MOST])
        mine = await theirs(request, About.SERVICE, ticked)
        records, total = await read_records(mine.order_by("folded", "id")), len(keys)
    if not records or total > MOST:
        return back_to(request, posted, "too_many_chosen" if total > MOST else "nothing_chosen")
    row = await make_edit(request, Act(act), records, {})
    return go(request, "bulk_edit", id=row.id)


async def show(request: web.Request) -> web.Response:
    """What would be done to each; or, once it is done, what came of it."""
    row = await find(request, BulkEdit)
    return await (_done_page(request, row) if row.done_at else _look_page(request, row))


async def confirm(request: web.Request) -> web.Response:
    """Look again with other days, or carry out what was looked at."""
    row, posted = await find(request, BulkEdit), await request.post()
    if row.done_at:
        return go(request, "bulk_edit", "sent_before", id=row.id)
    if Act(row.act) is Act.CLOSED and "look" in posted:
        told = {each.name: clean(posted.get(each.name))[:200] for each in days_form(request, {})}
        await renew(row, await _records([*standings_of(row)]), told)
        return await _look_page(request, row)
    if "look" in posted:
        await renew(row, await _records([*standings_of(row)]), json.loads(row.told))
        return go(request, "bulk_edit", id=row.id)
    edit = edit_of(request, row)
    if edit is None or posted.get(SEEN) != _stamp(row):
        return go(request, "bulk_edit", "outdated", id=row.id)
    await do_edit(request, row, edit)
    return go(request, "bulk_edit", id=row.id)


async def undo(request: web.Request) -> web.Response:
    """Take the whole edit back; then to where the press was made."""
    row, posted = await find(request, BulkEdit), await request.post()
    is_undone = await undo_edit(request, row)
    if "back" in posted:
        left = any(each.back not in ("", DONE) for each in standings_of(row).values())
        return back_to(request, posted, "undone" if is_undone and not left else "outdated")
    return go(request, "bulk_edit", None if is_undone else "sent_before", id=row.id)


async def _look_page(request: web.Request, row: BulkEdit) -> web.Response:
    deps, standings = dependencies_of(request), standings_of(row)
    edit, told = edit_of(request, row), json.loads(row.told)
    form = days_form(request, told) if Act(row.act) is Act.CLOSED else None
    if form is not None and told and edit is None:
        form.validate()
        closure_of(form, [each.code for each in deps.columns])
    seen = {key: each.seen for key, each in standings.items()}
    found = await look_at(seen, edit, deps.programme) if edit else ()
    lines = [_line(each) for each in found]
    gone = [key for key in standings if edit and key not in {each.key for each in lines}]
    lines += [Line(key, key, why_not=say(HINDRANCES[Hindrance.GONE])) for key in gone]
    return page(
        request,
        "service/bulk_edit.html",
        422 if form is not None and form.errors else 200,
        row=row,
        act=ACTS[Act(row.act)],
        form=form,
        columns=deps.columns,
        is_outdated=any(each.hindrance is Hindrance.CHANGED_SINCE for each in found),
        changing=[each for each in lines if not each.why_not],
        left_out=[each for each in lines if each.why_not],
        total=len(standings),
        seen_field=SEEN,
        seen=_stamp(row),
    )


async def _done_page(request: web.Request, row: BulkEdit) -> web.Response:
    standings = standings_of(row)
    named = {each.key: each.name for each in await _records([*standings])}
    done, left_out, not_back = [], [], []
    for key, each in standings.items():
        line = Line(key, named.get(key, key))
        if each.came != DONE:
            left_out.append(line._replace(why_not=say(HINDRANCES[each.came])))
        elif each.back not in ("", DONE):
            not_back.append(line._replace(why_not=say(NOT_BACK)))
        else:
            done.append(line)
    return page(
        request,
        "service/bulk_edit_done.html",
        row=row,
        act=ACTS[Act(row.act)],
        done=done,
        left_out=left_out,
        not_back=not_back,
    )


def _line(found: Outlook) -> Line:
    record = found.record
    if found.hindrance is not None:
        faults = [(say(FIELDS[name]), say(FAULTS[each])) for name, each in found.faults.items()]
        return Line(record.key, record.name, (), say(HINDRANCES[found.hindrance]), faults)
    return Line(record.key, record.name, before_and_after(found))


async def _records(keys: Sequence[str]) -> list[ServiceRecord]:
    return await read_records(ServiceRow.filter(key__in=keys).order_by("folded", "id"))


def _stamp(row: BulkEdit) -> str:
    """Another one when it says something else, or is of services as they are later."""
    return hashlib.sha256(f"{row.told}{row.services}".encode()).hexdigest()[:16]
