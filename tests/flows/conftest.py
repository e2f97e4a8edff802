"""The city conversations are held in."""

from __future__ import annotations

import pytest

from tests.transcript import City, the_city


@pytest.fixture(scope="session")
def city() -> City:
    return the_city()
