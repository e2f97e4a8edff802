"""What does the doctor say of the SMS routes: is the phone there, who writes to whom?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot.channels.all_settings import load_settings
from bot.channels.android.provider import ANDROID
from bot.channels.kannel.provider import KANNEL
from bot.channels.provider import Mark
from bot.channels.sms.provider import SMS
from bot.commands.doctor import look_at
from tests.peers.android_gateway import (
    PASSWORD,
    SIGNING_KEY,
    USER,
    AndroidGateway,
    running_gateway,
)


@pytest.fixture
async def gateway() -> AsyncIterator[AndroidGateway]:
    async with running_gateway() as gateway:
        yield gateway


async def examined(url: str, **more: Any) -> tuple[Mark, str]:
    told = {
        "android_sms_url": url,
        "android_sms_user": USER,
        "android_sms_password": PASSWORD,
        "android_sms_signing_key": SIGNING_KEY,
        "public_url": "https://dalil.example.org",
        **more,
    }
    settings = load_settings(None, told)
    (finding,) = await look_at(ANDROID, settings, online=True)
    assert PASSWORD not in finding.words
    return finding.mark, finding.words


def seen(ago: timedelta) -> list[dict[str, str]]:
    """The devices as a gateway lists them: the time ends in Z."""
    moment = (datetime.now(UTC) - ago).isoformat(timespec="milliseconds")
    return [{"id": "D1", "lastSeen": moment.replace("+00:00", "Z")}]


async def test_a_phone_seen_lately_is_well(gateway: AndroidGateway) -> None:
    gateway.devices = [*seen(timedelta(days=9)), *seen(timedelta(minutes=2))]
    for url in (gateway.url, gateway.local_url):
        mark, words = await examined(url)
        assert mark is Mark.GOOD
        assert "https://dalil.example.org/sms/android" in words


async def test_a_phone_not_seen_for_hours_is_a_fault(gateway: AndroidGateway) -> None:
    gateway.devices = seen(timedelta(hours=3))
    mark, words = await examined(gateway.url)
    assert mark is Mark.FAULT
    assert "not seen for 3.0 h" in words


@pytest.mark.parametrize(
    "devices", [[], [{"id": "D1"}, {"lastSeen": "lately"}, 7], {"message": "no list"}]
)
async def test_a_phone_not_seen_is_a_fault(gateway: AndroidGateway, devices: object) -> None:
    gateway.devices = devices
    mark, words = await examined(gateway.url)
    assert mark is Mark.FAULT
    assert "not seen yet" in words


async def test_wrong_credentials_and_no_answer_are_faults_with_their_mend(
    gateway: AndroidGateway,
) -> None:
    mark, words = await examined(gateway.url, android_sms_user="SOMEBODY")
    assert mark is Mark.FAULT
    assert "refuses ANDROID_SMS_USER" in words
    mark, words = await examined(f"http://127.0.0.1:{unused_port()}")
    assert mark is Mark.FAULT
    assert "ANDROID_SMS_URL right?" in words


async def test_numbers_that_nobody_serves_are_noted() -> None:
    told = {"android_sms_url": "http://127.0.0.1:9", "android_sms_user": USER}
    told |= {"android_sms_password": PASSWORD, "android_sms_signing_key": SIGNING_KEY}
    kept = load_settings(None, {"sms_routes": "+216=android", **told})
    (finding,) = await look_at(SMS, kept, online=False)
    assert finding.mark is Mark.NOTE
    assert "+216 by android; all other numbers get no SMS" in finding.words


async def test_where_kannel_calls_is_told() -> None:
    told: dict[str, Any] = {
        "kannel_sendsms_url": "http://127.0.0.1:13013/cgi-bin/sendsms",
        "kannel_user": "dalil",
        "kannel_password": PASSWORD,
        "kannel_from": "85000",
        "kannel_inbound_secret": "a-made-up-secret-for-tests",
        "public_url": "https://dalil.example.org",
    }
    (finding,) = await look_at(KANNEL, load_settings(None, told), online=True)
    assert finding.mark is Mark.GOOD
    assert "https://dalil.example.org/sms/kannel" in finding.words
