"""What do we add to HSDS 3.2? The page that the API names as its profile."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PAGE = Path(__file__).parent / "profile.html"


@cache
def profile_page() -> str:
    return _PAGE.read_text("utf-8")
