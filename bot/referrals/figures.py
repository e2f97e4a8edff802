"""How do receivers answer? Shown to staff before they pass the next person on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.contacts.aliases import hashed
from bot.database.transaction import Sql, Transaction, as_time
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.sealed import service_hashes
from flows.engine.referrals import ReferralState

ENOUGH = 4
"""Fewer referrals warn of nothing."""


@dataclass(frozen=True, slots=True)
class ReceiverFigures:
    """Of what is still kept. `sent`: those whose answer came or is overdue; `days`: the median
    until an answer, None without one."""

    sent: int = 0
    accepted: int = 0
    refused: int = 0
    silent: int = 0
    days: float | None = None

    @property
    def is_mostly_silent(self) -> bool:
        """More than half were never answered: staff are warned."""
        return self.sent >= ENOUGH and self.silent * 2 > self.sent


def figures_of(
    services: Mapping[str, Iterable[str]], sealer: Sealer
) -> Transaction[dict[str, ReceiverFigures]]:
    """Part of a transaction: of each of these services, with every id that means it."""
    found = {}
    for service, known_as in services.items():
        hashes = [each for known in known_as for each in service_hashes(known, sealer)]
        rows = yield Sql(
            "SELECT state, sent_at, answered_at, accepted_at FROM referral"
            f" WHERE sent_at IS NOT NULL AND {hashed(hashes, 'service_hash')}",
            hashes,
        )
        waits = [
            as_time(row["answered_at"]) - as_time(row["sent_at"])
            for row in rows
            if row["answered_at"]
        ]
        silent = sum(row["state"] == ReferralState.SILENT for row in rows)
        accepted = sum(row["accepted_at"] is not None for row in rows)
        found[service] = ReceiverFigures(
            sent=len(waits) + silent,
            accepted=accepted,
            refused=len(waits) - accepted,
            silent=silent,
            days=_days(waits),
        )
    return found


def _days(waits: list[timedelta]) -> float | None:
    if not waits:
        return None
    return round(median(each / timedelta(days=1) for each in waits), 1)
