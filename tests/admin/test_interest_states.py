"""From a wish to its end: each step is marked once, and the person is told, or staff say not to."""

from __future__ import annotations

import pytest

from admin.models import AuditEntry
from bot.broadcasts.audience import Audience, LeftOut
from bot.models.learning import Interest
from flows.registration.interest_states import InterestState, NotPossible, told_of
from tests.admin.office import AWA, BILEL, Browser, Office
from tests.admin.wishes import contact_of, interest_of, wish_of

CALL_ME = "+21620000009"


async def marked(staff: Browser, interest: Interest, state: str, **more: str) -> str:
    form = {"state": state, "tell": ""} | more
    path = f"/admin/interests/{interest.id}/state"
    return (await staff.fill_in("/admin/interests?state=all", form, path)).text


async def told(office: Office, address: str) -> list[str]:
    await office.app.outbox.deliver_due()
    return office.sms.texts_to(address)


async def test_a_wish_goes_from_new_to_its_end_and_the_person_hears_each_step(
    trainer: Browser, office: Office
) -> None:
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", None)
    assert "Kept." in await marked(trainer, interest, "contacted", tell="1")
    assert await told(office, AWA) == []
    for state, words in (("waiting", "liste d'attente"), ("invited", "invitation")):
        await marked(trainer, interest, state, tell="1")
        assert words in (await told(office, AWA))[-1]
        assert "K7M-X4T" in (await told(office, AWA))[-1]
    await marked(trainer, interest, "withdrawn", tell="1")
    assert "de notre liste" in (await told(office, AWA))[-1]
    kept = await Interest.get()
    assert (kept.state, kept.done_by) == ("withdrawn", "Trainer")
    acts = await AuditEntry.filter(subject="interest").order_by("id")
    assert [entry.what for entry in acts] == ["changed"] * 4


async def test_a_second_press_tells_nothing_twice(trainer: Browser, office: Office) -> None:
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", None)
    for _press in range(2):
        await marked(trainer, interest, "invited", tell="1")
    assert len(await told(office, AWA)) == 1


async def test_what_is_not_possible_says_why(trainer: Browser, office: Office) -> None:
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", None)
    await marked(trainer, interest, "not_possible", why="full", tell="1")
    assert "complet" in (await told(office, AWA))[-1]
    assert (await Interest.get()).not_possible == "full"
    await marked(trainer, interest, "new", why="full")
    reopened = await Interest.get()
    assert (reopened.not_possible, reopened.done_at) == (None, None)


async def test_nobody_is_written_to_who_is_to_be_called_or_said_stop_or_is_not_to_know(
    trainer: Browser, office: Office
) -> None:
    called = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", CALL_ME)
    stopped = await contact_of(office, BILEL)
    stopped.stopped_at = office.clock()
    await stopped.save()
    silent = await interest_of(office, stopped, "C3D-F4H", None)
    untold = await interest_of(office, await contact_of(office, "+21620000003"), "M3M-M4R", None)
    await marked(trainer, called, "invited", tell="1")
    await marked(trainer, silent, "invited", tell="1")
    await marked(trainer, untold, "invited")
    assert [await told(office, each) for each in (AWA, BILEL, "+21620000003")] == [[], [], []]
    assert "We cannot write to this person." in (await trainer.get("/admin/interests")).text


@pytest.mark.parametrize("state", ["", "owner", "NEW"])
async def test_a_state_nobody_knows_changes_nothing(
    trainer: Browser, office: Office, state: str
) -> None:
    interest = await interest_of(office, await contact_of(office, AWA), "K7M-X4T", None)
    await trainer.get("/admin/interests")
    page = await trainer.post(f"/admin/interests/{interest.id}/state", {"state": state})
    assert page.status == 404
    assert (await Interest.get()).state == "new"


async def test_a_reminder_leaves_out_whose_wish_has_ended_and_who_is_to_be_called(
    trainer: Browser, office: Office
) -> None:
    for number, state in enumerate(InterestState):
        await wish_of(office, f"+2162000010{number}", f"K7M-X4{number}")
        await Interest.filter(id=number + 1).update(state=state.value)
    await wish_of(office, BILEL, "C3D-F4H", CALL_ME)
    seen = await office.app.reminders.preview(Audience("sewing", None, None), {"fr": "Demain"})
    assert seen.left_out == {LeftOut.SETTLED: 4, LeftOut.CALLED: 1}
    assert seen.people == len(InterestState) - 4


@pytest.mark.parametrize("locale", ["fr", "en", "ar", "aeb"])
def test_each_message_is_short(office: Office, locale: str) -> None:
    most = {"fr": 160, "en": 160, "ar": 134, "aeb": 134}[locale]
    phrase = office.app.translator.phrase
    offer = max(
        (each.title for each in office.app.worlds.programme.offers),
        key=lambda each: len(phrase(each, locale)),
    )
    for state in InterestState:
        for why in NotPossible:
            line = told_of(state, why, offer, "K7M-X4T")
            if line is not None:
                assert len(f"Dalil : {phrase(line, locale)}") <= most
