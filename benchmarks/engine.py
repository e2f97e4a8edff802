"""How long does one answer take to think?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.findings import Findings, at_most
from bot.configuration.paths import LOCALES
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from flows.engine.conversation import advance
from flows.engine.effect import SetLocale
from flows.engine.event import Heard
from flows.engine.session import Session
from flows.engine.world import ChannelView, ContactView, World
from flows.registry import CONVERSATIONS, build_lexicon
from services_directory.packs.programme import PACKS
from services_directory.packs.read_pack import read_pack
from services_directory.search.finder import Finder
from services_directory.values.limits import Limits

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SAID = (
    ("bonjour", "1", "1", "tabarka", "1", "menu", "medecin tabarka", "9", "1"),
    ("السلام", "2", "طبيب في طبرقة", "1", "القائمة", "6", "1", "1", "1", "3"),
    ("aslema", "3", "n7eb tbib f tabarka", "1", "menu", "7", "1", "5"),
    ("hello", "4", "I have no papers and need a lawyer in kairouan", "2", "back", "menu"),
)
ROUNDS = 30


def findings() -> Findings:
    """The median of an answer."""
    return Findings([at_most("one answer of the engine", median_answer_ms(), "ms", 1)])


def median_answer_ms() -> float:
    """Median of one `advance`: understanding, the step, the words of what it found."""
    world = world_by_sms()
    # What takes long is measured, and not how many answers one person gets.
    roomy = replace(world.programme, limits=Limits(10_000, 10_000))
    world = replace(world, directory=replace(world.directory, programme=roomy))
    took: list[float] = []
    for _round in range(ROUNDS):
        for conversation in SAID:
            took.extend(_turns(conversation, world))
    return statistics.median(took)


def _turns(conversation: tuple[str, ...], world: World) -> Iterator[float]:
    session = Session()
    for words in conversation:
        start = time.perf_counter()
        turn = advance(session, Heard(words), world, CONVERSATIONS)
        yield (time.perf_counter() - start) * 1000
        session = turn.session
        for effect in turn.effects:
            if isinstance(effect, SetLocale):
                world = replace(world, contact=replace(world.contact, locale=effect.locale))


def world_by_sms() -> World:
    """Somebody who has chosen no language yet, in the shipped pack."""
    directory = read_pack(PACKS / "jendouba_kairouan")
    programme = directory.programme
    translator = Translator.load(
        LOCALES, programme.languages, programme.timezone, programme.plain_by_sms
    )
    return World(
        now=NOW,
        contact=ContactView(),
        channel=ChannelView(
            "sms", shows_buttons=False, bills_segments=True, page_size=3, is_paid=True
        ),
        directory=directory,
        finder=Finder(directory),
        lexicon=build_lexicon(
            load_keywords(LOCALES), directory.places, programme.languages, load_classifier()
        ),
        languages=translator.languages,
        phrase=translator.phrase,
        draw_receipt=lambda: "K7M-X4T",
    )
