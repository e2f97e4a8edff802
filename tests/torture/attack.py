"""Does any body, however hostile, make the site fall over, or get into its log?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.torture import doors
from tests.torture.attacked_site import AttackedSite
from tests.torture.doors import Strategy, perhaps_packed
from tests.torture.hostile_values import MARK

SHARES = {"telegram": 4, "twilio": 5, "android": 3, "kannel": 3, "try": 2, "forms": 3}
"""Of twenty bodies, how many come to which door."""


def attack(site: AttackedSite, bodies: int, chance: int, progress: Callable[[int], None]) -> None:
    """Send so many hostile bodies, by this seed. Raises AssertionError at what should not be."""
    with TemporaryDirectory(prefix="dalil-routes-") as folder:
        form_paths = asyncio.run(doors.form_paths(Path(folder)))
    assert len(form_paths) > 50
    asked = count(1)

    def tell() -> None:
        progress(next(asked))

    cookie = site.form()
    for name, strategy in _doors(site, cookie, form_paths).items():
        _at_one_door(site, name, strategy, bodies * SHARES[name] // 20, chance, tell)
    site.settle()
    written = site.log.read_text(encoding="utf-8", errors="replace")
    told = [line for line in written.splitlines() if MARK in line.lower()]
    assert told == [], "the log quotes what was in a body"
    assert site.errors() == []


def _at_one_door(
    site: AttackedSite,
    name: str,
    strategy: Strategy,
    bodies: int,
    chance: int,
    tell: Callable[[], None],
) -> None:
    @seed(chance)
    @settings(
        max_examples=bodies,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(perhaps_packed(strategy))
    def no_body_makes_it_fall(request: doors.Request) -> None:
        status = site.ask(request)
        tell()
        assert 200 <= status < 500, f"{name}: {status}"

    no_body_makes_it_fall()


def _doors(site: AttackedSite, form: tuple[str, str], paths: Sequence[str]) -> dict[str, Strategy]:
    return {
        "telegram": doors.telegram_door(),
        "twilio": doors.twilio_door(),
        "android": doors.android_door(),
        "kannel": doors.kannel_door(),
        "try": doors.try_door(),
        "forms": doors.form_door(lambda: form, site.host, paths),
    }
