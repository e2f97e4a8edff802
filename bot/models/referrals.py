"""Referrals: whom we passed on to which service, and what came of it."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact, HashField


class Referral(Model):
    """`id` is drawn, since it stands in the receiver's link. States: flows/engine/referrals.py.

    `told_sealed`: which service, need, town and language; `passed_sealed`: what the person agreed
    that the receiver is told, gone once the referral has ended (bot/referrals/sealed.py).
    `receiver_hash`: of the number that may answer by SMS; `receiver_number_hash` finds it by
    whatever channel its owner writes, as `passed_hash` does the number that is passed on
    (bot/privacy/traces/addresses.py). `due_at`: when the clock of it rings;
    `tell_at`: when the person is to be told how it stands; `back_at`: since when staff are to look
    at it, until `seen_by` has. `link_step`: how often the link was used.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="referrals", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int
    state = fields.CharField(max_length=16)
    refused = fields.CharField(max_length=16, null=True)
    outcome = fields.CharField(max_length=16, null=True)
    urgency = fields.CharField(max_length=16)
    code_hash = HashField(unique=True)
    service_hash = HashField(db_index=True)
    receiver_hash = HashField(db_index=True, null=True)
    receiver_number_hash = HashField(null=True)
    told_sealed = fields.BinaryField(null=True)
    passed_sealed = fields.BinaryField(null=True)
    passed_hash = HashField(null=True)
    consent_version = fields.CharField(max_length=32, null=True)
    consent_locale = fields.CharField(max_length=16, null=True)
    consent_how = fields.CharField(max_length=16, null=True)
    consented_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(db_index=True)
    created_by = fields.CharField(max_length=64)
    sent_at = fields.DatetimeField(null=True)
    answer_by = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    reminded_at = fields.DatetimeField(null=True)
    tell_at = fields.DatetimeField(null=True)
    accepted_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    back_at = fields.DatetimeField(null=True)
    seen_by = fields.CharField(max_length=64, null=True)
    link_step = fields.IntField(default=0)

    class Meta:
        table = "referral"
