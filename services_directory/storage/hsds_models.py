"""The tables below a service, one for each object of HSDS 3.2, under the names it gives them.

Columns hold what is the same in every language; words are in `Translation`. A moment, a day or a
time that a source wrote freely stays text: `hours.py` decides what can be said of it.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from services_directory.storage.models import OrganisationRow, ServiceRow


class LocationRow(Model):
    """A place services are offered at. Address and point of a confidential service are not kept."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=128)
    uuid = fields.CharField(max_length=36, null=True)
    source_language = fields.CharField(max_length=16, default="")
    organisation: fields.ForeignKeyNullableRelation[OrganisationRow] = fields.ForeignKeyField(
        "services_directory.OrganisationRow",
        related_name="locations",
        on_delete=fields.SET_NULL,
        null=True,
        db_index=True,
    )
    organisation_id: int | None
    location_type = fields.CharField(max_length=16, default="physical")
    region = fields.CharField(max_length=64, null=True)
    place = fields.CharField(max_length=64, null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    external_identifier = fields.CharField(max_length=128, default="")
    external_identifier_type = fields.CharField(max_length=64, default="")
    url = fields.CharField(max_length=500, default="")
    extra = fields.TextField(default="{}")

    class Meta:
        table = "location"
        unique_together = (("source", "source_id"),)


class SiteRow(Model):
    """HSDS's service_at_location: one service at one location, the unit a person visits."""

    id = fields.BigIntField(primary_key=True)
    service: fields.ForeignKeyRelation[ServiceRow] = fields.ForeignKeyField(
        "services_directory.ServiceRow", related_name="sites", on_delete=fields.CASCADE
    )
    service_id: int
    location: fields.ForeignKeyRelation[LocationRow] = fields.ForeignKeyField(
        "services_directory.LocationRow",
        related_name="sites",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    location_id: int
    position = fields.IntField(default=0)
    uuid = fields.CharField(max_length=36, null=True)
    extra = fields.TextField(default="{}")

    class Meta:
        table = "service_at_location"
        unique_together = (("service", "location"),)


class TaxonomyRow(Model):
    """A list of terms that services are marked with: a sector list, who a service is for."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=128)
    uuid = fields.CharField(max_length=36, null=True)
    source_language = fields.CharField(max_length=16, default="")
    uri = fields.CharField(max_length=500, default="")
    version = fields.CharField(max_length=64, default="")
    extra = fields.TextField(default="{}")

    class Meta:
        table = "taxonomy"
        unique_together = (("source", "source_id"),)


class TermRow(Model):
    """One term. `code` is what it is known by within its taxonomy."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=128)
    uuid = fields.CharField(max_length=36, null=True)
    source_language = fields.CharField(max_length=16, default="")
    taxonomy: fields.ForeignKeyNullableRelation[TaxonomyRow] = fields.ForeignKeyField(
        "services_directory.TaxonomyRow",
        related_name="terms",
        on_delete=fields.CASCADE,
        null=True,
        db_index=True,
    )
    taxonomy_id: int | None
    parent: fields.ForeignKeyNullableRelation[TermRow] = fields.ForeignKeyField(
        "services_directory.TermRow",
        related_name="children",
        on_delete=fields.SET_NULL,
        null=True,
        db_index=True,
    )
    parent_id: int | None
    code = fields.CharField(max_length=128, default="")
    term_uri = fields.CharField(max_length=500, default="")
    extra = fields.TextField(default="{}")

    class Meta:
        table = "taxonomy_term"
        unique_together = (("source", "source_id"),)


class Detail(Model):
    """What hangs on another row: `owner` is its kind ("service", "location" …), `owner_id` its id.

    `position` is its place among its like; `uuid` its HSDS id where a source gave one.
    """

    id = fields.BigIntField(primary_key=True)
    owner = fields.CharField(max_length=16)
    owner_id = fields.BigIntField()
    position = fields.IntField(default=0)
    uuid = fields.CharField(max_length=36, null=True)
    extra = fields.TextField(default="{}")

    class Meta:
        abstract = True


class AddressRow(Detail):
    attention = fields.CharField(max_length=300, default="")
    address_2 = fields.CharField(max_length=300, default="")
    city = fields.CharField(max_length=300, default="")
    region = fields.CharField(max_length=300, default="")
    state_province = fields.CharField(max_length=300, default="")
    postal_code = fields.CharField(max_length=32, default="")
    country = fields.CharField(max_length=64, default="")
    address_type = fields.CharField(max_length=16, default="")

    class Meta:
        table = "address"
        indexes = (("owner", "owner_id"),)


class PhoneRow(Detail):
    """`number` is as printed: `phones.py` reads it. `type` is RFC 6350's: voice, text, cell …"""

    number = fields.CharField(max_length=120, default="")
    extension = fields.CharField(max_length=32, default="")
    type = fields.CharField(max_length=16, default="")

    class Meta:
        table = "phone"
        indexes = (("owner", "owner_id"),)


class ScheduleRow(Detail):
    """One interval of the week, as an RRULE in HSDS's names.

    `osm` is a rule in OpenStreetMap's syntax that no such row can say. `timezone` is an IANA name;
    "" is the programme's.
    """

    osm = fields.CharField(max_length=255, default="")
    freq = fields.CharField(max_length=16, default="")
    interval = fields.IntField(null=True)
    byday = fields.CharField(max_length=64, default="")
    bymonthday = fields.CharField(max_length=120, default="")
    byweekno = fields.CharField(max_length=200, default="")
    byyearday = fields.CharField(max_length=500, default="")
    dtstart = fields.CharField(max_length=32, default="")
    until = fields.CharField(max_length=32, default="")
    count = fields.IntField(null=True)
    wkst = fields.CharField(max_length=2, default="")
    opens_at = fields.CharField(max_length=32, default="")
    closes_at = fields.CharField(max_length=32, default="")
    valid_from = fields.CharField(max_length=32, default="")
    valid_to = fields.CharField(max_length=32, default="")
    timezone = fields.CharField(max_length=64, default="")
    schedule_link = fields.CharField(max_length=500, default="")
    attending_type = fields.CharField(max_length=500, default="")

    class Meta:
        table = "schedule"
        indexes = (("owner", "owner_id"),)


class ClosureRow(Detail):
    """Closed, or open at other hours (`opens_at`), from one day to another, both included."""

    starts_on = fields.DateField()
    ends_on = fields.DateField()
    kind = fields.CharField(max_length=16, default="")
    opens_at = fields.CharField(max_length=5, default="")
    closes_at = fields.CharField(max_length=5, default="")

    class Meta:
        table = "closure"
        indexes = (("owner", "owner_id"),)


class LanguageRow(Detail):
    """A language people are served in: ISO 639 `code`, or `name` where a source gave no code."""

    code = fields.CharField(max_length=16, default="")
    name = fields.CharField(max_length=120, default="")

    class Meta:
        table = "delivery_language"
        indexes = (("owner", "owner_id"),)


class AccessibilityRow(Detail):
    url = fields.CharField(max_length=500, default="")

    class Meta:
        table = "accessibility"
        indexes = (("owner", "owner_id"),)


class CostOptionRow(Detail):
    amount = fields.FloatField(null=True)
    currency = fields.CharField(max_length=16, default="")
    valid_from = fields.CharField(max_length=32, default="")
    valid_to = fields.CharField(max_length=32, default="")

    class Meta:
        table = "cost_option"
        indexes = (("owner", "owner_id"),)


class DocumentRow(Detail):
    uri = fields.CharField(max_length=500, default="")

    class Meta:
        table = "required_document"
        indexes = (("owner", "owner_id"),)


class AreaRow(Detail):
    """`region` is one of the programme's, where the area is one."""

    region = fields.CharField(max_length=64, null=True)
    extent = fields.TextField(default="")
    extent_type = fields.CharField(max_length=64, default="")
    uri = fields.CharField(max_length=500, default="")

    class Meta:
        table = "service_area"
        indexes = (("owner", "owner_id"),)


class AttributeRow(Detail):
    """A fact as a term of a taxonomy, or (`value`) in a code of ours, see `facts.py`."""

    term: fields.ForeignKeyNullableRelation[TermRow] = fields.ForeignKeyField(
        "services_directory.TermRow",
        related_name="attributes",
        on_delete=fields.SET_NULL,
        null=True,
        db_index=True,
    )
    term_id: int | None
    link_type = fields.CharField(max_length=64, default="")
    value = fields.TextField(default="")
    label = fields.CharField(max_length=500, default="")

    class Meta:
        table = "attribute"
        indexes = (("owner", "owner_id"),)


class ContactRow(Detail):
    """Somebody by name: in no message, and in no export unless `is_public`."""

    name = fields.CharField(max_length=200, default="")
    title = fields.CharField(max_length=200, default="")
    department = fields.CharField(max_length=200, default="")
    email = fields.CharField(max_length=254, default="")
    is_public = fields.BooleanField(default=False)

    class Meta:
        table = "contact_person"
        indexes = (("owner", "owner_id"),)
