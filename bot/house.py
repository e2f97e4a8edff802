"""What are all the parts, once they are joined?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.base import Channel, Clock
from bot.database.opening import Database
from bot.delivery_reports import DeliveryReports
from bot.inbox import Inbox
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.providers import ProviderWatch
from bot.reminders import Reminders
from bot.secrets import Sealer
from bot.settings import Settings
from bot.translator import Translator
from bot.world import WorldBuilder
from services_directory.entries import Programme


@dataclass(frozen=True, slots=True)
class House:
    """Every part, joined. Usable without a web server: `dalil chat` talks with `inbox`."""

    settings: Settings
    programme: Programme
    database: Database
    sealer: Sealer
    translator: Translator
    worlds: WorldBuilder
    channels: Mapping[str, Channel]
    inbox: Inbox
    outbox: Outbox
    reports: DeliveryReports
    reminders: Reminders
    metrics: Metrics
    providers: ProviderWatch
    clock: Clock
