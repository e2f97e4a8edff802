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
    place_sealed = fields.BinaryField(null=True)
    source_sealed = fields.BinaryField(null=True)
    session = fields.TextField(default="{}")
    consented_at = fields.DatetimeField(null=True)
    stopped_at = fields.DatetimeField(null=True)
    unreachable_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "contact"


class ContactAlias(Model):
    """Another address by which a contact is found: WhatsApp has a number and an id of somebody."""

    address_hash = HashField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="aliases", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int

    class Meta:
        table = "contact_alias"


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


class AnswersHad(Model):
    """How many answers somebody had who was erased; for a day (bot/privacy/answers_had.py)."""

    id = fields.BigIntField(primary_key=True)
    day_digest = HashField(unique=True)
    had_sealed = fields.BinaryField(null=True)
    erased_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "answers_had"


class StopOrErasure(Model):
    """Who said STOP, START or ERASE (`what`), as a keyed hash: for `dalil restore`."""

    id = fields.BigIntField(primary_key=True)
    what = fields.CharField(max_length=8)
    address_hash = fields.BinaryField()
    said_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "stop_or_erasure"


class InstallationKey(Model):
    """A generation of keys, by its fingerprint; the last is in use.

    `hash_key_sealed`: what an earlier one hashed addresses with. `finished_at`: when `dalil rekey`
    had gone through all tables (`bot/privacy/sealing/key_check.py`).
    """

    id = fields.IntField(primary_key=True, generated=False)
    fingerprint = fields.CharField(max_length=32)
    hash_key_sealed = fields.BinaryField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "house_key"


class HelpRequest(Model):
    """Somebody asked for a human, may be in danger, or tells what is wrong with a service.

    Open until staff mark it done. `subject_sealed`: which of these, and which service
    (bot/privacy/request_subject.py); `is_task`: it is about one. `words_sealed`: what it is
    about, in the person's words. A task outlives the contact.
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
    subject_sealed = fields.BinaryField(null=True)
    subject_hash = HashField(null=True)
    is_task = fields.BooleanField(default=False)
    words_sealed = fields.BinaryField(null=True)
    created_at = fields.DatetimeField(db_index=True)
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "help_request"


class Unsealed(Model):
    """Words of an older release that wait to be sealed: for the column `cell` of row `row_id`."""

    id = fields.BigIntField(primary_key=True)
    cell = fields.CharField(max_length=64)
    row_id = fields.BigIntField()
    words = fields.TextField()

    class Meta:
        table = "unsealed"
