"""Once a service is confidential, nobody who holds our tables finds the way to its door."""

from __future__ import annotations

import json
from dataclasses import replace

from tortoise import Tortoise
from tortoise.transactions import in_transaction

from admin.models import AuditEntry
from bot.database.migration_files import find_migrations, statements
from bot.database.opening import Database
from bot.models.messages import OutboundMessageRow
from services_directory.hsds.exporting.exporter import as_lines, load_export
from services_directory.hsds.exporting.package import as_package
from services_directory.records.records import LocationRecord, OrganisationRecord, ServiceRecord
from services_directory.records.schema import source_id_of
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.storage.store import get_service
from tests.admin.office import AWA, HOSPITAL, Browser, Office
from tests.services_directory.keeping import save_record

STREET, LANE = "9 rue secrète", "زقاق سري"
PAGE = f"/admin/services/{HOSPITAL}"
FORM = f"{PAGE}?section=all"
PUBLIC = f"/s/{HOSPITAL}"


async def saved(editor: Browser, **changes: str) -> str:
    fields = (await editor.get(FORM)).fields()
    return (await editor.post(FORM, fields | changes | {"save": "1"})).text


async def everything_kept() -> str:
    """Every row of every table, but of the messages that people got: those go after some days."""
    rows = [
        await model.all().values()
        for models in (Tortoise.apps or {}).values()
        for model in models.values()
        if model is not OutboundMessageRow
    ]
    return repr(rows)


async def everything_told(office: Office, editor: Browser) -> str:
    """Every page and file a service is in, and the answer to somebody who asks for it."""
    programme, day = office.app.programme, office.clock.now.date()
    pages = [PAGE, FORM, "/admin/services", "/admin/changes"]
    public = [PUBLIC, f"{PUBLIC}/contact.vcf", "/p/tabarka", "/p/tabarka/leaflet"]
    api = ["/api/hsds/services?full=true", "/api/hsds/service_at_locations?full=true"]
    found = [await editor.get(path) for path in (*pages, *public, *api)]
    assert {each.status for each in found} == {200}
    told = [each.html for each in found]
    export = await load_export(programme, day=day, everything=True)
    told += [*as_lines(export), *as_package(export).values(), as_csv(await export_sheet(programme))]
    return repr([*told, await card_by_sms(office)])


async def card_by_sms(office: Office) -> str:
    return (await office.hears(AWA, "bonjour", "1", "hopital tabarka"))[-1]


async def whole() -> ServiceRecord:
    found = await get_service(HOSPITAL)
    assert found is not None
    return found


async def test_its_address_is_in_no_table_page_export_or_message(
    admin: Browser, office: Office
) -> None:
    record = await whole()
    organisation = OrganisationRecord(source="feed", source_id="org", name=record.organisation.name)
    own = LocationRecord(
        source="feed", source_id="house", region="Jendouba", place="tabarka",
        latitude=36.123, longitude=8.456, organisation=source_id_of(organisation),
    )  # fmt: skip
    site = replace(record.sites[0], location=own)
    await save_record(
        replace(record, organisation=organisation, sites=(site,)), by="feed", now=office.clock.now
    )
    await saved(admin, address_fr=STREET, address_ar=LANE)
    kept, told = await everything_kept(), await everything_told(office, admin)
    for secret in (STREET, LANE, "36.123", "8.456"):
        assert secret in kept
        assert secret in told
    assert STREET in await card_by_sms(office)
    assert "Saved." in await saved(admin, address_fr="", address_ar="", confidential="1")
    kept, told = await everything_kept(), await everything_told(office, admin)
    for secret in (STREET, LANE, "36.123", "8.456"):
        assert secret not in kept
        assert secret not in told


async def test_the_trail_says_that_an_address_changed_and_not_to_what(admin: Browser) -> None:
    await saved(admin, address_fr=STREET, phone="78 000 009")
    trail = await admin.get("/admin/changes")
    assert "Address (fr)" in trail.text
    assert STREET not in trail.text
    assert "78 000 009" in trail.text


async def test_an_older_trail_forgets_its_addresses(database: Database, office: Office) -> None:
    await AuditEntry.create(
        happened_at=office.clock.now,
        who="Amal",
        what="changed",
        subject="service",
        subject_id=HOSPITAL,
        before='{"address.fr": "9 rue secrète", "phone": "78 000 001"}',
        after='{"latitude": "36.95", "longitude": "8.76", "name.ar": "مستشفى"}',
    )
    migrations = find_migrations(database.dialect)
    known = {(each.room, each.number): each for each in migrations}
    async with in_transaction() as connection:
        for statement in statements(known["admin", 2].sql):
            await connection.execute_query(statement)
    entry = await AuditEntry.get(who="Amal")
    assert json.loads(entry.before) == {"phone": "78 000 001"}
    assert json.loads(entry.after) == {"name.ar": "مستشفى"}
