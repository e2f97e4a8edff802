"""The directory as a spreadsheet: to take away, and to bring back after a look at what it does."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web
from aiohttp.web_request import FileField

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.forms.import_messages import ImportMessage, told_of
from admin.models import BroughtSheet
from admin.pages.service_steps import note_saved
from admin.rendering.contacts import find
from admin.rendering.formatting import speaker
from admin.rendering.labels import FIELDS, Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import Did
from flows.engine.text import Text, _
from services_directory.files.faults import FileRefused
from services_directory.files.sheet import SheetFile
from services_directory.records.drafts import Saved
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.importer import ImportReport, Then, import_sheet

LARGEST_BYTES = 8_000_000
"""A workbook of 10,000 services is half of it."""

KEPT_FOR = timedelta(days=1)
MOST_SHOWN = 100

NO_FILE = _("Choose a file first.")

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def show(request: web.Request) -> web.Response:
    await _forget_old(request)
    return _page(request)


async def _forget_old(request: web.Request) -> None:
    await BroughtSheet.filter(brought_at__lt=dependencies_of(request).clock() - KEPT_FOR).delete()


async def give(request: web.Request) -> web.Response:
    """All services as staff see them, notes too."""
    deps, kind = dependencies_of(request), request.match_info["kind"]
    sheet = await export_sheet(deps.programme)
    file = io.BytesIO()
    if kind == "csv":
        # With the mark by which spreadsheets know UTF-8.
        file.write(as_csv(sheet).encode("utf-8-sig"))
    else:
        # Its library takes 15 MB, which a server that nobody asks for a workbook never needs.
        from services_directory.sheets.workbook import write_xlsx

        turned = {each.code for each in deps.translator.languages if each.right_to_left}
        mirrored = speaker.get().language.right_to_left
        await asyncio.to_thread(
            write_xlsx, sheet, deps.programme, file, right_to_left=turned, mirrored=mirrored
        )
    name = f"dalil-{deps.today().isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=file.getvalue(), content_type=_TYPES[kind], headers=headers)


async def bring(request: web.Request) -> web.Response:
    """Keep what was brought until somebody says that it is to be taken in."""
    deps, staff = dependencies_of(request), staff_of(request)
    brought = (await request.post()).get("file")
    if not isinstance(brought, FileField):
        return _page(request, 422, fault=NO_FILE)
    await _forget_old(request)
    # One at a time is enough for anybody.
    await BroughtSheet.filter(staff_id=staff.id).delete()
    row = await BroughtSheet.create(
        staff_id=staff.id,
        name=clean(brought.filename)[-128:],
        content=await asyncio.to_thread(brought.file.read),
        brought_at=deps.clock(),
    )
    return go(request, "sheet_look", id=row.id)


async def look(request: web.Request) -> web.Response:
    """What taking it in would change, and what of it cannot be taken."""
    row = await _mine(request)
    try:
        report = await _import(request, row, dry_run=True)
    except FileRefused as refused:
        return _page(request, 422, refused=[told_of(fault) for fault in refused.faults])
    return _report(request, report, row)


async def take(request: web.Request) -> web.Response:
    """Take it in: all that can be, in one transaction, with its entries in the trail."""
    row, who = await _mine(request), staff_of(request).name

    async def note(report: ImportReport) -> None:
        for key in report.added:
            await note_saved(who, Did.ADDED, Saved(key), request)
        for key, fields in report.differences.items():
            before = {name: pair[0] for name, pair in fields.items() if pair[0]}
            after = {name: pair[1] for name, pair in fields.items() if pair[1]}
            await note_saved(who, Did.CHANGED, Saved(key, before, after), request)
        await BroughtSheet.filter(id=row.id).delete()

    try:
        report = await _import(request, row, then=note)
    except FileRefused as refused:
        return _page(request, 422, refused=[told_of(fault) for fault in refused.faults])
    await dependencies_of(request).refresh_directory()
    return _report(request, report)


async def _mine(request: web.Request) -> BroughtSheet:
    row = await find(request, BroughtSheet)
    if row.staff_id != staff_of(request).id:
        raise web.HTTPNotFound
    return row


async def _import(
    request: web.Request, row: BroughtSheet, *, dry_run: bool = False, then: Then | None = None
) -> ImportReport:
    deps = dependencies_of(request)
    return await import_sheet(
        SheetFile(row.name, bytes(row.content)),
        deps.programme,
        by=staff_of(request).name,
        now=deps.clock(),
        dry_run=dry_run,
        then=then,
    )


def _report(
    request: web.Request, report: ImportReport, row: BroughtSheet | None = None
) -> web.Response:
    """What was done or, before it is (`row`), what would be."""
    return page(
        request,
        "sheet_report.html",
        report=report,
        row=row,
        faults=[told_of(each) for each in report.faults[:MOST_SHOWN]],
        findings=[told_of(each) for each in report.findings[:MOST_SHOWN]],
        differences=list(report.differences.items())[:MOST_SHOWN],
        field_names=FIELDS,
        names=Names(dependencies_of(request).directory()),
        most=MOST_SHOWN,
    )


def _page(
    request: web.Request,
    status: int = 200,
    fault: Text | None = None,
    refused: Sequence[ImportMessage] = (),
) -> web.Response:
    megabytes = LARGEST_BYTES // 1_000_000
    return page(request, "sheet.html", status, fault=fault, refused=refused, megabytes=megabytes)
