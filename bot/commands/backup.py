"""`dalil backup`, `restore` and `backup-key`: the whole database into one sealed file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.progress import ProgressBar
from bot.configuration.settings import Settings, load_settings
from bot.database.url import PostgresServer, SqliteFile, read_url
from bot.operations.backup import back_up
from bot.operations.backup import restore as put_back
from bot.operations.logs import configure_logs
from bot.privacy.sealing import KEY_FILE, Sealer, load_key, sealer_from


@click.command()
@click.argument("file")
@click.option("--replace", is_flag=True, help="Overwrite a file of this name.")
def backup(file: str, replace: bool) -> None:
    """Write the whole database, sealed, into FILE."""
    settings, sealer, where = _this_installation()
    with ProgressBar("Sealing") as progress:
        size = back_up(where, sealer, Path(file), replace=replace, progress=progress)
    print(_backed_up(settings, file, size))


@click.command()
@click.argument("file")
@click.option("--replace", is_flag=True, help="Lose what the database holds now.")
def restore(file: str, replace: bool) -> None:
    """Put the database back from FILE, whole or not at all."""
    _settings, sealer, where = _this_installation()
    with ProgressBar("Restoring") as progress:
        put_back(where, sealer, Path(file), replace=replace, progress=progress)
    print(f"The database is as it was when {file} was made. Start Dalil again.")


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


def _sealer_of_this_installation(settings: Settings) -> Sealer:
    """Never a new key: a backup sealed with a key nobody kept would be none."""
    if settings.secret_key is not None:
        return sealer_from(settings.secret_key.get_secret_value())
    return sealer_from(load_key(settings.data_dir))


def _backed_up(settings: Settings, file: str, size: int) -> str:
    key = "DALIL_SECRET_KEY" if settings.secret_key else str(settings.data_dir / KEY_FILE)
    return (
        f"{file}: the whole database, sealed ({size / 1_000_000:.1f} MB).\n"
        f"The key is not in it. Without {key} nobody can open it, you neither: keep a copy of\n"
        "the key in another place than the backup."
    )
