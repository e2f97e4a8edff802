"""`dalil directory import`, `export` and `check`: the services from a file, to a file, as they are.

The ending of a file says what it is: .csv or .xlsx a spreadsheet, .json, .ndjson, .zip or a folder
a feed of HSDS; `--as` says it where the ending does not.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.application import Application
from bot.commands.directory.sheets import put, replacing, write_sheet, written
from bot.commands.faults import CommandFault
from bot.commands.progress import ProgressBar
from services_directory.files.faults import FileFault, FileRefused
from services_directory.files.findings import Done, Finding
from services_directory.hsds.exporting.exporter import Export, as_array, as_lines, load_export
from services_directory.hsds.exporting.package import as_package, write_folder, write_zip
from services_directory.hsds.importing.importer import import_hsds
from services_directory.hsds.importing.report import FeedReport, Wanted
from services_directory.packs.programme import pack_folder
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import check_draft
from services_directory.sheets.column_mapping import load_mapping
from services_directory.sheets.importer import ImportReport, import_pack, import_sheet
from services_directory.storage.alike.choices import Choice, Chosen
from services_directory.storage.alike.newcomers import Alike, Asked
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records
from services_directory.storage.rows import read_places
from services_directory.values.entries import Programme

WHO = "command line"

SHEET, HSDS, LINES, PACKAGE = "sheet", "json", "ndjson", "package"

_ENDINGS = {
    ".csv": SHEET,
    ".xlsx": SHEET,
    ".xlsm": SHEET,
    ".json": HSDS,
    ".ndjson": LINES,
    ".jsonl": LINES,
    ".zip": PACKAGE,
}

_MOST_TOLD = 50
_MOST_NAMED = 10

_NAMED = {Done.REPAIRED: "repaired", Done.KEPT: "to be looked at", Done.LEFT_OUT: "left out"}

Report = ImportReport | FeedReport


def format_of(file: str | None, given: str | None) -> str:
    """What a file is. Raises FileRefused where neither its ending nor `given` says it."""
    if given or file is None:
        return given or SHEET
    path = Path(file)
    if path.is_dir() or not path.suffix or path.name == "datapackage.json":
        return PACKAGE
    if path.suffix.lower() not in _ENDINGS:
        mend = f"Give it an ending of {' '.join(_ENDINGS)}, or say what it is with --as."
        raise FileRefused([FileFault(path.name, "file", mend)])
    return _ENDINGS[path.suffix.lower()]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is read. `file` None: the pack's own, or (to check) what is kept."""

    file: str | None = None
    format: str | None = None
    source: str | None = None
    language: str | None = None
    mapping: str | None = None
    publish: bool = False
    needs: tuple[str, ...] = ()
    leave_out_alike: bool = False
    same: tuple[str, ...] = ()
    dry_run: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How the directory is written. `file` None: to the terminal."""

    file: str | None = None
    format: str | None = None
    language: str | None = None
    hxl: bool = False
    everything: bool = False


async def take_in(app: Application, options: ImportOptions) -> int:
    """Import a file; 1 when anything in it was refused."""
    report = await _take_in(app, options)
    _tell(report, options.as_json)
    return 1 if _refused(report) else 0


async def check(app: Application, options: ImportOptions) -> int:
    """What there is to mend in a file, or (no file) in the directory; 1 when there is anything."""
    if options.file is not None:
        return await take_in(app, options)
    programme = app.programme
    places = await read_places(programme.languages)
    records = await read_records(ServiceRow.exclude(status="archived").order_by("id"))
    faulty = 0
    with ProgressBar("Checking", things="services") as bar:
        for number, each in enumerate(records, start=1):
            bar(number, len(records))
            faults = check_draft(draft_of(each), programme, places)
            faulty += bool(faults)
            for name, fault in faults.items():
                told = {"id": each.key, "column": name, "mend": str(fault)}
                print(json.dumps(told) if options.as_json else f"{told['id']}, {name}: {fault}")
    if not options.as_json:
        print(f"{len(records)} services, {faulty} of them with something to mend.")
    return 1 if faulty else 0


async def write_out(app: Application, options: ExportOptions) -> int:
    """Export to a file, or to the terminal."""
    kind = format_of(options.file, options.format)
    path = Path(options.file) if options.file is not None else None
    if kind == SHEET:
        return await write_sheet(app, path, language=options.language, hxl=options.hxl)
    export = await load_export(
        app.programme,
        day=app.clock().date(),
        lang=options.language,
        everything=options.everything,
        courses_at=None if options.everything else app.clock(),
    )
    if kind == PACKAGE:
        await asyncio.to_thread(_put_package, path, export)
    else:
        lines = (as_lines if kind == LINES else as_array)(export)
        with ProgressBar("Writing", things="services") as bar:
            put(path, _watched(lines, bar, len(export.services)))
        if export.left_out:
            alone = f"{len(export.left_out)} organisations offer none of these services"
            print(f"{alone}: only a package has them.", file=sys.stderr)
    return written(path, len(export.services))


async def _take_in(app: Application, options: ImportOptions) -> Report:
    programme, now, file = app.programme, app.clock(), options.file
    asked = Asked(options.leave_out_alike, await _same(options.same))
    if file is None:
        folder = pack_folder(app.settings.pack)
        return await import_pack(
            folder, programme, by=WHO, now=now, dry_run=options.dry_run, asked=asked
        )
    if format_of(file, options.format) == SHEET:
        mapping = load_mapping(Path(options.mapping), programme) if options.mapping else None
        with ProgressBar("Comparing", things="services") as bar:
            return await import_sheet(
                Path(file),
                programme,
                by=WHO,
                now=now,
                source=options.source,
                dry_run=options.dry_run,
                mapping=mapping,
                publish=options.publish,
                progress=bar,
                asked=asked,
            )
    wanted = Wanted(
        source=options.source,
        language=options.language or "",
        publish=options.publish,
        needs=_needs(options.needs, programme),
        alike=asked,
    )
    with ProgressBar("Comparing", things="services") as bar:
        return await import_hsds(
            Path(file),
            programme,
            wanted,
            by=WHO,
            now=now,
            dry_run=options.dry_run,
            progress=bar,
        )


def _needs(given: Iterable[str], programme: Programme) -> dict[str, str]:
    """ "Clinic=health" as what a term means here. Raises CommandFault."""
    needs: dict[str, str] = {}
    for each in given:
        term, is_pair, category = each.partition("=")
        if not is_pair or programme.category(category) is None:
            known = ", ".join(each.code for each in programme.categories)
            raise CommandFault(f"--need wants TERM=CATEGORY, with one of: {known}")
        needs[term] = category
    return needs


async def _same(given: Iterable[str]) -> dict[str, Chosen]:
    """ "12=jen-clinic" as what staff chose for a row. Raises CommandFault."""
    chosen: dict[str, Chosen] = {}
    for each in given:
        row, is_pair, service = each.rpartition("=")
        if not is_pair or not await ServiceRow.exists(key=service):
            raise CommandFault("--same wants ID=SERVICE: a row of the file, and a service here.")
        chosen[row] = Chosen(Choice.SAME, service)
    return chosen


def _refused(report: Report) -> list[FileFault] | list[Finding]:
    return report.faults if isinstance(report, ImportReport) else report.refused


def _tell(report: Report, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_facts(report), ensure_ascii=False))
    else:
        print(_in_words(report))
    refused = _refused(report)
    told = [*refused, *(each for each in report.findings if each not in refused)]
    for each in [] if as_json else told[:_MOST_TOLD]:
        print(each, file=sys.stderr)
    if not as_json and len(told) > _MOST_TOLD:
        print(f"… and {len(told) - _MOST_TOLD} more: see them with --json.", file=sys.stderr)
    for one in [] if as_json else report.alike[:_MOST_TOLD]:
        print(_looks_like(one), file=sys.stderr)


def _looks_like(alike: Alike) -> str:
    like = alike.likes[0]
    reasons = ", ".join(like.reasons)
    other = f"row {like.key}" if like.is_row else like.key
    return f"{alike.where} ({alike.id}) looks like {other}: {like.score} of 100, {reasons}"


def _facts(report: Report) -> dict[str, Any]:
    return asdict(report)


def _in_words(report: Report) -> str:
    counts = (
        f"{len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.unchanged)} as before, {len(_refused(report))} rows refused"
    )
    lines = [f"Nothing was kept, this would be: {counts}." if report.dry_run else f"{counts}."]
    found = [each.done for each in report.findings]
    others = [f"{found.count(done)} {name}" for done, name in _NAMED.items() if done in found]
    lines += [f"Of what it says: {', '.join(others)}."] if others else []
    if isinstance(report, ImportReport) and report.others:
        lines.append(f"Only the sheet {report.part} was read, not {', '.join(report.others)}.")
    if isinstance(report, FeedReport):
        if report.withdrawn:
            lines.append(f"{len(report.withdrawn)} services were taken back by their source.")
        if report.in_review:
            lines.append(f"{len(report.in_review)} services wait for staff to read them.")
        if report.orphans:
            lines.append(f"{len(report.orphans)} organisations offer nothing; they are kept.")
    lines += _about_alike(report)
    if report.kept:
        lines.append(f"What staff edited stays in {len(report.kept)} services.")
    if report.missing:
        more = len(report.missing) - _MOST_NAMED
        named = ", ".join(report.missing[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"No longer in the file, and left as they are: {named}")
    return "\n".join(lines)


def _about_alike(report: Report) -> list[str]:
    lines = []
    if report.alike:
        count = f"{len(report.alike)} new ones look like a service here or another row (see below)"
        lines.append(f"{count}: each is one of its own unless you say --same or --leave-out-alike.")
    if report.updates:
        lines.append(f"{len(report.updates)} rows are updates of services of another origin.")
    if report.left_out:
        lines.append(f"{len(report.left_out)} that look like others were left out.")
    return lines


def _watched(lines: Iterable[str], bar: ProgressBar, total: int) -> Iterable[str]:
    for number, line in enumerate(lines):
        bar(min(number, total), total)
        yield line


def _put_package(path: Path | None, export: Export) -> None:
    if path is None:
        mend = "A package has many files: name a folder, or a file that ends with .zip."
        raise FileRefused([FileFault("(terminal)", "file", mend)])
    files = as_package(export)
    if path.suffix.lower() == ".zip":
        with replacing(path) as half:
            write_zip(files, half)
    else:
        write_folder(files, path)
