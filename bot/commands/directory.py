"""`dalil directory`: the services, from a file, to a file, or as people find them."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable

from bot.application import Application
from bot.bootstrap import open_application
from bot.commands.directory_files import check, take_in, write_out
from bot.configuration.settings import load_settings
from bot.operations.logs import configure_logs
from flows.components.search_results import Asked, query_of
from flows.engine.understanding import understand
from flows.engine.understanding.intents import OUTSIDE
from services_directory.search.finder import Found, Query

MOST_SHOWN = 10

_FILES = {"import": take_in, "export": write_out, "check": check}


def run(parsed: argparse.Namespace) -> int:
    """Carry out one action; 1 when rows of a file were refused."""
    configure_logs(load_settings(), quietly=True)
    return asyncio.run(_run(parsed))


async def _run(parsed: argparse.Namespace) -> int:
    async with open_application(load_settings(), lambda _: ()) as app:
        if parsed.action in _FILES:
            return await _FILES[parsed.action](app, parsed)
        for line in [" ".join(parsed.words)] if parsed.words else sys.stdin:
            _search(app, line.strip(), parsed.json)
        return 0


def _search(app: Application, words: str, as_json: bool) -> None:
    world = app.worlds.for_nobody(app.clock())
    meaning = understand(words, world.lexicon)
    asked = Asked.said(world, meaning)
    query = query_of(world, asked)
    is_nothing = meaning.intent == OUTSIDE or not (asked.need or asked.words or asked.place)
    is_hidden = is_nothing or world.finder.knows_unchecked(query)
    found = () if is_hidden else world.finder.find(query)
    if as_json:
        print(json.dumps(_found_facts(words, query, found), ensure_ascii=False), flush=True)
        return
    heard = f"need {asked.need or '-'}, place {asked.place or '-'}"
    wished = f", wished {asked.wishes}" if asked.wishes else ""
    print(f"{words}: {heard}{wished}, {len(found)} found")
    for each in found[:MOST_SHOWN]:
        print(f"  {each.service.id:32} {each.service.name.best(app.programme.languages)}")


def _found_facts(words: str, query: Query, found: Iterable[Found]) -> dict[str, object]:
    return {
        "searched": words,
        "need": query.category,
        "place": query.place,
        "words": query.words,
        "wishes": query.wishes.names,
        "found": [
            {
                "id": each.service.id,
                "name": dict(each.service.name.words),
                "reach": each.reach.name.lower(),
                "distance_km": each.distance_km,
            }
            for each in found
        ],
    }
