"""A city is a folder, and a faulty one is told everything that is wrong at once."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from services_directory.packs.programme import ProgrammeFault, load_programme, pack_folder
from services_directory.packs.read_pack import read_pack
from services_directory.search.finder import Finder, Query, Reach
from services_directory.values.dangers import DANGERS
from services_directory.values.entries import OfferKind, Programme

ARUA = """
code = "arua"
country = "UG"
timezone = "Africa/Kampala"
languages = ["en", "sw"]
national_region = "uganda"
name = { en = "Dalil" }
operator = { en = "City of Arua", sw = "Jiji la Arua" }
offers = [{ code = "baking", kind = "training", title = { en = "Baking", sw = "Kuoka" } }]
quiet_hours = { from = "21:00", until = "07:30" }

[[regions]]
code = "Arua"
main_place = "arua-city"
name = { en = "Arua" }

[[categories]]
code = "health"
title = { en = "Health", sw = "Afya" }

[centre]
name = { en = "Help desk" }
opening_hours = "Mo-Sa 08:00-17:00"
answers_within_days = 24
phone = "0414 660 123"

[retention]
guest_hours = 24
contact_days = 180
message_days = 14
request_days = 90
"""

PLACES = """id,governorate,name_fr,name_ar,name_en,aliases,latitude,longitude,geonames_id
arua-city,Arua,,,Arua,Arua town,3.02013,30.91105,
rhino-camp,Arua,,,Rhino Camp,Rhino,2.96667,31.4,
"""


@pytest.fixture
def arua(tmp_path: Path, pack: Path) -> Path:
    """Another city: three files and no code."""
    header, *_rows = (pack / "services.csv").read_text("utf-8").splitlines()
    cells = dict.fromkeys(header.split(","), "")
    cells |= {"id": "arua-clinic", "organisation_name_en": "City of Arua", "category": "health"}
    cells |= {"service_name_en": "Clinic", "governorate": "Arua", "delegation": "Rhino Camp"}
    cells |= {"phone": "0414 660 123", "confidence": "high"}
    (tmp_path / "programme.toml").write_text(ARUA, "utf-8")
    (tmp_path / "places.csv").write_text(PLACES, "utf-8")
    (tmp_path / "services.csv").write_text(f"{header}\n{','.join(cells.values())}\n", "utf-8")
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(ProgrammeFault) as refused:
        load_programme(folder)
    return [str(fault) for fault in refused.value.faults]


def mend(folder: Path, before: str, after: str) -> None:
    text = (folder / "programme.toml").read_text("utf-8")
    assert before in text
    (folder / "programme.toml").write_text(text.replace(before, after), "utf-8")


def test_the_shipped_programme_has_two_cities_and_four_languages(programme: Programme) -> None:
    assert [region.code for region in programme.regions] == ["Jendouba", "Kairouan"]
    assert programme.languages == ("fr", "ar", "aeb", "en")
    assert (programme.quiet_from, programme.quiet_until) == (time(20, 30), time(8))
    assert programme.centre.phone is None


def test_a_programme_says_which_languages_an_sms_writes_in_plain_letters(arua: Path) -> None:
    assert load_programme(arua).plain_by_sms == ("fr",)
    mend(arua, 'languages = ["en", "sw"]', 'languages = ["en", "sw"]\nplain_by_sms = ["sw"]')
    assert load_programme(arua).plain_by_sms == ("sw",)
    mend(arua, 'plain_by_sms = ["sw"]', 'plain_by_sms = ["es"]')
    assert faults_of(arua) == ["programme.toml, plain_by_sms: es: none of `languages`."]


SEASON = """
[[seasons]]
code = "{code}"
name = {{ en = "Dry season" }}
hours = "{hours}"
services = ["arua-*"]
"""


def test_a_programme_says_who_keeps_other_hours_in_a_season(arua: Path) -> None:
    file = arua / "programme.toml"
    text = file.read_text("utf-8")
    season = (
        SEASON.format(code="dry", hours="Mo-Fr 07:00-12:00") + 'from = "12-01"\nuntil = "02-28"'
    )
    file.write_text(text + season, "utf-8")
    calendar = load_programme(arua).calendar
    (kept,) = calendar.seasons_of("arua-clinic")
    assert calendar.season_on(date(2027, 1, 31), (kept,)) == kept
    assert calendar.season_on(date(2027, 3, 1), (kept,)) is None
    wrong = SEASON.format(code="dry", hours="mornings") + 'from = "02-30"\n'
    also = SEASON.format(code="ramadan", hours="Mo-Fr 07:00-12:00") + 'from = "12-01"\n'
    file.write_text(text + wrong + also, "utf-8")
    assert [fault.split(":")[0] for fault in faults_of(arua)] == [
        "programme.toml, seasons[0].hours",
        "programme.toml, seasons[0].from",
        "programme.toml, seasons[1].from",
    ]


def test_a_programme_says_what_sms_may_cost_and_whom_it_is_paid_to(arua: Path) -> None:
    limits = load_programme(arua).limits
    assert (limits.sms_a_day, limits.sms_a_month, limits.sms_also_to) == (None, None, ())
    file = arua / "programme.toml"
    text = file.read_text("utf-8")
    file.write_text(text + '\n[limits]\nsms_a_day = 50\nsms_also_to = ["+216", "*"]\n', "utf-8")
    limits = load_programme(arua).limits
    assert (limits.sms_a_day, limits.sms_also_to) == (50, ("+216", "*"))
    file.write_text(text + '\n[limits]\nsms_a_day = 0\nsms_also_to = ["00216"]\n', "utf-8")
    assert [fault.split(":")[0] for fault in faults_of(arua)] == [
        "programme.toml, limits.sms_a_day",
        "programme.toml, limits.sms_also_to[0]",
    ]


PRICE = """
[[limits.prices]]
channel = "whatsapp"
prefix = "+256"
category = "utility"
amount = 0.004
currency = "USD"
since = 2026-10-01
source = "https://prices.example.org/whatsapp"
"""


def test_a_price_has_a_day_and_a_source_or_is_not_believed(arua: Path) -> None:
    file = arua / "programme.toml"
    text = file.read_text("utf-8")
    assert load_programme(arua).limits.prices == ()
    file.write_text(text + "\n[limits]\nwhatsapp_a_month = 500" + PRICE, "utf-8")
    limits = load_programme(arua).limits
    assert (limits.whatsapp_a_day, limits.whatsapp_a_month) == (None, 500)
    (price,) = limits.prices_of("whatsapp")
    assert (str(price.amount), price.currency, price.since) == ("0.004", "USD", date(2026, 10, 1))
    assert limits.prices_of("sms") == ()
    wrong = PRICE.replace('source = "https://prices.example.org/whatsapp"', 'source = ""')
    wrong = wrong.replace("since = 2026-10-01\n", "").replace("0.004", "-1")
    file.write_text(text + wrong, "utf-8")
    assert {fault.split(":")[0] for fault in faults_of(arua)} == {
        "programme.toml, limits.prices[0].amount",
        "programme.toml, limits.prices[0].since",
        "programme.toml, limits.prices[0].source",
    }


def test_every_menu_entry_of_the_shipped_programme_is_said_in_every_language(
    programme: Programme,
) -> None:
    titles = [category.title for category in programme.categories]
    titles += [offer.title for offer in programme.offers]
    for title in titles:
        assert [locale for locale, _words in title.words] == list(programme.languages)
        assert len(title.in_locale("fr") or "") <= 20


def test_french_menu_entries_cost_one_sms_alphabet(programme: Programme) -> None:
    french = [entry.title.in_locale("fr") or "" for entry in programme.categories]
    french += [offer.title.in_locale("fr") or "" for offer in programme.offers]
    french += [caution.text.in_locale("fr") or "" for caution in programme.cautions]
    assert set("".join(french)) & set("êëçâîïôûœÀ’«»") == set()


def test_cautions_and_danger_lines_name_services_that_exist(
    pack: Path, programme: Programme
) -> None:
    header_and_rows = (pack / "services.csv").read_text("utf-8").splitlines()
    ids = {row.split(",")[0] for row in header_and_rows}
    named = {each for caution in programme.cautions for each in caution.services}
    named |= {each for danger in programme.dangers for each in danger.services}
    assert named | set(programme.danger_lines) <= ids


def test_there_is_a_line_for_each_kind_of_danger(programme: Programme) -> None:
    assert {each.kind for each in programme.dangers} == set(DANGERS)


def test_another_city_is_another_folder_and_no_code(arua: Path) -> None:
    directory = read_pack(arua)
    assert directory.programme.offers_of(OfferKind.TRAINING)[0].title.in_locale("sw") == "Kuoka"
    found = Finder(directory).find(Query(category="health", place="rhino-camp"))
    assert [(each.service.id, each.reach) for each in found] == [("arua-clinic", Reach.HERE)]
    assert found[0].service.phones[0].digits == "0414660123"


def test_a_shipped_pack_is_known_by_name_and_ones_own_by_its_folder(arua: Path) -> None:
    assert (pack_folder("jendouba_kairouan") / "programme.toml").is_file()
    assert pack_folder(str(arua)) == arua


def test_every_fault_is_told_at_once_with_its_key_and_its_mend(arua: Path) -> None:
    mend(arua, 'timezone = "Africa/Kampala"\n', "")
    mend(arua, 'title = { en = "Health", sw = "Afya" }', "title = {}")
    mend(arua, "contact_days = 180", 'contact_days = "many"')
    mend(arua, "answers_within_days", "answer_within_days")
    faults = "\n".join(faults_of(arua))
    assert "programme.toml, timezone: Add this key." in faults
    assert "programme.toml, categories[0].title: " in faults
    assert "programme.toml, retention.contact_days: " in faults
    assert "centre.answers_within_days: Add this key." in faults
    assert "centre.answer_within_days: No such key: correct its spelling or remove it." in faults


def test_keys_that_disagree_are_told_too(arua: Path) -> None:
    mend(arua, "Africa/Kampala", "Africa/Arua")
    mend(arua, 'main_place = "arua-city"', 'main_place = "kampala"')
    mend(arua, 'sw = "Kuoka"', 'lg = "Okufumba"')
    mend(arua, "Mo-Sa 08:00-17:00", "Mo-Sa 8-17")
    mend(arua, "0414 660 123", "ask Mary")
    assert [fault.split(":")[0] for fault in faults_of(arua)] == [
        "programme.toml, timezone",
        "programme.toml, centre.phone",
        "programme.toml, centre.opening_hours",
        "programme.toml, offers[0].title.lg",
        "programme.toml, regions[0].main_place",
    ]


def test_a_code_that_stands_twice_is_refused(arua: Path) -> None:
    mend(arua, "[centre]", '[[categories]]\ncode = "health"\ntitle = { en = "Doctor" }\n[centre]')
    assert faults_of(arua) == [
        "programme.toml, categories[1].code: This code stands twice: make it another."
    ]


def test_whom_to_call_in_danger_is_checked_kind_by_kind(arua: Path) -> None:
    mend(
        arua,
        "[centre]",
        '[[dangers]]\nkind = "medical"\nservices = ["a", "a"]\n'
        '[[dangers]]\nkind = "medical"\nservices = ["b"]\noffice_hours_only = ["c"]\n'
        '[[dangers]]\nkind = "boredom"\nservices = ["a"]\n[centre]',
    )
    assert faults_of(arua) == [
        "programme.toml, dangers[0].services: A service stands twice: keep it where it is most"
        " useful.",
        "programme.toml, dangers[1].kind: This kind stands twice: keep one, with the services of"
        " both.",
        "programme.toml, dangers[1].office_hours_only: Write only ids that stand in `services`"
        " above.",
        "programme.toml, dangers[2].kind: Write one of medical, violence_home, violence, sexual,"
        " suicide, trafficking, child, sea, fire_flood, accident.",
    ]


def test_a_way_on_leads_to_another_need_that_is_known(arua: Path) -> None:
    table = '[[finer_needs]]\ncode = "dentist"\ntitle = { en = "Dentist" }\nways_on = ["%s"]\n'
    mend(arua, "[centre]", f"{table % 'health'}[centre]")
    dentist = load_programme(arua).finer("dentist")
    assert dentist is not None
    assert dentist.ways_on == ("health",)
    for wrong in ("barber", "dentist"):
        mend(arua, 'ways_on = ["', f'ways_on = ["{wrong}", "')
        assert faults_of(arua) == [
            "programme.toml, finer_needs[0].ways_on: Write codes of categories, or of other finer"
            " needs."
        ]


def test_a_place_outside_every_region_is_refused(arua: Path) -> None:
    (arua / "places.csv").write_text(PLACES + "gulu,Gulu,,,Gulu,,,,\n", "utf-8")
    assert faults_of(arua) == [
        "places.csv, id gulu: Its governorate is no region of programme.toml."
    ]


def test_a_file_that_is_no_toml_says_where(arua: Path) -> None:
    mend(arua, 'code = "arua"', "code = arua")
    (fault,) = faults_of(arua)
    assert "line 2" in fault


def test_a_folder_without_a_programme_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == [f"programme.toml, {tmp_path}: There is no such file."]


def test_a_language_taken_out_of_the_list_is_told_once_and_not_in_every_line(arua: Path) -> None:
    mend(arua, '["en", "sw"]', '["en"]')
    assert faults_of(arua) == [
        "programme.toml, operator.sw: sw stands here and in 2 more, not in `languages`: "
        "add it, or remove the words."
    ]


def test_the_currency_is_three_letters_or_is_not_said(arua: Path) -> None:
    path = arua / "programme.toml"
    assert load_programme(arua).currency is None
    path.write_text(f'currency = "UGX"\n{path.read_text("utf-8")}', "utf-8")
    assert load_programme(arua).currency == "UGX"
    path.write_text(path.read_text("utf-8").replace("UGX", "shillings"), "utf-8")
    with pytest.raises(ProgrammeFault, match="currency"):
        load_programme(arua)
