"""Services that were asked whether what people are told of them is right."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import HashField


class ServiceConfirmation(Model):
    """One question to one service. `answer`: what came, by `answered_at`; nothing, if silence.

    `proposed_sealed`: what they say has changed, until staff have `settled` it
    (bot/confirmations/proposal.py). `number_hash`: of the number that may answer the message
    `outbound_id` by SMS, while it is open there. `to_check`: it answered so that all is right, and
    its day is not noted yet.
    """

    id = fields.BigIntField(primary_key=True)
    service = fields.CharField(max_length=96, db_index=True)
    asked_at = fields.DatetimeField(db_index=True)
    asked_by = fields.CharField(max_length=64)
    answer = fields.CharField(max_length=16, null=True)
    answered_at = fields.DatetimeField(null=True)
    proposed_sealed = fields.BinaryField(null=True)
    settled_at = fields.DatetimeField(null=True)
    settled_by = fields.CharField(max_length=64, null=True)
    number_hash = HashField(null=True)
    outbound_id = fields.BigIntField(null=True)
    to_check = fields.BooleanField(default=False)

    class Meta:
        table = "service_confirmation"
