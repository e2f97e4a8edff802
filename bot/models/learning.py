"""What people told us: interest in an offer, feedback, and needs that nothing answered."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact, HashField


class Interest(Model):
    """A wish to be told about an offer: which one, under which name and code, is sealed.

    It is found by keyed hashes (bot/privacy/registration.py). `reach_sealed`: a phone number given
    to be called, sealed; None: "write to me here". `reach_hash` finds it when its owner, who may be
    somebody else, asks to be forgotten: then it is None, too, and `reach_erased`. `state`, and why
    it is `not_possible`: flows/registration/interest_states.py; `done_at`: nothing to do since.
    """

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="interests", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int
    registration_sealed = fields.BinaryField(null=True)
    receipt_hash = HashField(unique=True, null=True)
    offer_hash = HashField(db_index=True, null=True)
    place_hash = HashField(null=True)
    reach_sealed = fields.BinaryField(null=True)
    reach_hash = HashField(db_index=True, null=True)
    reach_erased = fields.BooleanField(default=False)
    locale = fields.CharField(max_length=16)
    created_at = fields.DatetimeField()
    state = fields.CharField(max_length=16, default="new")
    not_possible = fields.CharField(max_length=16, null=True)
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "interest"


class Feedback(Model):
    """A rating and words. Anonymous feedback has no contact, and the day instead of the moment.

    `id` is drawn, since a number that grows tells who wrote at that moment. `said_sealed`: words
    and service (bot/privacy/feedback_words.py).
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="feedback", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int | None
    rating = fields.SmallIntField()
    said_sealed = fields.BinaryField(null=True)
    locale = fields.CharField(max_length=16)
    created_on = fields.DateField()
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "feedback"


class UnmetNeed(Model):
    """Somebody found nothing: our codes, their language, the day. Never who, never their words.

    `id` is drawn, as that of feedback.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    need = fields.CharField(max_length=64)
    place = fields.CharField(max_length=64, null=True)
    locale = fields.CharField(max_length=16)
    channel = fields.CharField(max_length=16)
    noticed_on = fields.DateField()

    class Meta:
        table = "unmet_need"
