"""What a service says has changed: a draft that staff alone see, sealed until it is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.privacy.sealing.sealed_columns import CONFIRMATION
from bot.privacy.sealing.sealer import Sealer, SealFault
from services_directory.records.drafts import ServiceDraft
from services_directory.values.entries import Status
from services_directory.values.json_text import from_json, to_json_text
from services_directory.values.local_text import LocalText

LONGEST: Mapping[str, int] = {"phone": 120, "hours_note": 300, "address": 300}
"""What may be said in words, by the field of a draft, and in how many letters."""

CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`words` by field, in the language `locale`; `closed`: it exists no more."""

    locale: str
    words: Mapping[str, str]
    closed: bool = False

    def __bool__(self) -> bool:
        return self.closed or any(self.words.values())

    @property
    def fields(self) -> tuple[str, ...]:
        """What it says something of."""
        said = tuple(name for name in LONGEST if self.words.get(name))
        return (*said, CLOSED) if self.closed else said


def seal_proposal(row_id: int, proposal: Proposal, sealer: Sealer) -> bytes:
    """For the row of this number."""
    told: dict[str, Any] = {
        "locale": proposal.locale,
        "words": dict(proposal.words),
        "closed": proposal.closed,
    }
    return sealer.seal(to_json_text(told), CONFIRMATION.of(row_id))


def open_proposal(row_id: int, sealed: bytes | None, sealer: Sealer) -> Proposal | None:
    """None where it is settled, or the key that sealed it is gone."""
    if sealed is None:
        return None
    try:
        return Proposal(**from_json(sealer.open(bytes(sealed), CONFIRMATION.of(row_id))))
    except SealFault:
        return None


def with_taken(draft: ServiceDraft, proposal: Proposal, taken: set[str]) -> ServiceDraft:
    """The draft with the fields of the proposal that staff took; all else stays."""
    changes: dict[str, Any] = {}
    for name in taken & set(proposal.fields):
        if name == CLOSED:
            changes["status"] = Status.ARCHIVED
        elif name == "phone":
            # What the numbers were for is not known of others.
            changes |= {"phone": proposal.words[name], "phone_types": ()}
        else:
            was: LocalText = getattr(draft, name)
            changes[name] = LocalText.of(dict(was.words) | {proposal.locale: proposal.words[name]})
    return replace(draft, **changes)
