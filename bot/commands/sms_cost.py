"""`dalil sms-cost`: what do whole conversations cost by SMS, in each language?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from bot.commands.priced_conversations import Price, prices
from bot.configuration.settings import load_settings
from bot.operations.logs import configure_logs


@click.command()
@click.option("--pack", metavar="PACK", help="A shipped pack's name, or a folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def sms_cost(pack: str | None, as_json: bool) -> None:
    """Hold conversations in each language, and count the segments we would pay for."""
    settings = load_settings()
    configure_logs(settings, quietly=True)
    found = asyncio.run(prices(pack or settings.pack))
    if as_json:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False))
    else:
        print("\n".join(table(found)))


def table(found: Sequence[Price]) -> Iterator[str]:
    """A line for each conversation: segments, those of a naive bot, and answer by answer."""
    yield f"{'':4} {'segments, on average':24} {'ours':>5} {'naive':>6}   each answer"
    for each in found:
        parts = " ".join(f"{answer:.3g}" for answer in each.answers)
        yield (
            f"{each.locale:4} {each.conversation:24} {each.segments:5.3g} {each.naive:6.3g}"
            f"   {parts}"
        )
