"""From the desk to a service and back: who agrees to what, who learns what, what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admin.models import AuditEntry
from bot.models.people import Consent, Contact
from bot.models.referrals import Referral
from flows.referrals.person_words import CONSENT_VERSION
from tests.admin.office import AWA, HOSPITAL, PASSWORD, Browser, Office
from tests.admin.referring import (
    FILLED,
    NEW,
    RECEIVER,
    WORDS,
    code_on,
    later,
    passed_on,
    somebody,
    somebody_else,
    the_referral,
    told,
)

DAY = timedelta(days=1)


async def test_before_they_say_yes_the_receiver_learns_need_town_language_and_time_alone(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    (asked,) = await told(office, RECEIVER)
    for each in ("Santé", "Tabarka", "العربية", f"{code} 1"):
        assert each in asked
    for hidden in ("Amal", AWA, AWA[-8:], WORDS):
        assert hidden not in asked
    # What the person gets is discreet.
    (sent,) = await told(office, AWA)
    assert code in sent
    assert "hôpital" not in sent.lower()


async def test_a_yes_by_sms_tells_whom_to_expect_and_the_person_where_to_go(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    answered = await office.hears(RECEIVER, f"{code} 1")
    for each in ("Amal", AWA, WORDS, f"{code} 4"):
        assert each in answered[-1]
    assert "Ils peuvent vous aider" in (await told(office, AWA))[-1]
    asked = await office.hears(AWA, code)
    assert "Tabarka" in asked[-1]
    # The same again counts for nothing.
    assert "délai" in (await office.hears(RECEIVER, f"1 {code.lower()}"))[-1]
    await office.hears(RECEIVER, f"{code} 4")
    kept = await the_referral()
    assert (kept.state, kept.outcome, kept.back_at) == ("done", "helped", None)
    assert kept.passed_sealed is None


@pytest.mark.parametrize(
    ("answer", "why", "words"),
    [("2", "full", "pas de place"), ("٣", "wrong_place", "bon endroit")],
)
async def test_a_no_by_sms_takes_the_copy_away_and_comes_back_to_staff(
    trainer: Browser, office: Office, answer: str, why: str, words: str
) -> None:
    await passed_on(trainer, office, await somebody(office))
    answered = await office.hears(RECEIVER, answer)
    assert "Merci" in answered[-1]
    assert words in (await told(office, AWA))[-1]
    kept = await the_referral()
    assert (kept.state, kept.refused, kept.passed_sealed) == ("refused", why, None)
    assert "1 referrals came back to us" in (await trainer.get("/admin/")).text
    page = await trainer.get("/admin/referrals")
    assert "Refused" in page.text
    await trainer.post(f"/admin/referrals/{kept.id}/seen")
    assert (await the_referral()).seen_by == "Trainer"
    assert "Refused" not in (await trainer.get("/admin/referrals")).text


async def test_silence_reminds_once_then_comes_back_and_the_person_is_told_so(
    trainer: Browser, office: Office
) -> None:
    await passed_on(trainer, office, await somebody(office))
    await later(office, 3 * DAY, steps=72)
    assert len(await told(office, RECEIVER)) == 2
    assert "pas répondu" in (await told(office, AWA))[-1]
    kept = await the_referral()
    assert (kept.state, kept.passed_sealed) == ("silent", None)
    assert kept.back_at is not None
    # Too late is too late.
    assert (await the_referral()).state == "silent"
    await office.hears(RECEIVER, "1")
    assert (await the_referral()).state == "silent"


async def test_no_outcome_is_asked_for_once_and_then_by_staff(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await office.hears(RECEIVER, f"{code} 1")
    await later(office, 29 * DAY, steps=29)
    asked = [each for each in await told(office, RECEIVER) if each.startswith(f"{code} 4")]
    assert len(asked) == 1
    kept = await the_referral()
    assert (kept.state, kept.passed_sealed) == ("accepted", None)
    assert kept.back_at is not None
    await trainer.sign_in("Trainer", PASSWORD)
    page = await trainer.get(f"/admin/referrals/{kept.id}")
    assert "The person was helped" in page.text
    await trainer.post(f"/admin/referrals/{kept.id}/step", {"step": "not_come"})
    assert (await the_referral()).outcome == "not_come"


async def test_who_is_asked_by_a_message_is_passed_on_only_after_their_yes(
    trainer: Browser, office: Office
) -> None:
    page = await passed_on(trainer, office, await somebody(office), "message")
    code = code_on(page)
    assert await told(office, RECEIVER) == []
    (asked,) = await told(office, AWA)
    assert "hôpital" not in asked.lower()
    shown = await office.hears(AWA, code)
    for each in ("pital", "votre prénom, votre numéro et ce que vous cherchez", "1 Oui"):
        assert each in shown[-1]
    thanks = await office.hears(AWA, "1")
    assert "Merci" in thanks[-1]
    assert len(await told(office, RECEIVER)) == 1
    kept, consent = await the_referral(), await Consent.get()
    assert (kept.consent_version, kept.consent_how) == (CONSENT_VERSION, "message")
    assert (consent.purpose, consent.text_version) == ("referral", CONSENT_VERSION)


async def test_a_no_passes_nothing_on(trainer: Browser, office: Office) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office), "message"))
    await told(office, AWA)
    answered = await office.hears(AWA, code, "2")
    assert "Rien n'a été transmis" in answered[-1]
    assert await told(office, RECEIVER) == []
    kept = await the_referral()
    assert (kept.state, kept.passed_sealed) == ("declined", None)
    assert await Consent.all().count() == 0


async def test_who_never_answers_is_asked_no_more(trainer: Browser, office: Office) -> None:
    await passed_on(trainer, office, await somebody(office), "message")
    before = await told(office, AWA)
    await later(office, 3 * DAY)
    kept = await the_referral()
    assert (kept.state, kept.passed_sealed) == ("silent", None)
    assert await told(office, AWA) == before
    assert await told(office, RECEIVER) == []


async def test_the_person_takes_it_back_by_chat_and_the_receiver_is_asked_to_erase(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await office.hears(RECEIVER, f"{code} 1")
    answered = await office.hears(AWA, code, "1")
    assert "Nous leur demandons d'effacer" in answered[-1]
    assert "Effacez" in (await told(office, RECEIVER))[-1]
    kept = await the_referral()
    assert (kept.state, kept.passed_sealed) == ("withdrawn", None)
    assert kept.back_at is not None


async def test_an_erasure_takes_all_of_it_and_asks_the_receiver_to(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await office.hears(RECEIVER, f"{code} 1")
    kept = await trainer.get("/admin/referrals?show=open")
    assert code in kept.text
    assert "Amal" not in kept.text
    mine = await office.hears(AWA, "mes données")
    assert "Transmis" in mine[-1]
    await office.hears(AWA, "EFFACER", "1")
    assert await Referral.all().count() == 0
    assert "Effacez" in (await told(office, RECEIVER))[-1]


async def test_an_erasure_before_it_left_sends_nothing(trainer: Browser, office: Office) -> None:
    morning = office.clock.now + DAY
    office.clock.now = office.clock.now.replace(hour=22)
    await trainer.sign_in("Trainer", PASSWORD)
    await passed_on(trainer, office, await somebody(office))
    contact = await Contact.get(locale="fr")
    steps, now = office.app.referrals.steps, office.clock()
    await office.app.database.executor.run(lambda: steps.forget(contact.id, now))
    office.clock.now = morning
    assert await told(office, RECEIVER) == []


async def test_who_said_stop_is_passed_on_and_not_written_to(
    trainer: Browser, office: Office
) -> None:
    interest = await somebody(office)
    await Contact.filter(id=interest.contact_id).update(stopped_at=office.clock())
    code = code_on(await passed_on(trainer, office, interest))
    await office.hears(RECEIVER, f"{code} 2")
    assert await told(office, AWA) == []


async def test_a_receiver_who_said_stop_gets_nothing_more(trainer: Browser, office: Office) -> None:
    said = await office.hears(RECEIVER, "bonjour", "STOP")
    await passed_on(trainer, office, await somebody(office))
    assert await told(office, RECEIVER) == said


async def test_in_the_quiet_hours_nobody_is_told(trainer: Browser, office: Office) -> None:
    interest = await somebody(office)
    office.clock.now = office.clock.now.replace(hour=22)
    await trainer.sign_in("Trainer", PASSWORD)
    code = code_on(await passed_on(trainer, office, interest))
    assert (await told(office, AWA), await told(office, RECEIVER)) == ([], [])
    await later(office, timedelta(hours=11))
    assert code in (await told(office, AWA))[-1]
    assert code in (await told(office, RECEIVER))[-1]


async def test_of_several_the_code_says_which(trainer: Browser, office: Office) -> None:
    first = code_on(await passed_on(trainer, office, await somebody(office)))
    interest = await somebody_else(office)
    second = code_on(await passed_on(trainer, office, interest))
    answered = await office.hears(RECEIVER, "1")
    assert first in answered[-1]
    assert second in answered[-1]
    await office.hears(RECEIVER, f"{second} 2")
    await office.hears(RECEIVER, "1")
    states = {each.state for each in await Referral.all()}
    assert states == {"refused", "accepted"}


async def test_nobody_else_can_answer(trainer: Browser, office: Office) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await office.hears("+21620000044", f"{code} 1")
    assert (await the_referral()).state == "sent"


async def test_a_receivers_menu_keeps_its_numbers(trainer: Browser, office: Office) -> None:
    await office.hears(RECEIVER, "bonjour")
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    menu = await office.hears(RECEIVER, "1")
    assert (await the_referral()).state == "sent"
    assert "Dalil" in menu[-1]
    await office.hears(RECEIVER, f"{code} 1")
    assert (await the_referral()).state == "accepted"


async def test_how_they_answered_is_shown_before_the_next_one(
    trainer: Browser, office: Office
) -> None:
    interest = await somebody(office)
    await passed_on(trainer, office, interest)
    await later(office, DAY)
    await office.hears(RECEIVER, "2")
    await trainer.sign_in("Trainer", PASSWORD)
    page = await trainer.get(f"{NEW}?interest={interest.id}&find=tabarka")
    assert "Answers until now: 0 yes, 1 no, 0 silent" in page.text
    assert "Days until an answer: 1 " in page.text
    for _more in range(4):
        await passed_on(trainer, office, interest)
        await later(office, 4 * DAY)
        await trainer.sign_in("Trainer", PASSWORD)
    page = await trainer.get(f"{NEW}?interest={interest.id}&service={HOSPITAL}")
    assert "They mostly do not answer" in page.text


async def test_what_is_read_is_shown_before_anything_is_sent(
    trainer: Browser, office: Office
) -> None:
    interest = await somebody(office)
    await trainer.get(f"{NEW}?interest={interest.id}&service={HOSPITAL}")
    fields = FILLED | {"interest": str(interest.id)}
    page = await trainer.post(NEW, fields)
    assert "your first name, your phone number and what you need" in page.text
    assert "نخبرهم" in page.text
    page = await trainer.post(NEW, fields | {"send": "1"})
    assert page.status == 422
    assert "choose one" in page.text
    assert page.value("first_name") == "Amal"
    page = await trainer.post(NEW, fields | {"send": "1", "agreed": "ar", "number": "12"})
    assert "not a phone number" in page.text
    assert await Referral.all().count() == 0


async def test_the_trail_says_who_did_it_and_nothing_of_whom(
    trainer: Browser, office: Office
) -> None:
    page = await passed_on(trainer, office, await somebody(office))
    kept = await the_referral()
    await trainer.post(f"/admin/referrals/{kept.id}/step", {"step": "withdrawn", "tell": "1"})
    acts = await AuditEntry.filter(subject="referral").order_by("id")
    # The number of the receiver is none that the directory has, so that counts as looking at it.
    assert [(each.who, each.what) for each in acts] == [
        ("Trainer", "revealed"),
        ("Trainer", "added"),
        ("Trainer", "changed"),
    ]
    trail = " ".join(str(each.before) + str(each.after) for each in acts)
    assert code_on(page) not in trail
    assert "a annulé" in (await told(office, AWA))[-1]
