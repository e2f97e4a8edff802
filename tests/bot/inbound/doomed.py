"""A process that receives and answers until it is killed: `… URL SENT LIFE`.

It is given the same messages each time it is started, as a provider repeats what was not
acknowledged. Everything sent is a line of the file SENT; everything received a line of its output.
LIFE counts the starts: each is a lease later than the one before.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.database.opening import open_database
from bot.messages.message import InboundMessage, OutboundMessage
from bot.outbound.claim import LEASE
from flows.engine.event import Heard
from tests.bot.harness import build_harness
from tests.fakes import RememberingChannel

PEOPLE, EACH = 10, 30


@dataclass(slots=True)
class WritingChannel(RememberingChannel):
    """Writes what it sends to a file at once, so that it is known after a kill."""

    path: Path = Path()

    async def send(self, outbound: OutboundMessage) -> str:
        with self.path.open("a") as file:
            file.write(f"{outbound.address} {outbound.message.text}\n")
        # Long enough that a kill finds some between the sending and its record.
        await asyncio.sleep(0.002)
        return "sent"


async def live(url: str, sent: Path, life: int) -> None:
    database = await open_database(url)
    app = await build_harness(database.executor)
    sender = app.outbox._senders["telegram"]
    sender._channel = WritingChannel(path=sent)
    app.clock.forward(LEASE * life)
    await app.outbox.tidy()
    await app.inbox.answer_unanswered()
    app.outbox.start()
    for number in range(EACH):
        for person in range(PEOPLE):
            await app.inbox.receive(
                InboundMessage(
                    "telegram", address(person), f"{person}-{number}", Heard(f"word{number}")
                )
            )
            print(person, number, flush=True)
    await app.inbox.settled()
    await app.outbox.deliver_due()
    await app.outbox.stop()
    await database.close()


def address(person: int) -> str:
    return f"+2162000000{person}"


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
