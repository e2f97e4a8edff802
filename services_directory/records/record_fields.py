"""What do all objects of HSDS have in common: an id, facts, phones, people to ask for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic_core import core_schema

from services_directory.values.local_text import NO_WORDS, LocalText


class _AsObject:
    """In documents, words are an object of locale and text; whoever reads them says in which order.

    The context of a reading is the rank of locales.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.with_info_after_validator_function(
            _ranked,
            core_schema.dict_schema(core_schema.str_schema(), core_schema.str_schema()),
            serialization=core_schema.plain_serializer_function_ser_schema(_as_object),
        )


def _ranked(said: dict[str, str], info: core_schema.ValidationInfo) -> LocalText:
    rank: Mapping[str, int] = info.context or {}
    pairs = sorted(said.items(), key=lambda pair: rank.get(pair[0], len(rank)))
    return LocalText(tuple(pairs)) if pairs else NO_WORDS


def _as_object(words: LocalText) -> dict[str, str]:
    return dict(words.words)


Words = Annotated[LocalText, _AsObject()]

_SOURCES = UUID("8b1f1d2e-6c0b-5f0e-9d57-6a1c6f1f7d11")
"""The namespace in which a source's name has its UUID; never to be changed."""


def object_id(source: str, kind: str, source_id: str) -> str:
    """The HSDS id of what a source calls `source_id`: the same at every import (RFC 4122, v5)."""
    return str(uuid5(_source_id(source), f"{kind}:{source_id}"))


@lru_cache(maxsize=256)
def _source_id(source: str) -> UUID:
    return uuid5(_SOURCES, source)


def detail_id(owner_id: str, kind: str, position: int) -> str:
    """The HSDS id of the detail at `position` among its owner's, where no source gave one."""
    return str(uuid5(UUID(owner_id), f"{kind}:{position}"))


@dataclass(frozen=True, slots=True)
class Wording:
    """How far words in one language can be trusted. `outdated`: their source text changed since."""

    status: str
    outdated: bool = False
    author: str | None = None
    updated_at: datetime | None = None
    source_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`id` is a UUID; "" lets keeping it choose one. `extra` is passed through, never read.

    `wordings` says of "name.fr" who wrote it, and whether it is outdated; it is only read.
    """

    id: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    wordings: Mapping[str, Wording] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRecord(Record):
    """A fact. `term` is the id of a taxonomy term, "" for a code of ours in `value` (facts.py)."""

    term: str = ""
    link_type: str = ""
    value: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Record):
    attributes: tuple[AttributeRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRecord(Marked):
    code: str = ""
    name: str = ""
    note: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRecord(Marked):
    """`number` as printed; `type` is voice, text, cell, fax … or "" where nobody said."""

    number: str
    extension: str = ""
    type: str = ""
    description: Words = NO_WORDS
    languages: tuple[LanguageRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord(Marked):
    """Somebody by name. In no message; read only by who asks for what is private."""

    name: str = ""
    title: str = ""
    department: str = ""
    email: str = ""
    is_public: bool = False
    phones: tuple[PhoneRecord, ...] = ()
