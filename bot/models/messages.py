"""Messages as stored: received once, sent once, with the provider's ids."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact


class InboundMessageRow(Model):
    """Unique by channel and provider id. `event` (JSON) is emptied once the message is answered."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    provider_id = fields.CharField(max_length=128)
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="inbound", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int | None
    event = fields.TextField()
    answered_by_carrier = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(db_index=True)
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "inbound_message"
        unique_together = (("channel", "provider_id"),)


class OutboundMessageRow(Model):
    """One message to one contact. `content` (JSON of `Rendered`): the exact words, until erased.

    `kind`: reply, reminder. `state`: queued, sending, sent, delivered (as some providers report),
    failed, cancelled. `state_reason` tells staff why. A farewell after an erasure has no contact
    but a sealed address of its own, and its row goes once it is sent. `price_micros`: millionths of
    `currency`, where the provider says. `route`: which of the channel's routes it is queued for,
    where there are several (`bot/channels/routes.py`).
    """

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    route = fields.CharField(max_length=16, default="")
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="outbound", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int | None
    address_hash = fields.BinaryField()
    address_sealed = fields.BinaryField()
    kind = fields.CharField(max_length=16)
    reminder: fields.ForeignKeyNullableRelation[Reminder] = fields.ForeignKeyField(
        "bot.Reminder", related_name="messages", null=True, on_delete=fields.RESTRICT
    )
    reminder_id: int | None
    content = fields.TextField()
    encoding = fields.CharField(max_length=8, null=True)
    segments = fields.IntField(null=True)
    price_micros = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, null=True)
    state = fields.CharField(max_length=16)
    state_reason = fields.CharField(max_length=200, null=True)
    attempts = fields.IntField(default=0)
    next_attempt_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    provider_id = fields.CharField(max_length=128, null=True)
    created_at = fields.DatetimeField(db_index=True)
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbound_message"
        unique_together = (("reminder_id", "contact_id"),)


class Reminder(Model):
    """A message from a trainer to an audience, sent once to each. Texts are in `ReminderText`.

    Audience: who registered interest in `offer` (None: any), in `place` (None: any), speaking
    `audience_locale` (None: any). `state`: draft, scheduled, sending, sent, cancelled.
    """

    id = fields.BigIntField(primary_key=True)
    title = fields.CharField(max_length=120)
    offer = fields.CharField(max_length=64, null=True)
    place = fields.CharField(max_length=64, null=True)
    audience_locale = fields.CharField(max_length=16, null=True)
    state = fields.CharField(max_length=16)
    due_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    created_by = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    queued_at = fields.DatetimeField(null=True)

    class Meta:
        table = "reminder"
        indexes = (("state", "due_at"),)


class ReminderText(Model):
    """The words of a reminder in one language."""

    id = fields.BigIntField(primary_key=True)
    reminder: fields.ForeignKeyRelation[Reminder] = fields.ForeignKeyField(
        "bot.Reminder", related_name="texts", on_delete=fields.CASCADE, db_index=True
    )
    reminder_id: int
    locale = fields.CharField(max_length=16)
    words = fields.TextField()

    class Meta:
        table = "reminder_text"
        unique_together = (("reminder_id", "locale"),)


class RateLimitBucket(Model):
    """How fast a route was sending, for all replicas: `bot/outbound/rate_limit.py`."""

    channel = fields.CharField(max_length=16, primary_key=True)
    full_at = fields.DatetimeField()
    paused_until = fields.DatetimeField(null=True)

    class Meta:
        table = "channel_pace"


class JobRun(Model):
    """That a job of the scheduler ran in one slot of time, so that no replica runs it again."""

    id = fields.BigIntField(primary_key=True)
    job = fields.CharField(max_length=32)
    slot = fields.CharField(max_length=32)
    ran_at = fields.DatetimeField()

    class Meta:
        table = "job_run"
        unique_together = (("job", "slot"),)
