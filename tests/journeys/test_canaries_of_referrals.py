"""Somebody is passed on to a service: does a name, a number or a word stand in clear, or stay?

Planted are the person's name, number and words, and the number of the receiver, who write ERASE
one after the other. On both databases.
"""

from __future__ import annotations

import re

import pytest

from tests.admin.office import Browser
from tests.journeys.canaries import (
    clear_files,
    everything_given_out,
    everything_kept,
    standing_in,
)
from tests.journeys.town import AWA, Town
from tests.unsealing import unsealed

RECEIVER = "+21620000090"
NAME, WORDS = "Quimperlia", "zorglub cherche une sage-femme"
NUMBERS = [number.removeprefix("+216") for number in (AWA, RECEIVER)]
PLANTED = [NAME, "zorglub", *NUMBERS]


async def comes_to_the_desk(town: Town, staff: Browser) -> int:
    """Awa registers there; the number of her registration."""
    await staff.get("/admin/walk-in")
    desk = {"offer": "crafts", "place": "kairouan", "locale": "fr"}
    awa = {"first_name": NAME, "phone": AWA.removeprefix("+216")}
    await staff.post("/admin/walk-in", desk | awa)
    await town.settled()
    (interest,) = await town.rows("SELECT id FROM interest")
    return int(interest["id"])


async def is_passed_on(town: Town, staff: Browser, interest: int) -> str:
    """Her name, her number and words, if the receiver says yes; the code."""
    (service, *_) = [
        each.id for each in town.app.worlds.snapshot.directory.services if each.category == "health"
    ]
    await staff.get(f"/admin/referrals/new?interest={interest}&service={service}")
    fields = {"interest": str(interest), "service": service, "need": "health", "urgency": "soon"}
    fields |= {"town": "kairouan", "language": "fr", "first_name": NAME, "phone": "1"}
    fields |= {"words": WORDS, "number": RECEIVER, "agreed": "fr", "send": "1"}
    page = await staff.post("/admin/referrals/new", fields)
    await town.settled()
    found = re.search(r'class="number">([A-Z0-9]{3}-[A-Z0-9]{3})<', page.html)
    assert found, page.text
    return found[1]


async def open_cells(town: Town) -> str:
    """All that is sealed in any table, opened with the key."""
    sealer = town.app.sealer
    return "\n".join(
        unsealed(sealer, table, column, row) or ""
        for table, rows in (await town.tables()).items()
        for row in rows
        for column in row
    )


@pytest.mark.timeout(300)
async def test_no_canary_of_a_referral_stands_anywhere_in_clear_or_stays(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    staff = await town.signed_in()
    code = await is_passed_on(town, staff, await comes_to_the_desk(town, staff))
    receiver, awa = town.sms(RECEIVER), town.sms(AWA)
    assert standing_in("\n".join(receiver.got).encode(), [NAME, "zorglub", NUMBERS[0]]) == set()
    told = await receiver.says(f"{code} 1")
    assert standing_in(told.encode(), [NAME, "zorglub", NUMBERS[0]]) == {
        *(NAME, "zorglub", NUMBERS[0])
    }
    await town.settled()
    assert standing_in(await everything_kept(town), PLANTED) == set()
    assert standing_in(await everything_given_out(town, staff), PLANTED) == set()
    assert standing_in((await open_cells(town)).encode(), PLANTED) == set(PLANTED)
    tables = await town.tables()
    sealed = [
        bytes(cell)
        for table in ("contact", "interest", "referral")
        for row in tables[table]
        for name, cell in row.items()
        if name.endswith("_sealed") and cell
    ]

    await awa.says("effacer")
    await awa.picks("Oui, tout effacer")
    await town.settled()
    assert "Effacez ce que nous vous avons dit" in receiver.got[-1]
    assert standing_in((await open_cells(town)).encode(), [NAME, "zorglub", NUMBERS[0]]) == set()
    await receiver.says("effacer")
    await receiver.picks("Oui, tout effacer")
    await town.settled()
    await clear_files(town)
    assert standing_in((await open_cells(town)).encode(), PLANTED) == set()
    held = await everything_kept(town)
    assert standing_in(held, PLANTED) == set()
    assert [each for each in sealed if each in held] == []
    assert standing_in(await everything_given_out(town, staff), PLANTED) == set()
    said = capfd.readouterr()
    assert standing_in((said.out + said.err).encode(), PLANTED) == set()
