"""The starter pack, read once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services_directory.entries import Directory, Programme
from services_directory.importing.pack import read_pack
from services_directory.importing.programme import load_programme, pack_folder

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def pack() -> Path:
    return pack_folder("jendouba_kairouan")


@pytest.fixture(scope="session")
def programme(pack: Path) -> Programme:
    return load_programme(pack)


@pytest.fixture(scope="session")
def directory(pack: Path) -> Directory:
    return read_pack(pack)
