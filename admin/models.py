"""Who may sign in here, who has, who failed to, who changed what, and what they brought."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class StaffMember(Model):
    """Somebody who works at a resource centre, and signs in by `name_key`: the name folded, unique.

    `role`: admin, editor or trainer (see `access.Role`). Who left is kept, not active, since the
    audit trail names them.
    """

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=64)
    name_key = fields.CharField(max_length=64, unique=True)
    password_hash = fields.CharField(max_length=255)
    role = fields.CharField(max_length=16)
    locale = fields.CharField(max_length=16)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    last_signed_in_at = fields.DatetimeField(null=True)

    class Meta:
        table = "staff_member"


class StaffSession(Model):
    """A browser signed in. Only the hash of its token is here; revoking it deletes the row."""

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="sessions", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "staff_session"


class SignInAttempt(Model):
    """Failures in a row of one name or one network address, known by a hash only.

    Names typed here may be passwords typed in the wrong field, so they are never stored in clear.
    """

    subject_hash = fields.CharField(max_length=64, primary_key=True)
    failures = fields.IntField()
    wait_until = fields.DatetimeField()
    last_failed_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "sign_in_attempt"


class AuditEntry(Model):
    """One change by one person, written in the transaction of the change itself; never edited.

    `before` and `after` are JSON of what differs; about people who wrote to us they hold ids alone.
    """

    id = fields.BigIntField(primary_key=True)
    happened_at = fields.DatetimeField(db_index=True)
    who = fields.CharField(max_length=64)
    what = fields.CharField(max_length=32)
    subject = fields.CharField(max_length=32)
    subject_id = fields.CharField(max_length=128)
    before = fields.TextField(default="{}")
    after = fields.TextField(default="{}")

    class Meta:
        table = "audit_entry"
        indexes = (("subject", "subject_id"),)


class BroughtSheet(Model):
    """A sheet of services that was looked at and waits for the word to take it in.

    It goes with that word, or after a day.
    """

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="sheets", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    name = fields.CharField(max_length=128)
    content = fields.BinaryField()
    brought_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "brought_sheet"
