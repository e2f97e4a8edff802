"""Somebody without a phone goes through a training: enrolled by the code on their paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2

from bot.models.certificates import Certificate
from bot.models.learning import Interest
from bot.models.messages import OutboundMessageRow
from bot.models.training import ClassNotice, Enrolment
from services_directory.training.models import CohortRow
from services_directory.training.reading import list_cohorts
from tests.admin.desk import AMAL, code_on, registers
from tests.admin.office import PASSWORD, Browser, Office
from tests.admin.planning import planned_cohort

TOURISM = AMAL | {"offer": "responsible_tourism"}


async def test_from_the_desk_to_the_certificate_without_one_message(
    trainer: Browser, office: Office
) -> None:
    path = (await planned_cohort(trainer)).path
    await CohortRow.all().update(seats=1)
    await trainer.post(f"{path}/step", {"step": "open"})
    await office.app.worlds.refresh()
    code = code_on(await registers(trainer, TOURISM))
    late = code_on(await registers(trainer, TOURISM | {"first_name": "Bilel"}))

    page = await trainer.get(f"{path}/invite?receipt={code}")
    assert "Amal" in page.text
    assert "Bilel" not in page.text
    assert "Has no phone: has the seat at once." in page.text
    assert "until they answer" not in page.text
    (wish,) = re.findall(r'name="interest" value="(\d+)" checked', page.html)
    page = await trainer.post(f"{path}/invite", {"interest": [wish]})
    assert "Has no phone: tell them of each class, and of every change." in page.text
    assert "They have a seat. No message goes out: tell them." in page.text
    assert "until they answer" not in page.text
    assert "Has a seat" in page.text
    assert "no phone" in page.text
    assert "walk_in" not in page.text

    page = await trainer.get(f"{path}/invite?receipt={late}")
    (second,) = re.findall(r'name="interest" value="(\d+)"', page.html)
    page = await trainer.post(f"{path}/invite", {"interest": [second]})
    assert "Not invited: no seat is left" in page.text
    page = await trainer.post(f"{path}/invite", {"interest": [wish]})
    assert "Not invited: is in this cohort already" in page.text

    (cohort,) = await list_cohorts()
    first = cohort.meetings[0]
    office.clock.now = first.starts_at - timedelta(hours=20)
    await office.app.class_notices.send_due()
    assert {each.left_out for each in await ClassNotice.filter(kind="class")} == {"no_phone"}
    office.clock.now = first.starts_at
    await trainer.sign_in("Trainer", PASSWORD)
    enrolment = await Enrolment.get()
    marks = f"/admin/trainings/classes/{first.id}/attendance"
    await trainer.fill_in(marks, {f"person_{enrolment.id}": "present"})
    assert (await Enrolment.get()).state == "attending"

    office.clock.forward(timedelta(days=40))
    await trainer.sign_in("Trainer", PASSWORD)
    page = await trainer.get(f"{path}/certificates")
    host, port = trainer.client.host, trainer.client.port
    answer = await trainer.client.post(
        f"{path}/certificates",
        data={
            "form_token": trainer.token,
            "enrolment": str(enrolment.id),
            "name": "Amal",
            "all_the_same": "1",
        },
        headers={"Origin": f"http://{host}:{port}"},
    )
    with pypdfium2.PdfDocument(await answer.read()) as paper:
        printed = str(paper[0].get_textpage().get_text_bounded())
    assert (await Certificate.get()).code in printed
    assert (await Enrolment.get()).state == "completed"
    assert await OutboundMessageRow.all().count() == 0
    assert office.sms.sent == []


async def test_nobody_without_a_phone_is_enrolled_where_enrolment_is_closed(
    trainer: Browser, office: Office
) -> None:
    path = (await planned_cohort(trainer)).path
    await office.app.worlds.refresh()
    await registers(trainer, TOURISM)
    wish = await Interest.get()
    page = await trainer.post(f"{path}/invite", {"interest": [str(wish.id)]})
    assert "Not invited: enrolment is closed" in page.text
    assert await Enrolment.all().count() == 0
