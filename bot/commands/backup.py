"""`dalil backup`, `restore` and `backup-key`: the whole database into one sealed file, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot.channels.all_settings import load_settings
from bot.commands.progress import ProgressBar
from bot.configuration.settings import Settings
from bot.database.opening import open_executor
from bot.database.url import PostgresServer, SqliteFile, read_url
from bot.operations.backup import back_up
from bot.operations.backup import restore as put_back
from bot.operations.logs import configure_logs
from bot.privacy.after_restore import Held
from bot.privacy.sealing.key_check import refuse_other_key
from bot.privacy.sealing.keys import KEY_FILE, load_key
from bot.privacy.sealing.sealer import Sealer, sealer_from
from bot.privacy.stops_and_erasures import STOPS_FILE, copy_beside


@click.command()
@click.argument("file")
@click.option("--replace", is_flag=True, help="Overwrite a file of this name.")
def backup(file: str, replace: bool) -> None:
    """Write the whole database, sealed, into FILE."""
    settings, sealer, where = _this_installation()
    asyncio.run(_refuse_other_key(where, sealer))
    with ProgressBar("Sealing") as progress:
        size = back_up(where, sealer, Path(file), replace=replace, progress=progress)
    copy_beside(Path(file).parent, settings.data_dir)
    print(_backed_up(settings, file, size))


@click.command()
@click.argument("file")
@click.option("--replace", is_flag=True, help="Lose what the database holds now.")
def restore(file: str, replace: bool) -> None:
    """Put the database back from FILE, whole or not at all."""
    settings, sealer, where = _this_installation()
    with ProgressBar("Restoring") as progress:
        held = put_back(
            where,
            sealer,
            Path(file),
            replace=replace,
            progress=progress,
            folders=[settings.data_dir],
        )
    print(_put_back(held, file))


@click.command()
def backup_key() -> None:
    """Print what opens our backups: `age -d -i KEY BACKUP` does it with no Dalil at hand."""
    for identity in _sealer_of_this_installation(load_settings()).file_identities:
        print(identity.decode(), end="")


def _this_installation() -> tuple[Settings, Sealer, SqliteFile | PostgresServer]:
    settings = load_settings()
    configure_logs(settings, quietly=True)
    sealer = _sealer_of_this_installation(settings)
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return settings, sealer, read_url(url, settings.data_dir)


async def _refuse_other_key(where: SqliteFile | PostgresServer, sealer: Sealer) -> None:
    """A backup sealed with a key that was left behind would be opened by nobody in time."""
    if isinstance(where, SqliteFile) and not where.path.exists():
        return
    executor = await open_executor(where, 1)
    try:
        await refuse_other_key(executor, sealer)
    finally:
        await executor.close()


def _sealer_of_this_installation(settings: Settings) -> Sealer:
    """Never a new key: a backup sealed with a key nobody kept would be none."""
    return sealer_from(settings.sealing_key or load_key(settings.data_dir))


def _put_back(held: Held, file: str) -> str:
    newest = f" (the last message in it: {held.newest:%Y-%m-%d %H:%M} UTC)" if held.newest else ""
    lines = [
        f"The database is as it was when {file} was made{newest}. What people registered, asked",
        "and said since, and what staff edited, is undone; nobody was told. Kept all the same:",
        f"{held.stopped} STOP and {held.erased} ERASE of people who are in the backup.",
    ]
    if held.unknown:
        lines.append(
            f"{held.unknown} lines of {STOPS_FILE} were written with a key that is not here: whom\n"
            "they mean is not known. Set DALIL_SECRET_KEY=newest,older and restore again."
        )
    return "\n".join([*lines, "Start Dalil again."])


def _backed_up(settings: Settings, file: str, size: int) -> str:
    kept = settings.secret_key_file or settings.data_dir / KEY_FILE
    key = "DALIL_SECRET_KEY" if settings.secret_key else str(kept)
    return (
        f"{file}: the whole database, sealed ({size / 1_000_000:.1f} MB).\n"
        f"The key is not in it. Without {key} nobody can open it, you neither: keep a copy of\n"
        "the key in another place than the backup."
    )
