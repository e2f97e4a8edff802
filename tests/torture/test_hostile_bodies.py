"""A few of the twenty thousand hostile bodies of `make torture`, at every door of the site."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.torture.attack import attack
from tests.torture.attacked_site import attacked_site

BODIES = 1500


@pytest.mark.timeout(300)
def test_no_hostile_body_makes_the_site_fall_over_or_gets_into_its_log(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    with attacked_site(tmp_path) as site:
        attack(site, BODIES, seed, lambda _sent: None)
        print(dict(sorted(site.asked.items())))
        assert site.asked[200] > BODIES / 4, "most never got past the doors"
