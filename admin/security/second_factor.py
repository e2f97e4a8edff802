"""A code from somebody's phone, or a spare one: is it right, and was it never used before?"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from enum import Enum, auto

import pyotp
from tortoise.expressions import Q

from admin.models import RecoveryCode, StaffMember
from bot.privacy.sealing.sealed_columns import TOTP_SECRET
from bot.privacy.sealing.sealer import Sealer

SPARE_CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_SPARE_LENGTH = 12
"""Some 59 bits: nobody tries them all, so a plain hash is enough."""

_SECRET = re.compile(r"[A-Z2-7]{32}")
_SECONDS = 30
_CLOCKS_APART = 1
"""So many steps may the clock of a phone be before or behind ours."""


class Proof(Enum):
    """By what somebody showed that it is they."""

    PHONE = auto()
    SPARE_CODE = auto()


def new_secret() -> str:
    """What a phone makes its codes from."""
    return pyotp.random_base32()


def is_secret(told: str) -> bool:
    """Whether it can be one of ours."""
    return _SECRET.fullmatch(told) is not None


def link_of(secret: str, name: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Dalil")


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Which half minute since 1970 this is the code of, of those around now."""
    code = "".join(str(int(letter)) for letter in typed if letter.isdecimal())
    this = int(now.timestamp()) // _SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(this - _CLOCKS_APART, this + _CLOCKS_APART + 1):
        if secrets.compare_digest(totp.at(step * _SECONDS), code):
            found = step
    return found


async def set_up(staff_id: int, secret: str, step: int, sealer: Sealer) -> list[str]:
    """From now on this phone is asked for; the spare codes, which are told once."""
    sealed = sealer.seal(secret, TOTP_SECRET.of(staff_id))
    await StaffMember.filter(id=staff_id).update(totp_sealed=sealed, totp_step=step)
    return await new_spare_codes(staff_id)


async def forget_phone(staff_id: int) -> None:
    """This phone is asked for no more, and its spare codes open nothing."""
    await StaffMember.filter(id=staff_id).update(totp_sealed=None, totp_step=None)
    await RecoveryCode.filter(staff_id=staff_id).delete()


async def new_spare_codes(staff_id: int) -> list[str]:
    """Codes in place of those there were; only their hashes are kept."""
    await RecoveryCode.filter(staff_id=staff_id).delete()
    codes = [
        "".join(secrets.choice(_LETTERS) for _ in range(_SPARE_LENGTH)) for _ in range(SPARE_CODES)
    ]
    for code in codes:
        await RecoveryCode.create(staff_id=staff_id, code_hash=_hash(code))
    return ["-".join(code[at : at + 4] for at in range(0, _SPARE_LENGTH, 4)) for code in codes]


async def prove(staff: StaffMember, typed: str, sealer: Sealer, now: datetime) -> Proof | None:
    """By what it is proved; None where it is not. Each code is good once."""
    if staff.totp_sealed is None:
        return None
    secret = sealer.open(bytes(staff.totp_sealed), TOTP_SECRET.of(staff.id))
    step = step_of(secret, typed, now)
    if step is not None:
        unused = StaffMember.filter(Q(totp_step__isnull=True) | Q(totp_step__lt=step), id=staff.id)
        return Proof.PHONE if await unused.update(totp_step=step) else None
    spare = "".join(letter for letter in typed.lower() if letter.isalnum())
    known = RecoveryCode.filter(staff_id=staff.id, code_hash=_hash(spare))
    return Proof.SPARE_CODE if await known.delete() else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
