"""Who erases everything, takes it back, or is a number in somebody else's referral: what leaves?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from admin.models import AlertAddress, StaffMember
from bot.messages.errors import TryLater
from bot.models.messages import OutboundMessageRow
from bot.models.people import HelpRequest
from bot.models.referrals import Referral
from bot.privacy.after_restore import hold_to_wishes
from bot.privacy.request_words import words_of
from bot.privacy.retention import DataRetention
from bot.privacy.sealing.sealed_columns import ALERT_ADDRESS
from bot.privacy.stops_and_erasures import noted
from bot.privacy.unsealed import seal_what_is_in_clear
from bot.referrals.sealed import open_passed, open_told
from tests.admin.office import AWA, Browser, Office
from tests.admin.referring import (
    FILLED,
    NEW,
    RECEIVER,
    WORDS,
    code_on,
    later,
    passed_on,
    somebody,
    the_referral,
    told,
)
from tests.admin.wishes import contact_of, interest_of

FRIEND = "+21620000077"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLANTED = ("Amal", AWA.removeprefix("+"), WORDS)


async def says_yes_while_the_provider_is_away(office: Office, code: str) -> None:
    """What the receiver is to be told waits to be tried again."""
    office.sms.refusals = [TryLater("down", after=timedelta(seconds=30))] * 2
    await office.hears(RECEIVER, f"{code} 1")
    office.sms.refusals = []


async def sent_after(office: Office, by: timedelta = HOUR) -> str:
    """Everything that a receiver has got when the provider has been back for a while."""
    office.clock.forward(by)
    await office.app.outbox.tidy()
    return "\n".join(await told(office, RECEIVER))


@pytest.mark.parametrize("said", [("EFFACER", "1"), ("take it back",)])
async def test_nothing_of_somebody_leaves_once_they_took_it_back(
    trainer: Browser, office: Office, said: tuple[str, ...]
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await says_yes_while_the_provider_is_away(office, code)
    await office.hears(AWA, *((code, "1") if said == ("take it back",) else said))
    sent = await sent_after(office)
    assert [each for each in PLANTED if each in sent] == []
    assert "Effacez" in sent.splitlines()[-1]
    assert await OutboundMessageRow.filter(content_sealed__isnull=False).count() == 0


async def test_what_is_in_the_providers_hands_arrives_before_the_asking_to_erase(
    trainer: Browser, office: Office
) -> None:
    """And where the provider refuses it after all, it is not tried again."""
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await says_yes_while_the_provider_is_away(office, code)
    await OutboundMessageRow.filter(tells_of__startswith="passed.").update(state="sending")
    await office.hears(AWA, "EFFACER", "1")
    assert "Effacez" not in "\n".join(await told(office, RECEIVER))
    sent = await sent_after(office)
    assert "Effacez" in sent.splitlines()[-1]
    assert [each for each in PLANTED if each in sent] == []


async def test_a_backup_of_that_moment_sends_nothing_of_them(
    trainer: Browser, office: Office
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await says_yes_while_the_provider_is_away(office, code)
    waits = await OutboundMessageRow.filter(tells_of__startswith="passed.").values()
    office.clock.forward(HOUR)
    await office.hears(AWA, "EFFACER", "1")
    kept = await office.app.database.executor.run(noted)
    office.clock.forward(-HOUR)
    await passed_on(trainer, office, await somebody(office))
    row = await the_referral()
    for each in waits:
        each.pop("id")
        tells_of = f"passed.{row.id}"
        await OutboundMessageRow.create(**{**each, "tells_of": tells_of})
    await hold_to_wishes(office.app.database.executor, office.app.sealer, kept, office.clock())
    assert await Referral.all().count() == 0
    assert await OutboundMessageRow.filter(tells_of__startswith="passed.").count() == 0


@pytest.mark.parametrize("outcome", ["4", "5", "6"])
async def test_who_was_told_something_is_asked_to_erase_it_whatever_came_of_it(
    trainer: Browser, office: Office, outcome: str
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    await office.hears(RECEIVER, f"{code} 1", f"{code} {outcome}")
    await office.hears(AWA, "EFFACER", "1")
    assert "Effacez" in (await told(office, RECEIVER))[-1]


async def test_staff_ask_where_we_may_not_write(trainer: Browser, office: Office) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office), number=""))
    kept = await the_referral()
    await trainer.post(f"/admin/referrals/{kept.id}/step", {"step": "accepted", "tell": "1"})
    await office.hears(AWA, "EFFACER", "1")
    task = await HelpRequest.get(is_task=True)
    assert task.contact_id is None
    # Of nobody: not even the moment says who took it back.
    assert task.created_at == office.clock().replace(hour=0)
    assert words_of(task.id, task.words_sealed, office.app.sealer) == code


async def registered_for_a_friend(office: Office) -> str:
    """Somebody of another channel leaves the number of a friend to be called at."""
    contact = await contact_of(office, "777123", channel="telegram")
    return str((await interest_of(office, contact, "K7M-X4T", FRIEND)).id)


async def test_a_number_that_somebody_else_left_is_not_passed_on_after_its_owners_erase(
    trainer: Browser, office: Office
) -> None:
    interest = await registered_for_a_friend(office)
    fields = FILLED | {"interest": interest, "agreed": "fr", "send": "1"}
    page = await trainer.get(f"{NEW}?interest={interest}&service={FILLED['service']}")
    assert "Ask first whether it is their own." in page.text
    code = code_on(await trainer.post(NEW, fields))
    await office.hears(FRIEND, "EFFACER", "1")
    kept = await the_referral()
    passed = open_passed(kept.id, kept.passed_sealed, office.app.sealer)
    assert passed is not None
    assert (passed.first_name, passed.phone) == ("Amal", "")
    answered = await office.hears(RECEIVER, f"{code} 1")
    assert "Amal" in answered[-1]
    assert FRIEND.removeprefix("+") not in "\n".join(answered)
    assert "Amal" in (await trainer.get(f"/admin/referrals/{kept.id}")).text


@pytest.mark.parametrize("said", [("EFFACER", "1"), ("STOP",)])
async def test_a_receiver_who_wants_no_more_of_it_is_left_alone(
    trainer: Browser, office: Office, said: tuple[str, ...]
) -> None:
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    link = (await trainer.post(f"/admin/referrals/{(await the_referral()).id}/link")).html
    path = link.partition("data-link")[2].partition("/r/")[2].partition("<")[0]
    assert (await trainer.client.get(f"/r/{path}")).status == 200
    await office.hears(RECEIVER, *said)
    before = len(await told(office, RECEIVER))
    kept = await the_referral()
    told_of = open_told(kept.id, kept.told_sealed, office.app.sealer)
    assert told_of.number == ""
    assert {kept.receiver_hash, kept.receiver_number_hash} == {None}
    page = await trainer.get(f"/admin/referrals/{kept.id}")
    assert "The receiver asked us not to write." in page.text
    assert "1 referrals came back to us" in (await trainer.get("/admin/")).text
    # A link that they may have is dead, too.
    assert (await trainer.client.get(f"/r/{path}")).status == 404
    await later(office, 2 * DAY, steps=8)
    assert len(await told(office, RECEIVER)) == before
    await office.hears(RECEIVER, f"{code} 1")
    assert (await the_referral()).state in ("sent", "silent")


async def test_staff_see_at_once_that_a_receiver_wants_no_more_of_it(
    trainer: Browser, office: Office
) -> None:
    """Who passes somebody on waits for no answer that was never asked for."""
    await office.hears(RECEIVER, "bonjour", "STOP")
    page = await passed_on(trainer, office, await somebody(office))
    assert "The receiver asked us not to write." in page.text
    assert (await the_referral()).back_at is not None


async def test_what_a_receiver_was_to_be_told_goes_with_their_number(
    trainer: Browser, office: Office
) -> None:
    office.sms.refusals = [TryLater("down", after=timedelta(minutes=5))] * 2
    await passed_on(trainer, office, await somebody(office))
    office.sms.refusals = []
    assert await OutboundMessageRow.filter(reader_hash__isnull=False).count() == 1
    await office.hears(RECEIVER, "EFFACER", "1")
    assert await OutboundMessageRow.filter(reader_hash__isnull=False).count() == 0


async def test_a_backup_brings_neither_a_receiver_nor_a_passed_number_back(
    trainer: Browser, office: Office
) -> None:
    """Nor what was taken back since, nor a phone of staff that said STOP."""
    executor, sealer = office.app.database.executor, office.app.sealer
    interest = await registered_for_a_friend(office)
    fields = FILLED | {"interest": interest, "agreed": "fr", "send": "1"}
    await trainer.get(f"{NEW}?interest={interest}&service={FILLED['service']}")
    await trainer.post(NEW, fields)
    staff = await StaffMember.get(name="Editor")
    phone = await AlertAddress.create(
        staff_id=staff.id,
        channel="sms",
        address_hash=sealer.address_hash("sms", "+21620000055"),
        address_sealed=sealer.seal("+21620000055", ALERT_ADDRESS.of(1)),
        linked_at=office.clock(),
    )
    rows = await Referral.all().values()
    office.clock.forward(HOUR)
    for number, *said in ((FRIEND, "EFFACER", "1"), (RECEIVER, "EFFACER", "1")):
        await office.hears(number, *said)
    await office.hears("+21620000055", "STOP")
    assert await AlertAddress.all().count() == 0
    kept = await executor.run(noted)
    # As it was when the backup was made.
    await Referral.all().delete()
    for row in rows:
        await Referral.create(**row)
    await AlertAddress.create(
        **{name: getattr(phone, name) for name in ("staff_id", "channel", "linked_at")},
        address_hash=phone.address_hash,
        address_sealed=phone.address_sealed,
    )
    await hold_to_wishes(executor, sealer, kept, office.clock())
    again = await the_referral()
    passed = open_passed(again.id, again.passed_sealed, sealer)
    assert passed is not None
    assert (passed.phone, open_told(again.id, again.told_sealed, sealer).number) == ("", "")
    assert await AlertAddress.all().count() == 0


async def test_a_backup_does_not_open_again_what_was_taken_back(
    trainer: Browser, office: Office
) -> None:
    executor = office.app.database.executor
    code = code_on(await passed_on(trainer, office, await somebody(office)))
    (row,) = await Referral.all().values()
    await office.hears(AWA, code, "1")
    kept = await executor.run(noted)
    await Referral.all().delete()
    await Referral.create(**row)
    await hold_to_wishes(executor, office.app.sealer, kept, office.clock())
    again = await the_referral()
    assert (again.state, again.passed_sealed, again.due_at) == ("withdrawn", None, None)


async def test_the_phone_of_who_does_not_work_here_any_more_is_gone(
    admin: Browser, office: Office
) -> None:
    """Also where a backup brings it back."""
    editor = await StaffMember.get(name="Editor")

    async def link(address: bytes) -> None:
        await AlertAddress.create(
            staff_id=editor.id,
            channel="sms",
            address_hash=address,
            linked_at=office.clock(),
        )

    await link(b"one")
    await admin.get("/admin/staff")
    await admin.post(f"/admin/staff/{editor.id}/active", {"active": "0"})
    assert await AlertAddress.all().count() == 0
    await link(b"two")
    kept = office.app.worlds.programme.retention
    await DataRetention(
        office.app.database.executor, lambda: kept, office.clock
    ).delete_old_records()
    assert await AlertAddress.all().count() == 0


async def test_numbers_of_an_older_release_are_found_from_the_next_start_on(
    trainer: Browser, office: Office
) -> None:
    await passed_on(trainer, office, await somebody(office))
    kept = await the_referral()
    await Referral.all().update(passed_hash=None, receiver_number_hash=None)
    await seal_what_is_in_clear(office.app.database.executor, office.app.sealer)
    again = await the_referral()
    assert again.passed_hash == kept.passed_hash
    assert again.receiver_number_hash == kept.receiver_number_hash
    assert None not in (kept.passed_hash, kept.receiver_number_hash)
