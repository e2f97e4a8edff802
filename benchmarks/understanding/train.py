"""`make train`: from the corpus to the weights file, the same every time.

Written beside the old file first and moved over it once it can be read: what is damaged or bad
never replaces weights that work."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.understanding.blocks import tried_on_others
from benchmarks.understanding.calibration import calibrated
from benchmarks.understanding.corpus import CorpusFault, Row, hash_of, read_corpus
from benchmarks.understanding.fitting import fit, pieces_of
from benchmarks.understanding.packing import pack
from bot.configuration.paths import CORPUS, WEIGHTS
from flows.engine.understanding.model.weights import Weights
from services_directory.files.places import read_places
from services_directory.packs.programme import PACKS

LARGEST = 8_000_000


def shipped_rows() -> tuple[Row, ...]:
    places = read_places(PACKS / "jendouba_kairouan" / "places.csv")
    return read_corpus(CORPUS, {place.id for place in places})


def train(rows: Sequence[Row]) -> bytes:
    """A weights file's content: fitted on all rows, calibrated on rows held out."""
    numbers = calibrated(list(tried_on_others(rows)))
    return pack(fit(rows, pieces_of(rows)), numbers, hash_of(rows))


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
    replace(WEIGHTS, train(rows))
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size:,} bytes, of {len(rows):,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
