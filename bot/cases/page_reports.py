"""Many strangers tell what is wrong with one service, in one task: whose words stay?

Equal ones are counted, and what comes when there is no room any more is counted alone: nobody can
push out what others told by telling more.
"""

from __future__ import annotations

import re
from collections.abc import Callable

REPORTS_KEPT = 6000
"""Letters of one task: a dozen long reports, more than staff need to look."""

_TIMES = re.compile(r"(\d+) × (.*)", re.DOTALL)


def with_report(earlier: str, told: str, unkept: Callable[[int], str]) -> str:
    """The words of the task with one report more. `unkept`: says how many found no room."""
    reports = [each for each in earlier.split("\n\n") if each]
    more = _number_in(reports.pop()) if reports and reports[-1].startswith("+ ") else 0
    # What parts two reports can stand in none.
    told = re.sub(r"\n\s*\n", "\n", told.strip())
    for at, each in enumerate(reports):
        times = _TIMES.fullmatch(each)
        count, words = (int(times[1]), times[2]) if times else (1, each)
        if words == told:
            reports[at] = f"{count + 1} × {words}"
            break
    else:
        if sum(map(len, reports)) + len(told) <= REPORTS_KEPT:
            reports.append(told)
        else:
            more += 1
    return "\n\n".join([*reports, f"+ {unkept(more)}"] if more else reports)


def _number_in(sentence: str) -> int:
    found = re.search(r"\d+", sentence)
    return int(found[0]) if found else 0
