"""What people told us: interest in an offer, feedback, and needs that nothing answered."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact


class Interest(Model):
    """A wish to be told about an offer. `receipt` is the code the person can show.

    `reach_sealed`: a phone number given to be called, sealed; None: "write to me here".
    """

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="interests", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int
    receipt = fields.CharField(max_length=16, unique=True)
    offer = fields.CharField(max_length=64, db_index=True)
    place = fields.CharField(max_length=64)
    first_name = fields.CharField(max_length=80, default="")
    reach_sealed = fields.BinaryField(null=True)
    reach_when = fields.CharField(max_length=16)
    locale = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "interest"


class Feedback(Model):
    """A rating and words. Anonymous feedback has no contact, and the day instead of the moment."""

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="feedback", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int | None
    service = fields.CharField(max_length=64, null=True)
    rating = fields.SmallIntField()
    words = fields.TextField(default="")
    locale = fields.CharField(max_length=16)
    created_on = fields.DateField()
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "feedback"


class UnmetNeed(Model):
    """Somebody found nothing: our codes, their language, the day. Never who, never their words."""

    id = fields.BigIntField(primary_key=True)
    need = fields.CharField(max_length=64)
    place = fields.CharField(max_length=64, null=True)
    locale = fields.CharField(max_length=16)
    channel = fields.CharField(max_length=16)
    noticed_on = fields.DateField()

    class Meta:
        table = "unmet_need"
