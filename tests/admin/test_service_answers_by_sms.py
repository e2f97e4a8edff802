"""A service answers by SMS: 1 all right, 2 changed; its number may be somebody's own phone, too."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from admin.models import AuditEntry
from bot.confirmations.confirmations import ANSWER_WITHIN
from bot.database.opening import Database
from bot.messages.capabilities import BY_SMS
from bot.messages.rendering import render
from bot.messages.segments import count
from bot.models.confirmations import ServiceConfirmation
from bot.models.people import HelpRequest
from bot.privacy.request_subject import open_subject
from bot.privacy.request_words import words_of
from flows.engine.reply import Reply
from flows.engine.text import Line
from services_directory.records.records import ServiceRecord
from services_directory.storage.store import get_service
from services_directory.values.entries import LocalText
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office, open_office
from tests.admin.referring import passed_on, somebody

SERVICE = f"/admin/services/{HOSPITAL}"
PAGE = f"{SERVICE}/confirmation"
NUMBER = "+21620000041"
ITSELF = "the service itself"


@pytest.fixture
async def office(database: Database, pack: Path, tmp_path: Path) -> Office:
    opened = await open_office(database, pack, tmp_path)
    opened.app.worlds.public_url = "https://dalil.example.org"
    return opened


@pytest.fixture
async def asked(editor: Browser, office: Office) -> ServiceConfirmation:
    """The hospital, on its own phone."""
    return await ask(editor, office)


async def ask(editor: Browser, office: Office) -> ServiceConfirmation:
    await editor.fill_in(f"{SERVICE}?section=reach", {"phone": "20 000 041"})
    await editor.post(PAGE, {"step": "ask", "number": NUMBER})
    await office.app.outbox.deliver_due()
    row = await ServiceConfirmation.all().order_by("-id").first()
    assert row is not None
    return row


async def is_open() -> bool:
    """Whether a number may still answer a question."""
    return await ServiceConfirmation.filter(number_hash__isnull=False).exists()


async def kept() -> ServiceRecord:
    found = await get_service(HOSPITAL)
    assert found is not None
    return found


async def tasks(office: Office) -> list[tuple[str, str | None, str]]:
    """Reason, service and words of what staff are to look at."""
    told = []
    for row in await HelpRequest.filter(done_at=None).order_by("id"):
        subject = open_subject(row.id, row.subject_sealed, office.app.sealer)
        words = words_of(row.id, row.words_sealed, office.app.sealer)
        told.append((subject.reason, subject.service, words))
    return told


@pytest.mark.parametrize("answer", ["1", " 1. ", "١"])
async def test_1_is_a_check_by_the_service_itself(
    office: Office, asked: ServiceConfirmation, answer: str
) -> None:
    said = await office.hears(NUMBER, answer)
    assert "Nous notons" in said[-1]
    assert await office.app.confirmations.note_checks() == 1
    assert await office.app.confirmations.note_checks() == 0
    record, today = await kept(), office.clock().date()
    assert (record.last_checked_on, record.last_checked_by) == (today, ITSELF)
    row = await ServiceConfirmation.get(id=asked.id)
    assert (row.answer, row.to_check, await is_open()) == ("right", False, False)
    entry = await AuditEntry.filter(subject_id=HOSPITAL).order_by("-id").first()
    assert entry is not None
    assert (entry.who, entry.what) == (ITSELF, "checked")
    assert await tasks(office) == []
    # The question is over: the number is anybody's.
    assert "Bienvenue" in (await office.hears(NUMBER, "1"))[-1]
    assert "Nous notons" not in office.sms.texts_to(NUMBER)[-1]


async def test_2_is_a_task_and_what_is_written_then_stands_in_it(
    office: Office, asked: ServiceConfirmation
) -> None:
    said = await office.hears(NUMBER, "2")
    link = re.search(r"https://dalil\.example\.org(/v/\S+)", said[-1])
    assert link
    assert await tasks(office) == [("wrong_info", HOSPITAL, "")]
    said = await office.hears(NUMBER, "Nous fermons le samedi")
    assert "Merci" in said[-1]
    assert await tasks(office) == [("wrong_info", HOSPITAL, "Nous fermons le samedi")]
    row = await ServiceConfirmation.get(id=asked.id)
    assert (row.answer, await is_open()) == ("changed", False)
    assert (await kept()).last_checked_on is None
    assert office.app.confirmations.waits(row)


async def test_after_2_the_link_says_what_changed(
    editor: Browser, office: Office, asked: ServiceConfirmation
) -> None:
    said = await office.hears(NUMBER, "2")
    link = re.search(r"https://dalil\.example\.org(/v/\S+)", said[-1])
    assert link
    await editor.post("/admin/sign-out")
    seen = re.search(r'name="seen" value="([^"]+)"', (await editor.get(link[1])).html)
    assert seen
    told = {"seen": seen[1], "answer": "changed", "phone": "78 000 111"}
    await editor.post(link[1], told)
    row = await ServiceConfirmation.get(id=asked.id)
    assert row.proposed_sealed is not None
    assert not await is_open()


async def test_anything_else_goes_to_staff_and_the_question_stays_open(
    office: Office, asked: ServiceConfirmation
) -> None:
    said = await office.hears(NUMBER, "hopital tabarka", "oui")
    assert all("1" in each and "2" in each for each in said[-2:])
    assert await tasks(office) == [("wrong_info", HOSPITAL, "hopital tabarka\noui")]
    assert "Nous notons" in (await office.hears(NUMBER, "1"))[-1]


@pytest.mark.parametrize(
    "need",
    [
        "je suis enceinte et je n ai pas ou dormir",
        "j'ai besoin d'un médecin",
        "ما عنديش وين نرقد",
        "n7eb tbib",
        "i have no place to sleep",
    ],
)
async def test_a_need_of_whoever_has_the_phone_is_answered_and_the_question_stays_open(
    office: Office, asked: ServiceConfirmation, need: str
) -> None:
    office.clock.forward(timedelta(minutes=1))
    assert "1 " in (await office.hears(NUMBER, need))[-1]
    # A number picks from what is on their screen: no check is noted that was none.
    assert "Nous notons" not in (await office.hears(NUMBER, "1"))[-1]
    assert await tasks(office) == []
    row = await ServiceConfirmation.get(id=asked.id)
    assert (row.answer, await is_open()) == (None, True)
    # And what a service says is heard as before, with what 1 and 2 mean from then on.
    await office.hears(NUMBER, "le samedi le matin seulement")
    assert await tasks(office) == [("wrong_info", HOSPITAL, "le samedi le matin seulement")]
    await office.hears(NUMBER, "1")
    row = await ServiceConfirmation.get(id=asked.id)
    assert row.answer == "right"


async def test_a_town_is_said_to_the_question_where_they_are(
    office: Office, asked: ServiceConfirmation
) -> None:
    office.clock.forward(timedelta(minutes=1))
    said = await office.hears(NUMBER, "je n ai pas ou dormir", "1", "tabarka")
    assert "à Tabarka" in said[-1]
    assert await tasks(office) == []
    assert await is_open()


@pytest.mark.parametrize(
    "words",
    [
        "nous n'avons plus de médecin",
        "l'hôpital est ouvert de 8h à 16h",
        "ma3adech 3anna tbib",
        "لم يعد لدينا طبيب",
        "notre nouvelle adresse est rue de la liberté",
        "the doctor is absent until january",
    ],
)
async def test_what_a_service_says_of_what_it_is_for_is_no_need(
    office: Office, asked: ServiceConfirmation, words: str
) -> None:
    office.clock.forward(timedelta(minutes=1))
    await office.hears(NUMBER, words)
    assert await tasks(office) == [("wrong_info", HOSPITAL, words)]


@pytest.mark.parametrize("word", ["STOP", "MENU", "EFFACER", "je suis en danger", "il va me tuer"])
async def test_what_is_heard_from_everybody_closes_it(
    office: Office, asked: ServiceConfirmation, word: str
) -> None:
    before = await tasks(office)
    said = await office.hears(NUMBER, word)
    assert "Nous notons" not in said[-1]
    row = await ServiceConfirmation.get(id=asked.id)
    assert not await is_open()
    assert row.answer is None
    assert office.app.confirmations.waits(row)
    assert ("wrong_info", HOSPITAL, word) not in await tasks(office)
    assert before == []


async def test_whoever_used_it_as_their_own_phone_answers_what_was_asked_last(
    editor: Browser, office: Office
) -> None:
    await office.hears(NUMBER, "bonjour", "1", "hopital tabarka")
    row = await ask(editor, office)
    assert "Nous notons" in (await office.hears(NUMBER, "1"))[-1]
    row = await ServiceConfirmation.get(id=row.id)
    assert row.answer == "right"


async def test_a_referral_that_was_asked_later_is_what_1_answers(
    editor: Browser, office: Office, asked: ServiceConfirmation
) -> None:
    office.clock.forward(timedelta(minutes=5))
    interest = await somebody(office)
    page = await passed_on(editor, office, interest, number=NUMBER)
    code = re.search(r'class="number">([A-Z0-9]{3}-[A-Z0-9]{3})<', page.html)
    assert code
    await office.hears(NUMBER, "1")
    row = await ServiceConfirmation.get(id=asked.id)
    assert row.answer is None


async def test_a_code_is_of_a_referral(office: Office, asked: ServiceConfirmation) -> None:
    await office.hears(NUMBER, "K7M-X4T 1")
    row = await ServiceConfirmation.get(id=asked.id)
    assert (row.answer, await is_open()) == (None, True)


async def test_before_it_has_left_and_after_two_weeks_nobody_answers_it(
    editor: Browser, office: Office
) -> None:
    zone = ZoneInfo(office.app.worlds.programme.timezone)
    office.clock.now = datetime(2026, 11, 24, 23, 0, tzinfo=zone)
    await editor.sign_in("Editor", PASSWORD)
    row = await ask(editor, office)
    assert "Nous notons" not in (await office.hears(NUMBER, "1"))[-1]
    row = await ServiceConfirmation.get(id=row.id)
    assert (row.answer, await is_open()) == (None, True)
    office.clock.now = datetime(2026, 11, 25, 10, 0, tzinfo=zone)
    await office.app.outbox.deliver_due()
    office.clock.forward(ANSWER_WITHIN)
    await office.app.confirmations.note_checks()
    row = await ServiceConfirmation.get(id=row.id)
    assert not await is_open()
    assert "Nous notons" not in (await office.hears(NUMBER, "1"))[-1]


async def test_nobody_else_answers_it(office: Office, asked: ServiceConfirmation) -> None:
    await office.hears("+21620000042", "1")
    row = await ServiceConfirmation.get(id=asked.id)
    assert row.answer is None


@pytest.mark.parametrize(("locale", "most"), [("fr", 1), ("en", 1), ("ar", 2), ("aeb", 2)])
async def test_it_costs_one_part_in_latin_letters_and_two_in_arabic(
    office: Office, asked: ServiceConfirmation, locale: str, most: int
) -> None:
    """Also where the name of the service is long."""
    long = LocalText.of(dict.fromkeys(("fr", "en", "ar"), "Centre de santé de base " * 4))
    translator, asks = office.app.translator, office.app.confirmations.questions
    language = translator.language(locale)
    named, unnamed, too_long = *asks(asked, (await kept()).name), asks(asked, long)[0]

    def price(line: Line) -> int:
        said = render(Reply((line,)), locale, BY_SMS, translator.phrase, language).text
        return count(said).segments

    assert price(named) <= most
    assert price(unnamed) <= most < price(too_long)


async def test_a_long_name_is_left_out_rather_than_paid_for(
    editor: Browser, office: Office
) -> None:
    await editor.fill_in(f"{SERVICE}?section=what", {"name_fr": "Centre de santé de base " * 4})
    await ask(editor, office)
    (told,) = office.sms.texts_to(NUMBER)
    assert "votre service" in told
    assert count(told).segments == 1
