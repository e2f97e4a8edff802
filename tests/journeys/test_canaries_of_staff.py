"""What is said, written and marked at the newer doors: does any of it stand in a file in clear?

A talk with staff, with its notes and drafts; the desk; a seat, a class, why somebody leaves; a
certificate. Before and after their owners write ERASE, on both databases.
"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tests.admin.office import PASSWORD, Browser
from tests.admin.planning import planned_cohort
from tests.journeys.canaries import (
    clear_files,
    everything_given_out,
    everything_kept,
    standing_in,
)
from tests.journeys.town import AWA, BILEL, STAFF, SmsPhone, Town

CLARA = "+21620000003"
NAMES = {AWA: "Quimperlia", BILEL: "Quandarius", CLARA: "Walkerine"}
BY_CODE = "Certifina Quimperlia"
OF_THE_TALK = ("wokalamp", "zamzamit", "quizzical", "notorious", "draftling")
OPINION = "mirliton"
PLANTED = [*NAMES.values(), BY_CODE, *OF_THE_TALK, OPINION]
PLANTED += [number.removeprefix("+216") for number in NAMES]
OF_PEOPLE = (
    "contact",
    "interest",
    "help_request",
    "staff_message",
    "staff_draft",
    "enrolment",
    "certificate",
)


async def takes_a_seat(phone: SmsPhone) -> None:
    await phone.says("bonjour")
    await phone.says("français")
    await phone.says("formation tourisme kairouan")
    await phone.picks("Tourisme responsable, Kairouan")
    await phone.picks("Je veux une place")
    await phone.says(NAMES[phone.number])
    assert "Vous avez une place" in await phone.picks("J'accepte")


async def talks_with_staff(town: Town, phone: SmsPhone, staff: Browser) -> None:
    await phone.says("je veux parler à une personne")
    await phone.says(OF_THE_TALK[0])
    (talk,) = await town.rows("SELECT id FROM staff_conversation")
    path, before = f"/admin/conversations/{talk['id']}", len(phone.got)
    await staff.get(path)
    await staff.post(f"{path}/answer", {"words": OF_THE_TALK[2]})
    await town.settled()
    assert OF_THE_TALK[2] in phone.got[before]
    assert await phone.writes(OF_THE_TALK[1]) == 200
    await town.settled()
    await staff.post(f"{path}/note", {"note": OF_THE_TALK[3]})
    await staff.post(f"{path}/draft", {"words": OF_THE_TALK[4]})
    shown = (await staff.get(path)).html
    assert [each for each in OF_THE_TALK if each not in shown] == []


async def comes_to_the_desk(town: Town, staff: Browser) -> None:
    desk = {"offer": "crafts", "place": "kairouan", "locale": "fr"}
    await staff.get("/admin/walk-in")
    await staff.post(
        "/admin/walk-in", desk | {"first_name": NAMES[CLARA], "phone": CLARA.removeprefix("+216")}
    )
    await town.settled()
    assert len(town.sms(CLARA).got) == 1


async def has_a_certificate(town: Town, staff: Browser, path: str) -> None:
    """Was at the first class, and holds a paper with a name that may be told."""
    (seat,) = await town.rows("SELECT id FROM enrolment WHERE state = 'confirmed'")
    (first, *_) = await town.rows("SELECT id FROM class_meeting ORDER BY starts_at")
    town.clock.forward(timedelta(days=8))
    await staff.sign_in(STAFF, PASSWORD)
    person = {f"person_{seat['id']}": "present"}
    shown = await staff.get(f"/admin/trainings/classes/{first['id']}/attendance")
    marked = shown.fields() | person
    await staff.post(f"/admin/trainings/classes/{first['id']}/attendance", marked)
    assert len(await town.rows("SELECT id FROM class_attendance")) == 1
    town.clock.forward(timedelta(days=16))
    await staff.sign_in(STAFF, PASSWORD)
    await staff.get(f"{path}/certificates")
    answer = await staff.client.post(
        f"{path}/certificates",
        data={
            "form_token": staff.token,
            "enrolment": str(seat["id"]),
            "name": BY_CODE,
            "tell": "1",
            "all_the_same": "1",
        },
        headers={"Origin": f"http://{staff.client.host}:{staff.client.port}"},
    )
    await town.settled()
    kept = await town.rows("SELECT id FROM certificate")
    assert len(kept) == 1, (answer.status, answer.content_type)


async def names_in_the_list(staff: Browser, path: str) -> str:
    answer = await staff.client.get(f"{path}/file.xlsx")
    book = load_workbook(io.BytesIO(await answer.read()))
    return str([[cell.value for cell in row] for sheet in book for row in sheet])


async def sealed_of_people(town: Town) -> list[bytes]:
    tables = await town.tables()
    return [
        bytes(cell)
        for table in OF_PEOPLE
        for row in tables[table]
        for name, cell in row.items()
        if name.endswith("_sealed") and cell
    ]


@pytest.mark.timeout(300)
async def test_no_canary_of_staff_and_trainees_stands_anywhere_in_clear(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    await town.employs("Trainer", "en")
    staff = await town.signed_in()
    path = (await planned_cohort(staff)).path
    await staff.post(f"{path}/step", {"step": "open"})
    await town.app.worlds.refresh()
    awa, bilel, clara = town.sms(AWA), town.sms(BILEL), town.sms(CLARA)
    await takes_a_seat(awa)
    await takes_a_seat(bilel)
    await bilel.says("mon cours")
    await bilel.picks("Quitter le cours")
    await bilel.picks("C'est trop loin")
    await bilel.says("menu")
    await bilel.picks("Votre avis")
    await bilel.picks("Bien")
    await bilel.says(OPINION)
    await bilel.picks("Oui, écrivez-moi")
    await talks_with_staff(town, awa, staff)
    await comes_to_the_desk(town, staff)
    await has_a_certificate(town, staff, path)

    assert standing_in(await everything_kept(town), PLANTED) == set()
    assert "distance" not in repr((await town.tables())["enrolment"])
    assert standing_in(await everything_given_out(town, staff), PLANTED) == set()
    assert NAMES[AWA] in await names_in_the_list(staff, path), "the search would find nothing"
    sealed = await sealed_of_people(town)
    assert len(sealed) > 10

    for phone in (awa, bilel, clara):
        await phone.says("effacer")
        await phone.picks("Oui, tout effacer")
    await town.settled()
    await clear_files(town)
    held = await everything_kept(town)
    assert standing_in(held, PLANTED) == set()
    assert [each for each in sealed if each in held] == []
    for table in ("contact", "interest", "enrolment", "class_attendance", "staff_message"):
        assert await town.rows(f"SELECT * FROM {table}") == [], table
    assert await town.rows("SELECT * FROM staff_draft") == []
    (paper,) = await town.rows("SELECT * FROM certificate")
    assert (paper["enrolment_id"], paper["holder_sealed"]) == (None, None)
    assert standing_in((await names_in_the_list(staff, path)).encode(), PLANTED) == set()
    assert standing_in(await everything_given_out(town, staff), PLANTED) == set()
    said = capfd.readouterr()
    assert standing_in((said.out + said.err).encode(), PLANTED) == set()
