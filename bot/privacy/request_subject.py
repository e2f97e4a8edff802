"""Why does somebody ask for a person, and about which service? Sealed: "in danger" tells enough."""

from __future__ import annotations

from typing import NamedTuple

from bot.privacy.registration import Opens
from bot.privacy.sealing.sealed_columns import SUBJECT
from bot.privacy.sealing.sealer import Sealer, SealFault
from services_directory.values.json_text import from_json, to_json_text

_HASHED_AS = "help_request.subject"


class Subject(NamedTuple):
    """`reason`: of `HelpReason`; "" where the key that sealed it is gone."""

    reason: str = ""
    service: str | None = None


def seal_subject(request_id: int, subject: Subject, sealer: Sealer) -> bytes:
    """For the row of this number."""
    return sealer.seal(to_json_text(subject._asdict()), SUBJECT.of(request_id))


def open_subject(request_id: int, sealed: bytes | None, sealer: Opens) -> Subject:
    if sealed is None:
        return Subject()
    try:
        return Subject(**from_json(sealer.open(bytes(sealed), SUBJECT.of(request_id))))
    except SealFault:
        return Subject()


def subject_hash(contact_id: int, subject: Subject, sealer: Sealer) -> bytes:
    """Finds one person's request of a kind; says not even whose requests are of the same kind."""
    return sealer.address_hash(_HASHED_AS, _told(contact_id, subject))


def subject_hashes(contact_id: int, subject: Subject, sealer: Sealer) -> list[bytes]:
    """All that it may stand under while the key is being changed."""
    return sealer.address_hashes(_HASHED_AS, _told(contact_id, subject))


def _told(contact_id: int, subject: Subject) -> str:
    return f"{contact_id}\0{subject.reason}\0{subject.service or ''}"
