"""What can go wrong with the database, by name, the same for SQLite and PostgreSQL.

A driver's own message may quote a row (PostgreSQL: "Key (…)=(…) already exists"), and rows hold
what people wrote. So drivers' errors end here, and only names of tables and columns come through.
"""

from __future__ import annotations

import sqlite3


class DatabaseFault(Exception):
    """Something the caller can only report: the transaction was undone, nothing of it is stored."""


class ConstraintBroken(DatabaseFault):
    """A row was refused: not unique, missing, or pointing at a row that does not exist."""


class DatabaseBusy(DatabaseFault):
    """Another transaction stood in the way, or the server restarted: try again later."""


class DatabaseFull(DatabaseFault):
    """The disk is full: make room, then it works again."""


class OutcomeUnknown(DatabaseFault):
    """The server went away during a commit: look whether it is stored before doing it again."""


class DatabaseClosed(DatabaseFault):
    """The database was closed, or is closing, or its file was taken away."""


def from_sqlite(error: Exception) -> DatabaseFault:
    """What a sqlite3 error means to the caller; SQLite's messages name columns, never values."""
    if isinstance(error, sqlite3.IntegrityError):
        return ConstraintBroken(str(error))
    # The low byte is the primary code; the rest tells variants apart (SQLITE_BUSY_SNAPSHOT …).
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy("The database file is locked by another transaction.")
    if code == sqlite3.SQLITE_FULL:
        return DatabaseFull("The disk of the database is full.")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return DatabaseFault(
            "The database file is damaged, or is no SQLite database at all: restore a backup, or "
            "check DATABASE_URL and DALIL_DATA_DIR."
        )
    if isinstance(error, UnicodeEncodeError):
        return DatabaseFault("A text holds half of a character (a lone surrogate).")
    return DatabaseFault(f"{type(error).__name__}: {error}")


def from_connecting(error: Exception) -> DatabaseFault:
    """Why a PostgreSQL server could not be asked at all."""
    return DatabaseFault(
        f"Cannot open the PostgreSQL database ({type(error).__name__}): check DATABASE_URL, "
        "and that the server runs and knows this user and this database."
    )


def from_postgres(error: Exception) -> DatabaseFault:
    """What an asyncpg error means to the caller. Messages are kept only where they quote no row."""
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith("23"):
        name = getattr(error, "constraint_name", None) or getattr(error, "column_name", None)
        return ConstraintBroken(f"{type(error).__name__}: {name}")
    if state in ("40001", "40P01", "55P03"):
        return DatabaseBusy("Other transactions changed the same rows at the same time.")
    if state in ("53100", "53200"):
        return DatabaseFull("The disk or memory of the database server is full.")
    if state.startswith("42"):  # a mistake in the statement itself
        return DatabaseFault(f"{type(error).__name__}: {getattr(error, 'message', '')}")
    return DatabaseFault(f"{type(error).__name__} ({state or 'no SQLSTATE'})")


def from_orm(error: BaseException) -> DatabaseFault | None:
    """What an error that came through Tortoise means, if the database is away or full."""
    for each in (error, *error.args, error.__cause__):
        if isinstance(each, DatabaseFault):
            return each
        if isinstance(each, sqlite3.Error):
            fault = from_sqlite(each)
            return fault if isinstance(fault, DatabaseBusy | DatabaseFull) else None
        state = getattr(each, "sqlstate", None) or ""
        if state.startswith("53"):
            return from_postgres(each)
        # A connection that was cut, or that cannot be had: the last two have no SQLSTATE.
        if state.startswith(("08", "57P")) or isinstance(each, OSError):
            return DatabaseBusy("The server is not there for now.")
        if type(each).__name__ in ("InterfaceError", "DBConnectionError"):
            return DatabaseBusy("The server is not there for now.")
    return None
