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
    """Who helps. Its names are in `Translation`."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=128)

    class Meta:
        table = "organisation"
        unique_together = (("source", "source_id"),)


class ServiceRow(Model):
    """One service. `key` is the id that people's cards and links carry; it is never used again.

    `notes` are for staff only. `imported` (JSON of the row as last imported) tells a field that
    staff edited from one that the source changed. `folded` is what staff search in. `phone` is as
    printed: `phones.py` reads the numbers in it.
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
    place = fields.CharField(max_length=64, null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    phone = fields.CharField(max_length=120, default="")
    email = fields.CharField(max_length=254, default="")
    website = fields.CharField(max_length=500, default="")
    opening_hours = fields.CharField(max_length=255, default="")
    cost = fields.CharField(max_length=16, null=True)
    spoken_languages = fields.CharField(max_length=120, default="")
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

    class Meta:
        table = "service"
        unique_together = (("source", "source_id"),)


class Translation(Model):
    """The words of one field in one language, `status`: machine, human, reviewed.

    `owner` is "service", "organisation" or "place", `owner_id` its row.
    """

    id = fields.BigIntField(primary_key=True)
    owner = fields.CharField(max_length=16)
    owner_id = fields.BigIntField()
    field = fields.CharField(max_length=32)
    locale = fields.CharField(max_length=16)
    words = fields.TextField()
    status = fields.CharField(max_length=16)

    class Meta:
        table = "translation"
        unique_together = (("owner", "owner_id", "field", "locale"),)
