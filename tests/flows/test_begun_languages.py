"""Is whoever writes a language we do not speak told so in it, and never shown one menu for ever?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.configuration.paths import LOCALES
from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.translation.begun import read_begun
from bot.translation.languages import BadLanguage
from flows.engine.effect import AskHuman, Effect, HelpReason
from services_directory.values.normalise import fold
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

FIRST = {
    "sw": "kiswahili",
    "ha": "hausa",
    "bm": "bamanankan",
    "ln": "lingala",
    "ti": "ትግርኛ",
    "so": "waxaan u baahanahay dhakhtar",
    "om": "doktora barbaada",
    "wo": "dafa feebar, bëgg naa doktoor",
    "am": "አማርኛ",
    "es": "español",
}


def asked(effects: list[Effect]) -> list[AskHuman]:
    return [each for each in effects if isinstance(each, AskHuman)]


@pytest.mark.parametrize("by", [BY_SMS, BY_BUTTONS], ids=["sms", "telegram"])
@pytest.mark.parametrize("code", FIRST)
def test_it_is_said_in_it_with_the_languages_we_speak_and_a_person(
    city: City, code: str, by: object
) -> None:
    begun = next(each for each in city.translator.begun if each.code == code)
    person = Person(city, by, "a channel")  # type: ignore[arg-type]
    person.says(FIRST[code])
    assert fold(text(person).splitlines()[0]) == fold(begun.cannot)
    keys = [key for _number, key in person.session.offered]
    assert {"lang:fr", "lang:ar", "lang:aeb", "lang:en", "person"} <= set(keys)
    assert asked(person.says(str(keys.index("person") + 1)))
    assert fold(text(person).splitlines()[0]) == fold(begun.told)
    person.says("4" if by is BY_SMS else "English")
    assert person.contact.locale == "en"


@pytest.mark.parametrize("code", FIRST)
def test_danger_after_the_first_message_is_told_numbers_and_not_a_word_to_write(
    city: City, code: str
) -> None:
    """Every way of saying it that we know in this language."""
    begun = next(each for each in city.translator.begun if each.code == code)
    said = [
        row.text
        for row in city.lexicon.keywords
        if row.language == code and row.intent == "emergency"
    ]
    assert said
    for words in said:
        person = Person(city, BY_SMS, "sms")
        person.says(FIRST[code])
        assert person.session.memory["begun"] == begun.code
        person.says(words)
        assert re.search(r"1\d\d|80\d{6}", text(person)), words


@pytest.mark.parametrize("before", [(), ("kiswahili",)])
def test_what_is_perhaps_danger_in_it_is_answered_by_numbers(
    city: City, before: tuple[str, ...]
) -> None:
    person = Person(city, BY_SMS, "sms")
    for words in before:
        person.says(words)
    (request,) = asked(person.says("msaada ananipiga"))
    assert request.reason is HelpReason.DANGER
    assert "1899" in text(person)


def test_who_chose_a_language_is_told_a_word_to_write_in_it(city: City) -> None:
    person = somebody(city, locale="fr")
    assert asked(person.says("naogopa atanipiga")) == []


def test_who_is_perhaps_in_danger_is_told_numbers_in_letters_they_write(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says("español")
    for words in ("socorro mi marido me pega", "me pega"):
        person.says(words)
        assert text(person).startswith("Appelez"), words


def test_nobody_is_shown_the_same_menu_for_ever(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    shown: list[str] = []
    requests: list[AskHuman] = []
    for words in ("zzqx", "zzqx a", "zzqx b", "zzqx c", "zzqx d", "zzqx e"):
        requests += asked(person.says(words))
        shown.append(text(person))
    assert [each.reason for each in requests] == [HelpReason.ASKED]
    assert shown[-1] == ""
    assert max(shown.count(each) for each in shown if each) <= 2
    person.says("1")
    assert person.contact.locale == "fr"


def test_every_folder_with_keywords_alone_has_these_words() -> None:
    spoken = {path.parent.name for path in LOCALES.glob("*/language.toml")}
    only_keywords = {path.parent.name for path in LOCALES.glob("*/keywords.csv")} - spoken
    assert {each.code for each in read_begun(LOCALES)} == only_keywords - {"und", "apd"}


@pytest.mark.parametrize("written", ["own_name = 1", "own_name =", "", 'cannot = "x"\nmore = "y"'])
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, written: str) -> None:
    file = tmp_path / "xx" / "begun.toml"
    file.parent.mkdir()
    file.write_text(written, "utf-8")
    with pytest.raises(BadLanguage, match="begun"):
        read_begun(tmp_path)


def test_who_goes_on_in_it_is_told_something_else_and_our_team_sees_it(city: City) -> None:
    begun = next(each for each in city.translator.begun if each.code == "ha")
    person = Person(city, BY_SMS, "sms")
    first, *later = ("hausa", "ina son likita", "don allah", "ina son aiki")
    assert asked(person.says(first)) == []
    seen = [text(person)]
    for words in later:
        assert [each.words for each in asked(person.says(words))] == [words]
        seen.append(text(person))
    assert fold(seen[1].splitlines()[0]) == fold(begun.told)
    assert fold(seen[2]) == fold(begun.told)
    # The languages are still there.
    person.says("4")
    assert person.contact.locale == "en"
