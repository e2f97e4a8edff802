"""Whoever writes ERASE: is nothing left of them, and does their STOP still hold?"""

from __future__ import annotations

import json
from datetime import timedelta

from tests.journeys.town import AWA, SmsPhone, Town, registers
from tests.unsealing import unsealed

FAREWELL = "C'est fait. Nous avons tout effacé."
HERS = ("21620000001", "20000001", "Chaima", "20000009", "accueil chaleureux")


async def leaves_traces_everywhere(phone: SmsPhone) -> None:
    await registers(phone)
    await phone.says("menu")
    await phone.picks("M'inscrire")
    await phone.picks("Banque : épargne, crédit, envoi d'argent")
    await phone.picks("Compte d'épargne")
    await phone.picks("Kairouan")
    await phone.says("Chaima")
    await phone.says("20 000 009")
    await phone.picks("Le matin")
    await phone.picks("J'accepte")
    # Twenty answers an hour are for each.
    phone.town.clock.forward(timedelta(hours=1))
    await phone.says("menu")
    await phone.picks("Votre avis")
    await phone.picks("Bien")
    await phone.says("accueil chaleureux")
    await phone.picks("Oui, écrivez-moi")
    await phone.says("je veux parler à une personne")
    await phone.says("au secours")


async def traces(town: Town) -> list[str]:
    """Table and column of each cell that still tells who she is or what she said."""
    return [
        f"{table}.{column}"
        for table, rows in (await town.tables()).items()
        for row in rows
        for column, cell in row.items()
        if tells(unsealed(town.app.sealer, table, column, row) or cell)
    ]


def tells(cell: object) -> bool:
    if isinstance(cell, bytes | memoryview):
        return any(each.encode() in bytes(cell) for each in HERS)
    words = str(cell)
    return any(each in words or json.dumps(each)[1:-1] in words for each in HERS)


async def erases(phone: SmsPhone) -> str:
    await phone.says("effacer")
    return await phone.picks("Oui, tout effacer")


async def test_no_cell_of_any_table_holds_her_number_or_her_words(town: Town) -> None:
    awa = town.sms()
    await leaves_traces_everywhere(awa)
    assert {
        "contact.address_sealed",
        "interest.registration_sealed",
        "feedback.said_sealed",
    } <= set(await traces(town))
    assert FAREWELL in await erases(awa)
    await town.settled()
    assert await traces(town) == []
    assert await town.rows("SELECT * FROM suppression") == []
    # A repetition of the last webhook must not bring her back.
    await awa.repeats()
    await town.settled()
    assert await traces(town) == []


async def test_the_next_message_starts_anew(town: Town) -> None:
    awa = town.sms()
    await registers(awa)
    await erases(awa)
    assert (await awa.says("bonjour")).startswith("مرحبا Bienvenue Welcome")


async def test_after_stop_and_erase_only_a_keyed_hash_is_left_and_stop_still_holds(
    town: Town,
) -> None:
    awa = town.sms()
    await registers(awa)
    await awa.says("STOP")
    assert FAREWELL in await erases(awa)
    await town.settled()
    assert await traces(town) == []
    (left,) = await town.rows("SELECT * FROM suppression")
    assert bytes(left["address_hash"]) == town.app.sealer.address_hash("sms", AWA)
    # Who writes is answered all the same; nothing is written to them unasked.
    assert "مرحبا Bienvenue Welcome" in await awa.says("bonjour")
    assert [row["stopped_at"] is None for row in await town.rows("SELECT * FROM contact")] == [
        False
    ]
    assert "مرحبا Bienvenue Welcome" in await awa.says("START")
