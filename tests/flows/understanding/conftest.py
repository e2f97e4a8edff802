"""The words and places conversations are understood with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.translation.lexicon import load_keywords
from bot.translation.weights import load_classifier
from flows.engine.understanding.lexicon import Lexicon
from flows.registry import build_lexicon
from services_directory.files.places import read_places

ROOT = Path(__file__).parents[3]
PLACES = ROOT / "services_directory" / "packs" / "jendouba_kairouan" / "places.csv"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    keywords, places = load_keywords(ROOT / "locales"), read_places(PLACES)
    return build_lexicon(keywords, places, classifier=load_classifier())
