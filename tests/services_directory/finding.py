"""The noon at which tests search, and what they found, in short."""

from __future__ import annotations

from datetime import UTC, datetime

from services_directory.search.finder import Found, Reach

TUESDAY_NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def ids(found: tuple[Found, ...], reach: Reach | None = None) -> list[str]:
    return [each.service.id for each in found if reach in (None, each.reach)]
