"""A trainer sees who takes part, invites those who wished for it, and marks who was there."""

from __future__ import annotations

import html
import json
import re

from admin.models import AuditEntry
from bot.models.people import Contact
from bot.models.training import ClassAnswer, ClassNotice, Enrolment
from bot.privacy.sealing.sealed_columns import LEFT_WHY
from services_directory.training.models import CohortRow
from tests.admin.office import AWA, BILEL, Browser, Office
from tests.admin.taking_part import CLARA, names_in, opened, seat_of, wish_of


async def test_who_takes_part_stands_first_and_has_a_number(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office)
    assert "Nobody yet." in (await trainer.get(f"{path}/people")).text
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "Awa"), "dropped")
    why = office.app.sealer.seal("distance", LEFT_WHY.of(awa.id))
    await Enrolment.filter(id=awa.id).update(left_why_sealed=why)
    await seat_of(office, cohort, await wish_of(office, BILEL, "Bilel"), "waiting")
    clara = await seat_of(office, cohort, await wish_of(office, CLARA, ""), "confirmed")
    first, now = cohort.meetings[0], office.clock()
    await ClassAnswer.create(
        enrolment_id=clara.id, meeting_id=first.id, comes=False, answered_at=now
    )
    await ClassNotice.create(
        enrolment_id=clara.id,
        kind="class",
        meeting_id=first.id,
        sequence=0,
        told_at=now,
        left_out="stopped",
    )
    page = await trainer.get(f"{path}/people")
    assert names_in(page) == ["No name given", "Bilel", "Awa"]
    for told in (
        "Seats taken: 1 of 20",
        "In line: 1",
        "1. No name given",
        "Has a seat",
        "Cannot come to the next class",
        "Was not reminded of the class, Wednesday 2 Dec 2026, 09:00–12:00: asked us to stop",
        "In line for a seat",
        "Gave the seat back",
        "too far away",
    ):
        assert told in page.text, told
    assert page.text.count("Take off the list") == 2


async def test_whom_no_word_reached_is_told_apart_by_what_it_was(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office)
    first, now = cohort.meetings[0], office.clock()
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "Awa"))
    bilel = await seat_of(office, cohort, await wish_of(office, BILEL, "Bilel"), "invited")
    for enrolment, kind, meeting_id, why in (
        (awa, "changed", first.id, "foreign"),
        (bilel, "invited", 0, "unreachable"),
    ):
        await ClassNotice.create(
            enrolment_id=enrolment.id,
            kind=kind,
            meeting_id=meeting_id,
            sequence=0,
            told_at=now,
            left_out=why,
        )
    page = await trainer.get(f"{path}/people")
    assert "Was not told of the change, Wednesday 2 Dec 2026" in page.text
    assert "The invitation did not reach them: cannot be reached any more" in page.text
    page = await trainer.get(f"/admin/trainings/classes/{first.id}/attendance")
    assert "Was not told of the change: no SMS is paid for to their number" in page.text


async def test_a_seat_given_back_at_the_centre_goes_to_the_next(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office, seats=1)
    await office.app.worlds.refresh()
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "Awa"))
    bilel = await seat_of(office, cohort, await wish_of(office, BILEL, "Bilel"), "waiting")
    page = await trainer.post(f"{path}/people", {"enrolment": str(awa.id)})
    assert "This person no longer has a seat." in page.text
    assert (await Enrolment.get(id=awa.id)).state == "dropped"
    assert (await Enrolment.get(id=bilel.id)).state == "invited"
    page = await trainer.post(f"{path}/people", {"enrolment": str(awa.id), "again": "1"})
    assert "Nothing is changed" in page.text
    assert (await trainer.post(f"{path}/people", {"enrolment": "999"})).status == 404
    trail = await AuditEntry.filter(subject="cohort", what="cancelled")
    assert [json.loads(each.before)["person"] for each in trail] == [awa.id]


async def test_nobody_loses_a_seat_because_there_are_fewer(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office, seats=3)
    for address in (AWA, BILEL):
        await seat_of(office, cohort, await wish_of(office, address, "Awa"))
    fields = (await trainer.get(f"{path}/fields")).fields()
    page = await trainer.post(f"{path}/fields", fields | {"seats": "1"})
    assert "So many seats are taken already: 2" in page.text
    await trainer.post(f"{path}/fields", fields | {"seats": "2"})
    assert (await CohortRow.get()).seats == 2


async def test_those_who_wished_for_it_are_invited_as_long_as_there_are_seats(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office, seats=1)
    awa, bilel = await wish_of(office, AWA, "Awa"), await wish_of(office, BILEL, "Bilel")
    inside = await wish_of(office, CLARA, "Clara")
    await seat_of(office, cohort, inside, "waiting")
    page = await trainer.get(f"{path}/invite")
    assert re.findall(r'name="interest" value="(\d+)"( checked)?', page.html) == [
        (str(awa.id), " checked"),
        (str(bilel.id), ""),
    ]
    gone = await seat_of(office, cohort, awa, "dropped")
    page = await trainer.get(f"{path}/invite")
    assert re.findall(r'value="(\d+)" checked', page.html) == [str(bilel.id)]
    assert "Was in this cohort, and left" in page.text
    await gone.delete()
    assert "Nobody fits this search." in (await trainer.get(f"{path}/invite?place=jendouba")).text
    found = await trainer.get(f"{path}/invite?receipt=k7m002")
    assert "Bilel" in found.text
    assert "Awa" not in found.text
    await Enrolment.all().delete()
    page = await trainer.post(f"{path}/invite", {"interest": [str(awa.id), str(bilel.id)]})
    assert "1 person is invited." in page.text
    assert "Not invited: no seat is left" in page.text
    await office.app.outbox.deliver_due()
    assert "Tourisme responsable" in office.sms.texts_to(AWA)[-1]
    assert office.sms.texts_to(BILEL) == []
    (entry,) = await AuditEntry.filter(what="invited")
    assert json.loads(entry.after) == {"invited": 1}
    await CohortRow.all().update(seats=2)
    await office.app.worlds.refresh()
    page = await trainer.post(f"{path}/invite", {"interest": [str(bilel.id)]})
    assert "They are invited" in page.text
    assert [each.state for each in await Enrolment.all()] == ["invited", "invited"]


async def test_before_anybody_is_invited_staff_see_what_they_read_and_who_cannot_be_told(
    trainer: Browser, office: Office
) -> None:
    path, _cohort = await opened(trainer, office, seats=5)
    awa, bilel = await wish_of(office, AWA, "Awa"), await wish_of(office, BILEL, "Bilel")
    await wish_of(office, CLARA, "Clara", agrees=False)
    await Contact.filter(id=awa.contact_id).update(locale="ar")
    await Contact.filter(id=bilel.contact_id).update(locale="fr")
    page = await trainer.get(f"{path}/invite")
    assert page.html.count(" checked") == 2
    assert "No message can go to them: did not agree to be written to" in page.text
    shown = re.findall(r'<div class="sms" lang="(\w+)" dir="(\w+)">(.*?)</div>', page.html, re.S)
    assert [each[:2] for each in shown] == [("ar", "rtl"), ("fr", "ltr")]
    await trainer.post(f"{path}/invite", {"interest": [str(awa.id), str(bilel.id)]})
    await office.app.outbox.deliver_due()
    for (_language, _side, words), address in zip(shown, (AWA, BILEL), strict=True):
        assert html.unescape(words) == office.sms.texts_to(address)[-1]


async def test_where_no_seat_is_free_who_is_ticked_is_put_in_line_and_never_invited(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office, seats=1)
    assert "in line" not in (await trainer.get(f"{path}/invite")).text
    await seat_of(office, cohort, await wish_of(office, CLARA, "Clara"))
    awa, bilel = await wish_of(office, AWA, "Awa"), await wish_of(office, BILEL, "Bilel")
    page = await trainer.get(f"{path}/invite?receipt=k7m002")
    assert "Put those who are ticked in line" in page.text
    assert "Invite those who are ticked" not in page.text
    page = await trainer.post(f"{path}/invite", {"interest": [str(bilel.id)], "send": "line"})
    assert "They are in line: each is told their place." in page.text
    page = await trainer.post(
        f"{path}/invite", {"interest": [str(bilel.id), str(awa.id)], "send": "line"}
    )
    assert "1 person is in line." in page.text
    assert "Not in line: is in this cohort already" in page.text
    waiting = await Enrolment.filter(state="waiting").order_by("id").values_list("interest_id")
    assert list(waiting) == [(bilel.id,), (awa.id,)]
    assert await AuditEntry.filter(what="put_in_line").count() == 2
    sent = await ClassNotice.filter(kind="in_line").count()
    assert sent == 2
