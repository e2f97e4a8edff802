"""A course with a cohort, people who write by SMS and Telegram, and a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Sql, Transaction
from bot.inbound.inbox import Inbox
from bot.messages.capabilities import BY_SMS
from bot.messages.message import AttachedFile, InboundMessage, OutboundMessage
from bot.outbound.outbox import Outbox
from bot.privacy.retention import DataRetention
from bot.privacy.sealing.sealer import Sealer
from bot.training.class_files import ClassFiles
from bot.training.class_notices import ClassNotices
from bot.training.enrolments import Enrolments
from bot.training.notices import Notices
from bot.training.rosters import Rosters
from flows.engine.conversation import advance
from flows.engine.event import Heard, Picked
from flows.registry import CONVERSATIONS
from services_directory.storage.snapshot import directory_version
from services_directory.training.reading import TrainingReader
from services_directory.training.store import add_cohort, change_meeting, save_course, set_state
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.entries import Directory, Programme
from services_directory.values.local_text import LocalText
from tests.fakes import FixedClock, RememberingChannel
from tests.transcript import the_city

AWA, BILEL, CLARA, DINA = (f"+2162000000{number}" for number in range(1, 5))
LANGUAGES = {"fr": "1", "ar": "2", "aeb": "3", "en": "4"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
"""Nine o'clock in Kairouan, almost two weeks after the clock's first moment."""

TOURISM = Course(
    "",
    LocalText.of({"fr": "Tourisme responsable", "ar": "السياحة المسؤولة"}),
    offer="responsible_tourism",
    conditions=LocalText.of({"fr": "Dès 18 ans.", "ar": "من 18 سنة."}),
    cost=LocalText.of({"fr": "Gratuit.", "ar": "مجاني."}),
    languages=("fr", "ar"),
)
VENUE = LocalText.of({"fr": "Maison des jeunes", "ar": "دار الشباب"})
BRING = LocalText.of({"fr": "un cahier", "ar": "كراس"})
_uids = count(1)


@dataclass(slots=True)
class KeyedChannel(RememberingChannel):
    """Remembers the buttons as well, and the file of each message."""

    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, list[AttachedFile | None]] = field(default_factory=dict)

    async def send(self, outbound: OutboundMessage) -> str:
        rows = outbound.message.buttons
        self.keys[outbound.address] = {each.label: each.key for row in rows for each in row}
        provider_id = await RememberingChannel.send(self, outbound)
        self.files.setdefault(outbound.address, []).append(outbound.file)
        return provider_id


@dataclass(slots=True, repr=False)
class Classroom:
    executor: Executor
    clock: FixedClock
    sealer: Sealer
    channels: dict[str, KeyedChannel]
    worlds: WorldBuilder
    outbox: Outbox
    inbox: Inbox
    notices: ClassNotices
    other_replica: ClassNotices
    enrolments: Enrolments
    rosters: Rosters
    privacy: DataRetention
    programme: list[Programme]
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def says(self, address: str, *lines: str, channel: str = "sms") -> str:
        """Each line said, or pressed if it is in brackets; the last answer."""
        for line in lines:
            event = Heard(line)
            if line.startswith("["):
                event = Picked(self.channels[channel].keys[address][line[1:-1]])  # type: ignore[assignment]
            message = InboundMessage(channel, address, f"m{next(self.numbers)}", event)
            await self.inbox.receive(message)
            await self.inbox.settled()
            await self.outbox.deliver_due()
        return self.last(address, channel)

    def got(self, address: str, channel: str = "sms") -> list[str]:
        return self.channels[channel].texts_to(address)

    def last(self, address: str, channel: str = "sms") -> str:
        return self.got(address, channel)[-1]

    def file(self, address: str, channel: str = "telegram") -> str | None:
        """What the last message had with it, as text."""
        file = self.channels[channel].files[address][-1]
        return file.content.decode().replace("\r\n ", "") if file else None

    async def tick(self) -> int:
        """What both replicas do within a second or two."""
        await self.worlds.refresh()
        told = await self.notices.send_due()
        told += await self.other_replica.send_due()
        told += await self.notices.follow_up()
        told += await self.other_replica.follow_up()
        await self.rosters.renew_seats()
        await self.outbox.tidy()
        await self.outbox.deliver_due()
        return told

    async def at(self, moment: datetime) -> int:
        """Go on to a moment, and do what is due."""
        self.clock.now = moment
        return await self.tick()

    async def opens(
        self, *at: datetime, seats: int = 2, enrol_until: datetime | None = None
    ) -> Cohort:
        """A cohort that enrols, with classes of three hours."""
        kept = await save_course(TOURISM, now=self.clock(), form_key=str(next(_uids)))
        meetings = tuple(
            ClassMeeting(0, 0, each, each + 3 * HOUR, f"uid-{next(_uids)}", bring=BRING)
            for each in at or (MONDAY, MONDAY + 2 * DAY)
        )
        cohort = Cohort(
            0,
            kept.id,
            "kairouan",
            seats,
            enrol_until or meetings[0].starts_at,
            "Africa/Tunis",
            CohortState.OPEN,
            venue=VENUE,
            trainer="Sami",
            meetings=meetings,
        )
        added = await add_cohort(cohort, now=self.clock(), form_key=str(next(_uids)))
        await self.tick()
        return added

    def cohort(self, cohort_id: int) -> Cohort:
        """As it stands now, for everybody."""
        found = self.worlds.snapshot.trainings.cohort(cohort_id)
        assert found is not None
        return found

    async def moves(self, cohort_id: int, number: int, **changes: Any) -> None:
        """Change a class, and let the service see it."""
        meeting = self.cohort(cohort_id).meetings[number]
        await change_meeting(replace(meeting, **changes), now=self.clock())
        await self.tick()

    async def calls_off(self, cohort_id: int) -> None:
        await set_state(cohort_id, CohortState.CANCELLED, now=self.clock())
        await self.tick()

    async def speaks(self, address: str, locale: str, channel: str = "sms") -> None:
        await self.says(address, "hello", channel=channel)
        if channel == "sms":
            await self.says(address, LANGUAGES[locale])
        else:
            names = {"fr": "Français", "ar": "العربية", "aeb": "تونسي", "en": "English"}
            await self.says(address, f"[{names[locale]}]", channel=channel)

    async def enrols(self, cohort: Cohort, address: str, locale: str = "fr", seats: int = 1) -> str:
        """Somebody asks for seats by SMS, says no name, and agrees; what they are told."""
        await self.speaks(address, locale)
        key = f"cohort:{cohort.id}"
        await self.inbox.receive(
            InboundMessage("sms", address, f"m{next(self.numbers)}", Picked(key))
        )
        await self.inbox.settled()
        await self.says(address, str(seats))
        if "1 " in self.last(address) and "2 " not in self.last(address):
            await self.says(address, "1")
        return await self.says(address, "1")

    async def in_programme(self, **changes: Any) -> None:
        """Another file of the programme, as after a restart."""
        self.programme[0] = replace(self.programme[0], **changes)
        await self.rows(
            "INSERT INTO directory_version (id, version) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET version = directory_version.version + 1 RETURNING id"
        )
        await self.worlds.refresh()

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        def transaction() -> Transaction[list[dict[str, Any]]]:
            return [dict(row) for row in (yield Sql(sql, values))]

        return await self.executor.run(transaction)


@asynccontextmanager
async def open_classroom(executor: Executor) -> AsyncIterator[Classroom]:
    """In the shipped programme, with its words; the directory stands still, trainings do not."""
    clock, sealer, city = FixedClock(), Sealer(bytes(range(32))), the_city()
    programme = [city.directory.programme]
    channels = {"telegram": KeyedChannel(), "sms": KeyedChannel("sms", BY_SMS)}
    capabilities = {name: each.capabilities for name, each in channels.items()}
    trainings = TrainingReader(city.directory.programme.languages)

    async def directory() -> Directory:
        version = await directory_version()
        return replace(city.directory, version=version, programme=programme[0])

    worlds = WorldBuilder(
        directory,
        directory_version,
        lambda _directory: city.lexicon,
        city.translator,
        sealer,
        clock,
        load_trainings=lambda: trainings.read(clock()),
    )
    await worlds.refresh()
    files = ClassFiles(worlds, clock)
    outbox = Outbox(executor, channels, sealer, clock, worlds.polite, make_file=files.make)
    answer = partial(advance, conversations=CONVERSATIONS)
    inbox = Inbox(
        executor, outbox, worlds, capabilities, sealer, clock, answer, pauses_s=(0.0, 0.0)
    )
    enrolments = Enrolments(Notices(worlds, capabilities, sealer))
    yield Classroom(
        executor,
        clock,
        sealer,
        channels,
        worlds,
        outbox,
        inbox,
        ClassNotices(executor, outbox, enrolments, clock),
        ClassNotices(executor, outbox, enrolments, clock),
        enrolments,
        Rosters(executor, outbox, enrolments, clock),
        DataRetention(executor, lambda: worlds.programme.retention, clock),
        programme,
    )
    await inbox.stop()
    await outbox.stop()
