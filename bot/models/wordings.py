"""What staff have us say in the place of our own sentences."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class WordingRow(Model):
    """One change of one sentence in one language (bot/wordings/chosen_words.py). `forms`: JSON."""

    id = fields.CharField(max_length=64, primary_key=True)
    sentence = fields.CharField(max_length=16)
    one = fields.TextField()
    many = fields.TextField(null=True)
    locale = fields.CharField(max_length=16)
    revision = fields.IntField()
    forms = fields.TextField()
    released = fields.CharField(max_length=16)
    changed_by = fields.CharField(max_length=64)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "wording"
        indexes = (("sentence", "locale", "revision"),)
