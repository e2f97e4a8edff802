"""The words we ship: nothing missing, broken or dear; and the tool that keeps it so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.commands import catalogues
from bot.translation.catalogue import read_words, said_in, source_of
from bot.translation.languages import plural_rule, read_languages
from bot.translation.lexicon import load_keywords
from bot.translation.weights import load_classifier
from bot.translation.wording_rules import COMMAND, wording_rules
from flows.components.training.roll_words import read_roll_call
from flows.engine.language import Language
from flows.engine.understanding import understand
from flows.registry import build_lexicon
from tests.small_locales import SHIPPED, Said, small_locales, write_words

LANGUAGES = read_languages(SHIPPED)
LEXICON = build_lexicon(load_keywords(SHIPPED), (), classifier=load_classifier())
ZERO, ONE, TWO, FEW, MANY, OTHER = range(6)
ARABIC_FORMS = {
    0: ZERO, 1: ONE, 2: TWO, 3: FEW, 10: FEW, 11: MANY, 99: MANY, 100: OTHER, 102: OTHER,
    103: FEW, 111: MANY, 1000: OTHER,
}  # fmt: skip


def test_every_sentence_is_said_well_in_every_language_we_ship() -> None:
    assert set(LANGUAGES) == {"ar", "aeb", "fr", "en"}
    faults = catalogues.check(SHIPPED, catalogues.extract(catalogues.ROOT))
    assert not faults, "\n".join(faults)


def test_updating_changes_nothing_when_the_code_has_not_changed(tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    shutil.copytree(SHIPPED, locales)
    catalogues.update(locales, catalogues.extract(catalogues.ROOT))
    for path in locales.rglob("*.po*"):
        assert path.read_bytes() == (SHIPPED / path.relative_to(locales)).read_bytes(), path.name


@pytest.mark.parametrize("code", ["ar", "aeb"])
@pytest.mark.parametrize(("number", "form"), ARABIC_FORMS.items())
def test_arabic_and_tunisian_count_in_six_forms(code: str, number: int, form: int) -> None:
    path = SHIPPED / code / "language.toml"
    forms, rule = plural_rule(LANGUAGES[code].plural_forms, path)
    assert (forms, rule(number)) == (6, form)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_headers_tell_the_plural_rule_and_nothing_of_who_or_when(language: Language) -> None:
    text = catalogues.words_file(SHIPPED, language.code).read_text("utf-8")
    header = text.partition("\n\n")[0]
    assert re.findall(r'^"([\w-]+): ', header, re.MULTILINE) == [
        "Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms",
    ]  # fmt: skip
    assert f"Plural-Forms: {language.plural_forms}\\n" in header


# --- the tool, on a few sentences ----------------------------------------------------------------

COURSES = ("{n} course in {town}", "{n} courses in {town}")


def written(root: Path, **files: str) -> Catalog:
    """What is extracted from a small app with these files; a_b_py stands for a/b.py."""
    for name, text in files.items():
        room, stem, ending = name.split("_")
        path = root / room / f"{stem}.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return catalogues.extract(root)


def faults_of(root: Path, code: str, found: Catalog, words: Said, *flags: str) -> list[str]:
    """What `check` says of one language that has these words."""
    locales = root / "locales"
    if not locales.exists():
        small_locales(root, {})
        catalogues.update(locales, found)
    write_words(locales, LANGUAGES[code], words, flags)
    return [each for each in catalogues.check(locales, found) if f"/{code}/" in each]


def test_sentences_come_from_code_and_pages_with_their_plurals_and_remarks(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        flows_a_py=(
            "# Translators: an SMS;\n# one segment.\nx = _('Hello')\n"
            "y = plural('{n} course', '{n} courses', n)\nz = other('no')\n"
        ),
        admin_b_html="<p>{{ _('Save') }}</p> {{ ngettext('{n} day', '{n} days', 3) }}",
    )
    assert [message.id for message in found if message.id] == [
        "Hello", ("{n} course", "{n} courses"), "Save", ("{n} day", "{n} days")
    ]  # fmt: skip
    assert found["Hello"].auto_comments == ["an SMS; one segment."]


def test_an_update_keeps_what_was_said_and_asks_for_what_is_new(tmp_path: Path) -> None:
    locales = small_locales(tmp_path, {"aeb": {"Doctor": "طبيب", "Gone": "مشى"}})
    found = written(tmp_path, flows_a_py="_('Doctor'); plural('{n} day', '{n} days', n)")
    report = catalogues.update(locales, found)
    assert "aeb: 2 sentences, 1 to translate" in report
    words = read_words(catalogues.words_file(locales, "aeb"))
    assert words["Doctor"].string == "طبيب"
    assert words["{n} day"].string == ("",) * 6
    assert "Gone" not in words
    assert words.num_plurals == 6  # Babel's own update drops this header for aeb


def test_sentences_of_staff_pages_are_not_asked_of_a_language_without_them(tmp_path: Path) -> None:
    locales = small_locales(tmp_path, {})
    found = written(tmp_path, flows_a_py="_('Both')", admin_a_py="_('Both'); _('Staff only')")
    catalogues.update(locales, found)
    asked = {code: read_words(catalogues.words_file(locales, code)) for code in LANGUAGES}
    assert ["Staff only" in words for words in asked.values()] == [
        code != "aeb" for code in LANGUAGES
    ]
    assert all("Both" in words for words in asked.values())


def test_a_complete_catalogue_has_no_fault(tmp_path: Path) -> None:
    found = written(tmp_path, flows_a_py=f"_('Until {{time}}'); plural{(*COURSES, 3)}")
    arabic = ("لا دورات في {town}", "دورة في {town}", "دورتان في {town}", "{n} دورات في {town}",
              "{n} دورة في {town}", "{n} دورة في {town}")  # fmt: skip
    assert faults_of(tmp_path, "ar", found, {"Until {time}": "حتى {time}", COURSES: arabic}) == []
    french = ("{n} cours à {town}", "{n} cours à {town}")
    assert not faults_of(tmp_path, "fr", found, {"Until {time}": "Jusqu'à {time}", COURSES: french})


@pytest.mark.parametrize(
    ("code", "words", "complaint"),
    [
        ("fr", {"Until {time}": ""}, "has no translation"),
        ("fr", {}, "not here yet"),
        ("fr", {"Until {time}": "A {time}", "Old": "Vieux"}, '"Old": no longer in the code'),
        ("fr", {"Until {time}": "Jusqu'à {heure}"}, "needs exactly these placeholders: {time}"),
        ("fr", {"Until {time}": "Jusqu'à la fin"}, "needs exactly these placeholders: {time}"),
        ("fr", {"Until {time}": "Jusqu'à {time"}, "needs exactly these placeholders: {time}"),
        ("en", {"Until {time}": "Façade {time}"}, "has ç, which cuts an SMS"),
        ("fr", {"Until {time}": "Jusqu'à ☎ {time}"}, "has ☎, which cuts an SMS"),
        ("fr", {"Until {time}": "Jusqu'à  {time}"}, "a space too many"),
        ("fr", {"Until {time}": "Jusqu'à {time} "}, "a space too many"),
        ("fr", {"Until {time}": "Jusqu'à {time}.Jusqu'à {time}."}, "the same more than once"),
        ("ar", {"Until {time}": "حتى \u200f{time}"}, "has an invisible sign"),
        ("ar", {"Until {time}": "قبل ٨ {time}"}, "digits that are not 0 to 9"),
        ("fr", {"Until {time}": "Jusqu'à <b>{time}</b>"}, "signs of a web page"),
        ("fr", {"Until {time}": "Jusqu'à&nbsp;{time}"}, "signs of a web page"),
        ("ar", {"Until {time}": "STOP حتى {time}"}, "begins with Latin letters"),
        ("aeb", {"Until {time}": "حتى\nuntil {time}"}, "begins with Latin letters"),
        ("ar", {("Until {time}", "Until {time}s"): ("",) * 6}, "counted in the code and not here"),
    ],
)
def test_a_fault_is_told_with_file_line_and_sentence(
    tmp_path: Path, code: str, words: Said, complaint: str
) -> None:
    found = written(tmp_path, flows_a_py="_('Until {time}')")
    faults = faults_of(tmp_path, code, found, words)
    assert [fault for fault in faults if complaint in fault], faults
    assert re.match(rf'locales/{code}/LC_MESSAGES/messages\.po:\d+: "', faults[0])


def test_a_missing_plural_form_is_told_by_its_number(tmp_path: Path) -> None:
    found = written(tmp_path, flows_a_py="plural('{n} day', '{n} days', n)")
    days: Said = {("{n} day", "{n} days"): ("0", "يوم", "يومان", "{n} أيام", "", "{n} يوم")}
    assert faults_of(tmp_path, "ar", found, days) == [
        'locales/ar/LC_MESSAGES/messages.po:7: "{n} day": form 4: It has no translation.'
    ]


def test_a_fuzzy_sentence_is_a_fault(tmp_path: Path) -> None:
    found = written(tmp_path, flows_a_py="_('Bank')")
    (fault,) = faults_of(tmp_path, "fr", found, {"Bank": "Banc"}, "fuzzy")
    assert "fuzzy" in fault


def test_a_foreign_plural_rule_is_a_fault(tmp_path: Path) -> None:
    found = written(tmp_path, flows_a_py="_('Bank')")
    assert not faults_of(tmp_path, "ar", found, {"Bank": "بنك"})
    path = catalogues.words_file(tmp_path / "locales", "ar")
    babels = "n%100>=11 && n%100<=99 ? 5 : 4"
    path.write_text(path.read_text("utf-8").replace("n%100>=11 ? 4 : 5", babels), "utf-8")
    (fault,) = [each for each in catalogues.check(tmp_path / "locales", found) if "/ar/" in each]
    assert "Plural-Forms differs from language.toml" in fault


@pytest.mark.parametrize("room", ["flows", "admin"])
def test_letters_that_make_an_sms_dear_are_a_fault_only_where_an_sms_may_carry_them(
    tmp_path: Path, room: str
) -> None:
    found = written(tmp_path, **{f"{room}_a_py": "_('Soon')"})
    faults = faults_of(tmp_path, "fr", found, {"Soon": "☎ bientôt"})
    assert bool(faults) == (room == "flows")


def test_a_sentence_that_never_goes_by_sms_may_use_any_letter(tmp_path: Path) -> None:
    code = "# Translators: a button, never by SMS\nx = _('Soon')"
    assert not faults_of(tmp_path, "fr", written(tmp_path, flows_a_py=code), {"Soon": "☎ bientôt"})


def test_french_may_use_its_own_letters_since_an_sms_says_them_in_plain_ones(
    tmp_path: Path,
) -> None:
    found = written(tmp_path, flows_a_py="x = _('Soon')")
    assert not faults_of(tmp_path, "fr", found, {"Soon": "Bientôt, près du cœur"})


def test_braces_nobody_can_fill_are_a_fault_of_the_code(tmp_path: Path) -> None:
    found = written(tmp_path, flows_a_py="_('Until {0}'); _('At %(time)s')")
    faults = faults_of(tmp_path, "en", found, {"Until {0}": "x", "At %(time)s": "At %(time)s"})
    assert "braces that are no plain {name}" in faults[0]
    assert "write {name}" in faults[1]


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.catalogues.main(["compile"], standalone_mode=False) == 0
    assert "locales/aeb/LC_MESSAGES/messages.mo written" in capsys.readouterr().out


# --- the words we tell people to write -----------------------------------------------------------

COMMANDS = {
    "MENU": ("menu", {"en": "MENU", "fr": "MENU", "ar": "القائمة", "aeb": "القايمة"}),
    "BACK": ("back", {"en": "BACK", "fr": "RETOUR", "ar": "رجوع", "aeb": "ارجع"}),
    "LANGUAGE": ("language", {"en": "LANGUAGE", "fr": "LANGUE", "ar": "اللغة", "aeb": "اللوغة"}),
    "OPINION": ("feedback", {"en": "OPINION", "fr": "AVIS", "ar": "رأيي", "aeb": "رايي"}),
    "HUMAN": ("human", {"en": "HUMAN", "fr": "HUMAIN", "ar": "شخص", "aeb": "شخص"}),
    "MY DATA": (
        "my_data",
        {"en": "MY DATA", "fr": "MES DONNÉES", "ar": "بياناتي", "aeb": "معطياتي"},
    ),
    "STOP": ("stop", {"en": "STOP", "fr": "STOP", "ar": "STOP", "aeb": "STOP"}),
    "START": ("start", {"en": "START", "fr": "START", "ar": "ابدأ", "aeb": "نبدا"}),
    "ERASE": ("delete_my_data", {"en": "ERASE", "fr": "EFFACER", "ar": "امسح", "aeb": "فسخ"}),
    "MYCLASS": (
        "my_course",
        {"en": "MYCLASS", "fr": "MONCOURS", "ar": "دورتي", "aeb": "دروسي"},
    ),
    "ANSWER": (
        "our_question",
        {"en": "ANSWER", "fr": "REPONSE", "ar": "جواب", "aeb": "جواب"},
    ),
    "DOCTOR": (
        "health",
        {"en": "DOCTOR", "fr": "MEDECIN", "ar": "طبيب", "aeb": "طبيب"},
    ),
    "TRAINING": (
        "vocational_training",
        {"en": "TRAINING", "fr": "FORMATION", "ar": "تكوين", "aeb": "تكوين"},
    ),
}


def _told_by_the_rules(code: str) -> set[tuple[str, str]]:
    """By which `check` knows them, too, and what staff write in the place of a sentence."""
    rules = wording_rules(SHIPPED)
    return {
        (each.words, each.say) for each in rules if (each.language, each.rule) == (code, COMMAND)
    }


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("source", COMMANDS)
def test_a_word_we_tell_people_to_write_is_said_and_understood(source: str, code: str) -> None:
    intent, words = COMMANDS[source]
    telling = [
        message
        for message in read_words(catalogues.words_file(SHIPPED, code))
        if re.search(rf"\b{source}\b", source_of(message)[0])
    ]
    assert telling
    for message in telling:
        assert words[code] in said_in(message)[0]
    assert (source, words[code]) in _told_by_the_rules(code)
    meaning = understand(words[code], LEXICON, code)
    assert (meaning.intent, meaning.exact) == (intent, True)


ROLL_WORDS = {
    "LIST": {"en": "LIST", "fr": "LISTE", "ar": "قائمة", "aeb": "قائمة"},
    "PRESENT": {"en": "PRESENT", "fr": "PRESENT", "ar": "حاضر", "aeb": "حاضر"},
    "ABSENT": {"en": "ABSENT", "fr": "ABSENT", "ar": "غائب", "aeb": "غايب"},
}
"""What trainers write from a linked phone, the second one with numbers after it."""


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("source", ROLL_WORDS)
def test_a_word_we_tell_trainers_to_write_is_said_and_understood(source: str, code: str) -> None:
    word = ROLL_WORDS[source][code]
    assert (source, word) in _told_by_the_rules(code)
    telling = [
        message
        for message in read_words(catalogues.words_file(SHIPPED, code))
        if re.search(rf"\b{source}\b", source_of(message)[0])
    ]
    assert telling
    for message in telling:
        assert word in said_in(message)[0]
    assert read_roll_call(word if source == "LIST" else f"{word} 1 2") is not None


FORMATS = {"JSON"}
"""Words in capitals that staff read: nobody writes them to us."""


def test_every_word_in_capitals_is_one_of_these() -> None:
    for message in catalogues.extract(catalogues.ROOT):
        for word in re.findall(r"\b[A-Z]{4,}\b", source_of(message)[0]):
            if word in FORMATS or word in ROLL_WORDS:
                continue
            assert any(word in known.split() for known in COMMANDS), word
