"""`make bench`: everything measured, as JSON in var/benchmarks.json and as a short table.

`python -m benchmarks engine inside` measures only these. Ends with 1 when a promise is broken.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from benchmarks import (
    broadcast,
    directory_sizes,
    engine,
    flood,
    imports,
    inside,
    pipeline,
    replicas,
    sms_cost,
    start,
    training,
    turns,
)
from benchmarks.findings import Findings
from benchmarks.understanding import figures

FILE = Path("var/benchmarks.json")


MEASURES: Mapping[str, Callable[[], Findings]] = {
    "start": start.findings,
    "engine": engine.findings,
    "flood": flood.findings,
    "understanding": figures.findings,
    "search": directory_sizes.findings,
    "imports": imports.findings,
    "sms": pipeline.findings_by_sms,
    "telegram": pipeline.findings_on_telegram,
    "postgres": replicas.findings,
    "broadcast": broadcast.findings,
    "inside": inside.findings,
    "training": training.findings,
    "turns": turns.findings,
    "sms-cost": sms_cost.findings,
}


def main(asked: list[str]) -> int:
    """Measure what was asked for, or all there is; 2 for a name that is none."""
    unknown = set(asked) - MEASURES.keys()
    if unknown:
        print(f"Not measured here: {', '.join(sorted(unknown))}. There are: {', '.join(MEASURES)}.")
        return 2
    found_out: list[Findings] = []
    for name in asked or MEASURES:
        found = MEASURES[name]()
        found_out.append(found)
        _print(found)
    _write(found_out)
    print(f"All of it: {FILE}")
    return 0 if all(result.kept for found in found_out for result in found.results) else 1


def _write(found_out: list[Findings]) -> None:
    FILE.parent.mkdir(exist_ok=True)
    content = {
        "results": [asdict(result) for found in found_out for result in found.results],
        "raw": {
            name: [asdict(each) for each in raw]
            for found in found_out
            for name, raw in found.raw.items()
        },
    }
    FILE.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")


def _print(found: Findings) -> None:
    for result in found.results:
        print(result, flush=True)
    for line in found.lines:
        print(f"  {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
