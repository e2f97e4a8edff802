"""What providers report after they took a message: in any order, repeated, early, of nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database.opening import Database
from bot.messages.attempts import AttemptOutcome, DueMessage
from bot.messages.errors import TryLater
from bot.messages.message import OutboundMessage
from bot.messages.reports import (
    DeliveryReport,
    Listed,
    ListOfSent,
    ProviderEvent,
    Reachability,
    Stray,
)
from bot.outbound.claim import LEASE, ClaimRequest, claim
from bot.outbound.delivery_reports import read_reference, reference_of
from bot.outbound.record import record
from bot.privacy.forgetting import forget
from bot.privacy.sealing.sealed_columns import STRAY_FORM
from tests.bot.harness import AWA, Harness, build_harness
from tests.fakes import NOON, RememberingChannel

SECOND = timedelta(seconds=1)
DELIVERED, SENT, FAILED = "delivered", "sent", "failed"


async def state(app: Harness) -> tuple[str, str | None]:
    (row,) = await app.rows(
        "SELECT state, state_reason FROM outbound_message ORDER BY id DESC LIMIT 1"
    )
    return row["state"], row["state_reason"]


async def last_reference(app: Harness) -> str:
    (row,) = await app.rows("SELECT id FROM outbound_message ORDER BY id DESC LIMIT 1")
    return reference_of(row["id"], app.clock())


def report_on(reference: str, what: str, gone_after: int | None = None) -> DeliveryReport:
    reason = "Twilio 30005" if what == FAILED else None
    return DeliveryReport("telegram", reference, what, reason, gone_after)  # type: ignore[arg-type]


async def claimed(app: Harness) -> DueMessage:
    """A new message, on its way to the provider."""
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    request = ClaimRequest("telegram", "", app.clock(), 1, 0, polite=lambda moment: moment)
    return (await app.executor.run(lambda: claim(request))).due[0]


async def answered(app: Harness, due: DueMessage, what: str = SENT) -> None:
    """The provider answers our own call."""
    outcome = AttemptOutcome(due, what, app.clock(), provider_id="SM1", next_attempt_at=app.clock())
    await app.executor.run(lambda: record(outcome))


async def test_whatever_the_order_nothing_leads_back(app: Harness) -> None:
    """Our own call's answer is one of the things that may come first, last, or in between."""
    for order in permutations(["answer", SENT, DELIVERED, FAILED]):
        due = await claimed(app)
        reference, contact_id = reference_of(due.id, due.created_at), due.contact_id
        assert contact_id is not None
        for what in order:
            if what == "answer":
                await answered(app, due)
            else:
                await app.reports.take(report_on(reference, what))
        final = next(what for what in order if what in (DELIVERED, FAILED))
        reason = "Twilio 30005" if final == FAILED else None
        assert await state(app) == (final, reason), order
        row = (await app.rows("SELECT * FROM outbound_message WHERE id = ?", due.id))[0]
        assert (row["provider_id"], row["sent_at"] is None) == ("SM1", False)
        await app.executor.run(partial(forget, contact_id, NOON, their_feedback_too=True))


async def test_a_message_is_sent_then_delivered(app: Harness) -> None:
    await app.hears(AWA, "hello")
    assert await state(app) == (SENT, None)
    reference = await last_reference(app)
    await app.reports.take(report_on(reference, SENT))
    assert await state(app) == (SENT, None)
    for _ in range(2):
        await app.reports.take(report_on(reference, DELIVERED))
        assert await state(app) == (DELIVERED, None)


class Quick(RememberingChannel):
    """A provider that reports before it has answered our own call."""

    app: Harness
    references: list[str | None]

    async def send(self, outbound: OutboundMessage) -> str:
        self.references.append(outbound.reference)
        await self.app.reports.take(report_on(outbound.reference or "", DELIVERED))
        return await super().send(outbound)


async def test_a_report_that_is_quicker_than_the_answer_is_not_lost(database: Database) -> None:
    quick = Quick()
    app = await build_harness(database.executor, others={"telegram": quick})
    quick.app, quick.references = app, []
    await app.hears(AWA, "hello")
    assert quick.references == [await last_reference(app)]
    assert await state(app) == (DELIVERED, None)
    assert await app.one("SELECT provider_id FROM outbound_message") == "telegram-1"


@pytest.mark.parametrize("reference", ["", "1", "x-1", "99-0", "1-ffffffffffffff", "1-0", "-", "é"])
async def test_of_an_unknown_message_nothing_becomes(app: Harness, reference: str) -> None:
    await app.hears(AWA, "hello")
    for what in (SENT, DELIVERED, FAILED):
        await app.reports.take(report_on(reference, what, gone_after=1))
    assert await state(app) == (SENT, None)
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 1
    assert await app.one("SELECT unreachable_at FROM contact") is None


async def test_the_same_number_after_a_restored_backup_is_another_message(app: Harness) -> None:
    await app.hears(AWA, "hello")
    (row,) = await app.rows("SELECT id FROM outbound_message")
    before = reference_of(row["id"], app.clock() - timedelta(days=1))
    await app.reports.take(report_on(before, FAILED, gone_after=1))
    assert await state(app) == (SENT, None)


async def test_another_channel_says_nothing_of_this_message(app: Harness) -> None:
    await app.hears(AWA, "hello")
    await app.reports.take(DeliveryReport("sms", await last_reference(app), "failed", "x"))
    assert await state(app) == (SENT, None)


async def test_a_message_that_arrived_is_not_sent_again_after_a_crash(app: Harness) -> None:
    due = await claimed(app)
    app.clock.forward(LEASE)
    await app.outbox.tidy()
    assert (await state(app))[0] == "queued"
    await app.reports.take(report_on(reference_of(due.id, due.created_at), SENT))
    await app.outbox.deliver_due()
    assert app.told(AWA) == []
    assert await state(app) == (SENT, None)


async def test_nor_after_an_answer_that_was_lost_on_the_way(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("no answer", after=timedelta(minutes=5))]
    await app.hears(AWA, "hello")
    reference = await last_reference(app)
    await app.reports.take(report_on(reference, DELIVERED))
    await app.later(timedelta(minutes=6))
    assert app.told(AWA) == []
    assert await state(app) == (DELIVERED, None)


async def test_a_message_never_handed_over_cannot_have_arrived(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    for what in (SENT, DELIVERED, FAILED):
        await app.reports.take(report_on(await last_reference(app), what))
    assert await state(app) == ("queued", None)


async def test_a_number_that_is_gone_is_written_to_no_more(app: Harness) -> None:
    await app.hears(AWA, "hello")
    reference = await last_reference(app)
    await app.inbox.receive(app.inbound(AWA, "more"))
    await app.inbox.settled()
    app.clock.forward(-SECOND)
    await app.reports.take(report_on(reference, FAILED, gone_after=1))
    (first, second) = await app.rows("SELECT state, state_reason FROM outbound_message")
    assert (first["state"], first["state_reason"]) == (FAILED, "Twilio 30005")
    assert (second["state"], second["state_reason"]) == ("cancelled", "unreachable")
    assert await app.one("SELECT unreachable_at FROM contact") is not None


async def test_whoever_has_written_since_is_not_gone(app: Harness) -> None:
    await app.hears(AWA, "hello")
    reference = await last_reference(app)
    app.clock.forward(SECOND)
    await app.hears(AWA, "more")
    await app.reports.take(report_on(reference, FAILED, gone_after=1))
    assert await app.one("SELECT unreachable_at FROM contact") is None


async def test_some_codes_are_believed_at_the_second_message_only(app: Harness) -> None:
    await app.hears(AWA, "twice")
    rows = await app.rows("SELECT id FROM outbound_message ORDER BY id")
    for row, gone in zip(rows, (False, True), strict=True):
        reference = reference_of(row["id"], app.clock())
        for _ in range(3):
            await app.reports.take(report_on(reference, FAILED, gone_after=2))
        unreachable = await app.one("SELECT unreachable_at FROM contact")
        assert (unreachable is not None) == gone


async def test_who_blocks_us_is_written_to_no_more_until_they_let_us(app: Harness) -> None:
    await app.hears(AWA, "hello")
    for is_reachable in (False, False, True, True):
        await app.reports.take(Reachability("telegram", AWA, is_reachable))
        unreachable = await app.one("SELECT unreachable_at FROM contact")
        assert (unreachable is None) == is_reachable
    await app.reports.take(Reachability("telegram", "+21620000009", is_reachable=False))
    assert await app.one("SELECT COUNT(*) FROM contact") == 1


async def test_reports_at_once_are_one_after_the_other(app: Harness) -> None:
    await app.hears(AWA, "hello")
    reference = await last_reference(app)
    reports = [report_on(reference, what) for what in (SENT, DELIVERED, FAILED) * 5]
    await asyncio.gather(*(app.reports.take(report) for report in reports))
    assert (await state(app))[0] in (DELIVERED, FAILED)


async def test_a_report_on_somebody_erased_brings_nobody_back(app: Harness) -> None:
    await app.hears(AWA, "hello")
    reference = await last_reference(app)
    await app.hears(AWA, "erase")
    await app.reports.take(report_on(reference, FAILED, gone_after=1))
    assert await app.one("SELECT COUNT(*) FROM contact") == 0
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 0


@given(st.integers(1, 10**18 - 1), st.integers(0, 2**50))
def test_a_reference_is_read_back_as_it_was(outbound_id: int, microseconds: int) -> None:
    moment = NOON + timedelta(microseconds=microseconds)
    reference = reference_of(outbound_id, moment)
    assert read_reference(reference) == (outbound_id, moment)
    assert len(reference) <= 36


@given(st.text(max_size=40))
def test_no_reference_however_strange_breaks_anything(reference: str) -> None:
    found = read_reference(reference)
    assert found is None or reference_of(*found).split("-")[0] == str(found[0])


async def test_a_message_from_nowhere_is_kept_sealed_once_and_for_a_time(
    app: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = Stray("whatsapp", "SM1", '{"From": "whatsapp:@amal", "Body": "aidez-moi"}')
    for _time in range(2):
        await app.reports.take(stray)
    (row,) = await app.rows("SELECT id, form_sealed FROM stray_message")
    assert app.sealer.open(bytes(row["form_sealed"]), STRAY_FORM.of(row["id"])) == stray.form
    told = capsys.readouterr().out
    assert told.count("address_of_an_unknown_kind") == 1
    assert "amal" not in told

    app.clock.forward(timedelta(days=800))
    await app.privacy.enforce_retention()
    assert await app.one("SELECT COUNT(*) FROM stray_message") == 0


HOSTILE = "SM\x00\ud800\u202e1"
"""What no table takes: a NUL, half a character; and an override, which turns a line round."""


@pytest.mark.parametrize(
    "told",
    [
        Stray(HOSTILE, HOSTILE, "{}"),
        Reachability("telegram", HOSTILE, is_reachable=False),
        DeliveryReport("telegram", HOSTILE, "failed", HOSTILE),
        ListOfSent("telegram", NOON, (Listed(HOSTILE, 1, 1, "USD"),)),
    ],
    ids=lambda told: type(told).__name__,
)
async def test_whatever_a_provider_tells_can_be_written_down(
    app: Harness, told: ProviderEvent
) -> None:
    await app.reports.take(told)


async def test_a_hostile_reason_is_kept_without_what_no_table_takes(app: Harness) -> None:
    await app.hears(AWA, "hello")
    reference = await last_reference(app)
    await app.reports.take(DeliveryReport("telegram", reference, "failed", HOSTILE))
    assert await state(app) == ("failed", "SM1")
