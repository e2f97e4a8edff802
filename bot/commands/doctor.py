"""`dalil doctor`: what is missing, and how to mend it?"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import click

from bot.bootstrap import open_sealer
from bot.channels.all_settings import load_settings, unknown_names
from bot.channels.provider import Finding, Mark, Provider
from bot.channels.registry import PROVIDERS, Providers
from bot.clock import now_in_utc
from bot.commands.catalogues import ROOT, check, extract
from bot.commands.faults import in_a_sentence
from bot.commands.findings.money import money_on_sms, money_on_whatsapp
from bot.commands.findings.rota import who_is_told
from bot.commands.findings.tables import missing_tables, url_of
from bot.commands.findings.words import own_words
from bot.configuration.paths import LOCALES
from bot.configuration.settings import Settings, SettingsFault
from bot.database.opening import open_database
from bot.privacy.sealing.key_check import refuse_other_key
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from services_directory.files.places import PLACES_FILE, read_places
from services_directory.packs.programme import FILE, load_programme, pack_folder
from services_directory.packs.read_pack import read_pack
from services_directory.search.reaching.acting import shares_in_words
from services_directory.sheets.services import read_pack_services
from services_directory.storage.snapshot import load_directory
from services_directory.values.dangers import DANGERS

UNCONFIRMED = "TO CONFIRM"
FAULTS_SHOWN = 5
A_YEAR = timedelta(days=365)


@click.command()
@click.option("--offline", is_flag=True, help="Ask no provider.")
def doctor(offline: bool) -> int:
    """Print what is missing and how to mend it; 1 when there is a fault among it."""
    return asyncio.run(_print_findings(online=not offline))


async def _print_findings(*, online: bool) -> int:
    faults = 0
    async for finding in examine(online=online):
        faults += finding.mark is Mark.FAULT
        first, *more = finding.words.splitlines()
        print(f"{finding.mark.value}  {first}")
        for line in more:
            print(f"    {line}")
    print(f"\n{faults} to mend." if faults else "\nAll is well.")
    return 1 if faults else 0


async def examine(*, online: bool, providers: Providers = PROVIDERS) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which it is needed."""
    try:
        settings = load_settings(providers=providers)
    except SettingsFault as fault:
        yield Finding(Mark.FAULT, str(fault))
        return
    yield Finding(Mark.GOOD, f"settings: {settings.environment}, {settings.site}")
    for name in unknown_names(os.environ, providers):
        yield Finding(Mark.NOTE, f"{name} is set, and no setting of Dalil: is it misspelt?")
    told = set[Finding | None]()
    for look in (
        _key,
        _pack,
        _dangers,
        _reached,
        _holidays,
        _languages,
        _database,
        money_on_sms,
        money_on_whatsapp,
        own_words,
        who_is_told,
    ):
        finding = await _looked(look, settings)
        # Without its pack nothing is known of its languages either, and once said is enough.
        if finding is not None and finding not in told:
            yield finding
        told.add(finding)
    yield _unconfirmed(settings)
    for provider in providers:
        for finding in await look_at(provider, settings, online=online):
            yield finding


async def look_at(
    provider: Provider[Any], settings: Settings, *, online: bool
) -> Sequence[Finding]:
    """What the doctor says of one provider; it is asked, if it can be, when we may."""
    check = provider.check if online and provider.is_on(settings) else None
    asked = await check(settings) if check else None
    return tuple(provider.findings(settings, asked))


async def _looked(
    look: Callable[[Settings], Awaitable[Finding | None]], settings: Settings
) -> Finding | None:
    try:
        return await look(settings)
    except Exception as error:
        return Finding(Mark.FAULT, in_a_sentence(error))


async def _key(settings: Settings) -> Finding:
    open_sealer(settings)
    if settings.sealing_key is None:
        return Finding(
            Mark.NOTE, f"key: the one in {settings.data_dir}/, good for development only"
        )
    kept = settings.secret_key_file or "DALIL_SECRET_KEY"
    return Finding(Mark.GOOD, f"key: {kept}; is a copy of it kept apart from the backups?")


async def _pack(settings: Settings) -> Finding:
    folder = pack_folder(settings.pack)
    programme = load_programme(folder)
    read = read_pack_services(folder, programme, read_places(folder / PLACES_FILE))
    if read.faults:
        return Finding(Mark.FAULT, "\n".join(["pack: rows left out", *map(str, read.faults)]))
    shipped = pack_folder(programme.code)
    if shipped.is_dir() and shipped.resolve() != folder.resolve():
        return Finding(
            Mark.NOTE,
            f"pack: {folder} says that its code is {programme.code}, which is another pack: write"
            f" a code of its own in {FILE}, before you serve people with it",
        )
    return Finding(Mark.GOOD, f"pack: {programme.code}, {len(read.services)} services in its file")


async def _dangers(settings: Settings) -> Finding:
    """Whom somebody in danger is told to call; without a number of its own, the general ones."""
    directory = read_pack(pack_folder(settings.pack))
    if not directory.danger_lines():
        return Finding(Mark.FAULT, f"danger: no number at all: write `danger_lines` in {FILE}")
    named = [each for danger in directory.programme.dangers for each in danger.services]
    unknown = [each for each in dict.fromkeys(named) if directory.service(each) is None]
    if unknown:
        return Finding(
            Mark.FAULT, f"danger: no service {', '.join(unknown)}: mend [[dangers]] in {FILE}"
        )
    missing = [kind for kind in DANGERS if not directory.lines_of_danger(kind)]
    if missing:
        return Finding(
            Mark.NOTE,
            f"danger: no number of its own for {', '.join(missing)}: write [[dangers]] in {FILE},"
            " with services that have a phone",
        )
    return Finding(Mark.GOOD, f"danger: numbers for all {len(DANGERS)} kinds")


async def _reached(settings: Settings) -> Finding:
    """How many of the services that people find can be called, found on a map, or read about."""
    directory = read_pack(pack_folder(settings.pack))
    if await missing_tables(settings) is None:
        database = await open_database(url_of(settings), data_dir=settings.data_dir)
        try:
            directory = await load_directory(directory.programme)
        finally:
            await database.close()
    return Finding(Mark.NOTE, shares_in_words(directory))


async def _holidays(settings: Settings) -> Finding:
    calendar = load_programme(pack_folder(settings.pack)).calendar
    country = calendar.country
    if not calendar.is_known:
        return Finding(Mark.NOTE, f"holidays: nobody wrote down those of {country}")
    last = max((each.day for each in calendar.dated), default=date.max)
    if last - now_in_utc().date() < A_YEAR:
        return Finding(Mark.NOTE, f"holidays: the table of {country} ends on {last}, write more")
    return Finding(Mark.GOOD, f"holidays: those of {country}, until {last}")


async def _languages(settings: Settings) -> Finding:
    programme = load_programme(pack_folder(settings.pack))
    translator = Translator.load(
        LOCALES, programme.languages, programme.timezone, programme.plain_by_sms
    )
    keywords = load_keywords(LOCALES)
    faults = check(LOCALES, extract(ROOT))
    if faults:
        # The service still runs: such a sentence is said in the next language that has it.
        shown = [f"languages: {len(faults)} faults; all of them: `dalil catalogues check`"]
        return Finding(Mark.FAULT, "\n".join([*shown, *faults[:FAULTS_SHOWN]]))
    spoken = ", ".join(language.code for language in translator.languages)
    return Finding(Mark.GOOD, f"languages: {spoken}; {len(keywords)} words understood")


async def _database(settings: Settings) -> Finding:
    missing = await missing_tables(settings)
    if missing is not None:
        return missing
    url = url_of(settings)
    kind = "PostgreSQL" if url and url.startswith("postgres") else "SQLite"
    return await _staff(kind, url, settings)


async def _staff(kind: str, url: str | None, settings: Settings) -> Finding:
    from admin.models import StaffMember
    from bot.models.messages import StrayMessage

    database = await open_database(url, data_dir=settings.data_dir)
    try:
        await refuse_other_key(database.executor, open_sealer(settings))
        strays = await StrayMessage.all().order_by("-received_at").values("channel", "received_at")
        if strays:
            return _strays(strays)
        admins = await StaffMember.filter(role="admin", active=True).count()
    finally:
        await database.close()
    if not admins:
        return Finding(
            Mark.NOTE, f"database: {kind}, up to date; nobody can sign in yet: `dalil staff add`"
        )
    return Finding(Mark.GOOD, f"database: {kind}, up to date; {admins} administrators")


def _strays(strays: Sequence[Mapping[str, Any]]) -> Finding:
    channels = ", ".join(sorted({each["channel"] for each in strays}))
    return Finding(
        Mark.FAULT,
        f"database: {len(strays)} messages ({channels}) came from an address of a kind that Dalil"
        f" does not know, the last on {strays[0]['received_at']:%Y-%m-%d}; they are kept, sealed,"
        " and nobody was answered: is there a newer version of Dalil?",
    )


def _unconfirmed(settings: Settings) -> Finding:
    try:
        text = (pack_folder(settings.pack) / FILE).read_text("utf-8")
    except OSError:
        return Finding(Mark.NOTE, f"{FILE} could not be read")
    lines = [str(n) for n, line in enumerate(text.splitlines(), 1) if UNCONFIRMED in line]
    if lines:
        where = ", ".join(lines)
        return Finding(Mark.NOTE, f"{FILE}: confirm before going live what lines {where} tell of")
    return Finding(Mark.GOOD, f"{FILE}: nothing waits to be confirmed")
