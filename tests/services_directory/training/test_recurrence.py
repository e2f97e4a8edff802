"""A rule makes the classes that another program makes of it; the clock on the wall counts."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from services_directory.training.recurrence import (
    MOST_CLASSES,
    RuleFault,
    Slot,
    WeeklyRule,
    fault_of,
    slot_on,
    slots_of,
)

MORNINGS = WeeklyRule(
    frozenset({0, 2}), time(9), time(12), date(2026, 12, 1), date(2027, 1, 15), frozenset()
)
ZONES = ("Africa/Tunis", "Europe/Paris", "Africa/Cairo", "America/Guatemala", "Africa/Nairobi")
DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def some_rule(chance: random.Random) -> WeeklyRule:
    """Any hours, also those of the night in which clocks change, over spring or autumn."""
    first = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
    last = first + timedelta(days=chance.randrange(120))
    begins, lasts = chance.randrange(22 * 4), chance.randrange(1, 8)
    ends = begins + lasts
    return WeeklyRule(
        frozenset(chance.sample(range(7), chance.randint(1, 4))),
        time(begins // 4, begins % 4 * 15),
        time(ends // 4, ends % 4 * 15),
        first,
        last,
        frozenset(
            first + timedelta(days=chance.randrange(120)) for _ in range(chance.randrange(9))
        ),
        chance.choice((1, 1, 1, 2, 3)),
    )


def starts_by_another_program(rule: WeeklyRule, zone: str) -> list[datetime]:
    """What `recurring-ical-events` makes of the same rule, written as RFC 5545 has it."""
    until = datetime.combine(rule.last, time(23, 59), ZoneInfo(zone)).astimezone(UTC)
    event = icalendar.Event()
    # Its first occurrence counts whatever the rule says, so it begins on a day of the rule.
    day = next(
        each
        for each in (rule.first + timedelta(days=number) for number in range(400))
        if each.weekday() in rule.days and is_its_week(rule, each)
    )
    event.add("uid", "rule")
    event.add("dtstart", datetime.combine(day, rule.begins, ZoneInfo(zone)))
    event.add("dtend", datetime.combine(day, rule.ends, ZoneInfo(zone)))
    days = [DAY_NAMES[each] for each in sorted(rule.days)]
    told = {"freq": "WEEKLY", "interval": rule.every, "byday": days, "wkst": "MO", "until": until}
    event.add("rrule", told)
    for each in sorted(rule.without):
        event.add("exdate", datetime.combine(each, rule.begins, ZoneInfo(zone)))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    after, before = rule.first - timedelta(days=2), rule.last + timedelta(days=2)
    found = recurring_ical_events.of(calendar).between(after, before)
    starts = {each["DTSTART"].dt.astimezone(UTC) for each in found}
    # A first day after the last one is still told of: a DTSTART always is.
    return sorted(each for each in starts if each.astimezone(ZoneInfo(zone)).date() <= rule.last)


def is_its_week(rule: WeeklyRule, day: date) -> bool:
    monday = rule.first - timedelta(days=rule.first.weekday())
    return (day - monday).days // 7 % rule.every == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_rule_makes_the_classes_another_program_makes(seed: int) -> None:
    chance = random.Random(seed)
    for number in range(100):
        rule, zone = some_rule(chance), ZONES[number % len(ZONES)]
        starts = [each.starts_at for each in slots_of(rule, zone)]
        assert starts == starts_by_another_program(rule, zone), (rule, zone)


def test_nine_stays_nine_when_the_clocks_change() -> None:
    rule = replace(MORNINGS, days=frozenset({6}), first=date(2026, 10, 18), last=date(2026, 10, 25))
    slots, paris = slots_of(rule, "Europe/Paris"), ZoneInfo("Europe/Paris")
    assert [each.starts_at.hour for each in slots] == [7, 8]
    for each in slots:
        assert each.starts_at.astimezone(paris).time() == time(9)
        assert each.ends_at - each.starts_at == timedelta(hours=3)


def test_a_class_in_an_hour_that_is_skipped_still_lasts() -> None:
    slot = slot_on(date(2027, 3, 28), time(2, 30), time(3, 15), ZoneInfo("Europe/Paris"))
    begins = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert slot == Slot(begins, begins + timedelta(minutes=45))


def test_a_day_left_out_is_no_class() -> None:
    days = [each.starts_at.date() for each in slots_of(MORNINGS, "Africa/Tunis")]
    assert days[0] == date(2026, 12, 2)
    assert days[-1] == date(2027, 1, 13)
    without = replace(MORNINGS, without=frozenset({date(2027, 1, 13)}))
    assert [each.starts_at.date() for each in slots_of(without, "Africa/Tunis")] == days[:-1]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"days": frozenset()}, RuleFault.NO_DAY),
        ({"ends": time(9)}, RuleFault.ENDS_BEFORE_IT_BEGINS),
        ({"last": date(2026, 11, 30)}, RuleFault.LAST_BEFORE_FIRST),
        ({"last": date(2026, 12, 1)}, RuleFault.NO_CLASS),
        ({"last": date(2226, 12, 1)}, RuleFault.TOO_MANY),
    ],
)
def test_a_rule_without_a_timetable_says_why(change: dict[str, object], fault: RuleFault) -> None:
    rule = replace(MORNINGS, **change)  # type: ignore[arg-type]
    assert fault_of(rule) == fault
    assert slots_of(rule, "Africa/Tunis") == ()


def test_as_many_classes_as_may_be() -> None:
    every_day = replace(MORNINGS, days=frozenset(range(7)))
    most = replace(every_day, last=every_day.first + timedelta(days=MOST_CLASSES - 1))
    assert len(slots_of(most, "Africa/Tunis")) == MOST_CLASSES
    assert fault_of(replace(most, last=most.last + timedelta(days=1))) == RuleFault.TOO_MANY


def test_one_class_begins_when_another_ends() -> None:
    nine, twelve, one = (datetime(2026, 12, 2, hour, tzinfo=UTC) for hour in (9, 12, 13))
    assert not Slot(nine, twelve).meets(Slot(twelve, one))
    assert Slot(nine, one).meets(Slot(twelve, one))
