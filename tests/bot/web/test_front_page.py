"""Who types the bare address reads the first page in their own language, and how to write to us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.all_settings import load_settings
from bot.channels.provider import CheckResult
from bot.operations.provider_health import ProviderHealth
from bot.web.front_page import elsewhere, ways_to_write
from tests.fakes import FixedClock
from tests.hsds.api_site import ApiSite, open_api

NUMBER = "+21671000001"


@pytest.fixture
async def api(starter_directory: None, sqlite_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(sqlite_url, tmp_path, DALIL_SMS_ANSWER_TO=NUMBER) as opened:
        yield opened


@pytest.mark.parametrize(
    ("wanted", "code", "direction", "words"),
    [
        ("ar-TN,fr;q=0.5", "ar", "rtl", "إلى ماذا تحتاجون؟"),
        ("aeb", "aeb", "rtl", "شنوّة حاجتكم؟"),
        ("en-GB", "en", "ltr", "What do you need?"),
        ("pt", "fr", "ltr", "De quoi avez-vous besoin ?"),
        ("", "fr", "ltr", "De quoi avez-vous besoin ?"),
    ],
)
async def test_the_first_page_is_in_the_language_of_the_visitor(
    api: ApiSite, wanted: str, code: str, direction: str, words: str
) -> None:
    answer = await api.client.get("/", headers={"Accept-Language": wanted})
    page = await answer.text()

    assert f'<html lang="{code}" dir="{direction}">' in page
    assert f"<h1>{words}</h1>" in page
    assert "Accept-Language" in answer.headers["Vary"]


async def test_it_leads_to_every_need_every_town_and_the_numbers_for_danger(api: ApiSite) -> None:
    page = await (await api.client.get("/?lang=en")).text()
    directory = api.app.worlds.snapshot.directory

    for need in directory.programme.categories:
        assert f'href="/n/{need.code}?lang=en"' in page
        assert (await api.client.get(f"/n/{need.code}?lang=en")).status == 200
    for place in directory.places:
        assert f'href="/p/{place.id}?lang=en"' in page
    assert page.count('<svg class="icon"') == len(directory.programme.categories)
    assert "tel:190" in page


async def test_it_says_how_to_write_to_us_where_that_is_known(api: ApiSite) -> None:
    page = await (await api.client.get("/?lang=en")).text()
    assert f'href="sms:{NUMBER}"' in page
    assert f'Write to us by SMS: <bdi dir="ltr">{NUMBER}</bdi>' in page
    assert "t.me" not in page

    api.app.providers.names["telegram"] = "DalilExampleBot"
    page = await (await api.client.get("/?lang=en")).text()
    assert 'href="https://t.me/DalilExampleBot"' in page


async def test_each_way_is_there_only_when_it_is_set_up(tmp_path: Path) -> None:
    told: dict[str, object] = {"data_dir": tmp_path, "twilio_whatsapp_from": NUMBER}
    told["public_url"] = "https://dalil.example.org"
    told |= {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "0" * 32}
    settings = load_settings(None, told)
    ways = [each.address for each in ways_to_write(settings, {"telegram": "DalilExampleBot"})]
    assert ways == ["https://t.me/DalilExampleBot", "https://wa.me/21671000001"]
    assert [*ways_to_write(load_settings(None, {"data_dir": tmp_path}), {})] == []


async def test_a_bot_is_called_as_its_provider_last_said() -> None:
    answers = [CheckResult(name="DalilExampleBot"), CheckResult(fault="no answer")]

    async def ask() -> CheckResult:
        return answers.pop(0)

    health = ProviderHealth({"telegram": ask}, FixedClock())
    await health.look()
    await health.look()
    assert health.names == {"telegram": "DalilExampleBot"}


def test_where_nobody_is_to_try_it_no_link_leads_there() -> None:
    assert [each.address for each in elsewhere(webchat_is_on=True)] == ["/try", "/admin"]
    assert elsewhere(webchat_is_on=False) == ()
