"""A real browser on a small phone: staff say a sentence in other words, in Arabic."""

from __future__ import annotations

from bot.translation.sentences import Sentence
from tests.admin.office import AWA, Office
from tests.admin.small_phone import Phone

ASKED = Sentence("What do you need? Pick a number or write it.")
COUNTED = Sentence("{n} seat left.", "{n} seats left.")
OURS = "بماذا نساعدك؟ اختر رقما أو اكتب."


async def test_a_sentence_said_in_other_words_in_arabic_is_heard(
    phone: Phone, office: Office
) -> None:
    await phone.sign_in("Editor", "ar")
    await phone.open("/admin/words")
    await phone.look("words")
    await phone.page.fill("#search", "pick a number or write it")
    await phone.page.click("main form button")
    await phone.look("words_found")
    await phone.open(f"/admin/words/{ASKED.key}")
    await phone.look("words_one")
    await phone.page.click("a[href$='/ar']")
    await phone.page.fill("#words_0", "STOP بماذا نساعدك؟")
    # The script shows the SMS as it will be, and what has to be mended, before anything is saved.
    await phone.page.wait_for_function(
        "() => document.querySelector('[data-size]').textContent.includes('لاتينية')"
    )
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector("#words_0-errors")
    await phone.look("words_refused")
    await phone.page.fill("#words_0", OURS)
    await phone.page.wait_for_function(
        f"() => document.querySelector('[data-telegram]').textContent.includes('{OURS}')"
    )
    await phone.look("words_edit")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector(".told")
    await phone.look("words_kept")
    assert (await office.hears(AWA, "مرحبا", "2", "القائمة"))[-1].startswith(OURS)
    await phone.open(f"/admin/words/{COUNTED.key}/ar")
    await phone.look("words_counted")
    await phone.open("/admin/words/files")
    await phone.look("words_files")
    await phone.open("/admin/words?state=own")
    await phone.look("words_own")
