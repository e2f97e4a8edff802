"""A short series of `make torture`: `kill -9` under load, on one process and on two replicas."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

import pytest

from tests.torture.series import killing_series

KILLS = 3


@pytest.mark.timeout(300)
async def test_killed_again_and_again_nothing_is_lost_doubled_or_out_of_order(
    database_url: str, tmp_path: Path
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    report = await killing_series(
        database_url,
        tmp_path,
        replicas=1 if database_url.startswith("sqlite") else 2,
        kills=KILLS,
        chance=random.Random(seed),
        progress=lambda _done, _of: None,
    )
    print(report.in_words())
    assert report.verdict.faults == []
    assert report.kills == KILLS
