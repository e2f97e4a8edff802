"""No page shows a number but by the counted door: every address is asked by everybody, with numbers
planted wherever one may stand, and whatever holds one has to have let the trail grow."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import admin
from admin.models import AuditEntry
from admin.rendering.reveal_reasons import ASKED_WHY, WhyRevealed
from admin.routes import PAGES
from bot.database.opening import Database
from bot.models.people import HelpRequest
from tests.admin.doors import MOUNT, Doors, open_doors
from tests.admin.office import AWA, BILEL, Browser, Office, open_office
from tests.admin.wishes import talk_of

PLANTED = (AWA, BILEL, *(f"+216200000{last}" for last in ("09", "31", "32", "55")))
"""Of those who wrote, who are to be called, who take part, and who hold a certificate."""

NUMBERS = re.compile(
    "|".join(rf"{each[4:6]}[\s.\-]?{each[6:9]}[\s.\-]?{each[9:]}" for each in PLANTED)
)
"""However they are written: national, international, in groups."""

COUNTED = {"POST /conversations/{id}/reveal", "POST /interests/{id}/reveal"}

ADMIN = Path(admin.__file__).parent


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(sqlite_database, pack, tmp_path)


@pytest.fixture
async def doors(office: Office, sqlite_url: str) -> AsyncIterator[Doors]:
    async with open_doors(office, Path(sqlite_url.removeprefix("sqlite://"))) as opened:
        yield opened


def unpacked(body: bytes) -> str:
    """All that stands in an answer: of workbooks each part, of PDFs each stream."""
    parts = [body]
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", body, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


def looked(database: sqlite3.Connection) -> int:
    rows = database.execute("SELECT COUNT(*) FROM audit_entry WHERE what = 'revealed'")
    return int(rows.fetchone()[0])


async def shown(doors: Doors, who: str, route: str, kind: str | None) -> str:
    """What somebody sees after this: the answer, and the page that it leads to."""
    answer = await doors.answer(who, route, kind)
    if answer.content_type == "text/event-stream":
        first = await answer.content.readuntil(b"\n\n")
        answer.close()  # it would go on for ever
        return unpacked(first)
    seen, where = unpacked(await answer.read()), answer.headers.get("Location", "")
    if where.startswith(MOUNT):
        seen += unpacked(await (await doors.follow(who, where)).read())
    return seen


def addresses() -> list[tuple[str, str | None]]:
    """Each with every kind of file that it gives."""
    found: list[tuple[str, str | None]] = []
    for page in PAGES:
        kinds = re.search(r"{kind:([^}]+)}", page.path)
        route = f"{page.method} {re.sub(':[^}]*', '', page.path)}"
        found += [(route, kind) for kind in (kinds[1].split("|") if kinds else [None])]
    return found


async def test_whatever_shows_a_number_is_counted_and_nothing_else_shows_one(doors: Doors) -> None:
    shows: set[str] = set()
    for route, kind in addresses():
        for who in doors.visitors:
            before = looked(doors.watched)
            if NUMBERS.search(await shown(doors, who, route, kind)):
                shows.add(route)
                grew = looked(doors.watched) - before
                assert grew == 1, f"{who} at {route}: a number, and the trail grew by {grew}"
            doors.put_back()
    assert shows == COUNTED


async def test_a_number_is_asked_a_reason_for_which_the_trail_keeps(
    editor: Browser, office: Office
) -> None:
    await office.hears(AWA, "bonjour", "1", "HUMAN")
    reveal = f"{await talk_of(await HelpRequest.get())}/reveal"
    for told in ({}, {"why": "passed_on"}, {"why": "curious"}):
        page = await editor.post(reveal, told)
        assert "Why do you look at this number?" in page.text
        assert "data-number" not in page.html
    assert await AuditEntry.filter(what="revealed").count() == 0
    for why in ASKED_WHY:
        assert "data-number" in (await editor.post(reveal, {"why": why.value})).html
    kept = await AuditEntry.filter(what="revealed").order_by("id")
    assert [each.after for each in kept] == [f'{{"seen_for": "{why}"}}' for why in ASKED_WHY]
    assert WhyRevealed.PASSED_ON not in ASKED_WHY


def test_only_declared_files_open_an_address() -> None:
    """Whoever opens one to show it goes through the door; the others mask it, or hand it on."""
    opens = re.compile(r"\.open\(.*(?:ADDRESS|REACH)\.of|\bphone_of\(|ADDRESS\.of")
    found = {
        path.relative_to(ADMIN).as_posix()
        for path in ADMIN.rglob("*.py")
        if opens.search(path.read_text(encoding="utf-8"))
    }
    counted = {"pages/interests.py", "pages/inbox/conversation.py"}
    masks = {"rendering/contacts.py", "pages/account/alerts.py"}
    hands_on = {"pages/referrals/person.py", "pages/referrals/new.py"}
    assert found == counted | masks | hands_on
    for each in counted | {"pages/referrals/new.py"}:
        assert "before_revealing(" in (ADMIN / each).read_text(encoding="utf-8"), each
