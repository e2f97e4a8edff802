"""May we write to somebody unasked? Each reason, and which of two is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from bot.contacts.may_write import LeftOut, Writable, is_to_be_called, why_not_written
from bot.contacts.walk_in import WALK_IN
from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.models.learning import Interest
from tests.fakes import NOON

DAY = timedelta(days=1)
CHANNELS = {"sms": BY_SMS, "day": replace(BY_BUTTONS, answers_within=DAY), WALK_IN: BY_SMS}
SOMEBODY = Writable("sms", "fr", NOON, stopped=False, unreachable=False, foreign=False)

REASONS: dict[LeftOut, dict[str, Any]] = {
    LeftOut.CALLED: {"called": True},
    LeftOut.STOPPED: {"stopped": True},
    LeftOut.NO_CONSENT: {"consented": False},
    LeftOut.UNREACHABLE: {"unreachable": True},
    LeftOut.FOREIGN: {"foreign": True},
    LeftOut.NO_PHONE: {"channel": WALK_IN},
    LeftOut.CHANNEL_OFF: {"channel": "pigeon"},
}
"""What makes each of them hold, the weightiest first."""


def test_nothing_stands_against_who_agreed_and_can_be_reached() -> None:
    assert why_not_written(SOMEBODY, CHANNELS, NOON) is None


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_alone(reason: LeftOut) -> None:
    assert why_not_written(replace(SOMEBODY, **REASONS[reason]), CHANNELS, NOON) is reason


def test_of_two_reasons_the_weightier_is_told() -> None:
    for first, second in combinations(REASONS, 2):
        both = replace(SOMEBODY, **{**REASONS[second], **REASONS[first]})
        if "channel" in REASONS[first] and "channel" in REASONS[second]:
            continue
        assert why_not_written(both, CHANNELS, NOON) is first, (first, second)


@pytest.mark.parametrize(
    ("after", "reason"), [(DAY - timedelta(seconds=1), None), (DAY, LeftOut.DAY_OVER)]
)
def test_a_channel_that_shuts_after_a_day(after: timedelta, reason: LeftOut | None) -> None:
    somebody = replace(SOMEBODY, channel="day")
    assert why_not_written(somebody, CHANNELS, NOON + after) is reason
    assert why_not_written(somebody, CHANNELS, None) is None, "the channel itself refuses then"


@pytest.mark.parametrize(
    ("sealed", "erased", "called"),
    [(None, False, False), (b"a number", False, True), (None, True, True)],
)
def test_who_left_another_number_is_to_be_called_also_when_its_owner_erased_it(
    sealed: bytes | None, erased: bool, called: bool
) -> None:
    assert is_to_be_called(Interest(reach_sealed=sealed, reach_erased=erased)) is called
