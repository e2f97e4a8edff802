"""Lines said in people's languages: fallbacks, plurals, dates, and nothing that raises."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.languages import BadLanguage
from bot.translation.translator import Translator
from flows.engine.text import Line, Month, Text, _, plural
from services_directory.values.entries import LocalText
from tests.small_locales import SHIPPED, Said, small_locales

ALL = ("ar", "aeb", "fr", "en")
COURSES = ("{n} course in {town}", "{n} courses in {town}")


def speaking(folder: Path, **words: Said) -> Translator:
    return Translator.load(small_locales(folder, words), ALL, "Africa/Tunis")


def test_words_missing_in_one_language_come_from_the_next_string_by_string(tmp_path: Path) -> None:
    translator = speaking(
        tmp_path,
        aeb={"Doctor": "طبيب"},
        ar={"Doctor": "طبيب عام", "Pharmacy": "صيدلية"},
        fr={"Doctor": "Docteur", "Pharmacy": "Pharmacie", "Bank": "Banque"},
        en={"Doctor": "Doctor (en)"},
    )
    said = [translator.phrase(_(word), "aeb") for word in ("Doctor", "Pharmacy", "Bank", "School")]
    assert said == ["طبيب", "صيدلية", "Banque", "School"]


def test_an_empty_translation_is_a_missing_one(tmp_path: Path) -> None:
    translator = speaking(tmp_path, aeb={"Bank": ""}, ar={"Bank": "بنك"})
    assert translator.phrase(_("Bank"), "aeb") == "بنك"


def test_a_fuzzy_translation_waits_until_somebody_read_it(tmp_path: Path) -> None:
    locales = small_locales(tmp_path, {"fr": {"Bank": "Banc"}})
    path = locales / "fr" / "LC_MESSAGES" / "messages.po"
    path.write_text(path.read_text("utf-8").replace('msgid "Bank"', '#, fuzzy\nmsgid "Bank"'))
    assert Translator.load(locales, ALL).phrase(_("Bank"), "fr") == "Bank"


@pytest.mark.parametrize(
    "broken",
    ["Jusqu'a {heure}", "Jusqu'a {time", "Jusqu'a {}", "Jusqu'a {time!r}", "Jusqu'a {time.hour}",
     "Ferme", "Jusqu'a {0}", "Jusqu'a {time:>90}"],
)  # fmt: skip
def test_a_translation_with_broken_placeholders_is_passed_over(tmp_path: Path, broken: str) -> None:
    translator = speaking(tmp_path, aeb={"Until {time}": broken}, ar={"Until {time}": "حتى {time}"})
    assert translator.phrase(_("Until {time}", time=time(8)), "aeb") == "حتى 08:00"


def test_a_value_the_code_forgot_leaves_a_gap_and_no_error(tmp_path: Path) -> None:
    translator = speaking(tmp_path, fr={"Until {time}": "Jusqu'a {time}"})
    assert translator.phrase(_("Until {time}"), "fr") == "Until "


def test_arabic_counts_with_its_own_six_forms(tmp_path: Path) -> None:
    forms = ("zero {town}", "one {town}", "two {town}", "few {n} {town}", "many {n} {town}",
             "other {n} {town}")  # fmt: skip
    translator = speaking(tmp_path, ar={COURSES: forms})
    said = [
        translator.phrase(plural(*COURSES, n, town="باجة"), "ar") for n in (0, 1, 2, 7, 25, 101)
    ]
    assert said == [
        "zero باجة", "one باجة", "two باجة", "few 7 باجة", "many 25 باجة", "other 101 باجة"
    ]  # fmt: skip


def test_a_missing_plural_form_comes_from_the_next_language_in_its_own_form(tmp_path: Path) -> None:
    translator = speaking(
        tmp_path,
        ar={COURSES: ("", "دورة في {town}", "", "", "", "")},
        fr={COURSES: ("{n} cours a {town}", "{n} les cours a {town}")},
    )
    said = [translator.phrase(plural(*COURSES, n, town="Beja"), "ar") for n in (1, 0, 5)]
    assert said == ["دورة في Beja", "0 cours a Beja", "5 les cours a Beja"]


def test_english_counts_even_without_a_catalogue(tmp_path: Path) -> None:
    translator = speaking(tmp_path)
    said = [translator.phrase(plural(*COURSES, n, town="Beja"), "en") for n in (1, 2)]
    assert said == ["1 course in Beja", "2 courses in Beja"]


def test_moments_are_shown_on_the_programmes_clock_in_tunisian_words(tmp_path: Path) -> None:
    translator = speaking(tmp_path)
    moment = datetime(2026, 5, 7, 23, 30, tzinfo=UTC)
    said = [translator.phrase(_("{when}", when=moment), code) for code in ALL]
    assert said == ["Friday 8 May, 00:30"] * 4  # the sentence is English here, so its date is too
    words: Said = {"{when}": "{when}"}
    translator = speaking(tmp_path / "said", ar=words, aeb=words, fr=words, en=words)
    assert [translator.phrase(_("{when}", when=moment), code) for code in ALL] == [
        "الجمعة 8 ماي، 00:30",
        "الجمعة 8 ماي، 00:30",
        "vendredi 8 mai, 00:30",
        "Friday 8 May, 00:30",
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 1, 2), ["2 جانفي 2026", "2 جانفي 2026", "2 janvier 2026", "2 January 2026"]),
        (time(8, 5), ["08:05"] * 4),
        (12500, ["12.500", "12.500", "12 500", "12,500"]),
        ("71600111", ["71600111"] * 4),
        (_("Bank"), ["بنك", "بنك", "Banque", "Bank"]),
        (LocalText((("fr", "Poste"),)), ["Poste"] * 4),
    ],
)
def test_values_are_said_in_the_readers_language_with_latin_digits(
    tmp_path: Path, value: Line | date | time | int, said: list[str]
) -> None:
    words: dict[str, Said] = {
        code: {"It is {value}": "{value}", "Bank": bank}
        for code, bank in zip(ALL, ("بنك", "", "Banque", "Bank"), strict=True)
    }
    translator = speaking(tmp_path, **words)
    assert [translator.phrase(_("It is {value}", value=value), code) for code in ALL] == said


def test_directory_words_follow_the_same_fallbacks(tmp_path: Path) -> None:
    translator = speaking(tmp_path)
    name = LocalText((("fr", "Poste"), ("ar", "البريد")))
    assert [translator.phrase(name, code) for code in ALL] == ["البريد", "البريد", "Poste", "Poste"]


def test_words_already_said_stay_as_they_are(tmp_path: Path) -> None:
    assert (
        speaking(tmp_path).phrase("K7M-4XQ {not a placeholder", "ar")
        == "K7M-4XQ {not a placeholder"
    )


def test_an_unknown_locale_hears_english(tmp_path: Path) -> None:
    translator = speaking(tmp_path, en={"Bank": "Bank, in English"})
    assert translator.phrase(_("Bank"), "xx") == "Bank, in English"


def test_languages_are_offered_in_the_programmes_order(tmp_path: Path) -> None:
    translator = Translator.load(small_locales(tmp_path, {}), ("fr", "aeb"))
    assert [each.own_name for each in translator.languages] == ["Français", "تونسي"]
    assert translator.language("ar") is not None  # not offered, but aeb falls back to it
    assert translator.language("xx") is None


def test_a_fresh_clone_speaks_without_a_build_and_an_old_build_is_not_believed(
    tmp_path: Path,
) -> None:
    from bot.commands.catalogues import compile_all

    locales = small_locales(tmp_path, {"fr": {"Bank": "Banque", COURSES: ("{town}", "{n} {town}")}})
    assert Translator.load(locales).phrase(_("Bank"), "fr") == "Banque"
    compiled = next(path for path in compile_all(locales) if "fr" in path.parts)
    built = Translator.load(locales)
    assert built.phrase(plural(*COURSES, 3, town="Beja"), "fr") == "3 Beja"
    words = compiled.with_suffix(".po")
    words.write_text(words.read_text("utf-8").replace("Banque", "La banque"))
    newer = compiled.stat().st_mtime + 10
    os.utime(words, (newer, newer))
    assert Translator.load(locales).phrase(_("Bank"), "fr") == "La banque"
    words.unlink()
    assert Translator.load(locales).phrase(_("Bank"), "fr") == "Banque"


@pytest.mark.parametrize(
    ("line", "instead", "complaint"),
    [
        ('own_name = "Français"', "own_name = 3", "own_name"),
        ('own_name = "Français"', 'own_name = "Fran', "line 2"),
        ('babel = "fr"', 'babel = "zz_ZZ"', "babel"),
        ('fallbacks = ["fr", "en"]', 'fallbacks = ["en"]', "starts with the language itself"),
        ('fallbacks = ["fr", "en"]', 'fallbacks = ["fr", "sw"]', "'sw'"),
        ("nplurals=2; plural=(n > 1);", "plural", "plural_forms reads like"),
        ("nplurals=2; plural=(n > 1);", "nplurals=1; plural=(n > 1);", "outside 0 to 0"),
        ("nplurals=2; plural=(n > 1);", "nplurals=2; plural=import os;", "plural_forms"),
    ],
)
def test_a_faulty_language_file_is_named_with_what_is_wrong(
    tmp_path: Path, line: str, instead: str, complaint: str
) -> None:
    locales = small_locales(tmp_path, {})
    path = locales / "fr" / "language.toml"
    described = path.read_text("utf-8")
    assert line in described
    path.write_text(described.replace(line, instead), "utf-8")
    with pytest.raises(BadLanguage, match=complaint) as refused:
        Translator.load(locales)
    assert refused.value.path == path


def test_a_faulty_catalogue_is_named_with_its_line(tmp_path: Path) -> None:
    locales = small_locales(tmp_path, {"fr": {"Bank": "Banque"}})
    path = locales / "fr" / "LC_MESSAGES" / "messages.po"
    path.write_text(path.read_text("utf-8") + "\nmsgid no quotes\n", "utf-8")
    with pytest.raises(BadLanguage, match=r"line \d+") as refused:
        Translator.load(locales)
    assert refused.value.path == path


def test_a_language_the_programme_offers_must_have_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadLanguage, match="sw"):
        Translator.load(small_locales(tmp_path, {}), ("fr", "sw"))


SPOKEN = Translator.load(SHIPPED, ALL, "Africa/Tunis")
VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.dates(),
    st.times(),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.builds(_, st.text()),
    st.dictionaries(st.sampled_from(ALL), st.text()).map(LocalText.of),
)
NAMED = st.lists(st.tuples(st.sampled_from(["n", "name", "when", "place"]), VALUES)).map(tuple)
SENTENCES = st.text(alphabet=st.sampled_from("ab {}nme!:.[]0%s")) | st.just("Hello {name}")


@given(
    line=st.text() | st.builds(Text, SENTENCES, NAMED, st.none() | SENTENCES, st.integers()),
    locale=st.sampled_from([*ALL, "xx", ""]),
)
def test_no_line_in_no_language_ever_raises(line: Line, locale: str) -> None:
    assert isinstance(SPOKEN.phrase(line, locale), str)


FROM_DAWN = """
[ethiopian]
months = ["Mes", "Tek", "Hed", "Tah", "Ter", "Yek", "Meg", "Mia", "Gin", "Sen", "Ham", "Neh", "Pag"]
date = "{month} {day}, {year}"
short = "{weekday} {day} {month}"
month = "{month} {year}"
[clock]
pattern = "{hour}:{minute} by {part}"
[clock.parts]
0 = "night"
6 = "day"
18 = "night"
"""


def test_a_language_may_tell_days_and_hours_in_its_own_way(tmp_path: Path) -> None:
    words: Said = {each: each for each in ("Until {time}", "On {day}", "In {month}", "At {when}")}
    locales = small_locales(tmp_path, {"en": words, "fr": words})
    (locales / "en" / "telling.toml").write_text(FROM_DAWN, "utf-8")
    translator = Translator.load(locales, ALL, "Africa/Addis_Ababa")
    said = (
        _("Until {time}", time=time(16, 30)),
        _("On {day}", day=date(2026, 9, 11)),
        _("In {month}", month=Month(date(2026, 9, 11))),
        _("At {when}", when=datetime(2026, 11, 30, 18, 5, tzinfo=UTC)),
    )
    assert [translator.phrase(each, "en") for each in said] == [
        "Until 10:30 by day",
        "On Mes 1, 2019",
        "In Mes 2019",
        "At Monday 21 Hed, 3:05 by night",
    ]
    assert [translator.phrase(each, "fr") for each in said] == [
        "Until 16:30",
        "On 11 septembre 2026",
        "In septembre 2026",
        "At lundi 30 novembre, 21:05",
    ]


def test_a_mistake_in_how_it_tells_them_is_named(tmp_path: Path) -> None:
    locales = small_locales(tmp_path, {})
    (locales / "en" / "telling.toml").write_text("[clock]\n", "utf-8")
    with pytest.raises(BadLanguage, match=r"en/telling\.toml, clock\.pattern: write it with"):
        Translator.load(locales, ALL)
