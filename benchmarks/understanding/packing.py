"""How do the weights become a file? A byte for each weight."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

import numpy as np

from benchmarks.understanding.fitting import Fitted
from flows.engine.understanding.model import features
from flows.engine.understanding.model.labels import DANGERS
from flows.engine.understanding.model.weights import FORMAT, bucket_of

BUCKETS = 1 << 16
_HALF = 127
_OUTLIERS = 99.995
"""Of a column's weights, those beyond this percentile are cut, so that the others keep detail."""


def pack(fitted: Fitted, numbers: Mapping[str, float], data: str) -> bytes:
    """The content of a weights file."""
    rarity = fitted.rarity[:, None]
    columns = np.hstack([fitted.weights * rarity, rarity**2])
    scales = np.maximum(np.percentile(np.abs(columns), _OUTLIERS, axis=0), 1e-9) / _HALF
    cells = np.clip(np.rint(columns / scales), -_HALF, _HALF) + 128
    width = columns.shape[1] + columns.shape[1] % 2
    rows = np.full((len(columns), width), 128, dtype=np.uint8)
    rows[:, : columns.shape[1]] = cells
    where = [bucket_of(piece, BUCKETS) for piece in fitted.pieces]
    order = sorted(range(len(where)), key=lambda at: where[at])
    counts = np.bincount([bucket for bucket, _mark in where], minlength=BUCKETS)
    body = (
        np.concatenate(([0], np.cumsum(counts))).astype("<u4").tobytes()
        + np.array([where[at][1] for at in order], dtype="<u2").tobytes()
        + rows[order].tobytes()
    )
    head = {
        "features": features.VERSION,
        "data": data,
        "labels": fitted.labels,
        "kinds": DANGERS,
        "scales": [float(f"{scale:.7g}") for scale in scales],
        "bias": [float(f"{bias:.7g}") for bias in fitted.bias],
        "numbers": {name: float(f"{number:.7g}") for name, number in numbers.items()},
        "width": width,
        "buckets": BUCKETS,
        "rows": len(where),
        "checksum": zlib.crc32(body),
    }
    line = json.dumps(head, sort_keys=True).encode()
    return FORMAT + len(line).to_bytes(4, "little") + line + body
