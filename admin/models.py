"""Who may sign in here, who has, who failed to, who changed what, and what they brought."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.people import HashField


class StaffMember(Model):
    """Somebody who works at a resource centre, and signs in by `name_key`: the name folded, unique.

    `role`: see admin/security/permissions.py. Who left is kept, not active, since the
    audit trail names them. `must_change`: the password is one that somebody else knows.
    `totp_sealed`: what the codes of their phone are made from, and `totp_step` the last one used.
    `regions`: JSON of those they work for; none, where they work for the whole programme.
    """

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=64)
    name_key = fields.CharField(max_length=64, unique=True)
    password_hash = fields.CharField(max_length=255)
    role = fields.CharField(max_length=16)
    locale = fields.CharField(max_length=16)
    active = fields.BooleanField(default=True)
    must_change = fields.BooleanField(default=False)
    totp_sealed = fields.BinaryField(null=True)
    totp_step = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()
    last_signed_in_at = fields.DatetimeField(null=True)
    regions = fields.TextField(default="[]")

    class Meta:
        table = "staff_member"


class StaffSession(Model):
    """A browser signed in. Only the hash of its token is here; revoking it deletes the row.

    `proved_at`: when a code was told in it last, by somebody who has a second factor.
    """

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="sessions", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    proved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "staff_session"


class StaffInvitation(Model):
    """Somebody who was sent a link to come in; only the hash of its token is here. It goes when it
    is used or taken back, and a day after it ended."""

    id = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=64)
    role = fields.CharField(max_length=16)
    locale = fields.CharField(max_length=16)
    invited_by: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="invitations", on_delete=fields.CASCADE, db_index=True
    )
    invited_by_id: int
    made_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    regions = fields.TextField(default="[]")

    class Meta:
        table = "staff_invitation"


class RecoveryCode(Model):
    """What opens once in place of a code from the phone that was lost; only its hash is here."""

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="codes", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    code_hash = fields.CharField(max_length=64)

    class Meta:
        table = "recovery_code"


class SecondFactorRule(Model):
    """A role that signs in with a second factor only."""

    role = fields.CharField(max_length=16, primary_key=True)

    class Meta:
        table = "second_factor_rule"


class RolePermission(Model):
    """One thing that a role may do (admin/security/permissions.py); administrators need no row."""

    id = fields.BigIntField(primary_key=True)
    role = fields.CharField(max_length=16)
    permission = fields.CharField(max_length=32)

    class Meta:
        table = "role_permission"
        unique_together = (("role", "permission"),)


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


class BulkEdit(Model):
    """What staff chose to do to some services: looked at, then done, then perhaps taken back.

    `told`: JSON of what it says (days, words, a number). `services`: JSON, by key, how each was
    when it was looked at, and what became of it. It goes after a month.
    """

    id = fields.BigIntField(primary_key=True)
    act = fields.CharField(max_length=16)
    told = fields.TextField(default="{}")
    services = fields.TextField(default="{}")
    made_by = fields.CharField(max_length=64)
    made_at = fields.DatetimeField(db_index=True)
    done_at = fields.DatetimeField(null=True)
    undone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "bulk_edit"


class UsedForm(Model):
    """A form that was sent, by a hash (admin/security/used_forms.py); `led_to`: a page of ours."""

    form_hash = fields.CharField(max_length=64, primary_key=True)
    used_at = fields.DatetimeField(db_index=True)
    led_to = fields.CharField(max_length=2000, null=True)

    class Meta:
        table = "used_form"


class CannedAnswer(Model):
    """What staff often answer; `words`: JSON, by language, with placeholders in braces."""

    id = fields.BigIntField(primary_key=True)
    title = fields.CharField(max_length=64)
    words = fields.TextField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "canned_answer"


class AlertAddress(Model):
    """Where a member of staff is told that somebody waits; `address_sealed`, found by its hash.

    `fault`: why the last alert did not arrive there, at `failed_at`."""

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="alert_addresses", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    channel = fields.CharField(max_length=16)
    address_hash = HashField(unique=True)
    address_sealed = fields.BinaryField(null=True)
    linked_at = fields.DatetimeField()
    fault = fields.CharField(max_length=200, null=True)
    failed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "alert_address"


class RotaShift(Model):
    """Who is on duty from `begins` to `ends`, minutes of the day (bot/cases/rota.py)."""

    id = fields.BigIntField(primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="shifts", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    weekday = fields.SmallIntField()
    begins = fields.SmallIntField()
    ends = fields.SmallIntField()

    class Meta:
        table = "rota_shift"


class AlertCode(Model):
    """What they send from there to link it, by its hash; good once, and for half an hour."""

    code_hash = fields.CharField(max_length=64, primary_key=True)
    staff: fields.ForeignKeyRelation[StaffMember] = fields.ForeignKeyField(
        "admin.StaffMember", related_name="alert_codes", on_delete=fields.CASCADE, db_index=True
    )
    staff_id: int
    made_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "alert_code"
