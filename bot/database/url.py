"""Which database does DATABASE_URL mean? A SQLite file by default, or a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.database.faults import DatabaseFault

DEFAULT_FILE = "dalil.sqlite3"


class UrlFault(DatabaseFault):
    """DATABASE_URL cannot be understood; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    path: Path


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """`connect`: what asyncpg is called with; hidden, since the password is among it."""

    connect: Mapping[str, Any] = field(repr=False)


def read_url(url: str | None, data_dir: Path = Path("var")) -> SqliteFile | PostgresServer:
    """The database meant by `url`; without one, the SQLite file in `data_dir`."""
    if not url:
        return SqliteFile(data_dir / DEFAULT_FILE)
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite_file(rest)
    if separator and scheme in ("postgres", "postgresql"):
        return _postgres_server(url)
    raise UrlFault(
        "DATABASE_URL starts with sqlite:// (then the path of the file) or with "
        "postgresql:// (then user:password@host:port/database)."
    )


def _sqlite_file(rest: str) -> SqliteFile:
    path, _, options = rest.partition("?")
    if not path or path == ":memory:" or options:
        raise UrlFault(
            "After sqlite:// stands only the path of a file: sqlite://var/dalil.sqlite3, "
            "or sqlite:///srv/dalil.sqlite3 for an absolute one."
        )
    return SqliteFile(Path(unquote(path)))


def _postgres_server(url: str) -> PostgresServer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UrlFault(
            "DATABASE_URL: special characters in user or password must be written as %XX."
        ) from None
    options = dict(parse_qsl(parts.query))
    connect: dict[str, Any] = {
        "host": options.pop("host", parts.hostname),
        "port": port,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")) or None,
        "ssl": options.pop("sslmode", None),
    }
    if "statement_cache_size" in options:  # 0 behind PgBouncer
        size = options.pop("statement_cache_size")
        if not size.isdecimal():
            raise UrlFault("DATABASE_URL: statement_cache_size is a number, 0 behind PgBouncer.")
        connect["statement_cache_size"] = int(size)
    if options:
        known = "host, sslmode, statement_cache_size"
        raise UrlFault(f"DATABASE_URL: of the options after ?, only these are known: {known}.")
    if not connect["database"]:
        raise UrlFault("DATABASE_URL names no database: postgresql://user:password@host/database.")
    return PostgresServer({key: value for key, value in connect.items() if value is not None})
