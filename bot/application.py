"""What are all the parts, once they are joined?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.broadcasts.reminders import Reminders
from bot.channels.base import Channel
from bot.clock import Clock
from bot.configuration.settings import Settings
from bot.contacts.world import WorldBuilder
from bot.database.opening import Database
from bot.inbound.inbox import Inbox
from bot.operations.metrics import Metrics
from bot.operations.provider_health import ProviderHealth
from bot.outbound.delivery_reports import DeliveryReports
from bot.outbound.outbox import Outbox
from bot.privacy.sealing import Sealer
from bot.translation.translator import Translator
from services_directory.values.entries import Programme


@dataclass(frozen=True, slots=True)
class Application:
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
    providers: ProviderHealth
    clock: Clock
