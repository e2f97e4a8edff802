"""Every address of the staff pages, knocked at by each role and by nobody, with a form it takes."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from aiohttp import DummyCookieJar, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from admin.models import BroughtSheet, StaffMember
from admin.security.access import SESSION_COOKIE, VISIT_COOKIE, Visitor, open_session
from admin.security.accounts import add_staff
from services_directory.sheets.columns import SERVICE_COLUMNS
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office
from tests.admin.wishes import a_row_of_each, written

NOBODY = "nobody"
MOUNT = "/admin"
SIGN_IN = (303, f"{MOUNT}/sign-in")
FORBIDDEN = (403, None)
SALMA = "Salma"
"""A fourth member of staff, to whom things are done."""

Client = TestClient[web.Request, web.Application]
Form = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Doors:
    """An office with something behind each door, as it was again after each knock.

    `rows`: what `{id}` stands for, by the address, or by who knocks at it.
    """

    client: Client
    visitors: Mapping[str, Visitor]
    rows: Mapping[str, str]
    forms: Mapping[str, Form]
    kept: sqlite3.Connection
    watched: sqlite3.Connection

    async def knock(self, who: str, route: str) -> str:
        """`who` comes in or is refused, and may have written: "in", "in, written", "refused"."""
        before = self._version()
        answer = await self.ask(who, route)
        written = self._version() != before
        if written:
            self.kept.backup(self.watched)
        if answer == (SIGN_IN if who == NOBODY else FORBIDDEN) and not written:
            return "refused"
        # Anything else is no answer about roles: the form of this test is not right.
        assert answer[0] in {200, 303}, f"{who} at {route}: {answer}"
        return "in, written" if written else "in"

    async def ask(self, who: str, route: str) -> tuple[int, str | None]:
        method, path = route.split(" ")
        visitor = self.visitors[who]
        form = FormData({"form_token": visitor.form_token})
        for name, value in self.forms.get(route, {}).items():
            if isinstance(value, bytes):
                form.add_field(name, io.BytesIO(value), filename="ours.csv")
            else:
                form.add_field(name, value)
        row = self.rows.get(f"{path} {who}") or self.rows.get(path.split("{")[0], "1")
        cookie = VISIT_COOKIE if visitor.staff is None else SESSION_COOKIE
        answer = await self.client.request(
            method,
            MOUNT + path.replace("{id}", row).replace("{kind}", "csv"),
            data=form if method == "POST" else None,
            headers={
                "Cookie": f"{cookie}={visitor.secret}",
                "Origin": f"http://{self.client.host}:{self.client.port}",
            },
            allow_redirects=False,
        )
        return answer.status, answer.headers.get("Location")

    def _version(self) -> int:
        """Another one whenever anybody else has written to the database."""
        return int(self.watched.execute("PRAGMA data_version").fetchone()[0])


@asynccontextmanager
async def open_doors(office: Office, database: Path) -> AsyncIterator[Doors]:
    """Three members of staff signed in, somebody who is not, and a row and a form for each door."""
    await a_row_of_each(office)
    server = TestServer(office.site)
    async with (
        TestClient(server) as browser,
        TestClient(server, cookie_jar=DummyCookieJar()) as client,
    ):
        forms = await _forms(Browser(browser))
        salma = await add_staff(SALMA, PASSWORD, "editor", "fr", now=office.clock())
        visitors = {NOBODY: Visitor("a-browser")}
        rows = {"/services/": HOSPITAL, "/staff/": str(salma.id)}
        for staff in await StaffMember.exclude(id=salma.id):
            visitors[staff.name] = Visitor(await open_session(staff, office.clock()), staff)
            sheet = await BroughtSheet.create(
                staff=staff,
                name="ours.csv",
                content=",".join(SERVICE_COLUMNS).encode(),
                brought_at=office.clock(),
            )
            rows[f"/services/sheet/{{id}} {staff.name}"] = str(sheet.id)
        with (
            closing(sqlite3.connect(database)) as watched,
            closing(sqlite3.connect(":memory:")) as kept,
        ):
            watched.backup(kept)
            yield Doors(client, visitors, rows, forms, kept, watched)


async def _forms(admin: Browser) -> dict[str, Form]:
    """What each door takes, of those that take more than a press."""
    await admin.sign_in("Admin", PASSWORD)
    service = f"{MOUNT}/services/{HOSPITAL}"
    # A first change, to be taken back.
    await admin.post(f"{service}/check")
    new = (await admin.get(f"{MOUNT}/services/new")).fields() | {
        "name_fr": "Atelier de couture",
        "organisation_fr": "Association des femmes",
        "category": "vocational_training",
        "region": "Jendouba",
        "place": "tabarka",
        "save": "1",
    }
    edited = (await admin.get(service)).fields() | {"phone": "78000001", "save": "1"}
    details = (await admin.get(f"{service}/details")).fields() | {
        "price_1_amount": "2,500",
        "price_1_currency": "TND",
        "save": "1",
    }
    added = {"name": "Noor", "password": PASSWORD, "role": "admin", "locale": "fr"}
    changed = {"old": PASSWORD, "new": "a longer walk home", "again": "a longer walk home"}
    reminder = await written(admin)
    return {
        "POST /sign-in": {"name": SALMA, "password": PASSWORD},
        "POST /language": {"locale": "fr", "back": f"{MOUNT}/"},
        "POST /password": changed,
        "POST /services/new": new,
        "POST /services/preview": new,
        "POST /services/sheet": {"file": ",".join(SERVICE_COLUMNS).encode()},
        "POST /services/{id}": edited,
        "POST /services/{id}/details": details,
        "POST /requests/{id}/answer": {"words": "Venez demain."},
        "POST /reminders/new": reminder | {"send": "1"},
        "POST /reminders/preview": reminder,
        "POST /staff": added,
        "POST /staff/{id}/active": {"active": "0"},
    }
