"""Certificates: what was learnt, and of nobody who learnt it."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.training import Enrolment


class Certificate(Model):
    """`code` stands on the paper. `title`: JSON of the course's title when it was issued.

    `holder_sealed`: a name, where its holder allowed that whoever shows the code is told; it goes
    with the enrolment, at the latest. `revoked_at`: it is not valid any more.
    """

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(max_length=16, unique=True)
    enrolment: fields.OneToOneNullableRelation[Enrolment] = fields.OneToOneField(
        "bot.Enrolment", related_name="certificate", null=True, on_delete=fields.SET_NULL
    )
    enrolment_id: int | None
    course_id = fields.CharField(max_length=64)
    title = fields.TextField()
    place = fields.CharField(max_length=64)
    finished_on = fields.DateField()
    hours = fields.IntField(null=True)
    holder_sealed = fields.BinaryField(null=True)
    issued_at = fields.DatetimeField()
    issued_by = fields.CharField(max_length=64)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "certificate"
