"""The tables of what is taught: courses, cohorts, class meetings. Nobody who takes part is in them.

Words are JSON of their language codes; moments are UTC.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class CourseRow(Model):
    """A course. `id` is its slug; `version` that of the directory in which it changed last.

    `form_key` is of the form it was made by, so that a form sent twice makes one.
    """

    id = fields.CharField(max_length=64, primary_key=True)
    offer = fields.CharField(max_length=64, null=True)
    title = fields.TextField()
    description = fields.TextField(default="{}")
    skills = fields.TextField(default="{}")
    conditions = fields.TextField(default="{}")
    cost = fields.TextField(default="{}")
    hours = fields.IntField(null=True)
    languages = fields.CharField(max_length=200, default="")
    archived_at = fields.DatetimeField(null=True)
    form_key = fields.CharField(max_length=64, unique=True)
    version = fields.BigIntField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "course"


class CohortRow(Model):
    """One run of a course; `trainer` is the name of a staff account, `place` a place's key.
    `attended_percent`: as in `values.py`.

    `form_key`: as a course has one.
    """

    id = fields.BigIntField(primary_key=True)
    course: fields.ForeignKeyRelation[CourseRow] = fields.ForeignKeyField(
        "services_directory.CourseRow",
        related_name="cohorts",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    course_id: str
    place = fields.CharField(max_length=64)
    venue = fields.TextField(default="{}")
    seats = fields.IntField()
    enrol_until = fields.DatetimeField()
    trainer = fields.CharField(max_length=64, default="")
    timezone = fields.CharField(max_length=64)
    attended_percent = fields.SmallIntField(null=True)
    state = fields.CharField(max_length=16)
    form_key = fields.CharField(max_length=64, unique=True)
    version = fields.BigIntField(db_index=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "cohort"


class ClassMeetingRow(Model):
    """One class; `uid` and `sequence` as iCalendar means them."""

    id = fields.BigIntField(primary_key=True)
    cohort: fields.ForeignKeyRelation[CohortRow] = fields.ForeignKeyField(
        "services_directory.CohortRow",
        related_name="meetings",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    cohort_id: int
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField()
    venue = fields.TextField(default="{}")
    bring = fields.TextField(default="{}")
    uid = fields.CharField(max_length=64, unique=True)
    sequence = fields.IntField(default=0)
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "class_meeting"
