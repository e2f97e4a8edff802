"""Hours as people write them: put right with the same meaning, or left in their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.files.written_hours import read_hours
from services_directory.values.schedules import plain_week
from services_directory.values.weekly_rules import DAYS


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("Lundi - Vendredi, 8h-17h", "Mo-Fr 08:00-17:00"),
        ("Mon-Fri, 8am-5pm; Sat, 9am-1pm", "Mo-Fr 08:00-17:00; Sa 09:00-13:00"),
        ("Monday-Thursday, 9AM-5PM, Friday, 9AM-6PM", "Mo-Th 09:00-17:00; Fr 09:00-18:00"),
        # Valid signs of OpenStreetMap, which mean every day there.
        ("Mo-Fr, 08:00-17:00", "Mo-Fr 08:00-17:00"),
        ("lun-ven\n8h-12h", "Mo-Fr 08:00-12:00"),
        ("lun-ven 8h-12h\nsam 9h-11h", "Mo-Fr 08:00-12:00; Sa 09:00-11:00"),
        ("lun mer ven 8h-12h", "Mo,We,Fr 08:00-12:00"),
        ("lun 8h-12h; lun 14h-17h", "Mo 08:00-12:00,14:00-17:00"),
        ("Mo-Fr 8:00-12:00", "Mo-Fr 08:00-12:00"),
        ("Mo-Fr 08:00-12:00; PH off", "Mo-Fr 08:00-12:00; PH off"),
    ],
)
def test_free_words_become_the_week_they_mean(written: str, hours: str) -> None:
    assert read_hours(written) == hours


@pytest.mark.parametrize(
    "written",
    [
        # Until four at night, or in the afternoon?
        "10:00-4:00",
        "lundi 10:00-4:00",
        # Wednesday twice: more hours, or other ones?
        "lun-ven 8h-12h; mer 14h-16h",
        "8h-12h",
        "sur rendez-vous",
    ],
)
def test_what_may_mean_two_things_stays_in_its_words(written: str) -> None:
    assert read_hours(written) is None


TIMES = st.tuples(st.integers(0, 22), st.integers(0, 59)).map(lambda at: f"{at[0]:02}:{at[1]:02}")
SPANS = st.tuples(TIMES, TIMES).filter(lambda span: span[0] < span[1])
NAMES = {"Mo": "lundi", "Tu": "Tuesday", "We": "mer.", "Th": "jeudi", "Fr": "ven", "Sa": "السبت"}


@given(st.dictionaries(st.sampled_from([*NAMES]), SPANS, min_size=1))
def test_a_week_in_words_is_that_week(week: dict[str, tuple[str, str]]) -> None:
    written = "; ".join(f"{NAMES[day]}, {opens}-{closes}" for day, (opens, closes) in week.items())
    hours = read_hours(written)
    assert hours is not None
    ordered = sorted(week.items(), key=lambda item: DAYS.index(item[0]))
    assert plain_week(hours) == {day: [span] for day, span in ordered}
