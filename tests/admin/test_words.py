"""Staff have us say a sentence in other words: tried, heard, taken back, and refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

from admin.models import AuditEntry
from bot.configuration.paths import LOCALES
from bot.database.opening import Database
from bot.messages.message import InboundMessage
from bot.translation.sentences import Sentence
from bot.wordings.release import read_release
from flows.engine.event import Heard
from flows.engine.text import plural
from tests.admin.office import AWA, Browser, Office, open_office
from tests.fakes import RememberingChannel

BY_NUMBER = Sentence("What do you need? Pick a number or write it.")
BY_BUTTON = Sentence("What do you need? Press a button, or write it.")
SEATS = Sentence("{n} seat left.", "{n} seats left.")
CONSENT = Sentence("I agree")
FOR_STAFF = Sentence("Answers given often")
TOLD = "people hear these words from now on"


def address(sentence: Sentence, *more: str) -> str:
    assert sentence.key in read_release(LOCALES).sentences, sentence.one
    return "/".join(("/admin/words", sentence.key, *more))


async def choose(editor: Browser, sentence: Sentence, locale: str, *forms: str) -> str:
    """The page after it was typed and saved."""
    typed = {f"words_{number}": form for number, form in enumerate(forms)}
    return (await editor.fill_in(address(sentence, locale), typed)).text


async def by_telegram(office: Office, words: str) -> str:
    office.heard += 1
    await office.app.inbox.receive(
        InboundMessage("telegram", "7", f"t{office.heard}", Heard(words))
    )
    await office.app.inbox.settled()
    await office.app.outbox.deliver_due()
    channel = office.app.channels["telegram"]
    assert isinstance(channel, RememberingChannel)
    return channel.texts_to("7")[-1]


async def test_other_words_are_heard_in_the_next_message_by_sms_and_on_telegram(
    editor: Browser, office: Office
) -> None:
    await office.hears(AWA, "hello", "4", "menu")
    assert "Pick a number or write it" in office.sms.texts_to(AWA)[-1]
    assert TOLD in await choose(editor, BY_NUMBER, "en", "How can we help? Pick or write.")
    await choose(editor, BY_BUTTON, "en", "How can we help? Press or write.")
    said = (await office.hears(AWA, "menu"))[-1]
    assert said.startswith("How can we help? Pick or write.")
    await by_telegram(office, "hello")
    await by_telegram(office, "English")
    assert (await by_telegram(office, "menu")).startswith("How can we help? Press or write.")


async def test_the_other_replica_says_them_once_it_is_told(
    editor: Browser, office: Office, database: Database, pack: Path, tmp_path: Path
) -> None:
    other = await open_office(database, pack, tmp_path)
    await choose(editor, BY_NUMBER, "en", "How can we help? Pick or write.")
    await other.app.wordings.refresh()
    said = (await other.hears(AWA, "hello", "4", "menu"))[-1]
    assert said.startswith("How can we help? Pick or write.")


async def test_back_to_the_words_before_and_to_those_of_the_release(
    editor: Browser, office: Office
) -> None:
    for words in ("How can we help?", "What is it?"):
        await choose(editor, BY_NUMBER, "en", words)
    await office.hears(AWA, "hello", "4")
    undo, page = address(BY_NUMBER, "en", "undo"), await editor.get(address(BY_NUMBER))
    assert "Back to the words before" in page.text
    await editor.post(undo, {"to": "before", "revision": "2"})
    assert (await office.hears(AWA, "menu"))[-1].startswith("How can we help?")
    late = await editor.post(undo, {"to": "release", "revision": "2"})
    assert "somebody else changed it meanwhile" in late.text
    back = await editor.post(undo, {"to": "release", "revision": "3"})
    assert "People hear the words of the release again" in back.text
    assert (await office.hears(AWA, "menu"))[-1].startswith("What do you need?")


async def test_the_list_of_changes_says_who_chose_which_words(
    admin: Browser,
) -> None:
    await choose(admin, BY_NUMBER, "en", "How can we help?")
    entry = await AuditEntry.filter(subject="wording").get()
    assert (entry.who, entry.what, entry.subject_id) == ("Admin", "changed", BY_NUMBER.key)
    page = await admin.get("/admin/changes?subject=wording")
    assert "How can we help?" in page.text


async def test_what_is_refused_is_said_beside_what_was_typed(editor: Browser) -> None:
    page = await editor.fill_in(
        address(SEATS, "ar"), {f"words_{number}": "مقاعد {x}" for number in range(6)}
    )
    assert page.status == 422
    assert page.value("words_3") == "مقاعد {x}"
    assert (
        "It needs exactly these placeholders ({number} may be left out): {n}".format(
            number="{n}", n="{n}"
        )
        in page.text
    )
    assert "Nothing you wrote is lost" in page.text
    assert "Edited" not in (await editor.get(address(SEATS))).text


async def test_each_form_of_a_language_is_typed_from_the_right_and_said_for_its_numbers(
    editor: Browser, office: Office
) -> None:
    page = await editor.get(address(SEATS, "ar"))
    assert [f"words_{number}" in page.fields() for number in range(7)] == [*[True] * 6, False]
    assert page.html.count('dir="rtl"') > 6
    assert "Said of: 3, 4, 5 …" in page.text
    ours = ("لا شيء", "واحد", "اثنان", "{n} قليلة", "{n} كثيرة", "{n} مئات")
    await choose(editor, SEATS, "ar", *ours)
    line = office.app.translator.phrase
    said = [line(plural(SEATS.one, SEATS.many or "", n), "ar") for n in (2, 5)]
    assert said == ["اثنان", "5 قليلة"]


async def test_a_consent_is_refused_with_the_reason(editor: Browser) -> None:
    for page in (
        await editor.get(address(CONSENT, "fr")),
        await editor.post(address(CONSENT, "fr"), {"words_0": "Oui", "was": '{"words_0": ""}'}),
    ):
        assert page.status == 422
        assert "Others would be another consent" in page.text
    assert not await AuditEntry.filter(subject="wording").exists()


async def test_words_are_tried_before_they_are_said(editor: Browser) -> None:
    where = address(BY_NUMBER, "fr")
    typed = {"words_0": "De quoi avez-vous besoin ☎ ?", "preview": "1"}
    page = await editor.fill_in(where, typed)
    assert page.status == 422
    assert "has ☎, which cuts an SMS" in page.text
    page = await editor.fill_in(where, {"words_0": "Un numéro, ou écrivez.", "preview": "1"})
    assert (page.status, page.value("words_0")) == (200, "Un numéro, ou écrivez.")
    assert "1 SMS (GSM-7, 22 units)" in page.text
    answer = await editor.post(f"{where}/preview", {"words_0": "Un numéro, ou écrivez."})
    assert json.loads(answer.html)["0"]["text"] == "Un numéro, ou écrivez."
    assert not await AuditEntry.filter(subject="wording").exists()


async def test_words_that_are_those_of_the_release_are_no_words_of_our_own(
    editor: Browser, office: Office
) -> None:
    released = read_release(LOCALES).forms_of(BY_NUMBER, "en")[0]
    assert TOLD in await choose(editor, BY_NUMBER, "en", released)
    assert await office.app.wordings.in_force() == []
    await choose(editor, BY_NUMBER, "en", "How can we help?")
    await choose(editor, BY_NUMBER, "en", released)
    assert await office.app.wordings.in_force() == []


async def test_the_list_finds_a_sentence_by_its_words_in_any_language_and_by_its_standing(
    editor: Browser,
) -> None:
    ours = "بماذا نساعدك؟ اكتب أو اختر."
    await choose(editor, BY_NUMBER, "ar", ours)
    for search in ("pick a number or write", "بماذا نساعدك"):
        assert (
            "Pick a number or write it" in (await editor.get(f"/admin/words?search={search}")).text
        )
    own = await editor.get("/admin/words?state=own")
    assert "1 sentence" in own.text
    coverage = re.findall(r"(\d+) of (\d+)", own.text)
    assert len(coverage) == 4
    assert all(said == asked for said, asked in coverage)
    assert "In your own words" in own.text
    assert "0 sentences" in (await editor.get("/admin/words?state=own&language=fr")).text
    assert "0 sentences" in (await editor.get("/admin/words?state=missing")).text
    staff = await editor.get(f"/admin/words?search={FOR_STAFF.one}&place=staff")
    assert "1 sentence" in staff.text
    assert "0 sentences" in (await editor.get(f"/admin/words?search={FOR_STAFF.one}")).text


async def test_no_words_for_staff_are_asked_in_a_language_without_pages_for_them(
    editor: Browser,
) -> None:
    assert (await editor.get(address(FOR_STAFF, "aeb"))).status == 404
    assert (await editor.get(address(FOR_STAFF, "fr"))).status == 200
    assert (await editor.get("/admin/words/0123456789abcdef")).status == 404
