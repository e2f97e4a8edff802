"""The starter pack: read once, searched, and taken into the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_directory.packs.programme import load_programme, pack_folder
from services_directory.packs.read_pack import read_pack
from services_directory.search.finder import Finder
from services_directory.values.entries import Directory, Programme
from tests.fakes import NOON

NOW = NOON


@pytest.fixture(scope="session")
def pack() -> Path:
    return pack_folder("jendouba_kairouan")


@pytest.fixture(scope="session")
def programme(pack: Path) -> Programme:
    return load_programme(pack)


@pytest.fixture(scope="session")
def directory(pack: Path) -> Directory:
    return read_pack(pack)


@pytest.fixture(scope="module")
def finder(directory: Directory) -> Finder:
    return Finder(directory)


@pytest.fixture
def pilot(starter_directory: None, database: object, programme: Programme) -> Programme:
    """The starter directory, taken in."""
    return programme
