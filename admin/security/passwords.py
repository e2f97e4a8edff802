"""Is this the password? Argon2 in a thread, a few at a time, so that nobody can fill the memory."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each takes 19 MiB for some 30 ms: two at once keep a small server well.
_AT_ONCE = 2


class Passwords:
    """One per application, since its limit belongs to one event loop."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._nobody = _hasher.hash(secrets.token_urlsafe(32))

    async def hashed(self, password: str) -> str:
        """The password as it is stored; a moment of work on purpose."""
        async with self._turn:
            return await asyncio.to_thread(_hasher.hash, password)

    async def is_right(self, password: str, password_hash: str | None) -> bool:
        """With no hash (nobody has this name) it takes as long, and is never right."""
        async with self._turn:
            right = await asyncio.to_thread(_verify, password_hash or self._nobody, password)
        return right and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """A password to read aloud: four groups without look-alike letters, about 78 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
