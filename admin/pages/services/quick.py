"""One service, from the list: its number, closed, checked today; done at once, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, clean
from admin.forms.merging import SEEN
from admin.forms.services.service import FAULTS
from admin.pages.services.bulk_edits import do_edit, edit_from, make_edit
from admin.pages.services.service_list import Wrong, address_of, back_to, list_page
from admin.pages.services.service_steps import asked_for, stamp_of
from flows.engine.text import Line, _
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import Act, outlook
from services_directory.values.entries import ClosureKind

TOLD: Mapping[Act, str] = {
    Act.CHECKED: "checked",
    Act.PHONE: "quick_phone",
    Act.CLOSED: "quick_closed",
    Act.ARCHIVED: "archived",
}
LAST_DAY = _("Write the last day on which it is closed: today or later.")


async def act(request: web.Request) -> web.Response:
    """Do it, unless the row that was pressed is not as the service is now."""
    service, posted = await asked_for(request), await request.post()
    if posted.get(SEEN) != stamp_of(service):
        return back_to(request, posted, "outdated", service.key)
    asked = clean(posted.get("act"))
    if asked not in set(TOLD):
        raise web.HTTPNotFound
    act, deps = Act(asked), dependencies_of(request)
    told = _told(act, deps.today(), posted)
    edit = edit_from(request, act, told) if told is not None else None
    if told is None or edit is None:
        return await _refused(request, posted, service, LAST_DAY)
    found = outlook(service, edit, deps.programme, deps.directory().places)
    if found.faults:
        return await _refused(request, posted, service, FAULTS[next(iter(found.faults.values()))])
    if found.hindrance is not None:
        return back_to(request, posted, "quick_as_before", service.key)
    row = await make_edit(request, act, [service], told)
    await do_edit(request, row, edit)
    return back_to(request, posted, TOLD[act], service.key, row.id)


def _told(act: Act, today: date, posted: Posted) -> dict[str, str] | None:
    """What the edit says; None without a day that is still to come."""
    if act is Act.PHONE:
        return {"phone": clean(posted.get("phone"))}
    if act is not Act.CLOSED:
        return {}
    until = clean(posted.get("until"))
    days = {"starts": today.isoformat(), "ends": until, "kind": ClosureKind.OTHER.value}
    return days if until >= today.isoformat() else None


async def _refused(
    request: web.Request, posted: Posted, service: ServiceRecord, fault: Line
) -> web.Response:
    typed = {name: clean(posted.get(name)) for name in ("phone", "until") if name in posted}
    address = address_of(request, clean(posted.get("back")))
    return await list_page(request, address, 422, Wrong(service.key, typed, fault))
