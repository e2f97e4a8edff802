"""`dalil directory`: the services, from a file, to a file, or as people find them."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from bot.app import House, open_house
from bot.logs import configure_logs
from bot.settings import load_settings
from flows.engine.understanding import understand
from flows.finding import Asked, query_of
from services_directory.exporting.sheet import export_csv
from services_directory.importing.taking_in import ImportReport, import_csv, import_pack
from services_directory.programme import pack_folder
from services_directory.search import Found, Query

MOST_SHOWN = 10
WHO = "command line"


def run(parsed: argparse.Namespace) -> int:
    """Carry out one action; 1 when rows of a file were refused."""
    configure_logs(load_settings(), quietly=True)
    return asyncio.run(_run(parsed))


async def _run(parsed: argparse.Namespace) -> int:
    async with open_house(load_settings(), lambda _: ()) as house:
        if parsed.action == "import":
            return await _import(house, parsed.file, parsed.dry_run, parsed.json)
        if parsed.action == "export":
            return await _export(house, parsed.file)
        for line in [" ".join(parsed.words)] if parsed.words else sys.stdin:
            _search(house, line.strip(), parsed.json)
        return 0


async def _import(house: House, file: str | None, dry_run: bool, as_json: bool) -> int:
    if sys.stderr.isatty():
        print("Reading and comparing …", file=sys.stderr)
    programme, now = house.programme, house.clock()
    if file is None:
        folder = pack_folder(house.settings.pack)
        report = await import_pack(folder, programme, by=WHO, now=now, dry_run=dry_run)
    else:
        report = await import_csv(Path(file), programme, by=WHO, now=now, dry_run=dry_run)
    print(json.dumps(_facts(report), ensure_ascii=False) if as_json else _in_words(report))
    for fault in report.faults:
        print(fault, file=sys.stderr)
    return 1 if report.faults else 0


def _facts(report: ImportReport) -> dict[str, object]:
    return {**asdict(report), "faults": [asdict(fault) for fault in report.faults]}


def _in_words(report: ImportReport) -> str:
    counts = (
        f"{len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.unchanged)} as before, {len(report.faults)} rows refused"
    )
    lines = [f"Nothing was kept, this would be: {counts}." if report.dry_run else f"{counts}."]
    if report.kept:
        lines.append(f"What staff edited stays in {len(report.kept)} services.")
    if report.missing:
        lines.append(f"No longer in the file, and left as they are: {', '.join(report.missing)}")
    return "\n".join(lines)


async def _export(house: House, file: str | None) -> int:
    text = await export_csv(house.programme)
    if file is None:
        sys.stdout.write(text)
    else:
        # With the mark by which spreadsheets know UTF-8.
        await asyncio.to_thread(Path(file).write_text, text, encoding="utf-8-sig", newline="")
        print(f"{text.count(chr(10)) - 1} lines written to {file}.")
    return 0


def _search(house: House, words: str, as_json: bool) -> None:
    world = house.worlds.for_nobody(house.clock())
    asked = Asked.said(world, understand(words, world.lexicon))
    query = query_of(world, asked)
    found = () if world.finder.knows_unchecked(query) else world.finder.find(query)
    if as_json:
        print(json.dumps(_found_facts(words, query, found), ensure_ascii=False), flush=True)
        return
    print(f"{words}: need {asked.need or '-'}, place {asked.place or '-'}, {len(found)} found")
    for each in found[:MOST_SHOWN]:
        print(f"  {each.service.id:32} {each.service.name.best(house.programme.languages)}")


def _found_facts(words: str, query: Query, found: Iterable[Found]) -> dict[str, object]:
    return {
        "searched": words,
        "need": query.category,
        "place": query.place,
        "words": query.words,
        "wishes": query.wishes.names,
        "found": [
            {
                "id": each.service.id,
                "name": dict(each.service.name.words),
                "reach": each.reach.name.lower(),
                "distance_km": each.distance_km,
            }
            for each in found
        ],
    }
