"""A real browser on a small phone and on a desktop: an opinion is answered."""

from __future__ import annotations

import pytest

from bot.models.learning import Feedback
from tests.admin.office import AWA, Office
from tests.admin.small_phone import Phone
from tests.peers.axe_rules import grave_faults


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_an_opinion_is_answered(phone: Phone, office: Office, language: str) -> None:
    await office.hears(AWA, "bonjour", "1", "avis", "2", "On attend trop", "2")
    page = phone.page
    if language == "fr":
        await page.set_viewport_size({"width": 1280, "height": 900})
    await phone.sign_in("Editor", language)
    await phone.open("/admin/feedback")
    await page.click("main details summary")
    await phone.look(f"{language}_feedback_answer")
    assert await grave_faults(page) == []
    await page.fill("main textarea", "Merci. Nous avons ouvert un deuxième guichet.")
    await page.click("main details button")
    await page.wait_for_selector(".told")
    await phone.look(f"{language}_feedback_answered")
    await office.app.outbox.deliver_due()
    assert "guichet" in office.sms.texts_to(AWA)[-1]
    assert (await Feedback.get()).done_by == "Editor"
