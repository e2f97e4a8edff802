"""Services that were asked whether what people are told of them is right."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class ServiceConfirmation(Model):
    """One question to one service. `answer`: what came, by `answered_at`; nothing, if silence.

    `proposed_sealed`: what they say has changed, until staff have `settled` it
    (bot/confirmations/proposal.py).
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

    class Meta:
        table = "service_confirmation"
