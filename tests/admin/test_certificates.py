"""From the last class to the paper, and to an employer who asks by SMS whether it is real."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pypdfium2
import pytest

from admin.models import AuditEntry
from bot.models.certificates import Certificate
from bot.models.training import ClassAttendance, Enrolment
from bot.privacy.sealing.sealed_columns import ENROLMENT_NAME
from flows.engine.codes import fits
from services_directory.training.models import ClassMeetingRow, CohortRow
from tests.admin.office import AWA, BILEL, PASSWORD, Browser, Office
from tests.admin.planning import planned_cohort
from tests.admin.wishes import contact_of

AFTER = timedelta(days=40)
NAME = "أمل بن صالح Amal Ben Salah"


async def somebody_enrolled(
    trainer: Browser, office: Office, locale: str = "ar"
) -> tuple[str, str]:
    """The page of the certificates, and the number of the one who has a seat."""
    path = (await planned_cohort(trainer)).path
    contact = await contact_of(office, AWA)
    contact.locale = locale
    await contact.save()
    enrolment = await Enrolment.create(
        contact=contact,
        cohort=await CohortRow.get(),
        state="confirmed",
        seats=1,
        told_at=office.clock(),
        created_at=office.clock(),
    )
    enrolment.name_sealed = office.app.sealer.seal("Amal", ENROLMENT_NAME.of(enrolment.id))
    await enrolment.save()
    await trainer.post(f"{path}/step", {"step": "open"})
    return f"{path}/certificates", str(enrolment.id)


async def later(trainer: Browser, office: Office, time: timedelta) -> None:
    """No session lasts so long."""
    office.clock.forward(time)
    await trainer.sign_in("Trainer", PASSWORD)


async def printed(trainer: Browser, page: str, fields: dict[str, str]) -> str:
    """What stands on the paper; staff say that it is right, whatever is marked."""
    await trainer.get(page)
    host, port = trainer.client.host, trainer.client.port
    answer = await trainer.client.post(
        page,
        data={"form_token": trainer.token, "all_the_same": "1"} | fields,
        headers={"Origin": f"http://{host}:{port}"},
    )
    assert answer.content_type == "application/pdf", await answer.text()
    with pypdfium2.PdfDocument(await answer.read()) as paper:
        assert len(paper) == 1
        return str(paper[0].get_textpage().get_text_bounded())


def code_on(paper: str) -> str:
    found = re.search(r"[A-Z][A-Z0-9]{2}(?:-[A-Z][A-Z0-9]{2}){3}", paper)
    assert found, paper
    return found[0]


async def test_the_paper_is_right_the_holder_is_told_and_anybody_can_check_it(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office)
    await later(trainer, office, AFTER)
    paper = await printed(trainer, page, {"enrolment": enrolment, "name": NAME})
    code = code_on(paper)
    assert fits(code)
    assert "Amal Ben Salah" in paper
    assert "Tourisme responsable" in paper
    assert (await Enrolment.get()).state == "completed"
    await office.app.outbox.deliver_due()
    assert code in office.sms.texts_to(AWA)[-1]

    asked = await trainer.post(page, {"enrolment": enrolment, "name": NAME})
    assert asked.status == 422
    assert "was printed before" in asked.text
    assert 'name="tell" value="1" checked' not in asked.html
    again = await printed(trainer, page, {"enrolment": enrolment, "name": NAME, "again": "1"})
    assert code_on(again) == code
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(AWA)) == 1

    told = (await office.hears(BILEL, "hello", "4", f"is {code} real?"))[-1]
    assert "This certificate is real." in told
    assert "Kairouan, December 2026" in told
    assert "60 hours" in told
    assert "Amal" not in told
    assert "Amal" not in str(await Certificate.all().values())

    await trainer.get(page)
    await trainer.post(f"{page}/withdraw", {"enrolment": enrolment})
    told = (await office.hears(BILEL, code))[-1]
    assert "not valid any more" in told
    assert "is real" not in told


async def test_each_is_known_by_number_name_and_classes_and_too_few_are_asked_about(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office, "fr")
    await later(trainer, office, AFTER)
    meetings = await ClassMeetingRow.all()
    for meeting in meetings:
        await ClassAttendance.create(
            meeting_id=meeting.id,
            enrolment_id=int(enrolment),
            present=meeting is meetings[0],
            marked_by="Trainer",
            marked_at=office.clock(),
        )
    shown = (await trainer.get(page)).text
    assert "Amal" in shown
    assert f"Was there: 1 of {len(meetings)}" in shown
    asked = await trainer.post(page, {"enrolment": enrolment, "name": NAME})
    assert asked.status == 422
    assert "fewer classes than this course asks for" in asked.text
    assert not await Certificate.exists()
    fields = {"enrolment": enrolment, "name": NAME, "all_the_same": "1"}
    assert fits(code_on(await printed(trainer, page, fields)))


async def test_where_nothing_is_marked_it_is_asked_about_too(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office, "fr")
    await later(trainer, office, AFTER)
    await trainer.get(page)
    asked = await trainer.post(page, {"enrolment": enrolment, "name": NAME})
    assert asked.status == 422
    assert "As far as it is marked" in asked.text
    assert "Print it all the same" in asked.text
    assert not await Certificate.exists()


async def test_a_name_is_told_only_while_its_holder_lets_us(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office, "fr")
    await later(trainer, office, AFTER)
    code = code_on(
        await printed(trainer, page, {"enrolment": enrolment, "name": "Amal B.", "tell": "1"})
    )
    assert "Its holder: Amal B." in (await office.hears(BILEL, "hello", "4", code))[-1]
    await office.hears(AWA, "EFFACER", "1")
    assert await Enrolment.all().count() == 0
    told = (await office.hears(BILEL, f"and now: {code}"))[-1]
    assert "is real" in told
    assert "Amal" not in told


async def test_leave_to_tell_the_name_can_be_taken_back_and_given_later(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office, "fr")
    await later(trainer, office, AFTER)
    fields = {"enrolment": enrolment, "name": "Amal B."}
    await printed(trainer, page, fields | {"tell": "1"})
    row = await Certificate.get()
    assert row.holder_sealed is not None
    assert 'name="tell" value="1" checked' in (await trainer.get(page)).html
    await printed(trainer, page, fields | {"again": "1"})
    assert (await Certificate.get()).holder_sealed is None
    await printed(trainer, page, fields | {"again": "1", "tell": "1"})
    assert (await Certificate.get()).holder_sealed is not None
    # Asked once more, what was ticked, or not any more, is as it was typed.
    for told in ({}, {"tell": "1"}):
        asked = await trainer.post(page, fields | told)
        assert asked.status == 422
        assert ('name="tell" value="1" checked' in asked.html) is bool(told)
    asked = await trainer.post(page, fields | {"name": "", "again": "1", "all_the_same": "1"})
    assert 'name="again" value="1" checked' in asked.html
    assert 'name="all_the_same" value="1" checked' in asked.html
    acts = await AuditEntry.filter(subject="cohort", after__contains="certificate").order_by("id")
    assert [each.what for each in acts] == ["added", "changed", "changed"]


async def test_one_that_was_withdrawn_is_never_printed_again_and_another_takes_its_place(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office, "fr")
    await later(trainer, office, AFTER)
    fields = {"enrolment": enrolment, "name": "Amal B.", "tell": "1"}
    first = code_on(await printed(trainer, page, fields))
    await trainer.get(page)
    await trainer.post(f"{page}/withdraw", {"enrolment": enrolment})
    withdrawn = await Certificate.get()
    assert withdrawn.holder_sealed is None
    second = code_on(await printed(trainer, page, fields))
    assert second != first
    told = (await office.hears(BILEL, "hello", "4", first))[-1]
    assert "not valid any more" in told
    assert "Amal" not in told
    assert "is real" in (await office.hears(BILEL, second))[-1]


@pytest.mark.parametrize("name", ["", "Amal ሰላም"])
async def test_a_name_that_cannot_be_printed_issues_nothing(
    trainer: Browser, office: Office, name: str
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office)
    await later(trainer, office, AFTER)
    await trainer.get(page)
    answer = await trainer.post(page, {"enrolment": enrolment, "name": name, "all_the_same": "1"})
    assert answer.status == 422
    assert (name or "Please write the name") in answer.html
    assert await Certificate.all().count() == 0


async def test_nothing_is_printed_before_the_last_class_is_over(
    trainer: Browser, office: Office
) -> None:
    page, enrolment = await somebody_enrolled(trainer, office)
    last = await ClassMeetingRow.all().order_by("-ends_at").first()
    assert last is not None
    ends_at: datetime = last.ends_at
    await later(trainer, office, ends_at - office.clock() - timedelta(minutes=1))
    assert "after the last class" in (await trainer.get(page)).text
    assert (await trainer.post(page, {"enrolment": enrolment, "name": "Amal"})).status == 404
    assert await Certificate.all().count() == 0
