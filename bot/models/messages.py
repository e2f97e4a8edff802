"""Messages as stored: received once, sent once, with the provider's ids."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact, HashField


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


class StrayMessage(Model):
    """A message from an address that fits nothing: nobody is answered, and nothing is lost.

    `form_sealed`: all that the provider told. `sender_hash`: whose ERASE takes it along
    (bot/privacy/stray_messages.py)."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    provider_id = fields.CharField(max_length=128)
    form_sealed = fields.BinaryField()
    sender_hash = HashField(null=True)
    received_at = fields.DatetimeField()

    class Meta:
        table = "stray_message"
        unique_together = (("channel", "provider_id"),)


class OutboundMessageRow(Model):
    """One message to one contact. `content_sealed` (bot/outbound/content.py): its words, until it
    is settled; the tables hold to that by a CHECK.

    `kind`: reply, reminder. `state`: queued, sending, sent, delivered (as some providers report),
    failed, cancelled. `state_reason` tells staff why. A day after a reminder was sent its messages
    name no contact any more. A farewell after an erasure has no contact
    but a sealed address of its own (`farewell_sealed`), and its row goes once it is sent.
    `price_micros`: millionths of `currency`, where the provider says. `route`: which of the
    channel's routes it is queued for, where there are several (`bot/channels/routes.py`).
    `tells_of`: of whom it tells who is not its reader (bot/privacy/traces/waiting.py), until it is
    settled. `reader_hash`: of a number that is no contact's, a receiver's.
    `at_any_price`: it goes also where no SMS is paid for (`bot/outbound/budget.py`).
    `fair_at`: from when it counts as waiting (`bot/outbound/fair_queue.py`); 0 once it is settled.
    """

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    route = fields.CharField(max_length=16, default="")
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="outbound", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int | None
    farewell_sealed = fields.BinaryField(null=True)
    kind = fields.CharField(max_length=16)
    reminder: fields.ForeignKeyNullableRelation[Reminder] = fields.ForeignKeyField(
        "bot.Reminder", related_name="messages", null=True, on_delete=fields.RESTRICT
    )
    reminder_id: int | None
    content_sealed = fields.BinaryField(null=True)
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
    fair_at = fields.BigIntField(default=0)
    tells_of = fields.CharField(max_length=32, null=True)
    reader_hash = HashField(null=True)
    purpose = fields.CharField(max_length=16, null=True)
    at_any_price = fields.BooleanField(default=False)

    class Meta:
        table = "outbound_message"
        unique_together = (("reminder_id", "contact_id"),)


class Reminder(Model):
    """A message from a trainer to an audience, sent once to each.

    `planned_sealed`: its words, and to whom it goes (bot/broadcasts/planned.py). `state`: draft,
    waiting (for a second person, then `approved_by`), scheduled, sending, sent, cancelled.
    """

    id = fields.BigIntField(primary_key=True)
    planned_sealed = fields.BinaryField(null=True)
    state = fields.CharField(max_length=16)
    due_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    created_by = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    queued_at = fields.DatetimeField(null=True)
    approved_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "reminder"
        indexes = (("state", "due_at"),)


class RateLimitBucket(Model):
    """How fast a route was sending, for all replicas: `bot/outbound/rate_limit.py`."""

    channel = fields.CharField(max_length=16, primary_key=True)
    full_at = fields.DatetimeField()
    paused_until = fields.DatetimeField(null=True)

    class Meta:
        table = "channel_pace"


class SendingDay(Model):
    """What was sent on one day, by the programme's clock (ISO 8601): `bot/outbound/budget.py`.

    `unanswered`: messages of foreign numbers, to whom no answer is paid for. `warned`: whoever pays
    was told on this day that a cap is near."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    day = fields.CharField(max_length=10)
    messages = fields.IntField(default=0)
    segments = fields.IntField(default=0)
    unanswered = fields.IntField(default=0)
    warned = fields.BooleanField(default=False)

    class Meta:
        table = "sending_day"
        unique_together = (("channel", "day"),)


class JobRun(Model):
    """That a job of the scheduler ran in one slot of time, so that no replica runs it again."""

    id = fields.BigIntField(primary_key=True)
    job = fields.CharField(max_length=32)
    slot = fields.CharField(max_length=32)
    ran_at = fields.DatetimeField()

    class Meta:
        table = "job_run"
        unique_together = (("job", "slot"),)
