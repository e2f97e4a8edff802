"""Follow-ups: who agreed to be asked whether a service helped, and, without them, what was said."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact


class FollowUp(Model):
    """One waits for a contact at most. `id` is drawn.

    `about_sealed`: which service, need and town (bot/follow_ups/stored.py). `referral_id`: waits
    for the receiver's yes. `asked_at`: since when the question is out, by the message
    `outbound_id`;
    `closed_at`: since when another answer of ours stands below it. The row goes with the answer.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    contact: fields.OneToOneRelation[Contact] = fields.OneToOneField(
        "bot.Contact", related_name="follow_up", on_delete=fields.RESTRICT
    )
    contact_id: int
    about_sealed = fields.BinaryField()
    referral_id = fields.BigIntField(null=True)
    agreed_at = fields.DatetimeField(db_index=True)
    asked_at = fields.DatetimeField(null=True)
    outbound_id = fields.BigIntField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "follow_up"


class ServiceAnswer(Model):
    """How often this was answered of a service on a day; nobody is in it."""

    id = fields.CharField(max_length=200, primary_key=True)
    day = fields.DateField()
    service = fields.CharField(max_length=128, db_index=True)
    answer = fields.CharField(max_length=16)
    times = fields.IntField()

    class Meta:
        table = "service_answer"
