"""How is everything a programme knows taken out into one sealed file, and put back from it?"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from bot.database.faults import DatabaseFault
from bot.database.migrations import migrate
from bot.database.opening import open_executor
from bot.database.sqlite import backup as sqlite_backup
from bot.database.url import PostgresServer, SqliteFile
from bot.privacy.after_restore import Held, hold_to_wishes
from bot.privacy.sealing.sealed_file import open_file, seal_file
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.stops_and_erasures import Wish, files_beside, noted

Progress = Callable[[int, int | None], None]
"""Told after each piece: bytes so far, and of how many if that is known."""

_Hold = Callable[[SqliteFile | PostgresServer], Coroutine[Any, Any, Held]]
"""Carries out again what the database put back knows nothing of."""

_IN_WORDS = {SqliteFile: "SQLite", PostgresServer: "PostgreSQL"}
_BEGINNINGS = {b"SQLite format 3\0": SqliteFile, b"PGDMP": PostgresServer}
"""How what is in a backup begins, and where that belongs."""


class BackupFault(Exception):
    """Nothing was changed; the message says in a sentence why, and what to do."""


def back_up(
    where: SqliteFile | PostgresServer,
    sealer: Sealer,
    file: Path,
    *,
    replace: bool,
    progress: Progress,
) -> int:
    """Write the whole database, sealed, into `file`, readable by us alone; how many bytes.

    The file gets its name only when it is whole. Raises BackupFault or DatabaseFault."""
    if file.exists() and not replace:
        raise BackupFault(f"{file} exists: choose another name, or add --replace.")
    if not file.parent.is_dir():
        raise BackupFault(f"There is no folder {file.parent}: make it first, or choose another.")
    if isinstance(where, SqliteFile) and not where.path.exists():
        raise BackupFault(f"There is no database yet at {where.path}: nothing to back up.")
    with _new_file(file, replace) as target, _taken_out(where) as (pieces, total):
        return seal_file(_counted(pieces, total, progress), sealer, target)


def restore(
    where: SqliteFile | PostgresServer,
    sealer: Sealer,
    file: Path,
    *,
    replace: bool,
    progress: Progress,
    folders: Sequence[Path] = (),
) -> Held:
    """Put the database of `file` in the place of ours, whole or not at all, and migrate it.

    Who said STOP or ERASE since is stopped and erased again: as the tables that are replaced say,
    and the files in these `folders` and beside `file`. Runs loops of its own, so it is called where
    none runs. Raises BackupFault, SealedFileFault or DatabaseFault; then what was there before is
    there."""
    with file.open("rb") as source:
        contents = partial(open_file, source, sealer)
        kind = _kind_of(contents())
        if kind is not type(where):
            raise BackupFault(
                f"The backup is of a {_IN_WORDS[kind]} database, and "
                f"DATABASE_URL means a {_IN_WORDS[type(where)]} one."
            )
        wishes = [*files_beside(file.parent, *folders), *asyncio.run(_wishes_in(where))]
        hold = partial(_hold, sealer, wishes)
        if isinstance(where, SqliteFile):
            return _restore_sqlite(where.path, contents, _size(source), replace, progress, hold)
        return _restore_postgres(where, contents, _size(source), replace, progress, hold)


async def _wishes_in(where: SqliteFile | PostgresServer) -> list[Wish]:
    """What the tables say that are replaced; nothing where they are damaged, or of long ago."""
    if isinstance(where, SqliteFile) and not sqlite_backup.holds_tables(where.path):
        return []
    try:
        executor = await open_executor(where, 1)
    except DatabaseFault:
        return []
    try:
        return await executor.run(noted)
    except DatabaseFault:
        return []
    finally:
        await executor.close()


async def _hold(sealer: Sealer, wishes: Sequence[Wish], where: SqliteFile | PostgresServer) -> Held:
    executor = await open_executor(where, 1)
    try:
        return await hold_to_wishes(executor, sealer, wishes, datetime.now(UTC))
    finally:
        await executor.close()


def _restore_sqlite(
    path: Path,
    contents: Callable[[], Iterator[bytes]],
    size: int,
    replace: bool,
    progress: Progress,
    hold: _Hold,
) -> Held:
    _may_replace(sqlite_backup.holds_tables(path), replace)
    sqlite_backup.refuse_if_in_use(path)
    try:
        new = sqlite_backup.write_beside(path, _counted(contents(), size, progress))
        # Before it is put in its place: a backup that cannot be migrated replaces nothing.
        asyncio.run(migrate(f"sqlite://{quote(str(new))}"))
        held = asyncio.run(hold(SqliteFile(new)))
        sqlite_backup.put_in_place(new, path)
        return held
    finally:
        sqlite_backup.remove(sqlite_backup.beside(path))


def _restore_postgres(
    server: PostgresServer,
    contents: Callable[[], Iterator[bytes]],
    size: int,
    replace: bool,
    progress: Progress,
    hold: _Hold,
) -> Held:
    # Only now: on SQLite its driver would take memory for nothing.
    from bot.database.migration_files import find_migrations
    from bot.database.postgres import backup as postgres_backup
    from bot.database.postgres.migrations import migrate_postgres

    postgres_backup.check_programs("pg_restore", "psql")
    holds_tables, is_in_use = asyncio.run(postgres_backup.look_at(server))
    _may_replace(holds_tables, replace)
    if is_in_use:
        raise BackupFault("The database is in use: stop Dalil everywhere, then restore.")
    postgres_backup.put_back(server, _counted(contents(), size, progress))
    asyncio.run(migrate_postgres(server, find_migrations("postgresql")))
    return asyncio.run(hold(server))


def _may_replace(holds_tables: bool, replace: bool) -> None:
    if holds_tables and not replace:
        raise BackupFault(
            "The database is not empty: to lose what is in it and have the backup instead, "
            "add --replace."
        )


def _kind_of(contents: Iterator[bytes]) -> type[SqliteFile] | type[PostgresServer]:
    """Which database's bytes these are; they are read to the end, so a broken file is told here."""
    first = next(contents, b"")
    for _piece in contents:
        pass
    for beginning, kind in _BEGINNINGS.items():
        if first.startswith(beginning):
            return kind
    raise BackupFault("The backup holds no database.")


@contextmanager
def _taken_out(
    where: SqliteFile | PostgresServer,
) -> Iterator[tuple[Iterator[bytes], int | None]]:
    """The database's bytes, and how many if that is known."""
    if isinstance(where, SqliteFile):
        with sqlite_backup.snapshot(where.path) as copied:
            yield sqlite_backup.pieces_of(copied), _size(copied)
        return
    from bot.database.postgres import backup as postgres_backup

    with postgres_backup.dumped(where) as pieces:
        yield pieces, None


@contextmanager
def _new_file(file: Path, replace: bool) -> Iterator[BinaryIO]:
    """Mode 0600 from its first byte; named `file` when the block ends well, else deleted."""
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        if file.exists() and not replace:
            raise BackupFault(f"{file} was made meanwhile: nothing was written.")
        if file.exists() and not file.is_file():
            raise BackupFault(f"{file} is no file: nothing was written.")
        os.replace(unfinished, file)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def _counted(pieces: Iterable[bytes], total: int | None, progress: Progress) -> Iterator[bytes]:
    so_far = 0
    for piece in pieces:
        yield piece
        so_far += len(piece)
        progress(so_far, total)


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size
