"""How are the parts joined? Settings → database, directory, channels, inbox, outbox, timetable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.application import House
from bot.broadcasts.reminders import Reminders
from bot.channels import paces_of
from bot.channels.base import Channel, Clock
from bot.channels.routes import Ways
from bot.configuration.paths import LOCALES
from bot.configuration.settings import Settings
from bot.contacts.world import WorldBuilder
from bot.database.migrations import migrate
from bot.database.notifications import ANYTHING
from bot.database.opening import Database, open_database
from bot.database.url import SqliteFile, read_url
from bot.inbound.catch_up import CatchUp
from bot.inbound.inbox import LEFT_BEHIND, Inbox
from bot.inbound.turn import Advance
from bot.operations.metrics import Metrics
from bot.operations.provider_health import ProviderWatch, asks_of
from bot.operations.scheduler import Duty, Timetable
from bot.outbound.delivery_reports import DeliveryReports
from bot.outbound.outbox import Outbox
from bot.privacy.key_check import hold_to_key
from bot.privacy.retention import Privacy
from bot.privacy.sealing import Sealer, load_or_create_key, sealer_from
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from flows.engine.conversation import advance
from flows.engine.understanding.building import build_lexicon
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from services_directory.storage.store import directory_version, load_directory
from services_directory.values.entries import Programme, Retention

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=1)
"""The net under what is woken: so late, at most, is seen what nobody told of."""

DIRECTORY, REMINDERS = "directory", "reminders"


def now_in_utc() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_house(
    settings: Settings,
    make_channels: Callable[[WorldBuilder], Sequence[Channel]],
    *,
    clock: Clock = now_in_utc,
    advance: Advance = advance,
) -> AsyncIterator[House]:
    """Everything but the web: tables up to date, an empty directory filled, the snapshot taken.

    Nothing runs by itself yet, see `at_work`. Raises what `bot/commands/faults.py` can tell.
    """
    folder = pack_folder(settings.pack)
    programme = load_programme(folder)
    translator = Translator.load(LOCALES, programme.languages, programme.timezone)
    keywords, classifier = load_keywords(LOCALES), load_classifier()
    sealer = open_sealer(settings)
    async with AsyncExitStack() as closing:
        database = await open_tables(settings)
        closing.push_async_callback(database.close)
        await hold_to_key(database.lane, sealer)
        await fill_empty_directory(folder, programme, clock())
        worlds = WorldBuilder(
            lambda: load_directory(
                programme, clock().astimezone(ZoneInfo(programme.timezone)).date()
            ),
            directory_version,
            lambda directory: build_lexicon(
                keywords, directory.places, programme.languages, classifier
            ),
            translator,
            sealer,
            clock,
            Ways(settings.sms_answer_to, settings.sms_prefixes, settings.sms_one_way),
            settings.public_url,
        )
        await worlds.refresh()
        channels = make_channels(worlds)
        yield join(settings, programme, database, sealer, worlds, channels, clock, advance)


def join(
    settings: Settings,
    programme: Programme,
    database: Database,
    sealer: Sealer,
    worlds: WorldBuilder,
    channels: Sequence[Channel],
    clock: Clock,
    advance: Advance,
) -> House:
    """The delivery: what comes in is answered, what is queued is sent, what is due is done."""
    by_name = {channel.name: channel for channel in channels}
    capabilities = {name: channel.capabilities for name, channel in by_name.items()}
    lane = database.lane
    counted = Metrics()
    paces, ways = paces_of(settings), worlds.ways
    outbox = Outbox(
        lane, by_name, sealer, clock, worlds.polite, metrics=counted, paces=paces, ways=ways
    )
    inbox = Inbox(lane, outbox, worlds, capabilities, sealer, clock, advance, metrics=counted)
    return House(
        settings=settings,
        programme=programme,
        database=database,
        sealer=sealer,
        translator=worlds.translator,
        worlds=worlds,
        channels=by_name,
        inbox=inbox,
        outbox=outbox,
        reports=DeliveryReports(lane, sealer, clock, counted),
        reminders=Reminders(lane, outbox, worlds, capabilities, clock),
        metrics=counted,
        providers=ProviderWatch(asks_of(settings), clock),
        clock=clock,
    )


def duties_of(house: House) -> list[Duty]:
    """What the house does by itself, again and again."""
    lane, clock = house.database.lane, house.clock

    def retention() -> Retention:
        return house.worlds.programme.retention

    privacy = Privacy(lane, retention, clock, sqlite_path(house.settings))
    channels = tuple(house.channels.values())
    catch_up = CatchUp(lane, channels, house.inbox.receive, house.reports.take, retention, clock)
    duties = [
        Duty("answer", LOOK_EVERY, partial(house.inbox.answer_unanswered, LEFT_BEHIND)),
        Duty(DIRECTORY, LOOK_EVERY, house.worlds.refresh),
        Duty(REMINDERS, LOOK_EVERY, house.reminders.send_due),
        Duty("tidy", timedelta(seconds=5), house.outbox.tidy),
        Duty("providers", timedelta(minutes=5), house.providers.look, at_start=True),
        Duty("privacy", timedelta(hours=1), privacy.keep_promises, once=True),
    ]
    if catch_up.can:
        every = timedelta(minutes=10)
        duties.append(Duty("catch_up", every, catch_up.catch_up, once=True, at_start=True))
    return duties


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[None]:
    """The house receives, answers, sends and does its duties until the block ends."""
    timetable = Timetable(house.database.lane, duties_of(house), house.clock)
    async with AsyncExitStack() as stopping:
        # Stopped in the other order: first nothing comes in, last the ways out are closed.
        for channel in house.channels.values():
            stopping.push_async_callback(channel.stop)
        stopping.push_async_callback(house.outbox.stop)
        stopping.push_async_callback(house.inbox.stop)
        stopping.push_async_callback(timetable.stop)
        await house.outbox.tidy()
        await house.inbox.answer_unanswered()
        house.outbox.start()
        timetable.start()
        await stopping.enter_async_context(
            house.database.listening(partial(hear, house, timetable))
        )
        for channel in house.channels.values():
            await channel.start(house.inbox.receive, house.reports.take)
        log.info("at_work", channels=sorted(house.channels), pack=house.programme.code)
        yield


def hear(house: House, timetable: Timetable, told: str) -> None:
    """Something was committed, by whichever process: look at it now."""
    subject, _, channel = told.partition(" ")
    if subject in ("outbound", ANYTHING):
        house.outbox.wake_soon(channel or None)
    if subject in ("directory", ANYTHING):
        timetable.wake(DIRECTORY)
    if subject in ("reminder", ANYTHING):
        timetable.wake(REMINDERS)


async def open_tables(settings: Settings) -> Database:
    """The database with every table this version expects."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    for name in await migrate(url, data_dir=settings.data_dir):
        log.info("migrated", migration=name)
    return await open_database(url, data_dir=settings.data_dir)


async def fill_empty_directory(folder: Path, programme: Programme, now: datetime) -> None:
    """At the first start the services of the pack are taken in; later, staff keep them."""
    if await directory_version() == 0:
        report = await import_pack(folder, programme, by=programme.code, now=now)
        log.info("pack_taken_in", services=len(report.added), refused=len(report.faults))


def sqlite_path(settings: Settings) -> Path | None:
    """The file of the database; None when it is a PostgreSQL server's."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    where = read_url(url, settings.data_dir)
    return where.path if isinstance(where, SqliteFile) else None


def open_sealer(settings: Settings) -> Sealer:
    """With the key of the settings, or in development the one made at the first start."""
    if settings.secret_key is not None:
        return sealer_from(settings.secret_key.get_secret_value())
    return sealer_from(load_or_create_key(settings.data_dir))
