"""Every place where an address, a name or words of a person may stand, and what becomes of it.

`forget` deletes by this table, two contacts that are one person become one by it, and a test
compares it with the schema: a column that is new is written down here or in `HARMLESS`, with the
reason, or the test fails. Whoever asks for their data
is told by it what there may be (docs/privacy.md). A backup that is put back has the same done to
it (bot/privacy/after_restore.py); what is found by the hash of an address stands in `addresses.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flows.engine.world import KeptKind


class FoundBy(StrEnum):
    """The column that leads from somebody to a row."""

    THEMSELVES = "id"
    CONTACT = "contact_id"
    SEAT = "enrolment_id"
    TALK = "conversation_id"
    HASH = "hash"
    """Of an address: `addresses.ADDRESS_PLACES`."""


class AtErase(StrEnum):
    """What ERASE leaves of it."""

    DELETED = "deleted"
    """The row, by its contact."""
    ALONG = "along"
    """The row, with the one that it belongs to."""
    EMPTIED = "emptied"
    """The row stays and leads to nobody; these cells are empty."""


@dataclass(frozen=True, slots=True)
class Trace:
    """`until`: what ends it, where nobody asks: a setting of `[retention]`, or in words. `told`:
    as what MY DATA tells of it (flows/my_data.py), or why it does not.

    STOP touches none of it but the addresses of `ADDRESS_PLACES`; taking a referral back empties
    its `passed_sealed`."""

    table: str
    columns: tuple[str, ...]
    found_by: FoundBy
    at_erase: AtErase
    until: str
    told: frozenset[KeptKind] | str


def _trace(
    table: str,
    columns: str,
    found_by: FoundBy,
    until: str,
    told: KeptKind | tuple[KeptKind, ...] | str,
    at_erase: AtErase = AtErase.DELETED,
) -> Trace:
    kinds = (told,) if isinstance(told, KeptKind) else told
    of_it = kinds if isinstance(kinds, str) else frozenset(kinds)
    return Trace(table, tuple(columns.split()), found_by, at_erase, until, of_it)


_BY, _ERASE, _TOLD = FoundBy, AtErase, KeptKind

_OF_STAFF = "it is the work of whoever it belongs to, and shown on their own pages"
_AT_ONCE = "emptied at once"

TRACES: tuple[Trace, ...] = (
    _trace(
        "outbound_message",
        "content_sealed tells_of",
        *(_BY.CONTACT, "it is settled", _TOLD.MESSAGES),
    ),
    _trace("class_notice", "enrolment_id", _BY.SEAT, "request_days", _TOLD.MESSAGES, _ERASE.ALONG),
    _trace("class_answer", "enrolment_id", _BY.SEAT, "request_days", _TOLD.COURSES, _ERASE.ALONG),
    _trace(
        "class_attendance", "enrolment_id", _BY.SEAT, "request_days", _TOLD.COURSES, _ERASE.ALONG
    ),
    _trace("certificate", "holder_sealed", _BY.SEAT, "request_days", _TOLD.COURSES, _ERASE.EMPTIED),
    _trace("enrolment", "name_sealed left_why_sealed", _BY.CONTACT, "request_days", _TOLD.COURSES),
    _trace(
        "interest",
        "registration_sealed receipt_hash offer_hash place_hash reach_sealed",
        *(_BY.CONTACT, "request_days", _TOLD.REGISTRATIONS),
    ),
    _trace(
        "interest",
        "reach_sealed reach_hash",
        *(_BY.HASH, "request_days", "told to whoever left it", _ERASE.EMPTIED),
    ),
    _trace("feedback", "said_sealed", _BY.CONTACT, "request_days", _TOLD.OPINIONS),
    _trace(
        "help_request",
        "words_sealed subject_sealed subject_hash",
        *(_BY.CONTACT, "request_days; the words: message_days after it is done"),
        (_TOLD.REQUESTS, _TOLD.LOOKED_AT),
    ),
    _trace("consent", "contact_id", _BY.CONTACT, "contact_days", _TOLD.CONSENTS),
    _trace(
        "contact_alias",
        "address_hash",
        *(_BY.CONTACT, "the contact is forgotten", _TOLD.OTHER_ADDRESSES),
    ),
    _trace(
        "staff_message", "said_sealed", _BY.TALK, "conversation_days", _TOLD.TALKS, _ERASE.ALONG
    ),
    _trace("staff_draft", "words_sealed", _BY.TALK, "a week", _TOLD.TALKS, _ERASE.ALONG),
    _trace("staff_conversation", "contact_id", _BY.CONTACT, "conversation_days", _TOLD.TALKS),
    _trace(
        "referral",
        "told_sealed passed_sealed code_hash service_hash",
        *(_BY.CONTACT, "request_days; what is passed on: until it has ended", _TOLD.REFERRALS),
    ),
    _trace(
        "follow_up",
        "about_sealed",
        *(_BY.CONTACT, "the answer, or three days of silence", _TOLD.FOLLOW_UP),
    ),
    _trace(
        "referral",
        "passed_sealed passed_hash",
        *(_BY.HASH, "it has ended", "told to whom it is about", _ERASE.EMPTIED),
    ),
    _trace(
        "referral",
        "told_sealed receiver_hash receiver_number_hash",
        *(_BY.HASH, "request_days", _OF_STAFF, _ERASE.EMPTIED),
    ),
    _trace(
        "service_confirmation",
        "number_hash",
        *(_BY.HASH, "two weeks, or its answer", _OF_STAFF, _ERASE.EMPTIED),
    ),
    _trace("outbound_message", "farewell_sealed reader_hash", _BY.HASH, "it is settled", _AT_ONCE),
    _trace(
        "stray_message",
        "form_sealed sender_hash",
        *(_BY.HASH, "message_days", "nobody is known yet by an address that fits nothing"),
    ),
    _trace(
        "alert_address",
        "address_sealed address_hash",
        *(_BY.HASH, "they take it away or leave", _OF_STAFF),
    ),
    _trace("inbound_message", "event", _BY.CONTACT, "it is answered", _AT_ONCE, _ERASE.EMPTIED),
    _trace(
        "contact",
        "address_sealed address_hash session place_sealed source_sealed",
        *(_BY.THEMSELVES, "contact_days, of a guest guest_hours"),
        (_TOLD.ADDRESS, _TOLD.LANGUAGE, _TOLD.PLACE, _TOLD.SOURCE, _TOLD.UNFINISHED, _TOLD.SINCE),
    ),
)

HARMLESS: Mapping[str, str] = {
    "answers_had.had_sealed": "how many answers, for a day; whose is not told",
    "answers_had.day_digest": "leads from one day to no other",
    "suppression.address_hash": "what is to be left of a STOP, until START",
    "stop_or_erasure.address_hash": "what is to be left of a wish, for a backup put back",
    "course_opinion.said_sealed": "of nobody, also for us",
    "reminder.planned_sealed": "words of staff to many, and of nobody who gets them",
    "house_key.hash_key_sealed": "a key of ours",
    "inbound_message.provider_id": "so that a repetition is known, for message_days",
    "outbound_message.purpose": "which consent a message needs, not whose it is",
    "outbound_message.provider_id": "the provider's number of a message",
    "unsealed.words": "of an older release, until the next start seals it where it belongs",
    "certificate.title": "of the course",
    "consent.text_version": "of our words",
    "staff_member.totp_sealed": "of staff",
    "staff_member.password_hash": "of staff",
    "staff_member.name": "of staff",
    "staff_member.name_key": "of staff",
    "staff_session.token_hash": "of staff, of a random token",
    "staff_invitation.token_hash": "of staff, of a random token",
    "alert_address.fault": "why an alert did not arrive, with nothing of the address",
    "staff_invitation.name": "of staff",
    "staff_invitation.regions": "where staff work",
    "staff_member.regions": "where staff work",
    "recovery_code.code_hash": "of staff, of a random code",
    "alert_code.code_hash": "of staff, of a random code, and of the address it was sent to",
    "sign_in_attempt.subject_hash": "a digest of a name of staff or an address, for a day",
    "used_form.form_hash": "of a random token, for a day",
    "brought_sheet.content": "services, which are public",
    "brought_sheet.name": "of a file of staff",
    "bulk_edit.told": "days, words and numbers of services, which are public",
    "bulk_edit.services": "keys of services, which are public",
    "bulk_edit.made_by": "of staff",
    "service_confirmation.service": "the key of a service, which is public",
    "service_confirmation.asked_by": "of staff",
    "service_confirmation.proposed_sealed": "what a service says of itself, for its page",
    "service_confirmation.settled_by": "of staff",
    "service_confirmation.outbound_id": "the message that asked, to a number that is no contact",
    "canned_answer.title": "what staff often say, to nobody",
    "canned_answer.words": "what staff often say, to nobody",
    "staff_message.said_by": "of staff",
    "audit_entry.who": "of staff",
    "audit_entry.subject_id": "the number of a row, or of what is on offer",
    "audit_entry.before": "states and numbers of rows (tests/admin/test_audit.py)",
    "audit_entry.after": "states and numbers of rows (tests/admin/test_audit.py)",
    "wording.id": "of a sentence of ours",
    "wording.one": "a sentence of ours, to everybody",
    "wording.many": "a sentence of ours, to everybody",
    "wording.forms": "a sentence of ours, to everybody",
    "wording.changed_by": "of staff",
    "certificate.course_id": "of the course",
    "certificate.place": "of the course",
    "certificate.issued_by": "of staff",
    "class_attendance.marked_by": "of staff",
    "feedback.done_by": "of staff",
    "help_request.done_by": "of staff",
    "interest.done_by": "of staff",
    "outbound_message.state_reason": "a code of ours or of a provider",
    "referral.created_by": "of staff",
    "referral.seen_by": "of staff",
    "reminder.approved_by": "of staff",
    "reminder.created_by": "of staff",
    "staff_conversation.assigned_to": "of staff",
    "staff_conversation.closed_by": "of staff",
    "staff_draft.written_by": "of staff",
    "stray_message.provider_id": "so that a repetition is known",
    "unmet_need.need": "of nobody: counted by day",
    "unmet_need.place": "of nobody: counted by day",
    "unsealed.cell": "which cell the words of an older release belong in",
    "used_form.led_to": "an address of a page of ours, for a day",
}
"""Columns that are long enough for words or a number, and hold nothing of a person."""


def hang_on_a_contact() -> frozenset[str]:
    """The tables whose rows say whose they are."""
    return frozenset(each.table for each in TRACES if each.found_by is FoundBy.CONTACT)


def deleted_by_contact() -> tuple[str, ...]:
    """The tables whose rows go with a contact, each before the one it leans on."""
    return tuple(
        each.table
        for each in TRACES
        if each.found_by is FoundBy.CONTACT and each.at_erase is AtErase.DELETED
    )
