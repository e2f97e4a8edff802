"""A trainer writes to the people of one cohort: to all of them, once, and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bot.models.learning import Interest
from bot.models.training import Enrolment
from services_directory.training.reading import list_cohorts
from tests.admin.office import AWA, BILEL, Browser, Office
from tests.admin.planning import planned_cohort
from tests.admin.taking_part import seat_of, wish_of
from tests.admin.wishes import NEW

CLARA, DALI, EMNA = (f"+2162000000{number}" for number in (3, 4, 5))
WORDS = "Demain, classe dehors."


@dataclass(slots=True)
class Group:
    """Awa has a seat, Bilel comes already, Clara only wished, Dali left, Emna waits."""

    path: str
    cohort_id: int
    fields: dict[str, str]


@pytest.fixture
async def group(trainer: Browser, office: Office) -> Group:
    path = (await planned_cohort(trainer)).path
    await trainer.post(f"{path}/step", {"step": "open"})
    await office.app.worlds.refresh()
    [cohort] = await list_cohorts()
    for address, state in (
        (AWA, "confirmed"),
        (BILEL, "attending"),
        (DALI, "dropped"),
        (EMNA, "waiting"),
    ):
        await seat_of(office, cohort, await wish_of(office, address, "A"), state)
    await wish_of(office, CLARA, "Clara")
    fields = (await trainer.get(f"{NEW}?cohort={cohort.id}")).fields()
    return Group(path, cohort.id, fields | {"title": "Outside", "words_fr": WORDS})


async def test_who_takes_part_gets_it_once_and_nobody_else(
    trainer: Browser, office: Office, group: Group
) -> None:
    assert f"?cohort={group.cohort_id}" in (await trainer.get(group.path)).html
    seen = await trainer.post(NEW, group.fields | {"look": "1"})
    assert "2 people" in seen.text
    assert "Left out" not in seen.text
    sent = await trainer.post(NEW, seen.fields() | {"send": "1"})
    assert "To who takes part in: Tourisme responsable, Kairouan" in sent.text
    await office.app.reminders.send_due()
    await office.app.outbox.deliver_due()
    told = {address: office.sms.texts_to(address) for address in (AWA, BILEL, CLARA, DALI, EMNA)}
    assert [WORDS in "".join(told[address]) for address in (AWA, BILEL)] == [True, True]
    assert [len(told[address]) for address in (AWA, BILEL)] == [1, 1]
    assert not any(told[address] for address in (CLARA, DALI, EMNA))


@pytest.mark.parametrize("left", [{"reach_sealed": b"another number"}, {"reach_erased": True}])
async def test_who_is_to_be_called_at_another_number_is_left_out_unless_they_took_it_here(
    trainer: Browser, group: Group, left: dict[str, Any]
) -> None:
    await Interest.all().update(**left)
    assert "2: wants to be called at another number" in (
        await trainer.post(NEW, group.fields | {"look": "1"})
    ).text.replace("\xa0", " ")
    await Enrolment.all().update(asked_here=True)
    assert "2 people" in (await trainer.post(NEW, group.fields | {"look": "1"})).text


async def test_a_cohort_and_a_wish_are_not_chosen_together(trainer: Browser, group: Group) -> None:
    both = group.fields | {"offer": "responsible_tourism", "look": "1"}
    page = await trainer.post(NEW, both)
    assert page.status == 422
    assert "Choose a course that people are in, or a wish and a place." in page.text
