"""How is a PostgreSQL database taken out and put back? By the programs that come with PostgreSQL.

Passwords go by the environment, which other users cannot see. What the programs say of a fault may
quote rows, so it is never passed on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import IO, BinaryIO

import asyncpg

from bot.database.faults import DatabaseFault, from_connecting
from bot.database.url import PostgresServer

PIECE_BYTES = 256 * 1024
_NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
    "ssl": "PGSSLMODE",
}
# All tables, since those of a newer version would stand in the way of the migrations after it;
# and the functions of our triggers, which stay when their tables go.
_BEGIN = b"""
\\set ON_ERROR_STOP on
BEGIN;
SET LOCAL lock_timeout = '10s';
SET LOCAL client_min_messages = 'warning';
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc AS p
      WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'tell\\_of\\_%' LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', found.name);
  END LOOP;
END $$;
"""
_COMMIT = b"\nCOMMIT;\n"


async def look_at(server: PostgresServer) -> tuple[bool, bool]:
    """Whether the database holds tables, and whether anybody else is connected to it."""
    try:
        connection = await asyncpg.connect(**server.connect)
    except (asyncpg.PostgresError, OSError) as error:
        raise from_connecting(error) from None
    try:
        tables = await connection.fetchval(
            "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema())"
        )
        others = await connection.fetchval(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        )
    finally:
        await connection.close()
    return bool(tables), bool(others)


@contextmanager
def dumped(server: PostgresServer) -> Iterator[Iterator[bytes]]:
    """The database of one moment, in pg_dump's custom format; ends well only if pg_dump did."""
    command = [_program("pg_dump"), "--format=custom", "--no-password"]
    command += ["--no-owner", "--no-privileges"]
    with _said() as said, _run(command, server, said, reading=True) as dump:
        assert dump.stdout is not None
        yield _pieces_of(dump.stdout)
        if dump.wait() != 0:
            raise _fault("pg_dump", said)


def put_back(server: PostgresServer, pieces: Iterable[bytes]) -> None:
    """Replace all tables by the dump's, in one transaction.

    Its COMMIT is written only after everything went well, so that a kill, of us or of one of the
    programs, at whatever moment, leaves what was there before."""
    translate = [
        _program("pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "-f",
        "-",
    ]
    carry_out = [_program("psql"), "--no-psqlrc", "--no-password", "--quiet"]
    with (
        _said() as said,
        _run(carry_out, server, said) as psql,
        _run(translate, server, said, reading=True) as restore,
    ):
        assert psql.stdin is not None
        assert restore.stdin is not None
        assert restore.stdout is not None
        feeder = _Feeder(pieces, restore.stdin)
        feeder.start()
        try:
            psql.stdin.write(_BEGIN)
            shutil.copyfileobj(restore.stdout, psql.stdin, PIECE_BYTES)
            whole = restore.wait() == 0
            feeder.join()
            if feeder.error is not None:
                raise feeder.error
            if not whole:
                raise _fault("pg_restore", said)
            psql.stdin.write(_COMMIT)
            psql.stdin.close()
        except BrokenPipeError:
            raise _fault("psql", said) from None
        if psql.wait() != 0:
            raise _fault("psql", said)


def check_programs(*names: str) -> None:
    """Raises DatabaseFault when one of them is not installed."""
    for name in names:
        _program(name)


class _Feeder(Thread):
    """Writes in a thread of its own: the program reads here and writes there at the same time."""

    def __init__(self, pieces: Iterable[bytes], into: IO[bytes]) -> None:
        super().__init__(name="restore-feeder", daemon=True)
        self._pieces, self._into = pieces, into
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with self._into:
                for piece in self._pieces:
                    self._into.write(piece)
        except (BrokenPipeError, ValueError):
            return  # the program has ended, and its own end says why
        except BaseException as error:
            self.error = error


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DatabaseFault(
            f"{name} is not installed: install PostgreSQL's client programs (Debian: apt install "
            "postgresql-client), of the server's version or newer."
        )
    return found


@contextmanager
def _run(
    command: list[str], server: PostgresServer, said: BinaryIO, *, reading: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """The program at work; killed if the block ends before it does."""
    given = {_NAMES[key]: str(value) for key, value in server.connect.items() if key in _NAMES}
    program = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if reading else subprocess.DEVNULL,
        stderr=said,
        env={**os.environ, **given, "LC_ALL": "C"},
    )
    try:
        yield program
    finally:
        program.kill()
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                _close(pipe)
        program.wait()


def _close(pipe: IO[bytes]) -> None:
    # What could not be written any more was not wanted any more.
    with suppress(OSError):
        pipe.close()


def _pieces_of(pipe: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: pipe.read(PIECE_BYTES), b"")


@contextmanager
def _said() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as file:
        yield file


def _fault(program: str, said: BinaryIO) -> DatabaseFault:
    """What a program's end means. Only known words are looked for: the others may be people's."""
    said.seek(0)
    words = said.read(100_000)
    if b"version mismatch" in words or b"unsupported version" in words:
        return DatabaseFault(f"{program} is older than the server: install a newer one.")
    if b"No space left" in words or b"could not extend file" in words:
        return DatabaseFault("The disk is full: make room, then try again.")
    if b"lock timeout" in words:
        return DatabaseFault("The database is in use: stop Dalil everywhere, then restore.")
    if b"connection to server" in words:
        return DatabaseFault(f"{program} cannot reach the database: check DATABASE_URL.")
    return DatabaseFault(
        f"{program} failed; what it said may hold people's data and is not shown. Does the "
        "database's user own its tables, and is the program as new as the server?"
    )
