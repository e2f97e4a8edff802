"""The directory's tables: what is on offer, in which words, and where each fact comes from."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class DirectoryVersion(Model):
    """One row (id 1) whose number grows with every published change; readers poll it."""

    id = fields.IntField(primary_key=True, generated=False)
    version = fields.BigIntField()

    class Meta:
        table = "directory_version"


class PlaceRow(Model):
    """A town or district. `key` is its id in the places file; `spellings` stand one a line."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    region = fields.CharField(max_length=64)
    spellings = fields.TextField(default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    geonames_id = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "place"


class OrganisationRow(Model):
    """Who helps. Its names are in `Translation`.

    `uuid` is its HSDS id where a source gave one; else it is derived, see `objects.object_id`.
    `extra` (JSON) is what is passed through from an import to an export.
    """

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=128)
    uuid = fields.CharField(max_length=36, null=True)
    source_language = fields.CharField(max_length=16, default="")
    email = fields.CharField(max_length=254, default="")
    website = fields.CharField(max_length=500, default="")
    logo = fields.CharField(max_length=500, default="")
    uri = fields.CharField(max_length=500, default="")
    parent: fields.ForeignKeyNullableRelation[OrganisationRow] = fields.ForeignKeyField(
        "services_directory.OrganisationRow",
        related_name="children",
        on_delete=fields.SET_NULL,
        null=True,
        db_index=True,
    )
    parent_id: int | None
    extra = fields.TextField(default="{}")

    class Meta:
        table = "organisation"
        unique_together = (("source", "source_id"),)


class ServiceRow(Model):
    """One service. `key` is the id that people's cards and links carry; it is never used again.

    Where it is, when it is open and how to reach it stand in tables of their own (`object_models`).
    `notes` are for staff only. `imported` (JSON of the row as last imported) tells a field that
    staff edited from one that the source changed. `folded` and `region` are copies for lists.
    `hsds_status` is what the provider says ("temporarily closed"), `status` where our work on the
    entry stands. `confidential`: its address is nowhere, not even here.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=96, unique=True)
    organisation: fields.ForeignKeyRelation[OrganisationRow] = fields.ForeignKeyField(
        "services_directory.OrganisationRow",
        related_name="services",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    organisation_id: int
    category = fields.CharField(max_length=64, db_index=True)
    region = fields.CharField(max_length=64, null=True)
    email = fields.CharField(max_length=254, default="")
    website = fields.CharField(max_length=500, default="")
    cost = fields.CharField(max_length=16, null=True)
    caution = fields.CharField(max_length=64, null=True)
    status = fields.CharField(max_length=16, db_index=True)
    confidence = fields.CharField(max_length=16)
    confirmed = fields.BooleanField(default=False)
    last_checked_on = fields.DateField(null=True)
    last_checked_by = fields.CharField(max_length=64, null=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=96)
    source_url = fields.CharField(max_length=1000, default="")
    source_date = fields.CharField(max_length=16, default="")
    notes = fields.TextField(default="")
    imported = fields.TextField(default="{}")
    folded = fields.TextField(default="")
    updated_at = fields.DatetimeField()
    updated_by = fields.CharField(max_length=64, null=True)
    uuid = fields.CharField(max_length=36, null=True, db_index=True)
    source_language = fields.CharField(max_length=16, default="")
    hsds_status = fields.CharField(max_length=32, default="active")
    minimum_age = fields.FloatField(null=True)
    maximum_age = fields.FloatField(null=True)
    confidential = fields.BooleanField(default=False)
    next_check_on = fields.DateField(null=True)
    extra = fields.TextField(default="{}")

    class Meta:
        table = "service"
        unique_together = (("source", "source_id"),)


class Translation(Model):
    """The words of one field in one language, `status`: machine, human, reviewed.

    `owner` is the kind of row they belong to ("service", "phone" …), `owner_id` its id.
    `source_hash` is of the words they were translated from: another hash now means outdated; ""
    where they are the source themselves, or nobody knows.
    """

    id = fields.BigIntField(primary_key=True)
    owner = fields.CharField(max_length=16)
    owner_id = fields.BigIntField()
    field = fields.CharField(max_length=32)
    locale = fields.CharField(max_length=16)
    words = fields.TextField()
    status = fields.CharField(max_length=16)
    source_hash = fields.CharField(max_length=64, default="")
    author = fields.CharField(max_length=64, null=True)
    updated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "translation"
        unique_together = (("owner", "owner_id", "field", "locale"),)


class ServiceChange(Model):
    """One change of a service, written in the transaction of the change itself.

    `difference` is JSON of what differs, by name: [before, after]. `before` is JSON of the whole
    service as it was, to go back to; "" for a new one, and where that may not be kept.
    """

    id = fields.BigIntField(primary_key=True)
    service: fields.ForeignKeyRelation[ServiceRow] = fields.ForeignKeyField(
        "services_directory.ServiceRow",
        related_name="changes",
        on_delete=fields.CASCADE,
        db_index=True,
    )
    service_id: int
    happened_at = fields.DatetimeField()
    who = fields.CharField(max_length=64)
    what = fields.CharField(max_length=16)
    difference = fields.TextField(default="{}")
    before = fields.TextField(default="")

    class Meta:
        table = "service_change"
