"""What are all the parts, once they are joined?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.broadcasts.reminders import Reminders
from bot.cases.reported_services import ReportedServices
from bot.cases.staff_alerts import StaffAlerts
from bot.cases.staff_answers import StaffAnswers
from bot.channels.base import Channel
from bot.clock import Clock
from bot.configuration.settings import Settings
from bot.confirmations.confirmations import Confirmations
from bot.contacts.world import WorldBuilder
from bot.database.opening import Database
from bot.follow_ups.asking import FollowUps
from bot.inbound.inbox import Inbox
from bot.operations.metrics import Metrics
from bot.operations.provider_health import ProviderHealth
from bot.outbound.delivery_reports import DeliveryReports
from bot.outbound.outbox import Outbox
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.referrals import Referrals
from bot.training.attendance import Attendance
from bot.training.class_notices import ClassNotices
from bot.training.rosters import Rosters
from bot.translation.translator import Translator
from bot.wordings.take_up import Wordings
from services_directory.values.entries import Programme, Retention


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
    answers: StaffAnswers
    class_notices: ClassNotices
    rosters: Rosters
    alerts: StaffAlerts
    attendance: Attendance
    referrals: Referrals
    reported: ReportedServices
    follow_ups: FollowUps
    wordings: Wordings
    metrics: Metrics
    providers: ProviderHealth
    clock: Clock

    @property
    def confirmations(self) -> Confirmations:
        """How services answer for themselves."""
        numbers = self.referrals.steps.notices.numbers
        return Confirmations(self.database.executor, numbers, self.outbox, self.clock)

    def retention(self) -> Retention:
        """How long things are kept, as the programme says now."""
        return self.worlds.programme.retention
