"""The directory as the same spreadsheet that is imported, for staff: hidden rows and notes too."""

from __future__ import annotations

import csv
import io

from services_directory.entries import LocalText, Place, Programme
from services_directory.importing.services import SERVICE_COLUMNS, SHEET_LOCALES
from services_directory.models import ServiceRow
from services_directory.phones import read_phones
from services_directory.rows import StoredService, read_places, read_stored


async def export_csv(programme: Programme, source: str | None = None) -> str:
    """Every service (of one source), archived ones left out, as CSV text with a header.

    What the sheet has no column for (Tunisian words, when our team checked) is not in it.
    """
    wanted = ServiceRow.exclude(status="archived").order_by("id")
    stored = await read_stored(wanted.filter(source=source) if source else wanted)
    places = {place.id: place for place in await read_places(programme.languages)}
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, SERVICE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in stored:
        writer.writerow(_cells(each, programme, places))
    return file.getvalue()


def _cells(stored: StoredService, programme: Programme, places: dict[str, Place]) -> dict[str, str]:
    draft, facts = stored.draft, stored.facts
    phones = read_phones(draft.phone, programme.country) or ()
    place = places.get(draft.place or "")
    position = facts.position
    return {
        "id": stored.record.key,
        **_words("organisation_name", draft.organisation),
        **_words("service_name", draft.name),
        **_words("description", draft.description),
        "category": draft.category,
        "governorate": draft.region or programme.national_region,
        "delegation": place.name.best(SHEET_LOCALES) if place else "",
        "address_fr": draft.address.in_locale("fr") or "",
        "address_ar": draft.address.in_locale("ar") or "",
        "latitude": str(position.latitude) if position else "",
        "longitude": str(position.longitude) if position else "",
        "phone": draft.phone,
        "phone_e164": next((phone.e164 for phone in phones if phone.e164), ""),
        "short_code": next((phone.digits for phone in phones if not phone.e164), ""),
        "email": draft.email,
        "website": draft.website,
        "opening_hours": draft.opening_hours,
        "cost": str(draft.cost or ""),
        "eligibility": draft.eligibility.in_locale("fr") or "",
        "languages": ";".join(draft.languages),
        "source_url": facts.source_url,
        "source_date": facts.source_date,
        "confidence": facts.confidence,
        "notes": draft.notes,
    }


def _words(column: str, text: LocalText) -> dict[str, str]:
    return {f"{column}_{locale}": text.in_locale(locale) or "" for locale in SHEET_LOCALES}
