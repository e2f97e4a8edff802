"""Every address of the staff pages, knocked at by each role and by nobody, with a form it takes."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import ClientResponse, DummyCookieJar, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from admin.models import (
    AlertAddress,
    BroughtSheet,
    RotaShift,
    StaffInvitation,
    StaffMember,
    StaffSession,
)
from admin.security.access import SESSION_COOKIE, VISIT_COOKIE, Visitor, open_session
from admin.security.accounts import add_staff
from admin.security.invitations import invite
from admin.security.permissions import Role
from admin.security.second_factor import new_secret
from services_directory.sheets.columns import SERVICE_COLUMNS
from tests.admin.bulk_doors import bulk_doors
from tests.admin.certificate_doors import certificate_doors
from tests.admin.office import FURNISHED, HOSPITAL, PASSWORD, TO_CALL, Browser, Office
from tests.admin.phone import code_at
from tests.admin.referral_doors import FORMS, QUERIES
from tests.admin.training_doors import training_doors
from tests.admin.wishes import a_reminder_that_waits, a_row_of_each, written
from tests.admin.word_doors import word_doors

NOBODY = "nobody"
MOUNT = "/admin"
SIGN_IN = (303, f"{MOUNT}/sign-in")
FORBIDDEN = (403, None)
SALMA = "Salma"
"""A member of staff to whom things are done."""

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
            self.put_back()
        place = (answer[0], (answer[1] or "").partition("?")[0] or None)
        if place == (SIGN_IN if who == NOBODY else FORBIDDEN) and not written:
            return "refused"
        # Anything else is no answer about roles: the form of this test is not right.
        assert answer[0] in {200, 303}, f"{who} at {route}: {answer}"
        return "in, written" if written else "in"

    async def knock_in_vain(self, who: str, route: str) -> bool:
        """Whether nothing is written, whatever is answered."""
        before = self._version()
        await self.answer(who, route)
        written = self._version() != before
        if written:
            self.put_back()
        return not written

    def put_back(self) -> None:
        """Everything is again as it was when the doors were opened."""
        self.kept.backup(self.watched)

    async def ask(self, who: str, route: str) -> tuple[int, str | None]:
        answer = await self.answer(who, route)
        return answer.status, answer.headers.get("Location")

    async def look(self, who: str, route: str) -> str:
        """What stands on a page; nothing where it leads on, or of whom they may not see."""
        answer = await self.answer(who, route)
        assert answer.status in {200, 303, 403, 404}, f"{who} at {route}: {answer.status}"
        is_page = answer.status == 200 and answer.content_type == "text/html"
        return await answer.text() if is_page else ""

    async def follow(self, who: str, where: str) -> ClientResponse:
        """The page that an answer leads to."""
        return await self.client.get(
            where, headers={"Cookie": self._cookie(who)}, allow_redirects=False
        )

    async def answer(self, who: str, route: str, kind: str | None = None) -> ClientResponse:
        """`kind`: of a file that is asked for."""
        method, path = route.split(" ")
        query = QUERIES.get(route.removeprefix("HEAD ").removeprefix("GET "), "")
        visitor = self.visitors[who]
        form = FormData({"form_token": visitor.form_token})
        for name, value in self.forms.get(route, {}).items():
            if isinstance(value, bytes):
                form.add_field(name, io.BytesIO(value), filename="ours.csv")
            else:
                form.add_field(name, value)
        row = self.rows.get(f"{path} {who}") or self.rows.get(path.split("{")[0], "1")
        path = path.replace("{id}", row).replace("{kind}", kind or _kind_at(path))
        return await self.client.request(
            method,
            MOUNT + path.replace("{locale}", "fr").replace("{token}", row) + query,
            data=form if method == "POST" else None,
            headers={
                "Cookie": self._cookie(who),
                "Origin": f"http://{self.client.host}:{self.client.port}",
            },
            allow_redirects=False,
        )

    def _cookie(self, who: str) -> str:
        visitor = self.visitors[who]
        name = VISIT_COOKIE if visitor.staff is None else SESSION_COOKIE
        return f"{name}={visitor.secret}"

    def _version(self) -> int:
        """Another one whenever anybody else has written to the database."""
        return int(self.watched.execute("PRAGMA data_version").fetchone()[0])


def _kind_at(path: str) -> str:
    """Of which kind a file is asked for at this address."""
    return "ics" if path.startswith("/trainings/") else "csv"


@asynccontextmanager
async def open_doors(office: Office, database: Path) -> AsyncIterator[Doors]:
    """One of each role signed in, somebody who is not, and a row and a form for each door."""
    for role in set(Role) - set(FURNISHED):
        await add_staff(role.capitalize(), PASSWORD, role, "en", now=office.clock())
    await a_row_of_each(office)
    server = TestServer(office.site)
    async with (
        TestClient(server) as browser,
        TestClient(server, cookie_jar=DummyCookieJar()) as client,
    ):
        forms = await _forms(Browser(browser), office.clock())
        training, at_training = await training_doors(Browser(browser), office)
        forms |= at_training
        certificates, at_certificates = await certificate_doors(office, ("Admin", "Trainer"))
        forms |= at_certificates
        words, at_words = await word_doors(Browser(browser))
        forms |= at_words
        bulk, at_bulk = await bulk_doors(Browser(browser), ("Admin", "Editor"))
        forms |= at_bulk
        salma = await add_staff(SALMA, PASSWORD, "editor", "fr", now=office.clock())
        await open_session(salma, office.clock())
        boss = await StaffMember.get(name="Admin")
        link = await invite("Ali", "editor", "fr", by=boss, now=office.clock())
        invitation = await StaffInvitation.get()
        visitors = {NOBODY: Visitor("a-browser")}
        waiting = await a_reminder_that_waits(office, SALMA)
        rows = {
            "/services/": HOSPITAL,
            "/staff/": str(salma.id),
            "/staff/invitations/": str(invitation.id),
            "/join/": link,
            **training,
            **certificates,
            **bulk,
            **words,
        }
        shift = await RotaShift.create(staff=salma, weekday=1, begins=0, ends=60)
        rows["/rota/"] = str(shift.id)
        rows |= {f"/reminders/{{id}}/approve {who}": waiting for who in ("Admin", "Trainer")}
        for staff in await StaffMember.exclude(id=salma.id):
            visitors[staff.name] = Visitor(await open_session(staff, office.clock()), staff)
            await open_session(staff, office.clock())
            other = await StaffSession.filter(staff=staff).order_by("-id").first()
            rows[f"/sessions/{{id}}/end {staff.name}"] = str(other.id if other else 0)
            sheet = await BroughtSheet.create(
                staff=staff,
                name="ours.csv",
                content=",".join(SERVICE_COLUMNS).encode(),
                brought_at=office.clock(),
            )
            rows[f"/services/sheet/{{id}} {staff.name}"] = str(sheet.id)
            linked = await AlertAddress.create(
                staff=staff,
                channel="sms",
                address_hash=staff.name.encode(),
                linked_at=office.clock(),
            )
            rows[f"/alerts/{{id}}/away {staff.name}"] = str(linked.id)
            rows[f"/services/sheet/{{id}}/cancel {staff.name}"] = str(sheet.id)
            rows[f"/services/sheet/{{id}}/choose {staff.name}"] = str(sheet.id)
        with (
            closing(sqlite3.connect(database)) as watched,
            closing(sqlite3.connect(":memory:")) as kept,
        ):
            watched.backup(kept)
            yield Doors(client, visitors, rows, forms, kept, watched)


async def _forms(admin: Browser, now: datetime) -> dict[str, Form]:
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
    edited = (await admin.get(f"{service}?section=reach")).fields() | {
        "phone": "78000001",
        "save": "1",
    }
    details = (await admin.get(f"{service}/details")).fields() | {
        "price_1_amount": "2,500",
        "price_1_currency": "TND",
        "save": "1",
    }
    secret = new_secret()
    added = {"name": "Noor", "password": PASSWORD, "role": "admin", "locale": "fr"}
    chosen = {"new": "a longer walk home", "again": "a longer walk home"}
    changed = {"old": PASSWORD, "new": "a longer walk home", "again": "a longer walk home"}
    reminder = await written(admin)
    return {
        "POST /sign-in": {"name": SALMA, "password": PASSWORD},
        "POST /language": {"locale": "fr", "back": f"{MOUNT}/"},
        "POST /password": changed,
        "POST /second-factor": {"secret": secret, "code": code_at(secret, now)},
        "POST /staff/rule": (await admin.get(f"{MOUNT}/staff")).fields_to(f"{MOUNT}/staff/rule")
        | {"needs_editor": "1"},
        "POST /services/new": new,
        "POST /services/preview": new,
        "POST /services/sheet": {"file": ",".join(SERVICE_COLUMNS).encode()},
        "POST /services/sheet/{id}/choose": {"id-0": "new-row", "row-0": "out"},
        "POST /services/{id}": edited,
        "POST /services/{id}/details": details,
        "POST /feedback/{id}/answer": {"words": "Merci"},
        "POST /calls": {"service": HOSPITAL, "outcome": "next"},
        "POST /holidays": {"holiday": "ramadan:2027-02-08", "move": "later"},
        "POST /closures": (await admin.get(f"{MOUNT}/closures")).fields()
        | {"need": "health", "starts": "2026-12-01", "services": "1", "close": "1"},
        "POST /interests/{id}/state": {"state": "invited", "tell": "1", "was": '{"state": "new"}'},
        **FORMS,
        "POST /walk-in": {"locale": "fr", "offer": "crafts", "place": "kairouan"},
        "POST /interests/{id}/reveal": TO_CALL,
        "POST /conversations/{id}/reveal": TO_CALL,
        "POST /requests/{id}/mended": {"found": "right"},
        "POST /conversations/{id}/answer": {"words": "Venez demain."},
        "POST /conversations/{id}/draft": {"words": "Venez"},
        "POST /canned-answers": {"title": "Heures", "words_fr": "De 9 h à 16 h."},
        "POST /conversations/{id}/note": {"note": "Elle parle peul."},
        "POST /conversations/{id}/assign": {"mine": "1", "was": '{"to": ""}'},
        "POST /reminders/new": reminder | {"send": "1"},
        "POST /reminders/preview": reminder,
        "POST /staff": added,
        "POST /join/{token}": chosen,
        "POST /staff/invitations": {"name": "Noor", "role": "admin", "locale": "fr"},
        "POST /staff/roles": (await admin.get(f"{MOUNT}/staff/roles")).fields()
        | {"editor_see_trainings": "1"},
        "POST /staff/{id}/role": {"role": "trainer", "was": "editor"},
        "POST /staff/{id}/active": {"active": "0"},
        "POST /alerts/email": {"email": "leila@example.org"},
        "POST /alerts/email/code": {"code": "K7M-X4T-W9C"},
        "POST /rota": {"staff": "1", "day_0": "1", "begins": "21:00", "ends": "07:00"},
        "POST /staff/{id}/regions": {"region": "Kairouan", "was": "[]"},
    }
