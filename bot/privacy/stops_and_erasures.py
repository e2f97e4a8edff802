"""Who said STOP, START or ERASE, or took a referral back? What a backup put back must not undo.

Noted in the transaction that carries it out, as a keyed hash and a moment; each replica writes the
same lines into a file of its own beside the database (`StopsFile`), which outlives both.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.clock import Clock
from bot.database.transaction import Executor, Sql, Transaction, as_time
from bot.messages.attempts import SETTLED

STOPS_FILE = "stops-and-erasures.list"
STOP, START, ERASE = "stop", "start", "erase"
WITHDRAW = "withdraw"
"""Of a referral, by the keyed hash of its code."""

LATE = timedelta(minutes=10)
"""A transaction that began so long ago may still come to its end."""

_HEAD = "# Who said STOP, START or ERASE, as keyed hashes. `dalil restore` needs it: keep it.\n"


class Wish(NamedTuple):
    said_at: datetime
    what: str
    address_hash: bytes

    def line(self) -> str:
        return f"{self.said_at.isoformat()} {self.what} {self.address_hash.hex()}\n"


def note(what: str, address_hash: bytes, now: datetime) -> Transaction[None]:
    """Part of the transaction that carries it out."""
    yield Sql(
        "INSERT INTO stop_or_erasure (what, address_hash, said_at) VALUES (?, ?, ?)",
        (what, address_hash, now),
    )


class Contact(Protocol):
    """Whose wish it is."""

    @property
    def id(self) -> int: ...

    @property
    def address_hash(self) -> bytes: ...


def note_everywhere(what: str, contact: Contact, now: datetime) -> Transaction[None]:
    """The same at every address of theirs: a backup may know them by another one."""
    yield from note(what, contact.address_hash, now)
    aliases = yield Sql(
        "SELECT address_hash FROM contact_alias WHERE contact_id = ?", (contact.id,)
    )
    for each in aliases:
        yield from note(what, bytes(each["address_hash"]), now)


def stop_contact(contact_id: int, now: datetime) -> Transaction[None]:
    """Nothing unasked from now on. Replies to what they write themselves still come."""
    yield Sql(
        "UPDATE contact SET stopped_at = COALESCE(stopped_at, ?) WHERE id = ?", (now, contact_id)
    )
    yield Sql(
        "UPDATE consent SET withdrawn_at = ? WHERE contact_id = ? AND withdrawn_at IS NULL",
        (now, contact_id),
    )
    yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'stopped',"
        f" {SETTLED} WHERE contact_id = ? AND state = 'queued' AND kind <> 'reply'",
        (contact_id,),
    )
    yield Sql("DELETE FROM follow_up WHERE contact_id = ?", (contact_id,))


def noted(since: datetime | None = None) -> Transaction[list[Wish]]:
    """All of them, or those from a moment on."""
    where, values = ("", ()) if since is None else (" WHERE said_at >= ?", (since,))
    rows = yield Sql(f"SELECT said_at, what, address_hash FROM stop_or_erasure{where}", values)
    return [Wish(as_time(row["said_at"]), row["what"], bytes(row["address_hash"])) for row in rows]


def read_file(path: Path) -> list[Wish]:
    """What stands in such a file; a line cut off by a crash is passed over."""
    if not path.exists():
        return []
    wishes = []
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        said = line.split()
        if len(said) != 3 or said[1] not in (STOP, START, ERASE, WITHDRAW):
            continue
        try:
            wishes.append(Wish(datetime.fromisoformat(said[0]), said[1], bytes.fromhex(said[2])))
        except ValueError:
            continue
    return wishes


def add_to_file(path: Path, wishes: Iterable[Wish], known: set[Wish]) -> None:
    """Append what is not `known` to stand there, on the disk, readable by us alone."""
    new = sorted(set(wishes) - known)
    if not new and path.exists():
        return
    text = "".join(each.line() for each in new)
    with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        # After a crash the last line may have no end.
        file.write(("\n" if file.tell() else _HEAD) + text)
        file.flush()
        os.fsync(file.fileno())
    known.update(new)


class StopsFile:
    """The file beside the database, kept up with its table; the scheduler calls `write`."""

    def __init__(self, executor: Executor, folder: Path, clock: Clock) -> None:
        self._executor, self._clock = executor, clock
        self._path = folder / STOPS_FILE
        self._known: set[Wish] | None = None

    async def write(self) -> None:
        """Append what was said since the last time; at the first, all that is not there."""
        since = None if self._known is None else self._clock() - LATE
        if self._known is None:
            self._known = set(read_file(self._path))
        add_to_file(self._path, await self._executor.run(lambda: noted(since)), self._known)


def files_beside(*folders: Path) -> Sequence[Wish]:
    """What stands in the files of these folders, each once."""
    return sorted({wish for folder in folders for wish in read_file(folder / STOPS_FILE)})


def copy_beside(folder: Path, *others: Path) -> None:
    """What stands in the files of `others`, in the one of this folder as well."""
    path = folder / STOPS_FILE
    add_to_file(path, files_beside(*others), set(read_file(path)))
