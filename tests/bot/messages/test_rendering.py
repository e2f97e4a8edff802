"""Does each channel show a reply as its people can use it: buttons, or numbers that cost little?"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.capabilities import BY_BUTTONS, BY_SMS, Capabilities
from bot.messages.direction import dialable, from_the_right
from bot.messages.graphemes import clusters
from bot.messages.message import Button, RenderedPin
from bot.messages.rendering import ELLIPSIS, render
from bot.messages.segments import count, utf16_units
from bot.translation.languages import read_languages
from flows.engine.reply import Choice, Pin, Reply
from flows.engine.text import Line, Text, _
from services_directory.values.entries import LocalText, Position
from tests.small_locales import SHIPPED

LANGUAGES = read_languages(SHIPPED)

IN_FRENCH = {"Share my location": "Partager ma position", "Where?": "Où ?"}


def phrase(line: Line, locale: str) -> str:
    if isinstance(line, Text):
        said = IN_FRENCH.get(line.message, line.message) if locale == "fr" else line.message
        return said.format_map(dict(line.values))
    return line if isinstance(line, str) else line.best((locale, "fr", "en"))


ARABIC = LANGUAGES["ar"]
PLAIN_FRENCH = replace(LANGUAGES["fr"], plain_by_sms=True)


def by_sms(reply: Reply, locale: str = "fr") -> str:
    return render(reply, locale, BY_SMS, phrase, LANGUAGES[locale]).text


def on_telegram(reply: Reply, locale: str = "fr") -> str:
    return render(reply, locale, BY_BUTTONS, phrase, LANGUAGES[locale]).text


PLACES = (Choice("j", "Jendouba"), Choice("t", "Tabarka"), Choice("0", "Menu", 0))


def test_by_sms_choices_are_numbered_and_the_closing_comes_last() -> None:
    reply = Reply((_("Where?"),), PLACES, (_("{word} for help.", word="AIDE"),))
    assert by_sms(reply) == "Où ?\n1 Jendouba\n2 Tabarka\n0 Menu\nAIDE for help."


HOSPITAL = Reply(("Hôpital « Aïn Draham », près du cœur de la ville : ouvert le 1er août",))


def test_by_sms_a_language_may_leave_out_the_letters_that_cost_double() -> None:
    plain = render(HOSPITAL, "fr", BY_SMS, phrase, PLAIN_FRENCH).text
    assert plain == 'Hopital " Ain Draham ", près du coeur de la ville : ouvert le 1er aout'
    assert by_sms(HOSPITAL) == HOSPITAL.lines[0]
    assert render(HOSPITAL, "fr", BY_BUTTONS, phrase, PLAIN_FRENCH).text == HOSPITAL.lines[0]


def test_letters_that_would_make_an_sms_no_cheaper_stay_as_they_are() -> None:
    both = Reply((*HOSPITAL.lines, "مستشفى"))
    assert "Hôpital" in render(both, "fr", BY_SMS, phrase, PLAIN_FRENCH).text


def test_on_telegram_choices_are_buttons_two_short_ones_in_a_row() -> None:
    long = Choice("long", "Centre de santé de base")
    rendered = render(Reply((_("Where?"),), (*PLACES, long)), "fr", BY_BUTTONS, phrase)
    assert rendered.text == "Où ?"
    assert rendered.buttons == (
        (Button("j", "Jendouba"), Button("t", "Tabarka")),
        (Button("0", "Menu"),),
        (Button("long", "Centre de santé de base"),),
    )


def test_rows_are_read_from_the_right_in_arabic() -> None:
    choices = (Choice("1", "نعم"), Choice("2", "لا"))
    rendered = render(Reply(("?",), choices), "ar", BY_BUTTONS, phrase, ARABIC)
    assert rendered.buttons == ((Button("2", "لا"), Button("1", "نعم")),)


def test_the_location_button_and_the_pin_are_for_those_who_can_see_them() -> None:
    pin = Pin(Position(36.5, 8.78), "Amal", LocalText.of({"fr": "Rue 1"}))
    reply = Reply((_("Where?"),), asks_location=True, pin=pin)
    shown = render(reply, "fr", BY_BUTTONS, phrase)
    assert shown.location_label == "Partager ma position"
    assert shown.pin == RenderedPin(Position(36.5, 8.78), "Amal", "Rue 1")
    said = render(reply, "fr", BY_SMS, phrase)
    assert (said.location_label, said.pin, said.buttons) == (None, None, ())


def test_the_closing_is_said_on_telegram_too() -> None:
    assert on_telegram(Reply(("Demain 9 h.",), closing=("STOP pour arrêter.",))) == (
        "Demain 9 h.\nSTOP pour arrêter."
    )


def test_a_message_without_words_shows_its_labels_because_nothing_cannot_be_sent() -> None:
    assert on_telegram(Reply((), (Choice("menu", "Menu"),))) == "Menu"


def test_a_long_card_loses_extra_lines_from_the_end() -> None:
    card = Reply(
        ("Centre Amal", "Attention: appelez avant."),
        (Choice("more", "Plus"),),
        extras=("x" * 60, "Tel 71600111", "y" * 60),
        closing=("MENU",),
        at_most_segments=1,
    )
    assert by_sms(card) == (
        f"Centre Amal\nAttention: appelez avant.\n{'x' * 60}\nTel 71600111\n1 Plus\nMENU"
    )


def test_what_was_asked_is_never_cut_to_save_money() -> None:
    warning = " ".join(["prudence"] * 30)
    reply = Reply(("Centre Amal", warning, "Tel 71600111"), extras=("x",), at_most_segments=1)
    assert by_sms(reply) == f"Centre Amal\n{warning}\nTel 71600111"


def test_what_stands_before_and_after_a_reply_counts_for_its_limit_and_never_cuts_it() -> None:
    """The limit is of the message: what is said before a card costs its extras, not its number."""
    card = Reply(("Centre Amal", "Tel 71600111"), extras=("x" * 100,), at_most_segments=1)
    assert "x" * 100 in by_sms(card)
    joined = card.after("Rien de connu ici. Pour tout le pays :").ending("Dalil, gratuit.")
    assert by_sms(joined) == (
        "Rien de connu ici. Pour tout le pays :\nCentre Amal\nTel 71600111\nDalil, gratuit."
    )


def test_the_name_and_the_warning_are_cut_by_words_only_where_no_message_is_longer() -> None:
    warning = " ".join(["prudence"] * 300)
    sms = by_sms(Reply(("Centre Amal", warning, "Tel 71600111")))
    assert sms.startswith("Centre Amal\nprudence prudence")
    assert sms.endswith("prudence...")
    assert len(sms) <= BY_SMS.text_limit


@pytest.mark.parametrize("phone", ["71 600 111", "+216 71 600 111", "71-600-111", "71.600.111"])
@pytest.mark.parametrize("before", range(130, 160))
def test_a_phone_number_is_shown_whole_or_not_at_all(phone: str, before: int) -> None:
    line = ("mot " * 40)[:before].strip() + " " + phone
    narrow = replace(BY_SMS, text_limit=160)
    sms = render(Reply((line, "fin")), "fr", narrow, phrase).text
    assert count(sms).segments == 1
    assert phone in sms or not any(character.isdigit() for character in sms)


def test_look_alikes_and_invisible_marks_are_taken_out_last() -> None:
    assert by_sms(Reply(("L’abri\u00a0: ouvert – 9 h…",))) == "L'abri : ouvert - 9 h..."


def test_arabic_lines_start_from_the_right_on_telegram_and_stay_bare_by_sms() -> None:
    reply = Reply(("UNHCR مكتب المفوضية", "CNAM", "الهاتف: +216 71 600 111"))
    assert on_telegram(reply, "ar") == ("\u200fUNHCR مكتب المفوضية\nCNAM\nالهاتف: 0021671600111")
    assert by_sms(reply, "ar") == "UNHCR مكتب المفوضية\nCNAM\nالهاتف: 0021671600111"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("71 600 111", "71600111"),
        ("71-600-111", "71600111"),
        ("(+216) 71 600 111", "0021671600111"),
        ("+3", "+3"),
        ("+216 71 600 111", "0021671600111"),
        ("2026-11-22", "2026-11-22"),
        ("22.11.2026", "22.11.2026"),
        ("08:00-16:00", "08:00-16:00"),
        ("71600111", "71600111"),
        ("12 500", "12 500"),
    ],
)
def test_only_phone_numbers_become_one_block(written: str, kept: str) -> None:
    assert dialable(f"هاتف {written} صباحا") == f"هاتف {kept} صباحا"


def test_lines_of_one_direction_need_no_mark() -> None:
    assert from_the_right("Jendouba\nجندوبة\n1 جندوبة\n") == "Jendouba\nجندوبة\n1 جندوبة\n"


WORDS = st.text(
    st.sampled_from("abé ç’مرحبا 0123456789\u202e\u2068\n🇹🇳👍🏽\u0301\ud83d\x00"), max_size=400
)
REPLIES = st.builds(
    Reply,
    lines=st.lists(WORDS, min_size=1, max_size=6).map(tuple),
    choices=st.lists(st.builds(Choice, st.just("k"), WORDS), max_size=3).map(tuple),
    extras=st.lists(WORDS, max_size=3).map(tuple),
    closing=st.lists(WORDS, max_size=1).map(tuple),
    at_most_segments=st.none() | st.integers(1, 3),
)


@given(REPLIES, st.booleans())
def test_whatever_people_wrote_a_reply_stays_within_the_limits(reply: Reply, rtl: bool) -> None:
    small = Capabilities(shows_buttons=True, bills_segments=False, text_limit=200, page_size=8)
    for capabilities in (small, BY_SMS):
        text = render(reply, "fr", capabilities, phrase, ARABIC if rtl else PLAIN_FRENCH).text
        text.encode("utf-8")
        assert utf16_units(text) <= capabilities.text_limit
        assert not any(unicodedata.category(each) == "Cc" for each in text if each != "\n")
        assert "\u202e" not in text


@given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=6), st.integers(1, 3))
def test_extras_never_make_an_sms_dearer_than_was_asked(extras: list[str], most: int) -> None:
    reply = Reply(("Centre Amal",), extras=tuple(extras), at_most_segments=most)
    assert count(by_sms(reply)).segments <= most


def test_a_text_too_long_is_cut_between_signs() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"
    text = on_telegram(Reply((family * 1000,)))
    assert utf16_units(text) <= 4096
    assert set(clusters(text.removesuffix(ELLIPSIS))) == {family}
