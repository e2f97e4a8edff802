"""What do the channels' tests share?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.channels.receiver import Receiver
from tests.bot.channels.webchat.web_page import Page
from tests.peers.android_gateway import AndroidGateway, running_gateway


@pytest.fixture
async def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def gateway() -> AsyncIterator[AndroidGateway]:
    """The app on a phone with a SIM."""
    async with running_gateway() as gateway:
        yield gateway


@pytest.fixture
async def page(receiver: Receiver) -> AsyncIterator[Page]:
    """The page at /try, served."""
    page = Page(receiver)
    await page.server.start_server()
    yield page
    await page.buttons.stop()
    await page.server.close()
