"""A colleague who works for one region: nothing of another is read or changed, at any address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from admin.models import RolePermission, StaffMember
from admin.page import Page
from admin.regions.about import ABOUT, About, about
from admin.regions.door import regions_of, stored
from admin.regions.rows import KINDS
from admin.routes import PAGES
from admin.security.accounts import add_staff
from admin.security.permissions import MOST, Role
from bot.broadcasts.planned import Planned, seal_planned
from bot.database.opening import Database
from bot.models.cases import StaffConversation
from bot.models.learning import Feedback, UnmetNeed
from bot.models.messages import Reminder
from bot.models.people import Contact, HelpRequest
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.sealing.sealed_columns import PLACE
from services_directory.storage.models import ServiceRow
from services_directory.training.models import CohortRow
from tests.admin.doors import MOUNT, Doors, open_doors
from tests.admin.office import HOSPITAL, NATIONAL, PASSWORD, Office, open_office
from tests.admin.ways import page_at, ways_on
from tests.admin.wishes import SAME_ID

NEAR, FAR = "Near", "Far"
"""Who may the same, and work for Jendouba and for Kairouan. All that the doors lead to is in
Jendouba."""

PORTS = tuple(each for each in PAGES if each.asked is not None and each.name != "live")


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(sqlite_database, pack, tmp_path)


@pytest.fixture
async def doors(office: Office, sqlite_url: str) -> AsyncIterator[Doors]:
    for name, region in ((NEAR, "Jendouba"), (FAR, "Kairouan")):
        await add_staff(
            *(name, PASSWORD, "counsellor", "en"), now=office.clock(), regions=stored([region])
        )
    for each in sorted(MOST[Role.COUNSELLOR]):
        await RolePermission.get_or_create(role="counsellor", permission=each.value)
    async with open_doors(office, Path(sqlite_url.removeprefix("sqlite://"))) as opened:
        await in_jendouba(office)
        opened.watched.backup(opened.kept)
        rows, forms = cast(dict[str, str], opened.rows), cast(dict[str, Any], opened.forms)
        rows |= {
            each.replace("Admin", who): row
            for who in (NEAR, FAR)
            for each, row in rows.items()
            if each.endswith(" Admin") and "/certificates" in each
        }
        forms["POST /trainings/cohorts/{id}/fields"]["place"] = "tabarka"
        yield opened


async def in_jendouba(office: Office) -> None:
    """Everybody and everything is there, and the danger is over."""
    sealer = office.app.sealer
    for contact in await Contact.all():
        contact.place_sealed = sealer.seal("tabarka", PLACE.of(contact.id))
        await contact.save()
    await CohortRow.all().update(place="tabarka")
    await ServiceRow.filter(key=NATIONAL).update(region="Jendouba")
    said = seal_feedback(SAME_ID, Said("جيد", HOSPITAL), sealer)
    await Feedback.filter(id=SAME_ID).update(said_sealed=said)
    for reminder in await Reminder.all():
        planned = Planned("Une heure plus tard", place="tabarka", texts={"fr": "lundi"})
        await Reminder.filter(id=reminder.id).update(
            planned_sealed=seal_planned(reminder.id, planned, sealer)
        )
    await HelpRequest.filter(is_task=False).update(done_at=office.clock())
    await UnmetNeed.create(
        id=1,
        need="shelter",
        place="tabarka",
        locale="fr",
        channel="sms",
        noticed_on=office.clock().date(),
    )


def route_of(page: Page, method: str = "") -> str:
    return f"{method or page.method} {re.sub(':[^}]*', '', page.path)}"


def everything(doors: Doors) -> dict[str, list[Any]]:
    """All rows of all tables, but that of the forms that were sent."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'used_form'"
    tables = [name for (name,) in doors.watched.execute(asked).fetchall()]
    return {each: doors.watched.execute(f"SELECT * FROM {each}").fetchall() for each in tables}


def test_every_page_says_what_it_is_about() -> None:
    assert {each.name.removesuffix(".post") for each in PAGES} == {*ABOUT}
    named = {each.name for each in PAGES if about(each.name) in KINDS}
    assert named <= {each.name for each in PAGES if "{id}" in each.path}
    assert about("a page that nobody has thought of") is About.WHOLE


async def test_what_is_of_another_region_is_not_there_and_cannot_be_changed(doors: Doors) -> None:
    """By guessing its address; a colleague of that region comes in."""
    refused = dict[str, tuple[int, int]]()
    for page in PORTS:
        if about(page.name) in KINDS:
            route = route_of(page)
            theirs = await doors.answer(NEAR, route)
            doors.put_back()
            refused[route] = ((await doors.answer(FAR, route)).status, theirs.status)
            assert await doors.knock_in_vain(FAR, route), route
    assert {each for each, (far, _near) in refused.items() if far != 404} == set()
    assert {each for each, (_far, near) in refused.items() if near not in {200, 303}} == set()
    assert len(refused) > 50


async def test_what_is_of_the_whole_programme_is_for_who_sees_to_all_of_it(doors: Doors) -> None:
    for page in PORTS:
        if about(page.name) is About.WHOLE:
            assert (await doors.answer(NEAR, route_of(page))).status == 403, page.name
    doors.put_back()


TELLING = ("K7M-X4T", "M3M-M4R", "&lt;b&gt;Awa", "جيد", "Tabarka", "Une heure plus tard")
"""What stands on pages of who and what is there."""


async def test_lists_show_what_is_of_their_regions_alone(doors: Doors) -> None:
    near = far = ""
    for page in PORTS:
        if page.method == "GET" and about(page.name) in {About.LIST, About.OWN}:
            query = {"interests": "?state=all", "referrals": "?show=all", "feedback": "?done=0"}
            route = route_of(page) + query.get(page.name, "")
            near += await doors.look(NEAR, route)
            far += await doors.look(FAR, route)
            far += await doors.look(FAR, f"{route_of(page)}?done=1")
    assert [each for each in TELLING if each not in near] == []
    assert [each for each in TELLING if each in far] == []


async def test_what_a_form_names_is_held_to_the_regions_too(doors: Doors) -> None:
    """Addresses that name no row take one, or a place, from what is sent."""
    forms = cast(dict[str, Any], doors.forms)
    new, reminder = forms["POST /services/new"], forms["POST /reminders/new"]
    foreign: list[tuple[str, dict[str, Any]]] = [
        ("POST /services/new", new),
        ("POST /services/new", new | {"region": "*", "place": ""}),
        ("POST /services/new", {k: v for k, v in new.items() if k not in {"region", "place"}}),
        ("POST /services/bulk", forms["POST /services/bulk"] | {"key": HOSPITAL}),
        ("POST /services/bulk", forms["POST /services/bulk"] | {"key": NATIONAL}),
        ("POST /calls", forms["POST /calls"]),
        ("POST /walk-in", forms["POST /walk-in"] | {"place": "tabarka"}),
        ("POST /referrals/new", forms["POST /referrals/new"]),
        ("POST /referrals/new", forms["POST /referrals/new"] | {"interest": "", "referral": "1"}),
        (
            "POST /referrals/new",
            forms["POST /referrals/new"] | {"interest": "", "conversation": "1"},
        ),
        ("POST /reminders/new", reminder),
        ("POST /reminders/new", reminder | {"place": "tabarka", "people": "1"}),
        ("POST /reminders/new", reminder | {"offer": "", "cohort": "1", "people": "1"}),
        (
            "POST /trainings/courses/{id}/plan",
            forms["POST /trainings/courses/{id}/plan"] | {"place": "tabarka"},
        ),
    ]
    for route, form in foreign:
        forms[route] = form
        before = everything(doors)
        await doors.answer(FAR, route)
        assert everything(doors) == before, (route, form)
    forms["POST /services/preview"] = new | {"id": HOSPITAL}
    assert (await doors.answer(FAR, "POST /services/preview")).status == 404


async def test_nothing_that_is_shown_leads_to_a_closed_door(doors: Doors) -> None:
    """Menus, links and buttons of whoever works for one region."""
    astray = []
    for page in PORTS:
        if page.method == "GET":
            for method, address in ways_on(await doors.look(NEAR, route_of(page))):
                if about(page_at(method, address).name) is About.WHOLE:
                    astray.append((page.name, method, address))
    assert astray == []


async def test_danger_is_seen_by_all_who_may_answer(doors: Doors) -> None:
    await HelpRequest.filter(is_task=False).update(done_at=None)
    talk = await StaffConversation.get()
    assert f"{MOUNT}/conversations/{talk.id}" in await doors.look(FAR, "GET /requests")
    assert (await doors.answer(FAR, "GET /conversations/{id}")).status == 200
    assert "maybe in danger" in await doors.look(FAR, "GET /")


async def test_a_talk_that_is_given_to_somebody_is_theirs(doors: Doors) -> None:
    await StaffConversation.all().update(assigned_to=FAR)
    assert (await doors.answer(FAR, "GET /conversations/{id}")).status == 200


async def test_whoever_never_said_where_they_are_is_everybodys(doors: Doors) -> None:
    await Contact.all().update(place_sealed=None)
    assert (await doors.answer(FAR, "GET /conversations/{id}")).status == 200


async def test_an_administrator_is_never_limited(office: Office) -> None:
    await StaffMember.filter(name="Admin").update(regions=stored(["Kairouan"]))
    assert regions_of(await StaffMember.get(name="Admin")) is None
