"""The directory's tables: documents of what is on offer, and the columns they are found by."""

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
    """A town or district. `key` is its id in the places file; `spellings` stand one a line.

    `names` is JSON of its name in each language.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    region = fields.CharField(max_length=64)
    spellings = fields.TextField(default="")
    names = fields.TextField(default="{}")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    geonames_id = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "place"


class SharedRow(Model):
    """What several services have in common: an organisation, a location, a taxonomy or a term.

    `uuid` is its HSDS id; two sources may bring the same thing under the same one.
    """

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=128)
    uuid = fields.CharField(max_length=36, db_index=True)
    document = fields.TextField()

    class Meta:
        table = "shared_record"
        unique_together = (("kind", "source", "source_id"),)


class ServiceRow(Model):
    """One service. `key` is the id that people's cards and links carry; it is never used again.

    `document` is all that is known of it (`records/documents.py`), without what it shares with
    others; the other columns are copies for lists, but for who changed it when. `version` is that
    of the directory in which it, or what it shows, changed last. `folded` holds its names, `phones`
    the digits of its numbers. `digest`: of what a file said of it, until anybody else writes here.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=96, unique=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=96)
    organisation: fields.ForeignKeyRelation[SharedRow] = fields.ForeignKeyField(
        "services_directory.SharedRow",
        related_name="services",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    organisation_id: int
    status = fields.CharField(max_length=16, db_index=True)
    category = fields.CharField(max_length=64, db_index=True)
    region = fields.CharField(max_length=64, null=True)
    place = fields.CharField(max_length=64, null=True)
    last_checked_on = fields.DateField(null=True)
    next_check_on = fields.DateField(null=True)
    folded = fields.TextField()
    phones = fields.TextField()
    version = fields.BigIntField(db_index=True)
    updated_at = fields.DatetimeField()
    updated_by = fields.CharField(max_length=64, null=True)
    document = fields.TextField()
    digest = fields.CharField(max_length=64, null=True)
    merged_into = fields.CharField(max_length=96, null=True)

    class Meta:
        table = "service"
        unique_together = (("source", "source_id"),)


class SiteRow(Model):
    """A service is at a location: which services change when a location does."""

    id = fields.BigIntField(primary_key=True)
    service: fields.ForeignKeyRelation[ServiceRow] = fields.ForeignKeyField(
        "services_directory.ServiceRow", related_name="sites", on_delete=fields.CASCADE
    )
    service_id: int
    location: fields.ForeignKeyRelation[SharedRow] = fields.ForeignKeyField(
        "services_directory.SharedRow",
        related_name="sites",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    location_id: int

    class Meta:
        table = "service_at_location"
        unique_together = (("service", "location"),)


class ServiceChange(Model):
    """One change of a service, written in the transaction of the change itself.

    `difference` is JSON of what differs, by name: [before, after]. `before` is the document of the
    whole service as it was, to go back to; "" for a new one, and where that may not be kept.
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


class ServiceShown(Model):
    """How often the card of a service that nobody checked was shown on a day. Never to whom.

    `id`: day and service, since a number that grows tells which came first.
    """

    id = fields.CharField(max_length=112, primary_key=True, generated=False)
    day = fields.DateField(db_index=True)
    service = fields.CharField(max_length=96)
    times = fields.IntField()

    class Meta:
        table = "service_shown"


class ServiceCall(Model):
    """What staff found when they last called a service; until when it need not be called again."""

    service = fields.CharField(max_length=96, primary_key=True, generated=False)
    outcome = fields.CharField(max_length=16)
    called_by = fields.CharField(max_length=64)
    called_at = fields.DatetimeField()
    rests_until = fields.DateField()

    class Meta:
        table = "service_call"


class HolidayCorrection(Model):
    """What staff say of a holiday by the moon, for the whole programme; see `calendar/holidays.py`.

    `holiday`: its id, by the day it was expected on.
    """

    holiday = fields.CharField(max_length=96, primary_key=True, generated=False)
    day = fields.DateField()
    days = fields.IntField()
    said_by = fields.CharField(max_length=64)
    said_at = fields.DatetimeField()

    class Meta:
        table = "holiday_correction"


class RowChoice(Model):
    """What staff chose for a row of a file that looks like a service here: see `alike/choices.py`.

    `service`: the key of the one that it is an update of. `imported`: what the row said of it when
    it was taken in last, as in a record.
    """

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    source_id = fields.CharField(max_length=96)
    choice = fields.CharField(max_length=16)
    service = fields.CharField(max_length=96, null=True)
    imported = fields.TextField(default="")
    chosen_by = fields.CharField(max_length=64)
    chosen_at = fields.DatetimeField()

    class Meta:
        table = "row_choice"
        unique_together = (("source", "source_id"),)
