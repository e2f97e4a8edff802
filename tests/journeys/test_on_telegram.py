"""What only a smart phone can do: links, buttons, places, voices, groups."""

from __future__ import annotations

from bot.privacy.request_subject import Subject, open_subject
from tests.journeys.town import BILEL, Town
from tests.unsealing import unsealed

GHARDIMAOU = {"latitude": 36.45, "longitude": 8.43}
TABARKA = {"latitude": 36.95, "longitude": 8.75}
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}


async def test_a_poster_says_where_somebody_is_and_where_they_found_us(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says("/start kairouan-poster3")
    assert list(awa.buttons) == ["Français", "العربية", "تونسي", "English"]
    await awa.picks("Français")
    await awa.picks("Santé")
    # Where is not asked: the poster said it.
    assert next(iter(awa.buttons)).startswith("Hôpital et urgences")
    (contact,) = await town.rows("SELECT id, place_sealed, source_sealed, locale FROM contact")
    kept = [
        unsealed(town.app.sealer, "contact", column, contact)
        for column in ("place_sealed", "source_sealed")
    ]
    assert [*kept, contact["locale"]] == ["kairouan", "kairouan-poster3", "fr"]


async def test_a_shared_location_puts_the_nearest_first(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says("/start")
    await awa.picks("العربية")
    await awa.picks("الصحة")
    assert "إرسال مكاني" in awa.buttons
    await awa.sends(location=GHARDIMAOU)
    assert next(iter(awa.buttons)).startswith("المستشفى المحلي")
    await awa.sends(location=TABARKA)
    assert next(iter(awa.buttons)).startswith("المستشفى الجهوي بطبرقة")
    assert "طبرقة" in await awa.picks("المستشفى الجهوي بطبرقة")


async def test_a_button_of_an_earlier_question_answers_nothing_new(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says("/start")
    await awa.picks("Français")
    await awa.says("médecin tabarka")
    await awa.says("effacer")
    key = awa.buttons["Oui, tout effacer"]
    assert key is not None
    await awa.says("menu")
    assert "Ce bouton est celui d'une question d'avant." in await awa.presses(key)
    assert len(await town.rows("SELECT id FROM contact")) == 1
    assert town.telegram.sent("answerCallbackQuery")


async def test_a_card_ends_with_the_address_of_its_page_and_an_sms_does_not(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says("/start")
    await awa.picks("Français")
    await awa.says("médecin tabarka")
    key = next(key for key in awa.buttons.values() if key and key.startswith("service:"))
    card = await awa.presses(key)
    page = await town.client.get(card.partition(town.url("").rstrip("/"))[2])
    assert page.status == 200
    assert "<h1>" in await page.text()
    bilel = town.sms(BILEL)
    await bilel.says("bonjour")
    await bilel.picks("Francais")
    await bilel.says("médecin tabarka")
    assert "http" not in await bilel.says("1")


async def test_an_old_button_of_a_service_still_opens_its_card(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says("/start")
    await awa.picks("Français")
    await awa.says("médecin tabarka")
    key = next(iter(awa.buttons.values()))
    assert key is not None
    await awa.says("menu")
    assert "Tabarka" in await awa.presses(key)


async def test_in_a_group_dalil_is_silent(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says_in_a_group("médecin tabarka")
    # Updates come in their order: once this one is answered, the one before was seen.
    await awa.says("bonjour")
    await town.settled()
    assert [each["chat_id"] for each in awa.messages] == ["4001"]
    assert len(await town.rows("SELECT id FROM inbound_message")) == 1


async def test_a_voice_note_is_passed_on_to_staff(town: Town) -> None:
    awa = town.on_telegram()
    await awa.says("/start")
    await awa.picks("العربية")
    told = await awa.sends(voice=VOICE)
    assert "أخبرنا فريقنا برسالتك الصوتية" in told
    assert "ما الموضوع؟" in told
    (request,) = await town.rows("SELECT id, subject_sealed FROM help_request")
    subject = open_subject(request["id"], request["subject_sealed"], town.app.sealer)
    assert subject == Subject("sent")


async def test_a_danger_word_gives_the_lines_at_once_and_a_mark_for_staff(town: Town) -> None:
    awa = town.on_telegram()
    staff = await town.signed_in()
    assert "Nobody waits." in (await staff.get("/admin/requests")).text
    told = await awa.says("النجدة")
    assert "190" in told
    assert "197" in told
    page = await staff.get("/admin/requests")
    assert "Danger: used a danger word" in page.text
    assert "Telegram" in page.text
    # The words stand with the request, for the staff who answer it, and nowhere in the clear.
    assert "النجدة" in page.text
    (kept,) = await town.rows("SELECT * FROM help_request")
    assert "النجدة" not in str(kept)
    assert kept["words_sealed"]
