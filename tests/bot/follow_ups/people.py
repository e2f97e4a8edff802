"""People who agree to be asked whether a service helped, and both replicas that ask them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot.database.transaction import Executor
from bot.follow_ups.asking import FollowUps
from bot.messages.capabilities import Capabilities
from tests.bot.training.classroom import Classroom, open_classroom

SERVICE = "jen-hopital-regional"
THREE_DAYS = timedelta(days=3)
WORDS = {
    "fr": ("hôpital jendouba", "merci", "Avez-vous recu de l'aide ?"),
    "ar": ("مستشفى جندوبة", "شكرا", "هل حصلت على المساعدة؟"),
    "aeb": ("سبيطار جندوبة", "يعيشك", "لقيت المعاونة؟"),
    "en": ("hospital jendouba", "thanks", "Did you get help?"),
}
"""How one asks for it, how one thanks, and what is asked days later."""


class Town:
    """No dataclass: hypothesis would print all of it where a property fails."""

    def __init__(self, room: Classroom, asking: FollowUps, other_replica: FollowUps) -> None:
        self.room = room
        self.asking = asking
        self.other_replica = other_replica

    async def consents(self, address: str, locale: str = "fr", purpose: str = "interest") -> None:
        """Somebody who agreed to be written to about something else."""
        await self.room.speaks(address, locale)
        contact_id = (await self.contact(address))["id"]
        await self.room.rows(
            "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
            " VALUES (?, ?, 'interest-3', ?, ?) RETURNING id",
            contact_id,
            purpose,
            locale,
            self.room.clock(),
        )
        await self.room.rows(
            "UPDATE contact SET consented_at = ? WHERE id = ? RETURNING id",
            self.room.clock(),
            contact_id,
        )

    async def contact(self, address: str) -> dict[str, Any]:
        digest = self.room.sealer.address_hash("sms", address)
        rows = await self.room.rows("SELECT * FROM contact WHERE address_hash = ?", digest)
        return rows[0]

    async def agrees(self, address: str, locale: str = "fr") -> str:
        """Looks at a card, thanks, and picks what is offered; what is said to it."""
        need, thanks, _question = WORDS[locale]
        await self.room.says(address, need, "1", thanks)
        return await self.room.says(address, "1")

    async def at(self, moment: datetime) -> int:
        """Go on to a moment, and do what is due; how many were asked."""
        self.room.clock.now = moment
        await self.room.worlds.refresh()
        asked = await self.asking.ask_due()
        asked += await self.other_replica.ask_due()
        await self.room.outbox.tidy()
        await self.room.outbox.deliver_due()
        return asked

    async def after(self, time: timedelta) -> int:
        return await self.at(self.room.clock() + time)

    async def waiting(self) -> list[dict[str, Any]]:
        return await self.room.rows("SELECT * FROM follow_up ORDER BY agreed_at, id")

    async def counted(self) -> dict[tuple[str, str], int]:
        """What was answered, by service and answer."""
        await self.room.inbox.anonymous.write()
        rows = await self.room.rows("SELECT service, answer, times FROM service_answer")
        return {(row["service"], row["answer"]): row["times"] for row in rows}

    def questions(self, address: str, locale: str = "fr") -> int:
        """How often they were asked."""
        return sum(WORDS[locale][2] in each for each in self.room.got(address))


@asynccontextmanager
async def open_town(executor: Executor) -> AsyncIterator[Town]:
    async with open_classroom(executor) as room:
        channels: dict[str, Capabilities] = {
            name: each.capabilities for name, each in room.channels.items()
        }
        parts = (executor, room.outbox, room.worlds, channels, room.sealer, room.clock)
        yield Town(room, FollowUps(*parts), FollowUps(*parts))
