"""How are the parts joined? Settings → database, directory, channels, inbox, outbox, scheduler."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.application import Application
from bot.broadcasts.reminders import Reminders
from bot.channels.base import Channel
from bot.channels.routes import Routes
from bot.clock import Clock
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
from bot.operations.provider_health import ProviderHealth, checks_of
from bot.operations.scheduler import Job, Scheduler
from bot.outbound.delivery_reports import DeliveryReports
from bot.outbound.outbox import Outbox
from bot.outbound.rate_limit_settings import rate_limits_of
from bot.privacy.key_check import hold_to_key
from bot.privacy.retention import DataRetention
from bot.privacy.sealing import Sealer, load_or_create_key, sealer_from
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from flows.engine.conversation import advance
from flows.engine.understanding.building import build_lexicon
from flows.registry import CONVERSATIONS
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from services_directory.storage.store import DirectoryReader, directory_version
from services_directory.values.entries import Programme, Retention

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=1)
"""The net under what is woken: so late, at most, is seen what nobody told of."""

ANSWER: Advance = partial(advance, conversations=CONVERSATIONS)
"""The engine, with every conversation there is."""

DIRECTORY, REMINDERS = "directory", "reminders"


def now_in_utc() -> datetime:
    """The machine's clock; `bot/clock.py` has one that doubts a jump."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_application(
    settings: Settings,
    make_channels: Callable[[WorldBuilder], Sequence[Channel]],
    *,
    clock: Clock = now_in_utc,
    advance: Advance = ANSWER,
) -> AsyncIterator[Application]:
    """Everything but the web: tables up to date, an empty directory filled, the snapshot taken.

    Nothing runs by itself yet, see `at_work`. Raises what `bot/commands/faults.py` can tell.
    """
    folder = pack_folder(settings.pack)
    programme = load_programme(folder)
    translator = Translator.load(
        LOCALES, programme.languages, programme.timezone, programme.plain_by_sms
    )
    keywords, classifier = load_keywords(LOCALES), load_classifier()
    sealer = open_sealer(settings)
    async with AsyncExitStack() as closing:
        database = await open_tables(settings)
        closing.push_async_callback(database.close)
        await hold_to_key(database.executor, sealer)
        await fill_empty_directory(folder, programme, clock())
        reader = DirectoryReader(programme)
        worlds = WorldBuilder(
            lambda: reader.read(clock().astimezone(ZoneInfo(programme.timezone)).date()),
            directory_version,
            lambda directory: build_lexicon(
                keywords, directory.places, programme.languages, classifier
            ),
            translator,
            sealer,
            clock,
            Routes(settings.sms_answer_to, settings.sms_prefixes, settings.sms_one_way),
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
) -> Application:
    """The delivery: what comes in is answered, what is queued is sent, what is due is done."""
    by_name = {channel.name: channel for channel in channels}
    capabilities = {name: channel.capabilities for name, channel in by_name.items()}
    executor = database.executor
    counted = Metrics()
    rate_limits, routes = rate_limits_of(settings), worlds.routes
    outbox = Outbox(
        executor,
        by_name,
        sealer,
        clock,
        worlds.polite,
        metrics=counted,
        rate_limits=rate_limits,
        routes=routes,
    )
    inbox = Inbox(executor, outbox, worlds, capabilities, sealer, clock, advance, metrics=counted)
    return Application(
        settings=settings,
        programme=programme,
        database=database,
        sealer=sealer,
        translator=worlds.translator,
        worlds=worlds,
        channels=by_name,
        inbox=inbox,
        outbox=outbox,
        reports=DeliveryReports(executor, sealer, clock, counted),
        reminders=Reminders(executor, outbox, worlds, capabilities, clock),
        metrics=counted,
        providers=ProviderHealth(checks_of(settings), clock),
        clock=clock,
    )


def jobs_of(app: Application) -> list[Job]:
    """What the application does by itself, again and again."""
    executor, clock = app.database.executor, app.clock

    def retention() -> Retention:
        return app.worlds.programme.retention

    retention_keeper = DataRetention(executor, retention, clock, sqlite_path(app.settings))
    channels = tuple(app.channels.values())
    catch_up = CatchUp(executor, channels, app.inbox.receive, app.reports.take, retention, clock)
    jobs = [
        Job("answer", LOOK_EVERY, partial(app.inbox.answer_unanswered, LEFT_BEHIND)),
        Job(DIRECTORY, LOOK_EVERY, app.worlds.refresh),
        Job(REMINDERS, LOOK_EVERY, app.reminders.send_due),
        Job("tidy", timedelta(seconds=5), app.outbox.tidy),
        Job("providers", timedelta(minutes=5), app.providers.look, at_start=True),
        Job("privacy", timedelta(hours=1), retention_keeper.enforce_retention, once=True),
    ]
    if catch_up.can:
        every = timedelta(minutes=10)
        jobs.append(Job("catch_up", every, catch_up.catch_up, once=True, at_start=True))
    return jobs


@asynccontextmanager
async def at_work(app: Application) -> AsyncIterator[None]:
    """The application receives, answers, sends and does its jobs until the block ends."""
    scheduler = Scheduler(app.database.executor, jobs_of(app), app.clock)
    async with AsyncExitStack() as stopping:
        # Stopped in the other order: first nothing comes in, last the ways out are closed.
        for channel in app.channels.values():
            stopping.push_async_callback(channel.stop)
        stopping.push_async_callback(app.outbox.stop)
        stopping.push_async_callback(app.inbox.stop)
        stopping.push_async_callback(scheduler.stop)
        await app.outbox.tidy()
        await app.inbox.answer_unanswered()
        app.outbox.start()
        scheduler.start()
        await stopping.enter_async_context(
            app.database.listening(partial(on_notification, app, scheduler))
        )
        for channel in app.channels.values():
            await channel.start(app.inbox.receive, app.reports.take)
        log.info("at_work", channels=sorted(app.channels), pack=app.programme.code)
        yield


def on_notification(app: Application, scheduler: Scheduler, notification: str) -> None:
    """Something was committed, by whichever process: look at it now."""
    subject, _, channel = notification.partition(" ")
    if subject in ("outbound", ANYTHING):
        app.outbox.wake_soon(channel or None)
    if subject in ("directory", ANYTHING):
        scheduler.wake(DIRECTORY)
    if subject in ("reminder", ANYTHING):
        scheduler.wake(REMINDERS)


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
