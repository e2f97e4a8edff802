"""What becomes of an answer after Twilio took it: told early, late, twice, or never to be known."""

from __future__ import annotations

from typing import Any

from tests.eventually import eventually
from tests.journeys.town import AWA, Town


async def state(town: Town) -> dict[str, Any]:
    (row,) = await town.rows("SELECT state, state_reason, provider_id FROM outbound_message")
    return row


async def settled_as(town: Town, wanted: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def is_so() -> bool:
        found.update(await state(town))
        return found["state"] == wanted and found["provider_id"] is not None

    await eventually(is_so)
    return found


async def test_a_report_that_comes_before_the_answer_to_our_own_call_is_kept(town: Town) -> None:
    town.twilio.tells_first = ("sent", "delivered", "delivered")
    await town.sms().says("bonjour")
    found = await settled_as(town, "delivered")
    assert found["provider_id"] == f"SM{1:032x}"
    assert town.twilio.told == [204] * 3


async def test_whatever_comes_after_a_delivery_changes_nothing(town: Town) -> None:
    await town.sms().says("bonjour")
    await settled_as(town, "sent")
    (sent,) = town.twilio.sent
    for status in ("sending", "delivered", "sent", "undelivered", "delivered", "nonsense"):
        assert await town.twilio.reports(sent, f"SM{1:032x}", status) == 204
    assert (await state(town))["state"] == "delivered"


async def test_a_number_that_is_gone_is_seen_and_written_to_no_more(town: Town) -> None:
    await town.sms().says("bonjour")
    await settled_as(town, "sent")
    (sent,) = town.twilio.sent
    assert await town.twilio.reports(sent, f"SM{1:032x}", "undelivered", "30004") == 204
    assert (await state(town))["state_reason"] == "Twilio 30004"
    (contact,) = await town.rows("SELECT unreachable_at FROM contact")
    assert contact["unreachable_at"] is not None


async def test_of_a_message_nobody_knows_nothing_becomes(town: Town) -> None:
    for reference in ("999-1", "", "x", "1-1", "%00", "٣-1"):
        callback = town.url("/sms/twilio/status") + f"?ref={reference}"
        sent = {"To": AWA, "StatusCallback": callback}
        assert await town.twilio.reports(sent, "SM1", "delivered") in (204, 403)
    assert await town.rows("SELECT id FROM outbound_message") == []
