"""`make train`: from the corpus to the weights and their figures, the same every time.

Written beside the old file first and moved over it once it can be read: what is damaged or bad
never replaces weights that work."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.understanding.blocks import held_out, ranked
from benchmarks.understanding.calibration import calibrated
from benchmarks.understanding.corpus import CorpusFault, Row, hash_of, shipped_rows
from benchmarks.understanding.figures import FIGURES, PAGE, Stored, told_in
from benchmarks.understanding.fitting import fit, pieces_of
from benchmarks.understanding.judging import judged
from benchmarks.understanding.packing import pack
from bot.configuration.paths import WEIGHTS
from flows.engine.understanding.model.weights import Weights

LARGEST = 8_000_000


def train(rows: Sequence[Row]) -> tuple[bytes, Stored]:
    """A weights file's content, fitted on all rows, and how models that had not read them did."""
    held = list(held_out(rows))
    numbers = calibrated([tried for each in held for tried in ranked(each)])
    stored = Stored.of(rows, list(judged(held, numbers)), numbers)
    return pack(fit(rows, pieces_of(rows)), numbers, hash_of(rows)), stored


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path`, if it can be read and is small enough."""
    if len(content) > LARGEST:
        raise ValueError(f"{len(content):,} bytes of weights are more than {LARGEST:,}")
    Weights.read(content)
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    os.replace(beside, path)


def main() -> int:
    try:
        rows = shipped_rows()
    except CorpusFault as fault:
        print(fault, file=sys.stderr)
        return 1
    content, stored = train(rows)
    replace(WEIGHTS, content)
    FIGURES.write_text(stored.written(), encoding="utf-8")
    PAGE.write_text(told_in(PAGE.read_text(encoding="utf-8"), stored.figures), encoding="utf-8")
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes, of {len(rows):,} rows")
    print(*stored.results(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
