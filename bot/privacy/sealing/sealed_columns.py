"""Which columns are sealed, and which hold keyed hashes of addresses? All of them stand here.

What seals or opens names its column and row; `dalil rekey` goes through the lists.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass

from bot.privacy.sealing.sealer import Cell


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """`formerly`: what its content was sealed as before it was bound to a row.

    `bound_to`: in SQL, the number that tells the row; its id, where that is known in time.
    `found_by`: what is sealed is a JSON object, and of its `x` a keyed hash stands in `x_hash`.
    `as_text`: the column holds text, so the sealed bytes are in it as base64.
    `step`: of few things that could stand there, each is sealed to a length of such steps."""

    table: str
    column: str
    formerly: str = ""
    as_text: bool = False
    bound_to: str = "id"
    found_by: tuple[str, ...] = ()
    step: int = 1

    def of(self, row_id: int) -> Cell:
        """This column of one row."""
        return Cell(f"{self.table}.{self.column}\0{row_id}", self.formerly, self.step)

    def as_kept(self, sealed: bytes) -> bytes | str:
        """What stands in the column."""
        return b64encode(sealed).decode() if self.as_text else sealed

    def bytes_of(self, kept: bytes | str) -> bytes:
        """What was sealed; nothing where the column holds nothing that is."""
        if isinstance(kept, str):
            try:
                return b64decode(kept, validate=True)
            except ValueError:
                return b""
        return bytes(kept)


@dataclass(frozen=True, slots=True)
class HashedColumn:
    """A column of `Sealer.address_hash`. `alone`: nothing else is in its row, so that of two which
    become equal one may go. `repeats`: many rows may be of one address."""

    table: str
    column: str
    alone: bool = False
    repeats: bool = False


ADDRESS = SealedColumn("contact", "address_sealed", formerly="address")
SESSION = SealedColumn("contact", "session", formerly="session", as_text=True)
FAREWELL_ADDRESS = SealedColumn("outbound_message", "farewell_sealed", formerly="address")
NO_SESSION = "{}"
"""In the place of a sealed one: of who was never here, or has been silent for a while."""
REACH = SealedColumn("interest", "reach_sealed", formerly="address")
REQUEST_WORDS = SealedColumn("help_request", "words_sealed", formerly="request words")
SUBJECT = SealedColumn("help_request", "subject_sealed", step=128)
PLACE = SealedColumn("contact", "place_sealed", step=64)
SOURCE = SealedColumn("contact", "source_sealed", step=64)
STAFF_MESSAGE = SealedColumn("staff_message", "said_sealed")
ALERT_ADDRESS = SealedColumn("alert_address", "address_sealed")
STAFF_DRAFT = SealedColumn("staff_draft", "words_sealed")
FEEDBACK = SealedColumn("feedback", "said_sealed")
TOTP_SECRET = SealedColumn("staff_member", "totp_sealed")
STRAY_FORM = SealedColumn("stray_message", "form_sealed")
ANSWERS_HAD = SealedColumn("answers_had", "had_sealed")
HASH_KEY = SealedColumn("house_key", "hash_key_sealed")
REGISTRATION = SealedColumn(
    "interest", "registration_sealed", found_by=("receipt", "offer", "place"), step=256
)
ENROLMENT_NAME = SealedColumn("enrolment", "name_sealed", step=64)
LEFT_WHY = SealedColumn("enrolment", "left_why_sealed", step=64)
COURSE_OPINION = SealedColumn("course_opinion", "said_sealed")
REMINDER = SealedColumn("reminder", "planned_sealed")
CERTIFICATE_HOLDER = SealedColumn("certificate", "holder_sealed", step=64)
REFERRAL = SealedColumn("referral", "told_sealed", step=512)
REFERRAL_PASSED = SealedColumn("referral", "passed_sealed", step=256)
FOLLOW_UP = SealedColumn("follow_up", "about_sealed", step=256)
CONFIRMATION = SealedColumn("service_confirmation", "proposed_sealed")
CONTENT = SealedColumn(
    "outbound_message", "content_sealed", bound_to="COALESCE(-reminder_id, contact_id, 0)"
)

SEALED = (
    HASH_KEY,
    ADDRESS,
    SESSION,
    FAREWELL_ADDRESS,
    REACH,
    REQUEST_WORDS,
    SUBJECT,
    PLACE,
    SOURCE,
    STAFF_MESSAGE,
    STAFF_DRAFT,
    ALERT_ADDRESS,
    FEEDBACK,
    TOTP_SECRET,
    STRAY_FORM,
    ANSWERS_HAD,
    REGISTRATION,
    ENROLMENT_NAME,
    LEFT_WHY,
    COURSE_OPINION,
    REMINDER,
    CERTIFICATE_HOLDER,
    REFERRAL,
    REFERRAL_PASSED,
    FOLLOW_UP,
    CONFIRMATION,
    CONTENT,
)
HASHED = (
    HashedColumn("contact", "address_hash"),
    HashedColumn("contact_alias", "address_hash", alone=True),
    HashedColumn("alert_address", "address_hash"),
    HashedColumn("suppression", "address_hash", alone=True),
    HashedColumn("stop_or_erasure", "address_hash", repeats=True),
    HashedColumn("interest", "receipt_hash"),
    HashedColumn("interest", "offer_hash", repeats=True),
    HashedColumn("interest", "place_hash", repeats=True),
    HashedColumn("interest", "reach_hash", repeats=True),
    HashedColumn("help_request", "subject_hash", repeats=True),
    HashedColumn("referral", "code_hash"),
    HashedColumn("referral", "service_hash", repeats=True),
    HashedColumn("referral", "receiver_hash", repeats=True),
    HashedColumn("referral", "receiver_number_hash", repeats=True),
    HashedColumn("referral", "passed_hash", repeats=True),
    HashedColumn("service_confirmation", "number_hash", repeats=True),
    HashedColumn("outbound_message", "reader_hash", repeats=True),
    HashedColumn("stray_message", "sender_hash", repeats=True),
)
