"""The city conversations are held in: the shipped pack, catalogues and keywords, as they are."""

from __future__ import annotations

import pytest

from bot.lexicon import load_keywords
from bot.paths import LOCALES
from bot.translator import Translator
from flows.engine.understanding.lexicon import build_lexicon
from services_directory.importing.pack import read_pack
from services_directory.programme import pack_folder
from services_directory.search import Finder
from tests.transcript import City


@pytest.fixture(scope="session")
def city() -> City:
    directory = read_pack(pack_folder("jendouba_kairouan"))
    programme = directory.programme
    return City(
        directory,
        Finder(directory),
        build_lexicon(load_keywords(LOCALES), directory.places, programme.languages),
        Translator.load(LOCALES, programme.languages, programme.timezone),
    )
