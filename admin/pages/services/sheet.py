"""The directory as a spreadsheet: to take away, and to bring back after a look at what it does."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web
from aiohttp.web_request import FileField

from admin.background_work import BACKGROUND, Progress, Work
from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.forms.services.alike_rows import MOST_ASKED, chosen_in, reasons_of
from admin.forms.services.import_messages import ImportMessage, all_told, told_of
from admin.models import BroughtSheet
from admin.pages.services.service_steps import note_saved
from admin.rendering.contacts import find
from admin.rendering.formatting import speaker
from admin.rendering.labels import FIELDS, Names
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from bot.database.background import cooperative_pauses
from bot.operations.audit_log import Did
from flows.engine.text import Text, _
from services_directory.files.faults import FileRefused
from services_directory.files.sheet import SheetFile
from services_directory.records.drafts import Saved
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.importer import ImportReport, import_sheet
from services_directory.storage.alike.choices import choose as choose_rows
from services_directory.storage.alike.choices import forget_choices
from services_directory.storage.alike.newcomers import Asked
from services_directory.storage.portions import Then
from services_directory.storage.rows import Kept

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
    file, pause = io.BytesIO(), cooperative_pauses()
    if kind == "csv":
        # With the mark by which spreadsheets know UTF-8.
        text = await asyncio.to_thread(as_csv, sheet, pause=pause)
        file.write(text.encode("utf-8-sig"))
    else:
        # Its library takes 15 MB, which a server that nobody asks for a workbook never needs.
        from services_directory.sheets.workbook import write_xlsx

        turned = {each.code for each in deps.translator.languages if each.right_to_left}
        mirrored = speaker.get().language.right_to_left
        await asyncio.to_thread(
            write_xlsx,
            sheet,
            deps.programme,
            file,
            right_to_left=turned,
            mirrored=mirrored,
            pause=pause,
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
    """What taking it in would change, and what of it cannot be taken; or how far that is."""
    row = await _mine(request)
    background = request.app[BACKGROUND]
    taking = background.of(_taking(row))
    if taking is not None:
        return await _told(request, taking, _taking(row), row, is_taken=True)
    about = _looking(row, leaves_out=_asked(request).leave_out)
    work = background.of(about) or background.start(
        about, lambda progress: _import(request, row, progress, dry_run=True)
    )
    return await _told(request, work, about, row, is_taken=False)


async def choose(request: web.Request) -> web.Response:
    """Keep what was chosen for rows that look like others, and show what would change then."""
    row, posted, deps = await _mine(request), await request.post(), dependencies_of(request)
    background = request.app[BACKGROUND]
    for leaves_out in (False, True):
        await background.cancel(_looking(row, leaves_out=leaves_out))
    if "forget" in posted:
        await forget_choices(deps.programme.code)
    else:
        who = staff_of(request).name
        await choose_rows(deps.programme.code, chosen_in(posted), by=who, now=deps.clock())
    return go(request, "sheet_look", id=row.id)


async def take(request: web.Request) -> web.Response:
    """Take it in: all that can be, a portion at a time, each with its entries in the trail."""
    row, who = await _mine(request), staff_of(request).name

    async def note(saved: Sequence[Saved], kept: Sequence[Kept]) -> None:
        for each, was in zip(saved, kept, strict=True):
            if was.before is None:
                await note_saved(who, Did.ADDED, Saved(each.id), request)
            elif each.before or each.after:
                await note_saved(who, Did.CHANGED, each, request)

    async def take_in(progress: Progress) -> ImportReport:
        report = await _import(request, row, progress, then=note)
        await dependencies_of(request).refresh_directory()
        return report

    work = request.app[BACKGROUND].start(_taking(row), take_in)
    return await _told(request, work, _taking(row), row, is_taken=True)


async def cancel(request: web.Request) -> web.Response:
    """Stop taking it in: what was written stays, and bringing the sheet again does the rest."""
    row = await _mine(request)
    background = request.app[BACKGROUND]
    for leaves_out in (False, True):
        await background.cancel(_looking(row, leaves_out=leaves_out))
    if await background.cancel(_taking(row)):
        await dependencies_of(request).refresh_directory()
    return go(request, "sheet", "sheet_cancelled")


async def _told(
    request: web.Request, work: Work, about: str, row: BroughtSheet, *, is_taken: bool
) -> web.Response:
    """What it found out, once it is done; until then how far it is, on a page that looks again."""
    if not await work.within_patience():
        here = _here(request, row)
        return page(
            request, "sheet_progress.html", work=work, row=row, is_taken=is_taken, here_action=here
        )
    request.app[BACKGROUND].finish(about)
    try:
        report: ImportReport = work.task.result()
    except FileRefused as refused:
        return _page(request, 422, refused=all_told(refused.faults))
    except asyncio.CancelledError:
        return go(request, "sheet", "sheet_cancelled")
    if is_taken:
        await BroughtSheet.filter(id=row.id).delete()
    return _report(request, report, None if is_taken else row)


def _looking(row: BroughtSheet, *, leaves_out: bool) -> str:
    return f"look at sheet {row.id}{' without what looks like others' if leaves_out else ''}"


def _taking(row: BroughtSheet) -> str:
    return f"take sheet {row.id}"


def _asked(request: web.Request) -> Asked:
    """What of the rows that look like others, and of which nobody chose what they are?"""
    return Asked(leave_out="leave_out" in request.query)


def _here(request: web.Request, row: BroughtSheet) -> str:
    query = {"leave_out": "1"} if _asked(request).leave_out else {}
    return url_of(request)("sheet_look", query, id=row.id)


async def _mine(request: web.Request) -> BroughtSheet:
    row = await find(request, BroughtSheet)
    if row.staff_id != staff_of(request).id:
        raise web.HTTPNotFound
    return row


async def _import(
    request: web.Request,
    row: BroughtSheet,
    progress: Progress,
    *,
    dry_run: bool = False,
    then: Then | None = None,
) -> ImportReport:
    deps = dependencies_of(request)
    return await import_sheet(
        SheetFile(row.name, bytes(row.content)),
        deps.programme,
        by=staff_of(request).name,
        now=deps.clock(),
        dry_run=dry_run,
        then=then,
        progress=progress,
        pause=cooperative_pauses(),
        asked=_asked(request),
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
        faults=all_told(report.faults[:MOST_SHOWN]),
        findings=[told_of(each) for each in report.findings[:MOST_SHOWN]],
        differences=list(report.differences.items())[:MOST_SHOWN],
        field_names=FIELDS,
        names=Names(dependencies_of(request).directory()),
        most=MOST_SHOWN,
        alike=report.alike[:MOST_ASKED],
        reasons_of=reasons_of,
        leaves_out=_asked(request).leave_out,
        here_action=_here(request, row) if row else "",
    )


def _page(
    request: web.Request,
    status: int = 200,
    fault: Text | None = None,
    refused: Sequence[ImportMessage] = (),
) -> web.Response:
    megabytes = LARGEST_BYTES // 1_000_000
    return page(request, "sheet.html", status, fault=fault, refused=refused, megabytes=megabytes)
