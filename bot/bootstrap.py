"""How are the parts joined? Settings → database, directory, channels, inbox, outbox, scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.application import Application
from bot.broadcasts.reminders import Reminders
from bot.cases.reported_services import ReportedServices
from bot.cases.response_times import ResponseTimes
from bot.cases.staff_alerts import StaffAlerts
from bot.cases.staff_answers import StaffAnswers
from bot.channels.base import Channel
from bot.channels.registry import routes_of
from bot.clock import Clock, now_in_utc
from bot.configuration.paths import LOCALES
from bot.configuration.settings import Settings
from bot.contacts.world import WorldBuilder
from bot.database.migrations import migrate
from bot.database.notifications import ANYTHING
from bot.database.opening import Database, open_database
from bot.database.sqlite import file as sqlite_file
from bot.database.url import PostgresServer, SqliteFile, read_url
from bot.follow_ups.asking import FollowUps
from bot.inbound.catch_up import CatchUp
from bot.inbound.inbox import LEFT_BEHIND, Inbox
from bot.inbound.turn import Advance
from bot.operations.metrics import Metrics
from bot.operations.provider_health import ProviderHealth, checks_of
from bot.operations.rewriting import rewriting_of
from bot.operations.scheduler import Job, Scheduler
from bot.outbound.budget import Budget
from bot.outbound.budget_alarm import BudgetAlarm
from bot.outbound.delivery_reports import DeliveryReports
from bot.outbound.outbox import Outbox
from bot.outbound.rate_limit_settings import rate_limits_of
from bot.privacy.retention import DataRetention
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.keys import load_or_create_key
from bot.privacy.sealing.sealer import Sealer, sealer_from
from bot.privacy.stops_and_erasures import StopsFile
from bot.privacy.unsealed import seal_what_is_in_clear
from bot.referrals.referrals import Referrals
from bot.referrals.steps import steps_of
from bot.training.attendance import Attendance
from bot.training.class_files import ClassFiles
from bot.training.class_notices import ClassNotices
from bot.training.enrolments import Enrolments
from bot.training.notices import Notices
from bot.training.rosters import Rosters
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from bot.wordings.take_up import Wordings
from flows.engine.conversation import advance
from flows.registry import CONVERSATIONS, build_lexicon
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from services_directory.storage.store import DirectoryReader, directory_version
from services_directory.training.reading import TrainingReader
from services_directory.values.entries import Programme

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=1)
"""The net under what is woken: so late, at most, is seen what nobody told of."""

ANSWER: Advance = partial(advance, conversations=CONVERSATIONS)
"""The engine, with every conversation there is."""

SOON = timedelta(minutes=1)
"""After the start: whoever restarts often still forgets, and nobody's first answer waits for it."""

DIRECTORY, REMINDERS, CLASSES, WORDINGS = "directory", "reminders", "classes", "wordings"


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
        await seal_the_rest(settings, database, sealer)
        await fill_empty_directory(folder, programme, clock())
        reader, training = DirectoryReader(programme), TrainingReader(programme.languages)
        worlds = WorldBuilder(
            lambda: reader.read(clock().astimezone(ZoneInfo(programme.timezone)).date()),
            directory_version,
            lambda directory: build_lexicon(
                keywords, directory.places, programme.languages, classifier
            ),
            translator,
            sealer,
            clock,
            routes_of(settings),
            settings.public_url,
            lambda: training.read(clock()),
        )
        await worlds.refresh()
        channels = make_channels(worlds)
        app = join(settings, programme, database, sealer, worlds, channels, clock, advance)
        await app.wordings.refresh()
        yield app


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
    executor, counted = database.executor, Metrics()
    outbox = Outbox(
        executor,
        by_name,
        sealer,
        clock,
        worlds.polite,
        metrics=counted,
        rate_limits=rate_limits_of(settings),
        routes=worlds.routes,
        budget=Budget.of(programme),
        make_file=ClassFiles(worlds, clock).make,
    )
    inbox = Inbox(executor, outbox, worlds, capabilities, sealer, clock, advance, metrics=counted)
    enrolments = Enrolments(Notices(worlds, capabilities, sealer))
    link = f"{settings.public_url}/admin/requests" if settings.public_url else None
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
        reminders=Reminders(executor, outbox, worlds, capabilities, sealer, clock),
        answers=StaffAnswers(executor, outbox, worlds, capabilities, sealer, clock),
        class_notices=ClassNotices(executor, outbox, enrolments, clock),
        rosters=Rosters(executor, outbox, enrolments, clock),
        alerts=StaffAlerts(executor, outbox, worlds, capabilities, sealer, clock, link),
        attendance=Attendance(executor, clock),
        referrals=Referrals(executor, outbox, steps_of(worlds, capabilities, sealer, clock)),
        reported=ReportedServices(executor, worlds, sealer),
        follow_ups=FollowUps(executor, outbox, worlds, capabilities, sealer, clock),
        wordings=Wordings(executor, worlds, clock),
        metrics=counted,
        providers=ProviderHealth(checks_of(settings), clock),
        clock=clock,
    )


def jobs_of(app: Application) -> list[Job]:
    """What the application does by itself, again and again."""
    executor, clock = app.database.executor, app.clock

    retention_keeper = DataRetention(executor, app.retention, clock, sqlite_path(app.settings))

    async def keep_private() -> None:
        # In this order: who wrote before a crash is answered, not forgotten; and what is written
        # apart from a turn is not to stay in the log beside it.
        await app.inbox.in_hand()
        await app.inbox.anonymous.write()
        await retention_keeper.enforce_retention()

    waits = ResponseTimes(executor, app.worlds)
    channels = tuple(app.channels.values())
    late = CatchUp(executor, channels, app.inbox.receive, app.reports.take, app.retention, clock)
    jobs = [
        Job("answer", LOOK_EVERY, partial(app.inbox.answer_unanswered, LEFT_BEHIND)),
        Job(DIRECTORY, LOOK_EVERY, app.worlds.refresh),
        Job(WORDINGS, LOOK_EVERY, app.wordings.refresh),
        Job(REMINDERS, LOOK_EVERY, app.reminders.send_due),
        Job("staff_answers", LOOK_EVERY, app.answers.send_due),
        Job("staff_alerts", timedelta(seconds=5), app.alerts.send_due),
        Job("referrals", timedelta(seconds=5), app.referrals.send_due),
        Job("confirmations", timedelta(seconds=5), app.confirmations.note_checks),
        Job("follow_ups", timedelta(minutes=1), app.follow_ups.ask_due),
        Job("reported", timedelta(seconds=15), app.reported.renew, at_start=True),
        Job("silent_talks", timedelta(minutes=10), app.answers.close_silent),
        Job("usual_wait", timedelta(minutes=10), waits.measure, at_start=True),
        Job(CLASSES, LOOK_EVERY, app.class_notices.send_due),
        Job("courses_over", timedelta(minutes=1), app.class_notices.follow_up),
        Job("seats", timedelta(seconds=5), app.rosters.renew_seats, at_start=True),
        Job("tidy", timedelta(seconds=5), app.outbox.tidy),
        Job("providers", timedelta(minutes=5), app.providers.look, at_start=True),
        Job("privacy", timedelta(hours=1), keep_private, once=True, first_after=SOON),
        Job("anonymous_records", timedelta(hours=1), app.inbox.anonymous.write),
    ]
    if (budget := Budget.of(app.programme)).has_caps:
        warner = BudgetAlarm(executor, budget, clock, app.alerts.tell)
        jobs.append(Job("budget", timedelta(minutes=1), warner.warn, at_start=True))
    stops = StopsFile(executor, app.settings.data_dir, clock)
    jobs.append(Job("stops", timedelta(seconds=5), stops.write, at_start=True))
    if app.sealer.is_changing:
        # `dalil rekey` may begin at any moment, in a process of its own.
        jobs.append(Job("key", LOOK_EVERY, partial(hold_to_key, executor, app.sealer)))
    if late.can:
        jobs.append(Job("catch_up", timedelta(minutes=10), late.catch_up, once=True, at_start=True))
    if isinstance(where := database_of(app.settings), PostgresServer):
        # After the first forgetting, so that what it deleted leaves the files as well.
        rewriting = rewriting_of(where, clock, app.programme.timezone)
        jobs.append(Job("rewrite", timedelta(hours=1), rewriting, once=True, first_after=2 * SOON))
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
    if subject in ("wordings", ANYTHING):
        scheduler.wake(WORDINGS)
    if subject in ("reminder", ANYTHING):
        scheduler.wake(REMINDERS)


async def open_tables(settings: Settings) -> Database:
    """The database with every table this version expects."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    for name in await migrate(url, data_dir=settings.data_dir):
        log.info("migrated", migration=name)
    return await open_database(url, data_dir=settings.data_dir)


async def seal_the_rest(settings: Settings, database: Database, sealer: Sealer) -> None:
    """What an older release stored in clear; on SQLite its file is written anew after that."""
    if not (sealed := await seal_what_is_in_clear(database.executor, sealer)):
        return
    log.info("sealed_what_was_in_clear", cells=sealed)
    if (file := sqlite_path(settings)) is not None:
        await asyncio.to_thread(sqlite_file.write_anew, file)


async def fill_empty_directory(folder: Path, programme: Programme, now: datetime) -> None:
    """At the first start the services of the pack are taken in; later, staff keep them."""
    if await directory_version() == 0:
        report = await import_pack(folder, programme, by=programme.code, now=now)
        log.info("pack_taken_in", services=len(report.added), refused=len(report.faults))


def database_of(settings: Settings) -> SqliteFile | PostgresServer:
    """Where the database is."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return read_url(url, settings.data_dir)


def sqlite_path(settings: Settings) -> Path | None:
    """The file of the database; None when it is a PostgreSQL server's."""
    where = database_of(settings)
    return where.path if isinstance(where, SqliteFile) else None


def open_sealer(settings: Settings) -> Sealer:
    """With the key of the settings, or in development the one made at the first start."""
    return sealer_from(settings.sealing_key or load_or_create_key(settings.data_dir))
