"""`dalil directory`: the services, from a file, to a file, or as people find them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import click

from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.commands.directory.files import (
    HSDS,
    LINES,
    PACKAGE,
    SHEET,
    ExportOptions,
    ImportOptions,
    check,
    take_in,
    write_out,
)
from bot.operations.logs import configure_logs
from flows.components.asked import Asked, found_by, query_of
from flows.engine.understanding import understand
from services_directory.search.finder import Found, Query

MOST_SHOWN = 10

_POLITE = 10

Command = TypeVar("Command", bound=Callable[..., Any])

_AS = click.Choice([SHEET, HSDS, LINES, PACKAGE])
_as = click.option(
    "--as", "format", type=_AS, help="What the file is, where its ending does not say it."
)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


def _of_a_feed(command: Command) -> Command:
    """The options of whatever reads a file somebody else wrote."""
    for option in (
        click.option(
            "--need",
            "needs",
            metavar="TERM=CATEGORY",
            multiple=True,
            help="A term of theirs and the category of ours it means; may be repeated.",
        ),
        click.option(
            "--publish",
            is_flag=True,
            help="People find its services at once, not only after staff read them.",
        ),
        click.option(
            "--mapping",
            metavar="FILE.toml",
            help="What the columns of a sheet are that is not ours: see docs/sheets.md.",
        ),
        click.option(
            "--leave-out-alike",
            is_flag=True,
            help="New services that look like one that is here, or like another row, stay out.",
        ),
        click.option(
            "--same",
            "same",
            metavar="ID=SERVICE",
            multiple=True,
            help="A row of the file and the service here that it is an update of; may be repeated.",
        ),
        click.option("--language", metavar="TAG", help="The language of its words, such as en."),
        click.option("--source", metavar="NAME", help="Where it comes from; always the same name."),
    ):
        command = option(command)
    return command


@click.group()
def directory() -> None:
    """The services, from a file, to a file, or as people find them."""


@directory.command("import")
@click.argument("file", required=False)
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@_of_a_feed
@_as
@_json
def import_file(**options: Any) -> int:
    """Take in a spreadsheet or a feed of HSDS; the pack's own when FILE is left out.

    1 when rows of it were refused.
    """
    _politely()
    return _with_application(lambda app: take_in(app, ImportOptions(**options)))


@directory.command("check")
@click.argument("file", required=False)
@_of_a_feed
@_as
@_json
def check_file(**options: Any) -> int:
    """What is to be mended, in FILE or (left out) in what is kept; 1 when there is anything."""
    _politely()
    return _with_application(lambda app: check(app, ImportOptions(**options, dry_run=True)))


@directory.command("export")
@click.argument("file", required=False)
@click.option(
    "--language", metavar="TAG", help="HSDS in this language alone; a workbook for its readers."
)
@click.option(
    "--hxl",
    is_flag=True,
    help="A sheet to share, with a row of HXL tags; an ending of .hxl.csv says so too.",
)
@click.option(
    "--everything",
    is_flag=True,
    help="HSDS of all that is kept, to move it: drafts, private contacts, notes.",
)
@_as
def export_file(**options: Any) -> int:
    """Write all services as a spreadsheet or as HSDS to FILE; to the terminal when left out."""
    _politely()
    return _with_application(lambda app: write_out(app, ExportOptions(**options)))


@directory.command("search")
@click.argument("words", nargs=-1)
@_json
def search_services(words: tuple[str, ...], as_json: bool) -> int:
    """What would a person find? WORDS are read from standard input, line by line, if left out."""

    async def search(app: Application) -> int:
        for line in [" ".join(words)] if words else sys.stdin:
            _search(app, line.strip(), as_json)
        return 0

    return _with_application(search)


def _politely() -> None:
    """Whoever writes to us goes first, where the system knows an order."""
    with suppress(AttributeError, OSError):
        os.nice(_POLITE)


def _with_application(work: Callable[[Application], Awaitable[int]]) -> int:
    async def run() -> int:
        async with open_application(load_settings(), lambda _: ()) as app:
            return await work(app)

    configure_logs(load_settings(), quietly=True)
    return asyncio.run(run())


def _search(app: Application, words: str, as_json: bool) -> None:
    world = app.worlds.for_nobody(app.clock())
    meaning = understand(words, world.lexicon)
    asked = Asked.said(world, meaning)
    query = query_of(world, asked)
    found = found_by(world, words)
    if as_json:
        print(json.dumps(_found_facts(words, query, found), ensure_ascii=False), flush=True)
        return
    heard = f"need {asked.need or '-'}, place {asked.place or '-'}"
    wished = f", wished {asked.wishes}" if asked.wishes else ""
    print(f"{words}: {heard}{wished}, {len(found)} found")
    for each in found[:MOST_SHOWN]:
        print(f"  {each.service.id:32} {each.service.name.best(app.programme.languages)}")


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
