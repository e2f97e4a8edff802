"""People: who wrote, what they agreed to, and whom never to write to again."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class HashField(fields.BinaryField[bytes]):
    """A keyed hash: of one short length, so unlike other bytes it may be unique and indexed."""

    indexable = True


class Contact(Model):
    """A person at one address. The address is sealed; `address_hash` (keyed) finds it.

    `consented_at` None: a guest, erased after a silence. `session`: where they stand, as JSON
    (flows/engine/session.py), sealed.
    """

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    address_hash = HashField(unique=True)
    address_sealed = fields.BinaryField()
    locale = fields.CharField(max_length=16, null=True)
    locale_hint = fields.CharField(max_length=16, null=True)
    place = fields.CharField(max_length=64, null=True)
    source = fields.CharField(max_length=64, null=True)
    session = fields.TextField(default="{}")
    consented_at = fields.DatetimeField(null=True)
    stopped_at = fields.DatetimeField(null=True)
    unreachable_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "contact"


class Consent(Model):
    """Permission for one purpose: its text, language and moment; never changed, only withdrawn."""

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="consents", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int
    purpose = fields.CharField(max_length=16)
    text_version = fields.CharField(max_length=32)
    locale = fields.CharField(max_length=16)
    given_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "consent"


class Suppression(Model):
    """What is left of somebody who said STOP and was erased: a keyed hash, nothing else."""

    address_hash = HashField(primary_key=True)
    stopped_at = fields.DatetimeField()

    class Meta:
        table = "suppression"


class InstallationKey(Model):
    """One row (id 1): the fingerprint of the key by which people in these tables are found."""

    id = fields.IntField(primary_key=True, generated=False)
    fingerprint = fields.CharField(max_length=32)

    class Meta:
        table = "house_key"


class HelpRequest(Model):
    """Somebody asked for a human, may be in danger, or tells what is wrong with a service.

    Open until staff mark it done. `reason`: of `HelpReason`. `words_sealed`: what it is about, in
    the person's words. A wrong word about `service` is a task that outlives the contact.
    """

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact",
        related_name="help_requests",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    contact_id: int | None
    reason = fields.CharField(max_length=16)
    words_sealed = fields.BinaryField(null=True)
    service = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField(db_index=True)
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "help_request"
