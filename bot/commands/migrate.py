"""`dalil migrate`: bring the tables up to date, and fill an empty directory from the pack."""

from __future__ import annotations

import asyncio

import click

from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.configuration.settings import Settings
from bot.operations.logs import configure_logs


@click.command()
def migrate() -> int:
    """Bring the tables up to date, and fill an empty directory from the pack."""
    settings = load_settings()
    configure_logs(settings)
    asyncio.run(_migrate(settings))
    return 0


async def _migrate(settings: Settings) -> None:
    async with open_application(settings, lambda _: ()) as app:
        directory = app.worlds.snapshot.directory
        print(
            f"The database is up to date: {len(directory.services)} services"
            f" of {app.programme.code} are shown to people."
        )
