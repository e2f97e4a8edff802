"""How is a search box answered? As a message with the same words would be, and nothing is kept."""

from __future__ import annotations

from dataclasses import replace

from flows.components.asked import Asked, query_of
from flows.engine.precautions.danger_level import kind_of_danger, with_danger_weighed
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.intents import OUTSIDE
from flows.engine.world import World
from services_directory.search.filters import Verdict
from services_directory.search.queries import Found
from services_directory.values.entries import EMERGENCY
from services_directory.web.search_request import SearchAnswer, SearchRequest


def answer(world: World, request: SearchRequest) -> SearchAnswer:
    """What was understood of the words, with what was picked beside them; the picked counts."""
    meaning = _meaning(world, request)
    said = Asked.said(world, meaning) if request.words else Asked()
    wishes = tuple(dict.fromkeys((*said.wishes.split(), *request.wishes)))
    asked = replace(
        said,
        need=request.need or said.need,
        place=request.place or said.place,
        wishes=" ".join(wishes),
    )
    told = SearchAnswer(need=asked.need, place=asked.place, wishes=wishes)
    if meaning.danger.level == "sure" or asked.need == EMERGENCY:
        told = _with_danger(told, world, meaning)
    if told.danger and request.words and asked.need == EMERGENCY:
        return told
    if meaning.intent == OUTSIDE or not (asked.need or asked.words or asked.place):
        return told
    query = query_of(world, asked)
    if world.finder.knows_unchecked(query):
        return replace(told, unchecked=True)
    found = world.finder.find(query)
    if not wishes:
        return replace(told, found=found)

    def those(verdict: Verdict) -> tuple[Found, ...]:
        return tuple(e for e in found if world.finder.verdict(e.service, query) is verdict)

    return replace(told, found=those(Verdict.YES), unknown=those(Verdict.UNKNOWN))


def _meaning(world: World, request: SearchRequest) -> Meaning:
    if not request.words:
        return Meaning()
    return with_danger_weighed(understand(request.words, world.lexicon, request.language))


def _with_danger(told: SearchAnswer, world: World, meaning: Meaning) -> SearchAnswer:
    kind, directory = kind_of_danger(meaning), world.directory
    lines = directory.lines_of_danger(kind) or directory.danger_lines()
    return replace(told, danger=lines, danger_kind=kind)
