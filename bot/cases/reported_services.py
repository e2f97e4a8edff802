"""What several people say is wrong is no longer told as if it were sure, until staff have looked.

One mechanism: the warning stands in the directory that everybody is answered from, so the chat, the
SMS, the public pages and what staff see of a card all say it, and cease to together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.channels.webchat.names import FOR_TRIAL
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Sql, Transaction
from bot.privacy.request_subject import open_subject
from bot.privacy.sealing.sealer import Sealer
from flows.engine.effect import HelpReason

ENOUGH = 3
"""So many people have to say it: one may err, and one may mean harm."""


@dataclass(frozen=True, slots=True)
class ReportedServices:
    """Keeps `WorldBuilder.reported` as it is now."""

    executor: Executor
    worlds: WorldBuilder
    sealer: Sealer

    async def renew(self) -> None:
        """Take up what was reported since, and what staff have looked at."""
        reported = await self.executor.run(self._reported)
        if reported != self.worlds.reported:
            self.worlds.reported = reported
            await self.worlds.refresh(anew=True)

    def _reported(self) -> Transaction[frozenset[str]]:
        """Each person has one open report of a service; who was erased counts no more, and who
        only tries Dalil counts not at all."""
        trial = ", ".join("?" * len(FOR_TRIAL))
        stays = self.worlds.snapshot.directory.stays
        rows = yield Sql(
            "SELECT h.id, h.contact_id, h.subject_sealed FROM help_request AS h"
            " JOIN contact AS k ON k.id = h.contact_id"
            f" WHERE h.is_task = ? AND h.done_at IS NULL AND k.channel NOT IN ({trial})",
            (True, *FOR_TRIAL),
        )
        said: set[tuple[str, int]] = set()
        for row in rows:
            about = open_subject(row["id"], row["subject_sealed"], self.sealer)
            if about.reason == HelpReason.WRONG_INFO and about.service:
                # Whoever reported two that turned out to be one is one person.
                said.add((stays(about.service), row["contact_id"]))
        people = Counter(service for service, _contact in said)
        return frozenset(each for each, said_by in people.items() if said_by >= ENOUGH)
