"""`dalil segments`: what does each line cost as an SMS, and what makes it dear?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import click

from bot.messages.segments import count


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A line is a JSON string, and so its answer.")
def segments(as_json: bool) -> None:
    """What does each line of standard input cost as an SMS, and what makes it dear?"""
    for answer in costs((line.rstrip("\r\n") for line in sys.stdin), as_json):
        print(answer, flush=True)


def costs(lines: Iterable[str], as_json: bool) -> Iterator[str]:
    """One answer per line. With `as_json` a line is a JSON string, and so may hold line ends."""
    return map(_as_json if as_json else _in_words, lines)


def _as_json(line: str) -> str:
    try:
        text = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return json.dumps({"error": f"not JSON: {fault}"})
    if not isinstance(text, str):
        return json.dumps({"error": "not a JSON string"})
    cost = count(text)
    # ASCII only: a lone surrogate in `forced_by` could not be printed otherwise.
    return json.dumps(
        {
            "encoding": cost.encoding,
            "units": cost.units,
            "segments": cost.segments,
            "forced_by": cost.forced_by,
        }
    )


def _in_words(line: str) -> str:
    cost = count(line.rstrip("\r\n"))
    forced = f" because of {' '.join(cost.forced_by)}" if cost.forced_by else ""
    return f"{cost.segments} SMS, {cost.encoding}, {cost.units} units{forced}"
