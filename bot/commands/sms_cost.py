"""`dalil sms-cost`: what do whole conversations cost by SMS and on WhatsApp, in each language?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

import click
from phonenumbers import country_code_for_region

from bot.channels.all_settings import load_settings
from bot.clock import now_in_utc
from bot.commands.priced_conversations import Price, prices
from bot.operations.logs import configure_logs
from services_directory.packs.programme import FILE, load_programme, pack_folder
from services_directory.values.entries import Programme
from services_directory.values.limits import MessagePrice, PriceCategory, price_of


@click.command()
@click.option("--pack", metavar="PACK", help="A shipped pack's name, or a folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def sms_cost(pack: str | None, as_json: bool) -> None:
    """Hold conversations in each language, and count the segments and messages we would pay for."""
    settings = load_settings()
    configure_logs(settings, quietly=True)
    wanted = pack or settings.pack
    programme = load_programme(pack_folder(wanted))
    found = asyncio.run(prices(wanted, now_in_utc()))
    if as_json:
        rows = [asdict(each) | in_money(each, programme, today()) for each in found]
        print(json.dumps(rows, ensure_ascii=False))
        return
    print("\n".join((*table(found), "", *price_lines(found, programme, today()))))


def table(found: Sequence[Price]) -> Iterator[str]:
    """A line for each conversation: segments, those of a naive bot, messages on WhatsApp, and
    answer by answer in segments."""
    heads = f"{'ours':>5} {'naive':>6} {'WhatsApp':>8}   each answer"
    yield f"{'':4} {'segments, on average':24} {heads}"
    for each in found:
        parts = " ".join(f"{answer:.3g}" for answer in each.answers)
        counts = f"{each.segments:5.3g} {each.naive:6.3g} {each.messages:8.3g}"
        yield f"{each.locale:4} {each.conversation:24} {counts}   {parts}"


def today() -> date:
    """Prices are of a day."""
    return now_in_utc().date()


def price_lines(found: Sequence[Price], programme: Programme, on: date) -> Iterator[str]:
    """What a segment and a message cost, and who says so; or that nobody wrote it down."""
    for channel, unit in (("sms", "a segment"), ("whatsapp", "a message")):
        price = _price(programme, channel, on)
        if price is None:
            yield f"{channel}: what {unit} costs is not known ([[limits.prices]] of {FILE})"
            continue
        yield (
            f"{channel}: {price.amount} {price.currency} {unit}, since {price.since}"
            f" ({price.source})"
        )
        for each in found:
            costs = in_money(each, programme, on)[channel]
            yield f"{each.locale:4} {each.conversation:24} {costs}"


def in_money(each: Price, programme: Programme, on: date) -> dict[str, str | None]:
    """By channel, of a number of the programme's own country; None: nobody wrote it down."""
    counted = {"sms": each.segments, "whatsapp": each.messages}
    return {
        channel: f"{float(price.amount) * count:.3f} {price.currency}" if price else None
        for channel, count in counted.items()
        for price in (_price(programme, channel, on),)
    }


def _price(programme: Programme, channel: str, on: date) -> MessagePrice | None:
    """Answers are given within a day of what somebody wrote."""
    number = f"+{country_code_for_region(programme.country)}"
    prices = programme.limits.prices_of(channel)
    return price_of(prices, number, PriceCategory.SERVICE, on)
