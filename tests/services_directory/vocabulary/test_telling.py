"""Days of the Ethiopian calendar and hours from dawn, as the data of a language has them."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from services_directory.values.calendar.ethiopic import ethiopic
from services_directory.vocabulary.language_files import LOCALES, LanguageFileFault
from services_directory.vocabulary.telling import AS_MOST, FILE, read_telling

# Dates that are widely known by both calendars: the millennium, Adwa, the end of the Derg, the
# first day of 2019, and the four corners of a leap year.
KNOWN = {
    "2007-09-12": (2000, 1, 1),
    "1896-03-02": (1888, 6, 24),
    "1991-05-28": (1983, 9, 20),
    "2026-09-11": (2019, 1, 1),
    "2023-09-11": (2015, 13, 6),
    "2023-09-12": (2016, 1, 1),
    "2024-01-07": (2016, 4, 28),
    "2024-02-29": (2016, 6, 21),
    "2024-09-10": (2016, 13, 5),
    "2026-11-30": (2019, 3, 21),
}


@pytest.mark.parametrize(("civil", "told"), KNOWN.items())
def test_known_days(civil: str, told: tuple[int, int, int]) -> None:
    assert ethiopic(date.fromisoformat(civil)) == told


@pytest.mark.parametrize("year", range(2000, 2031))
def test_the_new_year_is_on_the_eleventh_of_september_or_before_a_leap_year_on_the_twelfth(
    year: int,
) -> None:
    is_before_leap = (year + 1) % 4 == 0
    new_year = date(year, 9, 12 if is_before_leap else 11)
    assert ethiopic(new_year) == (year - 7, 1, 1)
    last = ethiopic(new_year - timedelta(days=1))
    assert last == (year - 8, 13, 6 if is_before_leap else 5)


def test_no_day_is_left_out_or_told_twice() -> None:
    """Each day from 1990 to 2040 is the next of the one before."""
    day, before = date(1990, 1, 1), ethiopic(date(1989, 12, 31))
    while day.year < 2041:
        told = ethiopic(day)
        length = 30 if before.month < 13 else 6 if before.year % 4 == 3 else 5
        if before.day < length:
            assert told == (before.year, before.month, before.day + 1)
        elif before.month < 13:
            assert told == (before.year, before.month + 1, 1)
        else:
            assert told == (before.year + 1, 1, 1)
        day, before = day + timedelta(days=1), told


@pytest.mark.parametrize(
    ("language", "hour", "told"),
    [
        ("am", "08:00", "ከጠዋቱ 2:00 ሰዓት"),
        ("am", "06:00", "ከጠዋቱ 12:00 ሰዓት"),
        ("am", "13:30", "ከቀኑ 7:30 ሰዓት"),
        ("am", "18:00", "ከምሽቱ 12:00 ሰዓት"),
        ("am", "00:15", "ከሌሊቱ 6:15 ሰዓት"),
        ("sw", "08:00", "saa 2:00 asubuhi"),
        ("sw", "05:00", "saa 11:00 alfajiri"),
        ("sw", "14:00", "saa 8:00 mchana"),
        ("sw", "19:00", "saa 1:00 usiku"),
        ("sw", "03:59", "saa 9:59 usiku"),
        ("so", "08:00", "2:00 subaxnimo (08:00)"),
        ("om", "12:00", "waaree booda sa'aatii 6:00"),
        ("ti", "23:00", "ሰዓት 5:00 ምሸት"),
    ],
)
def test_hours_from_dawn(language: str, hour: str, told: str) -> None:
    assert read_telling(LOCALES / language).clock(time.fromisoformat(hour)) == told


@pytest.mark.parametrize("language", ["am", "ti", "om", "so", "sw"])
def test_every_hour_is_told_by_one_set_of_words_and_no_two_by_the_same(language: str) -> None:
    telling = read_telling(LOCALES / language)
    told = [telling.clock(time(hour)) for hour in range(24)]
    assert len({*told}) == 24


def test_days_by_the_ethiopian_calendar() -> None:
    day = date(2026, 11, 30)
    assert read_telling(LOCALES / "am").with_year(day) == "ኅዳር 21 ቀን 2019 ዓ.ም."
    assert read_telling(LOCALES / "ti").short(day, "ሰኑይ") == "ሰኑይ 21 ሕዳር"
    assert read_telling(LOCALES / "om").month(day) == "Sadaasa 2019 A.L.I."


@pytest.mark.parametrize("language", ["fr", "ar", "aeb", "en", "so", "sw"])
def test_other_languages_tell_civil_days(language: str) -> None:
    telling = read_telling(LOCALES / language)
    assert (telling.with_year(date(2026, 11, 30)), telling.month(date(2026, 11, 30))) == (None,) * 2


def test_a_language_without_a_file_tells_as_most_do() -> None:
    assert read_telling(LOCALES / "fr") is AS_MOST
    assert AS_MOST.clock(time(8)) is None


GOOD = """
[ethiopian]
months = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"]
date = "{day} {month} {year}"
short = "{weekday} {day} {month}"
month = "{month} {year}"
[clock]
pattern = "{hour}:{minute} {part}"
[clock.parts]
0 = "night"
6 = "day"
"""


@pytest.mark.parametrize(
    ("was", "now", "mend"),
    [
        ('"m"]', '"m", "n"]', "ethiopian.months: write 13 names"),
        ('"{month} {year}"', '"{month}"', "ethiopian.month: write it with {month}, {year}"),
        ("{hour}:{minute}", "{hour:>9999}{minutes}", "clock.pattern: write it with"),
        ('0 = "night"', '1 = "night"', "clock.parts: write from which hour on"),
        ('6 = "day"', '24 = "day"', "clock.parts: write from which hour on"),
        ('6 = "day"', "6 = 7", "clock.parts: write from which hour on"),
        ("[ethiopian]", "[coptic]", "coptic: unknown"),
        ("[clock]", "[clock", "telling.toml"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, was: str, now: str, mend: str) -> None:
    path = tmp_path / FILE
    path.write_text(GOOD, "utf-8")
    assert read_telling(tmp_path).clock(time(8)) == "2:00 day"
    assert was in GOOD
    path.write_text(GOOD.replace(was, now), "utf-8")
    with pytest.raises(LanguageFileFault, match=FILE) as fault:
        read_telling(tmp_path)
    assert mend in str(fault.value)
