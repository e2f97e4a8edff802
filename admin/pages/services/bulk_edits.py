"""An edit of several services as its row keeps it: made, carried out, and taken back as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiDict

from admin.dependencies import dependencies_of
from admin.forms.base import in_languages
from admin.forms.services.closure import ClosureDays, closure_of, days_form_class, fill_kinds
from admin.models import BulkEdit
from admin.pages.services.service_steps import note_all_saved, were_theirs
from admin.security.access import staff_of
from bot.operations.audit_log import Did
from services_directory.records.drafts import Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import Act, Edit, Hindrance, digest_of
from services_directory.storage.bulk_edits.carrying_out import carry_out, take_back
from services_directory.storage.models import ServiceRow

DONE = "done"
"""What became of a service where nothing kept it from the edit, or from being taken back."""

_DID = {Act.CHECKED: Did.CHECKED, Act.ARCHIVED: Did.ARCHIVED}


@dataclass(slots=True)
class Standing:
    """How one service stands in an edit: as it was `seen`, what came of the edit, and of taking
    it back; "" where that was not tried."""

    seen: str
    came: str = ""
    back: str = ""


async def make_edit(
    request: web.Request, act: Act, records: Sequence[ServiceRecord], told: Mapping[str, str]
) -> BulkEdit:
    """Keep which services are meant, as they are now; nothing is done to them."""
    standings = {each.key: Standing(digest_of(each)) for each in records}
    return await BulkEdit.create(
        act=act.value,
        told=json.dumps(dict(told), ensure_ascii=False),
        services=_text(standings),
        made_by=staff_of(request).name,
        made_at=dependencies_of(request).clock(),
    )


async def renew(row: BulkEdit, records: Sequence[ServiceRecord], told: Mapping[str, str]) -> None:
    """It says this now, and is of the services as they are now."""
    row.told = json.dumps(dict(told), ensure_ascii=False)
    row.services = _text({each.key: Standing(digest_of(each)) for each in records})
    await row.save()


def standings_of(row: BulkEdit) -> dict[str, Standing]:
    """How each service stands, by key."""
    return {key: Standing(*told) for key, told in json.loads(row.services).items()}


def days_form(request: web.Request, told: Mapping[str, str]) -> ClosureDays:
    """The days of a closure as they were told."""
    columns = dependencies_of(request).columns
    form = in_languages(days_form_class, columns)(MultiDict(told) if told else None)
    fill_kinds(form)
    return form


def edit_from(request: web.Request, act: Act, told: Mapping[str, str]) -> Edit | None:
    """What is to be done; None where it does not say when they are closed."""
    deps, closure = dependencies_of(request), None
    if act is Act.CLOSED:
        form = days_form(request, told)
        closure = closure_of(form, [each.code for each in deps.columns])
        if closure is None:
            return None
    today, who = deps.today(), staff_of(request).name
    again = deps.programme.freshness.next_check(today)
    return Edit(act, who, today, again, closure, told.get("phone", ""))


def edit_of(request: web.Request, row: BulkEdit) -> Edit | None:
    """The same of what is kept."""
    return edit_from(request, Act(row.act), json.loads(row.told))


async def do_edit(request: web.Request, row: BulkEdit, edit: Edit) -> bool:
    """Carry it out on each service that is as it was looked at; False where that was done."""
    deps, standings = dependencies_of(request), standings_of(row)
    now = deps.clock()
    if not await BulkEdit.filter(id=row.id, done_at__isnull=True).update(done_at=now):
        return False

    async def done(saved: Sequence[Saved], left_out: Mapping[str, Hindrance]) -> None:
        for each in saved:
            standings[each.id].came = DONE
        for key, why in left_out.items():
            standings[key].came = why.value
        await _keep(row, standings)
        await note_all_saved(edit.by, _DID.get(edit.act, Did.CHANGED), saved, request)

    seen = {key: each.seen for key, each in standings.items()}
    await carry_out(seen, edit, deps.programme, now=now, done=done)
    await deps.refresh_directory()
    return True


async def undo_edit(request: web.Request, row: BulkEdit) -> bool:
    """Bring back each service that nobody has changed since; False where that was done. Raises
    HTTPNotFound where one would be of another region than theirs."""
    deps, standings, who = dependencies_of(request), standings_of(row), staff_of(request).name
    now, then = deps.clock(), row.done_at
    done_to = [key for key, each in standings.items() if each.came == DONE]
    if not await were_theirs(request, ServiceRow.filter(key__in=done_to, updated_at=then)):
        raise web.HTTPNotFound
    mine = BulkEdit.filter(id=row.id, done_at__isnull=False, undone_at__isnull=True)
    if then is None or not await mine.update(undone_at=now):
        return False

    async def done(saved: Sequence[Saved], left_out: Mapping[str, Hindrance]) -> None:
        for each in saved:
            standings[each.id].back = DONE
        for key, why in left_out.items():
            standings[key].back = why.value
        await _keep(row, standings)
        await note_all_saved(who, Did.UNDONE, saved, request)

    await take_back(done_to, then, by=who, now=now, done=done)
    await deps.refresh_directory()
    return True


async def _keep(row: BulkEdit, standings: Mapping[str, Standing]) -> None:
    row.services = _text(standings)
    await BulkEdit.filter(id=row.id).update(services=row.services)


def _text(standings: Mapping[str, Standing]) -> str:
    told = {key: [each.seen, each.came, each.back] for key, each in standings.items()}
    return json.dumps(told)
