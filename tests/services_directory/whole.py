"""One service that has everything HSDS knows, as a partner's feed could bring it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_DNS, uuid5

from services_directory.records.records import (
    AccessibilityRecord,
    AddressRecord,
    AreaRecord,
    AttributeRecord,
    ClosureRecord,
    ContactRecord,
    CostRecord,
    DocumentRecord,
    LanguageRecord,
    LocationRecord,
    OrganisationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceRecord,
    SiteRecord,
    TaxonomyRecord,
    TermRecord,
    Wording,
)
from services_directory.values.entries import LocalText, Status


def words(**said: str) -> LocalText:
    return LocalText.of(said)


def uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_DNS, name))


TAXONOMY = TaxonomyRecord(
    id=uuid("sectors"), source="feed", source_id="t1", name=words(en="Sectors"), version="2"
)
HEALTH = TermRecord(
    id=uuid("health"), source="feed", source_id="1", taxonomy=TAXONOMY.id, code="H",
    name=words(en="Health", ar="صحة"),
)  # fmt: skip
CLINICS = TermRecord(
    id=uuid("clinics"), source="feed", source_id="2", taxonomy=TAXONOMY.id, code="H-1",
    parent=HEALTH.id, name=words(en="Clinics"),
)  # fmt: skip

NURSE = ContactRecord(
    id=uuid("nurse"), name="Amel", title="Nurse", email="amel@example.org",
    phones=(PhoneRecord(id=uuid("nurse's"), number="20 000 009"),),
)  # fmt: skip

DESK = replace(NURSE, id=uuid("desk"), name="Front desk", is_public=True, phones=())

HALL = LocationRecord(
    id=uuid("hall"), source="feed", source_id="hall", source_language="fr",
    name=words(fr="Maison de santé"), transportation=words(fr="Bus 12", en="Bus 12"),
    region="Jendouba", place="tabarka", latitude=36.95, longitude=8.76,
    addresses=(AddressRecord(address_1=words(fr="3 rue du Port"), city="Tabarka", country="TN"),),
    accessibility=(AccessibilityRecord(description=words(fr="Rampe", en="Ramp")),),
    contacts=(NURSE,),
    extra={"metadata": [{"last_action": "update"}]},
)  # fmt: skip

TENT = replace(HALL, id=uuid("tent"), source_id="tent", place="ain_draham", contacts=())

WHOLE = ServiceRecord(
    id=uuid("whole"), key="feed-whole", source="feed", source_id="whole", source_language="fr",
    organisation=OrganisationRecord(
        id=uuid("org"), source="feed", source_id="org", source_language="fr",
        name=words(fr="Santé pour tous"), website="https://example.org",
        contacts=(NURSE, DESK), extra={"year_incorporated": 1998},
    ),
    category="health", status=Status.PUBLISHED, hsds_status="active",
    name=words(fr="Consultation", ar="استشارة", en="Consultation"),
    sms_text=words(fr="Médecin, sans frais", ar="طبيب مجانا"),
    alert=words(fr="Sur rendez-vous cette semaine"),
    fees=words(fr="5 dinars"), minimum_age=6, maximum_age=17.5,
    sites=(
        SiteRecord(
            id=uuid("site"), location=HALL, description=words(fr="Au rez-de-chaussée"),
            schedules=(
                ScheduleRecord(
                    freq="WEEKLY", byday="MO,TU", opens_at="08:00", closes_at="12:00"
                ),
            ),
        ),
        SiteRecord(location=TENT),
    ),
    phones=(
        PhoneRecord(
            id=uuid("phone"), number="78 000 001", type="text", extension="4",
            description=words(fr="Accueil", ar="استقبال"),
            languages=(LanguageRecord(code="ar", note=words(fr="le matin")),),
            attributes=(AttributeRecord(link_type="payment", value="free"),),
        ),
    ),
    closures=(
        ClosureRecord(starts_on=date(2026, 12, 25), ends_on=date(2026, 12, 26), kind="holiday"),
    ),
    languages=(LanguageRecord(code="fr"), LanguageRecord(code="ar")),
    costs=(CostRecord(option=words(fr="visite"), amount=5, currency="TND"),),
    documents=(
        DocumentRecord(document=words(fr="Carte d'identité", ar="بطاقة تعريف")),
        DocumentRecord(document=words(fr="Ordonnance")),
    ),
    areas=(AreaRecord(name=words(fr="Le nord-ouest"), extent='{"type": "Point"}'),),
    attributes=(
        AttributeRecord(link_type="eligibility", value="children"),
        AttributeRecord(term=CLINICS.id, link_type="sector", value="", label="Sector"),
    ),
    contacts=(NURSE,),
    extra={"program": {"id": "p"}},
    wordings={
        "name.ar": Wording("machine"), "name.fr": Wording("human"),
        "sms_text.ar": Wording("reviewed"),
    },
)  # fmt: skip

_PROGRAM = {"id": uuid("program"), "name": "Winter", "description": "Help in winter"}

_SITES = tuple(replace(each, location=replace(each.location, extra={})) for each in WHOLE.sites)

IN_PROGRAM = replace(WHOLE, extra={"program": _PROGRAM}, sites=_SITES)
"""In a programme of HSDS, which is told as it came; and nothing beside the fields of a place."""
