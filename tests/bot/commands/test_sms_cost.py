"""Does a conversation by SMS cost no more than was promised, and how much less than a naive one?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from benchmarks.sms_cost import BEGINS, MOST, MOST_MESSAGES
from bot.commands.priced_conversations import Price, prices
from bot.commands.sms_cost import in_money, price_lines, table
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.values.limits import MessagePrice
from tests.bot.commands.terminal import Run


async def test_each_conversation_costs_no_more_than_was_promised() -> None:
    found = await prices("jendouba_kairouan", BEGINS)
    cost = {(each.conversation, each.locale): each for each in found}
    for conversation, most in MOST.items():
        for locale, segments in most.items():
            assert 1 < cost[conversation, locale].segments <= segments, "\n".join(table(found))
    for each in found:
        assert each.messages <= MOST_MESSAGES.get(each.conversation, 20), "one answer, one message"
        assert each.segments <= each.naive
        assert sum(each.answers) == pytest.approx(each.segments)


def test_the_command_prints_a_line_for_each_conversation(dalil: Run) -> None:
    found = json.loads(dalil("sms-cost", "--json").stdout)
    assert {each["locale"] for each in found} == {"fr", "ar", "aeb", "en"}
    assert len(found) == 4 * 5
    assert {(each["sms"], each["whatsapp"]) for each in found} == {(None, None)}


def test_money_is_told_with_its_source_and_what_nobody_knows_as_unknown() -> None:
    programme = load_programme(pack_folder("jendouba_kairouan"))
    on = date(2026, 11, 30)
    price = MessagePrice("whatsapp", Decimal("0.02"), "USD", on, "a list", prefix="+216")
    priced = replace(programme, limits=replace(programme.limits, prices=(price,)))
    found = [Price("fr", "opinion", 4, 4, (1, 1, 1, 1), 3)]
    assert [*price_lines(found, programme, on)] == [
        "sms: what a segment costs is not known ([[limits.prices]] of programme.toml)",
        "whatsapp: what a message costs is not known ([[limits.prices]] of programme.toml)",
    ]
    assert [*price_lines(found, priced, on)][1:] == [
        "whatsapp: 0.02 USD a message, since 2026-11-30 (a list)",
        "fr   opinion                  0.060 USD",
    ]
    assert in_money(found[0], priced, date(2026, 11, 29)) == {"sms": None, "whatsapp": None}
