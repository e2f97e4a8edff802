"""Where are the tables, and are they those of this version?"""

from __future__ import annotations

from bot.channels.provider import Finding, Mark
from bot.configuration.settings import Settings
from bot.database.migrations import missing_migrations


def url_of(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


async def missing_tables(settings: Settings) -> Finding | None:
    url = url_of(settings)
    if not url and not (settings.data_dir / "dalil.sqlite3").exists():
        return Finding(
            Mark.NOTE, "database: none yet; `dalil migrate` makes it, so does the first start"
        )
    missing = await missing_migrations(url, data_dir=settings.data_dir)
    if missing:
        return Finding(
            Mark.FAULT, f"database: {len(missing)} migrations to apply: run `dalil migrate`"
        )
    return None
