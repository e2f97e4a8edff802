"""A receiver who answers in words, or writes without an end: helped, and limited as everybody."""

from __future__ import annotations

import pytest

from bot.models.people import HelpRequest
from bot.privacy.request_words import words_of
from flows.engine.precautions.repetition import MOST_MISSES
from tests.admin.office import Browser, Office
from tests.admin.referring import RECEIVER, code_on, passed_on, somebody, the_referral, told


@pytest.mark.parametrize(
    "words", ["{code} oui d'accord", "{code}", "oui", "D'accord, {code} merci"]
)
async def test_words_are_answered_with_the_numbers_and_read_by_staff(
    trainer: Browser, office: Office, words: str
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    written = words.format(code=code)
    answers = await office.hears(RECEIVER, written)
    assert "Ici nous ne lisons que des chiffres" in answers[-1]
    assert f"{code} 1" in answers[-1]
    assert (await the_referral()).state == "sent"
    request = await HelpRequest.get()
    assert words_of(request.id, request.words_sealed, office.app.sealer) == written
    await office.hears(RECEIVER, f"{code} encore une fois")
    assert await HelpRequest.all().count() == 1
    assert "Amal" in (await office.hears(RECEIVER, f"{code} 1"))[-1]


async def test_after_a_yes_the_numbers_are_those_of_the_outcome(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await office.hears(RECEIVER, f"{code} 1")
    answers = await office.hears(RECEIVER, f"{code} elle est venue")
    assert f"{code} 4" in answers[-1]
    assert f"{code} 1" not in answers[-1]


@pytest.mark.parametrize("words", ["{code} au secours il me frappe", "STOP", "EFFACER"])
async def test_danger_stop_and_erase_are_heard_as_from_everybody(
    trainer: Browser, office: Office, words: str
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    answers = await office.hears(RECEIVER, words.format(code=code))
    assert "que des chiffres" not in answers[-1]


async def test_what_is_no_answer_is_answered_a_few_times_and_then_no_more(
    trainer: Browser, office: Office
) -> None:
    await passed_on(trainer, office, await somebody(office))
    before = len(await told(office, RECEIVER))
    letters = "ACDFGHJKMNPRTVWXYZ"
    answers = await office.hears(
        RECEIVER,
        *(f"A{one}C-D{one}F 1" for one in letters),
        *(f"C{one}D-F{one}G 2" for one in letters),
    )
    assert len(answers) - before <= MOST_MISSES
