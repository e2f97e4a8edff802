"""The pace is kept whoever claims and however often; a broadcast never takes a reply's place."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.rate_limit import LONGEST_WAIT, UNLIMITED, RateLimit
from tests.fakes import NOON

SECOND = timedelta(seconds=1)
RATES = st.sampled_from([0.2, 0.5, 1, 3, 10, 30, 80, 100, 400])
# Pauses between claims, in milliseconds, and what is asked for: by replies or by a broadcast.
CLAIMS = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 40), st.booleans()), max_size=60)


@given(RATES, CLAIMS)
def test_no_stretch_of_time_sees_more_than_the_pace_and_one_full_bucket(
    rate: float, claims: list[tuple[int, int, bool]]
) -> None:
    rate_limit, now, full_at = RateLimit(rate), NOON, NOON - SECOND
    sent = []
    for pause_ms, wanted, broadcast in claims:
        now += timedelta(milliseconds=pause_ms)
        taken = rate_limit.take(full_at, now, wanted, broadcast=broadcast)
        full_at = taken.full_at
        sent.append((now, taken.count))
    for at, (start, _) in enumerate(sent):
        for end in range(at, len(sent)):
            seconds = (sent[end][0] - start).total_seconds()
            total = sum(count for _, count in sent[at : end + 1])
            assert total <= rate * seconds + rate_limit.capacity + 0.01


@given(RATES, st.integers(1, 200))
def test_after_whatever_a_broadcast_took_replies_find_their_part_at_once(
    rate: float, wanted: int
) -> None:
    rate_limit, now, full_at = RateLimit(rate), NOON, NOON
    for _round in range(20):
        full_at = rate_limit.take(full_at, now, wanted, broadcast=True).full_at
        assert (
            rate_limit.take(full_at, now, rate_limit.reserve, broadcast=False).count
            == rate_limit.reserve
        )
        now += timedelta(milliseconds=50)


@given(RATES, st.booleans(), st.floats(0, 0.09))
def test_who_comes_when_told_to_and_not_too_late_uses_the_whole_pace(
    rate: float, broadcast: bool, late_s: float
) -> None:
    rate_limit, now, full_at, total = RateLimit(rate), NOON, NOON, 0
    while now < NOON + 30 * SECOND:
        taken = rate_limit.take(full_at, now, 1000, broadcast=broadcast)
        full_at, total = taken.full_at, total + taken.count
        assert taken.again_at is not None
        assert taken.again_at > now or taken.count == 0
        now = taken.again_at + timedelta(seconds=late_s)
    assert total >= 30 * rate - 2


@given(RATES, CLAIMS)
def test_who_is_told_a_moment_gets_something_then(
    rate: float, claims: list[tuple[int, int, bool]]
) -> None:
    rate_limit, now, full_at = RateLimit(rate), NOON, NOON
    for pause_ms, wanted, broadcast in claims:
        now += timedelta(milliseconds=pause_ms)
        taken = rate_limit.take(full_at, now, wanted, broadcast=broadcast)
        assert (taken.again_at is None) == (taken.count == wanted)
        full_at = taken.full_at
        if taken.again_at is not None:
            left = wanted - taken.count
            later = rate_limit.take(full_at, taken.again_at, left, broadcast=broadcast)
            assert later.count > 0


def test_a_reply_takes_what_a_broadcast_must_leave() -> None:
    rate_limit = RateLimit(1)
    full = rate_limit.take(NOON, NOON, 100, broadcast=True)
    assert (full.count, full.again_at) == (2, NOON + SECOND)
    reply = rate_limit.take(full.full_at, NOON, 1, broadcast=False)
    assert (reply.count, reply.again_at) == (1, None)
    # And what the reply took, the broadcast waits for.
    assert rate_limit.take(reply.full_at, NOON + SECOND, 1, broadcast=True).count == 0


def test_a_clock_that_was_set_back_stops_nobody_for_long() -> None:
    rate_limit = RateLimit(1)
    before = NOON - 5 * LONGEST_WAIT
    assert rate_limit.take(NOON, before, 1, broadcast=False).count == 1
    assert rate_limit.take(NOON, NOON - LONGEST_WAIT, 1, broadcast=False).count == 0


def test_without_a_limit_everything_goes() -> None:
    taken = UNLIMITED.take(NOON, NOON, 1000, broadcast=True)
    assert (taken.count, taken.again_at) == (1000, None)
