"""Takes every service out of a database again, between a copy and its return."""

from __future__ import annotations

from services_directory.storage import hsds_models as tables
from services_directory.storage.models import OrganisationRow, ServiceRow


async def empty() -> None:
    """Every service goes, and what only services have; places stay."""
    await tables.SiteRow.all().delete()
    for table in (
        *(ServiceRow, tables.LocationRow, tables.TaxonomyRow, OrganisationRow, tables.TermRow),
        *(tables.PhoneRow, tables.ScheduleRow, tables.AddressRow, tables.AttributeRow),
        *(tables.ClosureRow, tables.ContactRow, tables.CostOptionRow, tables.DocumentRow),
        *(tables.AreaRow, tables.LanguageRow, tables.AccessibilityRow),
    ):
        await table.all().delete()
