"""Does a conversation by SMS cost no more than was promised, and how much less than a naive one?"""

from __future__ import annotations

import json

import pytest

from benchmarks.sms_cost import MOST
from bot.commands.priced_conversations import prices
from bot.commands.sms_cost import table
from tests.bot.commands.terminal import Run


async def test_each_conversation_costs_no_more_than_was_promised() -> None:
    found = await prices("jendouba_kairouan")
    cost = {(each.conversation, each.locale): each for each in found}
    for conversation, most in MOST.items():
        for locale, segments in most.items():
            assert 1 < cost[conversation, locale].segments <= segments, "\n".join(table(found))
    for each in found:
        assert each.segments <= each.naive
        assert sum(each.answers) == pytest.approx(each.segments)


def test_the_command_prints_a_line_for_each_conversation(dalil: Run) -> None:
    found = json.loads(dalil("sms-cost", "--json").stdout)
    assert {each["locale"] for each in found} == {"fr", "ar", "aeb", "en"}
    assert len(found) == 4 * 5
