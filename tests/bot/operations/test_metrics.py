"""What is counted where it happens, and shown to whom may see it: channels and reasons only."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.application import Application
from bot.bootstrap import open_application
from bot.configuration.settings import Settings
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.message import InboundMessage
from bot.messages.reports import DeliveryReport, Listed, ListOfSent
from bot.models.messages import OutboundMessageRow
from bot.outbound.delivery_reports import reference_of
from bot.outbound.outbox import REPLY_LIVES
from bot.web.site import make_site
from flows.engine.event import Heard
from tests.fakes import FixedClock, RememberingChannel

TOKEN = "a-token-for-prometheus"
AWA = "+21620000001"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def sms() -> RememberingChannel:
    return RememberingChannel("sms", BY_SMS)


@pytest.fixture
async def app(
    starter_directory: None,
    database_url: str,
    tmp_path: Path,
    clock: FixedClock,
    sms: RememberingChannel,
) -> AsyncIterator[Application]:
    settings = Settings(  # type: ignore[call-arg]  # of pydantic-settings
        _env_file=None, data_dir=tmp_path, database_url=SecretStr(database_url)
    )
    async with open_application(
        settings, lambda _worlds: [sms, RememberingChannel("telegram")], clock=clock
    ) as app:
        yield app


async def counted(app: Application) -> dict[str, float]:
    """What /metrics says, as `name{label,label}`; what is nought is left out."""
    page = await page_of(app)
    return {
        f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.value and not sample.name.endswith(("_created", "_bucket"))
    }


async def page_of(app: Application) -> str:
    async with TestClient(TestServer(make_site(app))) as client:
        answer = await client.get("/metrics")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        return await answer.text()


async def heard(app: Application, provider_id: str, words: str = "hello") -> None:
    await app.inbox.receive(InboundMessage("sms", AWA, provider_id, Heard(words)))
    await app.inbox.settled()


async def test_a_message_is_counted_from_its_arrival_to_its_answer(
    app: Application, clock: FixedClock, sms: RememberingChannel
) -> None:
    await heard(app, "1")
    await heard(app, "1")
    clock.forward(timedelta(seconds=3))
    assert (await counted(app))["dalil_outbound_due{sms}"] == 1
    await app.outbox.deliver_due()

    assert len(sms.sent) == 1
    told = await counted(app)
    segments = told.pop("dalil_segments_sent_total{sms}")
    assert segments >= 1
    assert told == {
        "dalil_messages_received_total{sms}": 1,
        "dalil_messages_answered_total{sms}": 1,
        "dalil_messages_sent_total{sms}": 1,
        "dalil_reply_seconds_count{sms}": 1,
        "dalil_reply_seconds_sum{sms}": 3,
    }


@pytest.mark.parametrize(
    ("refusal", "line"),
    [
        (Unreachable("21610"), "dalil_messages_failed_total{sms,unreachable}"),
        (Rejected("21617"), "dalil_messages_failed_total{sms,rejected}"),
        (
            TryLater("busy", after=timedelta(seconds=1)),
            "dalil_sendings_put_off_total{sms,try_later}",
        ),
        (TimeoutError(), "dalil_sendings_put_off_total{sms,no_answer}"),
        (RuntimeError(AWA), "dalil_sendings_put_off_total{sms,fault}"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_was_not_sent_is_counted_by_its_reason(
    app: Application, sms: RememberingChannel, refusal: Exception, line: str
) -> None:
    sms.refusals.append(refusal)
    await heard(app, "1")
    await app.outbox.deliver_due()

    told = await counted(app)
    assert told[line] == 1
    assert "dalil_messages_sent_total{sms}" not in told


async def test_what_a_provider_tells_later_is_counted_once(app: Application) -> None:
    await heard(app, "1")
    await heard(app, "2", "hello again")
    await app.outbox.deliver_due()
    await app.outbox.deliver_due()
    rows = await OutboundMessageRow.all().order_by("id")
    for row, state in zip(rows, ("delivered", "failed"), strict=True):
        report = DeliveryReport("sms", reference_of(row.id, row.created_at), state)  # type: ignore[arg-type]
        for _ in range(2):
            await app.reports.take(report)
    price = Listed(rows[0].provider_id or "", 1, 7500, "USD")
    for _ in range(2):
        await app.reports.take(ListOfSent("sms", app.clock(), (price,)))

    told = await counted(app)
    assert told["dalil_messages_delivered_total{sms}"] == 1
    assert told["dalil_messages_failed_total{sms,not_delivered}"] == 1
    assert told["dalil_messages_cost_total{sms,USD}"] == 0.0075


async def test_what_is_too_late_is_counted_as_expired(app: Application, clock: FixedClock) -> None:
    await heard(app, "1")
    clock.forward(REPLY_LIVES)
    await app.outbox.tidy()

    assert (await counted(app))["dalil_messages_failed_total{sms,expired}"] == 1


async def test_what_waits_for_an_answer_is_counted(app: Application) -> None:
    await app.inbox.stop()
    await app.inbox.receive(InboundMessage("sms", AWA, "1", Heard("hello")))

    assert (await counted(app))["dalil_inbound_unanswered{sms}"] == 1


async def test_nobody_and_no_word_is_on_the_page(app: Application) -> None:
    await heard(app, "SM-an-id", "médecin tabarka")
    await app.outbox.deliver_due()

    page = await page_of(app)
    assert 'channel="sms"' in page
    for secret in (AWA, AWA[1:], "SM-an-id", "tabarka", "decin"):
        assert secret not in page


@pytest.mark.parametrize(
    ("environment", "token", "shown", "status"),
    [
        ("development", None, None, 200),
        ("production", None, None, 404),
        ("production", None, f"Bearer {TOKEN}", 404),
        ("production", TOKEN, None, 401),
        ("production", TOKEN, "Bearer another-token-of-it", 401),
        ("production", TOKEN, "Bearer é", 401),
        ("production", TOKEN, f"Basic {TOKEN}", 401),
        ("production", TOKEN, f"Bearer {TOKEN}", 200),
        ("development", TOKEN, None, 401),
    ],
)
async def test_who_may_see_it(
    sqlite_url: str,
    tmp_path: Path,
    environment: Literal["development", "production"],
    token: str | None,
    shown: str | None,
    status: int,
) -> None:
    settings = Settings(  # type: ignore[call-arg]  # of pydantic-settings
        _env_file=None,
        data_dir=tmp_path,
        database_url=SecretStr(sqlite_url),
        environment=environment,
        secret_key=SecretStr(secrets.token_hex(32)),
        public_url="https://dalil.example.org",
        metrics_token=SecretStr(token) if token else None,
    )
    async with (
        open_application(settings, lambda _worlds: []) as app,
        TestClient(TestServer(make_site(app))) as client,
    ):
        headers = {"Authorization": shown} if shown else {}
        assert (await client.get("/metrics", headers=headers)).status == status


async def test_answers_that_never_leave_fill_no_memory(
    app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.metrics.MOST_ON_THEIR_WAY", 3)
    for number in range(10):
        await heard(app, str(number))
        await asyncio.sleep(0)

    assert len(app.metrics._on_their_way) <= 3
