"""What do whole conversations cost by SMS and on WhatsApp, in each language?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from benchmarks.findings import Findings, Result
from bot.channels.all_settings import load_settings
from bot.commands.priced_conversations import FIRST_CONTACT, REGISTRATION, SEARCH, prices
from bot.commands.sms_cost import table
from bot.operations.logs import configure_logs

MOST: Mapping[str, Mapping[str, float]] = {
    SEARCH: {"fr": 2.9, "en": 2.9, "ar": 3.9, "aeb": 3.9},
    FIRST_CONTACT: {"fr": 5, "en": 5, "ar": 6, "aeb": 6},
    REGISTRATION: {"fr": 8, "en": 8, "ar": 11, "aeb": 11},
}
"""Segments that a conversation may cost on average in the shipped pack."""

MOST_MESSAGES: Mapping[str, float] = {SEARCH: 2, FIRST_CONTACT: 2, REGISTRATION: 8}
"""The same in messages on WhatsApp, where each is paid: one answer is one message."""


BEGINS = datetime(2026, 11, 30, tzinfo=UTC)
"""A Monday: whenever it is measured, the same hours and days are."""


def findings() -> Findings:
    """The promised ones; all of them as a table."""
    configure_logs(load_settings(), quietly=True)
    found = asyncio.run(prices("jendouba_kairouan", BEGINS))
    promised = {
        (conversation, locale): most
        for conversation, of_it in MOST.items()
        for locale, most in of_it.items()
    }
    results = [
        Result(
            f"{each.conversation}, {each.locale}",
            round(each.segments, 3),
            "SMS",
            f"≤ {most:g}",
            each.segments <= most,
        )
        for each in found
        if (most := promised.get((each.conversation, each.locale)))
    ]
    results += [
        Result(
            f"{each.conversation}, {each.locale}, on WhatsApp",
            round(each.messages, 3),
            "messages",
            f"≤ {most:g}",
            each.messages <= most,
        )
        for each in found
        if (most := MOST_MESSAGES.get(each.conversation))
    ]
    return Findings(results, {"sms_cost": found}, tuple(table(found)))
