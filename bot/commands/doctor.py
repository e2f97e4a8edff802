"""`dalil doctor`: what is missing, and how to mend it?"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

import click

from bot.bootstrap import open_sealer
from bot.commands.catalogues import ROOT, check, extract
from bot.commands.faults import in_a_sentence
from bot.configuration.paths import LOCALES
from bot.configuration.settings import Settings, SettingsFault, load_settings, unknown_names
from bot.database.migrations import missing_migrations
from bot.database.opening import open_database
from bot.operations.provider_health import ask_android, ask_telegram, ask_twilio, is_there
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from services_directory.files.places import PLACES_FILE, read_places
from services_directory.packs.programme import FILE, load_programme, pack_folder
from services_directory.packs.read_pack import read_pack
from services_directory.sheets.services import SERVICES_FILE, read_services
from services_directory.values.dangers import DANGERS

UNCONFIRMED = "TO CONFIRM"
FAULTS_SHOWN = 5


class Mark(Enum):
    GOOD = "ok"
    NOTE = "--"
    FAULT = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. A note is for going live; a fault keeps something from working."""

    mark: Mark
    words: str


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


async def examine(*, online: bool) -> AsyncIterator[Finding]:
    """Look at everything, in the order in which it is needed."""
    try:
        settings = load_settings()
    except SettingsFault as fault:
        yield Finding(Mark.FAULT, str(fault))
        return
    yield Finding(Mark.GOOD, f"settings: {settings.environment}, {settings.site}")
    for name in unknown_names(os.environ):
        yield Finding(Mark.NOTE, f"{name} is set, and no setting of Dalil: is it misspelt?")
    told = set()
    for look in (_key, _pack, _dangers, _languages, _database):
        finding = await _looked(look, settings)
        # Without its pack nothing is known of its languages either, and once said is enough.
        if finding not in told:
            yield finding
        told.add(finding)
    yield _unconfirmed(settings)
    yield await _telegram(settings, online)
    if not settings.sms_is_on:
        yield Finding(Mark.NOTE, "SMS is off: docs/sms-routes.md tells which route to set up")
    if settings.twilio_account_sid is not None:
        yield await _twilio(settings, settings.twilio_account_sid, online)
    if settings.android_sms_url is not None:
        yield await _android(settings, settings.android_sms_url, online)
    if settings.kannel_sendsms_url is not None:
        yield _kannel(settings)
    if settings.sms_routes:
        yield _routes(settings)
    if settings.sms_one_way:
        yield _one_way(settings)


async def _looked(look: Callable[[Settings], Awaitable[Finding]], settings: Settings) -> Finding:
    try:
        return await look(settings)
    except Exception as error:
        return Finding(Mark.FAULT, in_a_sentence(error))


async def _key(settings: Settings) -> Finding:
    open_sealer(settings)
    if settings.secret_key is None:
        return Finding(
            Mark.NOTE, f"key: the one in {settings.data_dir}/, good for development only"
        )
    return Finding(Mark.GOOD, "key: DALIL_SECRET_KEY; is a copy of it kept apart from the backups?")


async def _pack(settings: Settings) -> Finding:
    folder = pack_folder(settings.pack)
    programme = load_programme(folder)
    read = read_services(folder / SERVICES_FILE, programme, read_places(folder / PLACES_FILE))
    if read.faults:
        return Finding(Mark.FAULT, "\n".join(["pack: rows left out", *map(str, read.faults)]))
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
    url = settings.database_url.get_secret_value() if settings.database_url else None
    kind = "PostgreSQL" if url and url.startswith("postgres") else "SQLite"
    if not url and not (settings.data_dir / "dalil.sqlite3").exists():
        return Finding(
            Mark.NOTE, "database: none yet; `dalil migrate` makes it, so does the first start"
        )
    missing = await missing_migrations(url, data_dir=settings.data_dir)
    if missing:
        return Finding(
            Mark.FAULT, f"database: {len(missing)} migrations to apply: run `dalil migrate`"
        )
    return await _staff(kind, url, settings)


async def _staff(kind: str, url: str | None, settings: Settings) -> Finding:
    from admin.models import StaffMember

    database = await open_database(url, data_dir=settings.data_dir)
    try:
        admins = await StaffMember.filter(role="admin", active=True).count()
    finally:
        await database.close()
    if not admins:
        return Finding(
            Mark.NOTE, f"database: {kind}, up to date; nobody can sign in yet: `dalil staff add`"
        )
    return Finding(Mark.GOOD, f"database: {kind}, up to date; {admins} administrators")


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


async def _telegram(settings: Settings, online: bool) -> Finding:
    if settings.telegram_token is None:
        return Finding(Mark.NOTE, "Telegram is off: set TELEGRAM_TOKEN (from @BotFather, /newbot)")
    if not online:
        return Finding(Mark.GOOD, "Telegram: a token is set (not asked, --offline)")
    asked = await ask_telegram(
        settings.telegram_api_url, settings.telegram_token.get_secret_value()
    )
    if asked.fault:
        return Finding(Mark.FAULT, f"Telegram: {asked.fault}")
    return Finding(Mark.GOOD, f"Telegram: the bot is https://t.me/{asked.name}")


async def _twilio(settings: Settings, account_sid: str, online: bool) -> Finding:
    carried = {
        "/sms/twilio": "twilio" in settings.sms_providers,
        "/whatsapp/twilio": settings.twilio_whatsapp_from,
        "/messenger/twilio": settings.twilio_messenger_from,
    }
    paths = " and ".join(f"{settings.site}{path}" for path, is_on in carried.items() if is_on)
    hook = f"let Twilio call {paths}"
    if not online:
        return Finding(Mark.GOOD, f"SMS: an account is set (not asked, --offline); {hook}")
    asked = await ask_twilio(settings.twilio_api_url, account_sid, settings.twilio_auth_tokens[0])
    if asked.fault:
        return Finding(Mark.FAULT, f"SMS: {asked.fault}")
    return Finding(Mark.GOOD, f"SMS: Twilio knows the account; {hook}")


async def _android(settings: Settings, url: str, online: bool) -> Finding:
    hook = f"let the app call {settings.site}/sms/android"
    if not online:
        return Finding(Mark.GOOD, f"SMS: an Android phone is set (not asked, --offline); {hook}")
    password = settings.android_sms_password
    asked = await ask_android(
        url, settings.android_sms_user or "", password.get_secret_value() if password else ""
    )
    if asked.fault:
        return Finding(Mark.FAULT, f"SMS: the Android gateway: {asked.fault}")
    now = datetime.now(UTC)
    if not is_there(asked.seen, now):
        hours = (now - asked.seen).total_seconds() / 3600 if asked.seen else None
        when = "yet" if hours is None else f"for {hours:.1f} h"
        return Finding(
            Mark.FAULT,
            f"SMS: the Android phone was not seen {when}: is it charged, online, the app on?",
        )
    return Finding(Mark.GOOD, f"SMS: the Android phone is there; {hook}")


def _kannel(settings: Settings) -> Finding:
    """Not asked, online or not: every question to sendsms would send something."""
    return Finding(
        Mark.GOOD, f"SMS: a Kannel is set (not asked); let it call {settings.site}/sms/kannel"
    )


def _one_way(settings: Settings) -> Finding:
    if settings.sms_answer_to is None:
        return Finding(
            Mark.NOTE,
            "SMS: a name sends, which nobody can answer, and no number is set to answer to:"
            " set DALIL_SMS_ANSWER_TO",
        )
    return Finding(Mark.GOOD, f"SMS: a name sends; messages say to answer {settings.sms_answer_to}")


def _routes(settings: Settings) -> Finding:
    told = ", ".join(f"{prefix} by {name}" for prefix, name in settings.sms_prefixes.items())
    if "*" in settings.sms_prefixes:
        return Finding(Mark.GOOD, f"SMS routes: {told}")
    return Finding(Mark.NOTE, f"SMS routes: {told}; all other numbers get no SMS")
