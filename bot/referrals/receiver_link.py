"""The link of a receiver without an account: signed, for one step, until its time is over.

It names the row and proves that we made it; who has an older one of the same referral learns how it
stands and can do nothing more.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from bot.referrals.stored import StoredReferral

PATH = "/r/"

_TOKEN = re.compile(r"(?P<id>[0-9a-z]{1,12})-(?P<signed>[\w-]{22})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link says of itself, before anybody has looked whether it is true."""

    referral_id: int
    signed: str


def token_of(referral: StoredReferral, step: int | None = None) -> str:
    """For the step that is next; `step`: for another one."""
    at = referral.link_step if step is None else step
    return f"{_in_36(referral.id)}-{_signature(referral, at)}"


def read_token(token: str) -> Claim | None:
    """None where it is no link of ours at all."""
    found = _TOKEN.fullmatch(token)
    return Claim(int(found["id"], 36), found["signed"]) if found else None


def step_of(claim: Claim, referral: StoredReferral) -> int | None:
    """For which step of this referral it was made; None where we did not make it."""
    steps = range(referral.link_step, -1, -1)
    known = [each for each in steps if _is_signed(claim, referral, each)]
    return known[0] if known and referral.told.link_key else None


def _is_signed(claim: Claim, referral: StoredReferral, step: int) -> bool:
    return hmac.compare_digest(claim.signed, _signature(referral, step))


def _signature(referral: StoredReferral, step: int) -> str:
    signed = hmac.digest(
        referral.told.link_key.encode(), f"{referral.id}.{step}".encode(), sha256().name
    )
    return urlsafe_b64encode(signed[:16]).decode().rstrip("=")


def _in_36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
