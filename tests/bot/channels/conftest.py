"""What do the channels' tests share?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.channels.desk import Desk
from tests.bot.channels.web_page import Page
from tests.peers.android_gateway import AndroidGateway, running_gateway


@pytest.fixture
async def desk() -> Desk:
    return Desk()


@pytest.fixture
async def gateway() -> AsyncIterator[AndroidGateway]:
    """The app on a phone with a SIM."""
    async with running_gateway() as gateway:
        yield gateway


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[Page]:
    """The page at /try, served."""
    page = Page(desk)
    await page.server.start_server()
    yield page
    await page.buttons.stop()
    await page.server.close()
