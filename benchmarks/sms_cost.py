"""What do whole conversations cost by SMS, in each language?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from benchmarks.findings import Findings, Result
from bot.commands.priced_conversations import FIRST_CONTACT, REGISTRATION, SEARCH, prices
from bot.commands.sms_cost import table
from bot.configuration.settings import load_settings
from bot.operations.logs import configure_logs

MOST: Mapping[str, Mapping[str, float]] = {
    SEARCH: {"fr": 2.9, "en": 2.9, "ar": 3.9, "aeb": 3.9},
    FIRST_CONTACT: {"fr": 5, "en": 5, "ar": 6, "aeb": 6},
    REGISTRATION: {"fr": 8, "en": 8, "ar": 11, "aeb": 11},
}
"""Segments that a conversation may cost on average in the shipped pack."""


def findings() -> Findings:
    """The promised ones; all of them as a table."""
    configure_logs(load_settings(), quietly=True)
    found = asyncio.run(prices("jendouba_kairouan"))
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
    return Findings(results, {"sms_cost": found}, tuple(table(found)))
