"""`dalil words`: what staff say in other words than the release, out as a .po file and back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click

from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.operations.logs import configure_logs
from bot.translation.word_faults import Fault
from bot.wordings.po_file import FileRefused, RowFault, as_po, take_in
from flows.engine.language import Language

LONGEST_NAME = 64


@click.group()
def words() -> None:
    """Words of your own in the place of the release's: out as a .po file, and back."""


@words.command("export")
@click.argument("locale")
def export_words(locale: str) -> None:
    """Print the words of your own in one language."""
    sys.stdout.buffer.write(asyncio.run(_exported(locale)))


@words.command("import")
@click.argument("locale")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "who", required=True, metavar="NAME", help="Who answers for the words.")
def import_words(locale: str, path: Path, who: str) -> int:
    """Take a file in: all of it, or nothing and what has to be mended (1)."""
    try:
        changes = asyncio.run(_imported(locale, path.read_bytes(), who[:LONGEST_NAME]))
    except FileRefused as refused:
        print("\n".join(map(_in_a_line, refused.faults)), file=sys.stderr)
        return 1
    print(f"{changes} sentences are said in other words.")
    return 0


async def _exported(locale: str) -> bytes:
    async with _opened() as app:
        chosen = [each.wording for each in await app.wordings.in_force()]
        ours = [each for each in chosen if each.locale == locale]
        return as_po(ours, _language(app, locale), await app.wordings.release())


async def _imported(locale: str, content: bytes, who: str) -> int:
    async with _opened() as app:
        return await take_in(app.wordings, content, _language(app, locale), who)


@asynccontextmanager
async def _opened() -> AsyncIterator[Application]:
    settings = load_settings()
    configure_logs(settings, quietly=True)
    async with open_application(settings, lambda _worlds: ()) as app:
        yield app


def _language(app: Application, code: str) -> Language:
    known = {each.code: each for each in app.translator.languages}
    if code not in known:
        raise click.BadParameter(f"{code!r} is none of {', '.join(known)}", param_hint="LOCALE")
    return known[code]


def _in_a_line(fault: RowFault) -> str:
    where = f"line {fault.line}: " if fault.line else ""
    what = f'"{fault.sentence}": ' if fault.sentence else ""
    return f"{where}{what}{Fault(fault.why).in_source_words()}"
