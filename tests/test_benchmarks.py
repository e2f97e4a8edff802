"""What `make bench` measures answers at all: a number about nothing would be worse than none."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import training
from benchmarks.as_shipped.sitecustomize import NOT_SHIPPED
from benchmarks.broadcast import measure_broadcast
from benchmarks.by_sms import Twilio
from benchmarks.directory_sizes import measure
from benchmarks.engine import SAID, median_answer_ms
from benchmarks.findings import at_most
from benchmarks.inside import crowded_by
from benchmarks.many_services import made
from benchmarks.on_telegram import Telegram
from benchmarks.people import Provider, talk
from benchmarks.pipeline import PEERS
from benchmarks.services import dalil, floor, peer, peers_are_installed, provider_on_loopback


async def test_a_broadcast_goes_out_while_people_are_answered(tmp_path: Path) -> None:
    measured = await measure_broadcast(tmp_path, recipients=100, seconds=0.5)
    assert measured.replies > 0
    assert measured.of_the_pace > 0


async def test_a_moved_class_is_told_to_everybody_enrolled_and_else_nobody(tmp_path: Path) -> None:
    looked = await training.measure(tmp_path, cohorts=2)
    assert looked.told == training.MOVED
    assert looked.nothing_due_ms > 0


@pytest.mark.parametrize(("channel", "provider"), [("sms", Twilio()), ("telegram", Telegram())])
async def test_people_are_answered_by_the_floor_and_by_the_whole(
    channel: str, provider: Provider, tmp_path: Path
) -> None:
    async with (
        provider_on_loopback(provider) as url,
        floor(tmp_path, channel, url) as bare,
        dalil(tmp_path, provider.settings_at(url)) as whole,
    ):
        assert whole.started_s > 0
        assert whole.resident_megabytes > 0
        for service in (bare, whole):
            measured = await talk([service], provider, at_once=3, seconds=0.1)
            assert measured.answers >= 3 * len(provider.conversation)
            assert measured.cpu_ms > 0
    assert provider.taken >= 6 * len(provider.conversation)


@pytest.mark.skipif(not peers_are_installed(), reason="the peers are installed by `make bench`")
@pytest.mark.parametrize("file", [file for file, _ in PEERS.values()])
async def test_people_are_answered_by_a_peer(file: str, tmp_path: Path) -> None:
    provider = Telegram()
    async with provider_on_loopback(provider) as url, peer(file, tmp_path, url) as service:
        measured = await talk([service], provider, at_once=3, seconds=0.1)
    assert measured.answers >= 3 * len(provider.conversation)


def test_every_conversation_of_the_engine_is_held() -> None:
    assert {len(set(conversation)) > 3 for conversation in SAID} == {True}
    assert median_answer_ms() > 0


def test_a_directory_of_any_size_is_made_and_measured() -> None:
    size = measure(200)
    assert size.services == 200
    assert 0 < size.median_ms <= size.p95_ms
    assert 0 < size.resident_mb <= size.peak_mb
    services = made(200).services
    assert services == made(200).services
    assert len({each.id for each in services}) == 200


async def test_a_house_answers_from_the_inside_however_many_contacts_it_has() -> None:
    async with crowded_by(50) as one_round:
        assert await one_round() > 0


def test_what_is_hidden_from_the_measured_service_is_not_shipped() -> None:
    shipped = Path("requirements.lock").read_text(encoding="utf-8")
    for package in NOT_SHIPPED:
        assert f"\n{package}==" not in f"\n{shipped}"


def test_a_broken_promise_is_told() -> None:
    assert not at_most("memory", 121, "MB", 120).kept
    assert at_most("memory", 119, "MB", 120).kept
