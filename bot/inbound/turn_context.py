"""Where are the effects of one turn carried out? What each of them may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.channels.routes import ONLY_ROUTE, Route
from bot.contacts.store import StoredContact
from bot.inbound.anonymous_records import AnonymousRecord
from bot.messages.capabilities import Capabilities
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.answers import ReferralAnswers
from bot.training.enrolments import Enrolments
from bot.translation.translator import Translator
from flows.engine.limits.allowance import NOTHING_HAD, Allowance


@dataclass(slots=True)
class TurnContext:
    """Where the effects of one turn are carried out. `locale` follows a SetLocale on the way.

    `today` is the programme's local day. `silent`: a carrier has answered already, so nothing is
    said. `farewell`: the contact is erased in this turn, so what is said keeps no link to them.
    `route`: by which route they are written to, and the number to name. `had`: the answers they
    have had with this one. `anonymous`: what is to be written apart from the turn, after its
    commit.
    `acts_for`: whose the enrolments are that a code in hand answers for.
    `tells_of`: whom else what is said tells of (bot/privacy/traces/waiting.py).
    `enrolments`: how seats change hands. `referrals`: how people decide of theirs.
    """

    contact: StoredContact
    capabilities: Capabilities
    translator: Translator
    sealer: Sealer
    now: datetime
    today: date
    locale: str
    enrolments: Enrolments
    referrals: ReferralAnswers
    silent: bool = False
    tells_of: str | None = None
    farewell: bool = False
    route: Route = ONLY_ROUTE
    had: Allowance = NOTHING_HAD
    anonymous: list[AnonymousRecord] = field(default_factory=list)
    acts_for: Mapping[int, int] = field(default_factory=dict)
