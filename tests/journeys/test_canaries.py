"""Names, words, codes and numbers are planted everywhere: does any stand in a file in clear?

Searched are the bytes that somebody would have who takes them away: of SQLite the file, its log and
a copy, of PostgreSQL every row of every table; and all that was logged.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.journeys.canaries import (
    clear_files,
    everything_given_out,
    everything_kept,
    standing_in,
)
from tests.journeys.town import AWA, BILEL, SmsPhone, Town
from tests.unsealing import unsealed

A_WHILE = timedelta(hours=2)
"""So that nobody is taken for a machine that writes on and on."""

NAMES = {AWA: "Quimperlia", BILEL: "Quandarius"}
TO_CALL = {AWA: "20000008", BILEL: "20000009"}
POSTER = "quokka7"
WORDS = ("zorglub", "mirliton", "frobnitz", "wokalamp", "pimpernel")
OUR_ANSWERS = ("Tourisme responsable", "responsible_tourism", "Merci, Qu")


async def tells_us_everything(phone: SmsPhone) -> str:
    """Somebody looks for help, registers, thinks of us, asks for a person; their code."""
    await phone.says(f"/start {POSTER}")
    await phone.says("français")
    await phone.says("avocat zorglub a jendouba")
    await phone.says("menu")
    await phone.picks("M'inscrire")
    await phone.picks("Une formation")
    await phone.picks("Tourisme responsable")
    await phone.says(NAMES[phone.number])
    await phone.says(TO_CALL[phone.number])
    await phone.picks("Le matin")
    thanks = await phone.picks("J'accepte")
    assert NAMES[phone.number] in thanks
    found = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}", thanks)
    assert found is not None
    for anonymously, words in (("Non, sans mon nom", "mirliton"), ("Oui, écrivez-moi", "frobnitz")):
        await phone.says("menu")
        await phone.picks("Votre avis")
        await phone.picks("Bien")
        await phone.says(words)
        await phone.picks(anonymously)
    phone.town.clock.forward(A_WHILE)
    await phone.says("je veux parler à une personne")
    await phone.says("wokalamp")
    await phone.says("au secours pimpernel")
    return found[0]


def planted(*codes: str) -> list[str]:
    numbers = [number.removeprefix("+216") for number in (AWA, BILEL)]
    return [*NAMES.values(), *TO_CALL.values(), *numbers, *WORDS, POSTER, *OUR_ANSWERS, *codes]


async def what_tells_of_people(town: Town) -> dict[str, list[dict[str, object]]]:
    """Of each table with people in it every row, as it is stored."""
    return {
        name: rows
        for name, rows in (await town.tables()).items()
        if name == "contact" or any("contact_id" in row for row in rows)
    }


async def test_nothing_tells_who_is_in_danger_and_who_looks_where(town: Town) -> None:
    """Both ask for a person, one for danger: their rows are alike but for numbers and moments."""
    awa, bilel = town.sms(AWA), town.sms(BILEL)
    for phone, town_of_theirs, asks in (
        (awa, "jendouba", "au secours il me frappe"),
        (bilel, "kairouan", "je veux parler à une personne"),
    ):
        await phone.says("bonjour")
        await phone.says("français")
        await phone.says(f"hopital a {town_of_theirs}")
        await phone.says(asks)
    await town.settled()
    held = await what_tells_of_people(town)
    told = repr(held).encode()
    assert standing_in(told, ["danger", "asked", "jendouba", "kairouan"]) == set()
    first, second = sorted(held["help_request"], key=lambda row: str(row["contact_id"]))
    assert len(bytes(first["subject_sealed"])) == len(bytes(second["subject_sealed"]))  # type: ignore[call-overload]
    assert first["subject_hash"] != second["subject_hash"]
    sealer = town.app.sealer
    places = {unsealed(sealer, "contact", "place_sealed", row) for row in held["contact"]}
    assert places == {"jendouba", "kairouan"}
    assert {row["fair_at"] for row in held["outbound_message"]} == {0}


async def test_no_canary_stands_anywhere_in_clear(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    awa, bilel = town.sms(AWA), town.sms(BILEL)
    canaries = planted(await tells_us_everything(awa), await tells_us_everything(bilel))
    await town.settled()
    await town.app.inbox.anonymous.write()
    assert standing_in(await everything_kept(town), canaries) == set()
    assert standing_in(await everything_given_out(town), canaries) == set()

    sealed = [
        bytes(cell)
        for rows in (await town.tables()).values()
        for row in rows
        for name, cell in row.items()
        if row.get("contact_id", row.get("id")) is not None
        and name.endswith(("_sealed", "_hash"))
        and name != "address_hash"  # which is noted for a backup that may be put back
        and isinstance(cell, bytes | memoryview)
    ]
    assert len(sealed) > 10
    for phone in (awa, bilel):
        await phone.says("effacer")
        await phone.picks("Oui, tout effacer")
    await town.settled()
    await clear_files(town)
    held = await everything_kept(town)
    assert standing_in(held, canaries) == set()
    anonymous = [bytes(row["said_sealed"]) for row in await town.rows("SELECT * FROM feedback")]
    assert len(anonymous) == 2
    assert [each for each in sealed if each in held and each not in anonymous] == []

    said = capfd.readouterr()
    assert standing_in((said.out + said.err).encode(), canaries) == set()
