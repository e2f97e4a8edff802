"""The tables of the talks that people have with staff; `bot/cases` writes them."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import Contact


class StaffConversation(Model):
    """Somebody talks with staff, or waits for them: open until `closed_at`, one at a time.

    `waiting_since`: what they wrote is not answered since then. `answered_at`: when staff answered
    first. `staff_listen`: what they write goes to staff. `staff_spoke_last`: the machine said
    nothing since. `alert_at`: when it is looked at next, whether
    staff are to be told of it. `assigned_to`, `closed_by`: names of
    staff; closed by nobody: it fell silent.
    """

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="staff_conversations", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int
    opened_at = fields.DatetimeField(db_index=True)
    last_at = fields.DatetimeField()
    waiting_since = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    staff_spoke_at = fields.DatetimeField(null=True)
    staff_spoke_last = fields.BooleanField()
    staff_listen = fields.BooleanField()
    alert_at = fields.DatetimeField(null=True)
    assigned_to = fields.CharField(max_length=64, null=True)
    closed_at = fields.DatetimeField(null=True, db_index=True)
    closed_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "staff_conversation"


class StaffMessage(Model):
    """What was said in it (`kind`, of bot/cases/staff_messages.py), sealed.

    `said_by`: of staff; nobody, where the person said it. `leaves_at`: an answer that waits for the
    end of the quiet hours. `outbound_id`: the message it was sent as.
    """

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[StaffConversation] = fields.ForeignKeyField(
        "bot.StaffConversation", related_name="messages", on_delete=fields.CASCADE, db_index=True
    )
    conversation_id: int
    kind = fields.CharField(max_length=8)
    said_sealed = fields.BinaryField(null=True)
    said_by = fields.CharField(max_length=64, null=True)
    said_at = fields.DatetimeField(db_index=True)
    leaves_at = fields.DatetimeField(null=True)
    outbound_id = fields.BigIntField(null=True)

    class Meta:
        table = "staff_message"


class StaffDraft(Model):
    """What a member of staff has begun to write in a talk, sealed."""

    id = fields.BigIntField(primary_key=True)
    conversation: fields.ForeignKeyRelation[StaffConversation] = fields.ForeignKeyField(
        "bot.StaffConversation", related_name="drafts", on_delete=fields.CASCADE, db_index=True
    )
    conversation_id: int
    written_by = fields.CharField(max_length=64)
    words_sealed = fields.BinaryField(null=True)
    saved_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "staff_draft"
        unique_together = (("conversation_id", "written_by"),)
