"""The whole site over a directory that was filled once."""

from __future__ import annotations

import pytest

from tests.hsds.api_site import ApiSite
from tests.hsds.conftest import filled, sqlite_api

__all__ = ["filled", "sqlite_api"]


@pytest.fixture
async def api(sqlite_api: ApiSite) -> ApiSite:
    return sqlite_api
