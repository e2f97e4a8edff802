"""A point is placed on a map that asks nobody else."""

from __future__ import annotations

import pytest
from playwright.async_api import Request, Response

from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from services_directory.values.entries import Position
from tests.admin.office import HOSPITAL
from tests.admin.small_phone import Phone
from tests.peers.axe_rules import grave_faults

pytestmark = pytest.mark.browser

WHERE = f"/admin/services/{HOSPITAL}?section=where"
MOST_BYTES = 150_000


async def kept() -> Position | None:
    service = await get_service(HOSPITAL)
    assert service is not None
    return draft_of(service).position


async def test_a_point_is_placed_by_a_press_and_nobody_else_is_asked(phone: Phone) -> None:
    page, sizes, hosts = phone.page, list[int](), set[str]()

    async def weigh(response: Response) -> None:
        if response.status == 200:
            sizes.append(len(await response.body()))

    def note(request: Request) -> None:
        hosts.add(request.url.split("/")[2])

    await phone.sign_in("Editor", "ar")
    page.on("response", weigh)
    page.on("request", note)
    await phone.open(WHERE)
    await page.wait_for_load_state("networkidle")
    assert sum(sizes) < MOST_BYTES
    page.remove_listener("response", weigh)
    await page.click("details[data-map] summary")
    await page.wait_for_selector('.map path.town:not([d="M0 0"])')
    await page.wait_for_timeout(400)
    await phone.look("map-ar")
    assert await grave_faults(page) == []
    await page.fill("#latitude", "")
    await page.fill("#longitude", "")
    await page.click(".map", position={"x": 150, "y": 100})
    latitude, longitude = [
        float(await page.input_value(f"#{each}")) for each in ("latitude", "longitude")
    ]
    assert await page.is_visible(".map .here")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    assert await kept() == Position(latitude, longitude)
    assert hosts == {phone.site.split("/")[2]}
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.click("button[value=fr]")
    await phone.open(WHERE)
    await page.click("details[data-map] summary")
    await page.wait_for_selector(".map .here")
    await phone.look("map-fr-wide")
    assert await grave_faults(page) == []
    # By keys alone: the middle of the map.
    await page.focus("details[data-map] button")
    await page.keyboard.press("Enter")
    assert abs(float(await page.input_value("#latitude")) - latitude) < 0.01
