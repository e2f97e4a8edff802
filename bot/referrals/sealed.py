"""What is kept of a referral, and how it is sealed: what it is about, and what may be passed on.

They are apart, so that what was passed on can go while the rest is still told to the person.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.privacy.sealing.sealed_columns import REFERRAL, REFERRAL_PASSED
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.referrals import PassedField
from flows.referrals.receiver_words import Passed
from services_directory.values.json_text import from_json, to_json_text
from services_directory.values.local_text import LocalText


def new_link_key() -> str:
    """What signs the links of one referral."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class ReferralSubject:
    """`number`: of the receiver, empty where staff hand the link over, or its owner asked us
    not to write (`asked_not_to_write`); `not_arrived`: a message of ours did not reach it.
    `fields`: what the person was asked to pass on, kept when the values are gone; `link_key`:
    signs its links."""

    code: str = ""
    service: str = ""
    receiver: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    need: str = ""
    town: str = ""
    language: str = ""
    fields: tuple[PassedField, ...] = ()
    link_key: str = ""
    asked_not_to_write: bool = False
    not_arrived: bool = False

    @property
    def name(self) -> LocalText:
        """Of the receiver, in every language it had then."""
        return LocalText.of(dict(self.receiver))


def seal_told(row_id: int, told: ReferralSubject, sealer: Sealer) -> bytes:
    """For the row of this number."""
    as_json: dict[str, Any] = {name: getattr(told, name) for name in ReferralSubject.__slots__}
    as_json["receiver"], as_json["fields"] = dict(told.receiver), list(told.fields)
    return sealer.seal(to_json_text(as_json), REFERRAL.of(row_id))


def open_told(row_id: int, sealed: bytes | None, sealer: Sealer) -> ReferralSubject:
    """Blank where the key that sealed it is gone."""
    if sealed is None:
        return ReferralSubject()
    try:
        read = from_json(sealer.open(bytes(sealed), REFERRAL.of(row_id)))
    except SealFault:
        return ReferralSubject()
    read["fields"] = tuple(PassedField(each) for each in read["fields"])
    return ReferralSubject(**read)


def seal_passed(row_id: int, passed: Passed, sealer: Sealer) -> bytes:
    """For the row of this number."""
    as_json = {name: getattr(passed, name) for name in Passed.__slots__}
    return sealer.seal(to_json_text(as_json), REFERRAL_PASSED.of(row_id))


def open_passed(row_id: int, sealed: bytes | None, sealer: Sealer) -> Passed | None:
    """None where it is gone, or the key that sealed it is."""
    if sealed is None:
        return None
    try:
        return Passed(**from_json(sealer.open(bytes(sealed), REFERRAL_PASSED.of(row_id))))
    except SealFault:
        return None


def code_hash(code: str, sealer: Sealer) -> bytes:
    """What `code_hash` holds."""
    return sealer.address_hash("referral.code", code)


def code_hashes(code: str, sealer: Sealer) -> list[bytes]:
    """All that it may hold while the key is being changed."""
    return sealer.address_hashes("referral.code", code)


def service_hash(service: str, sealer: Sealer) -> bytes:
    """What `service_hash` holds."""
    return sealer.address_hash("referral.service", service)


def service_hashes(service: str, sealer: Sealer) -> list[bytes]:
    """All that it may hold while the key is being changed."""
    return sealer.address_hashes("referral.service", service)
