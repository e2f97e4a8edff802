"""Is this the password? Argon2 in a thread, a few at a time, so that nobody can fill the memory."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
_LOOKED_AT = 72
"""So many letters are looked at: the time it takes grows faster than they do."""

LONGEST = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each takes 19 MiB for some 30 ms: two at once keep a small server well.
_AT_ONCE = 2


_EASY = 3
"""Of zxcvbn's five steps: below it, ten thousand million guesses are enough."""


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

    async def is_easy(self, password: str, *about: str) -> bool:
        """Whether it is among what people guess first: lists of passwords, names, rows of keys.

        `about`: words that somebody would try for this person or this place.
        """
        async with self._turn:
            return await asyncio.to_thread(_is_easy, password, about)


def _is_easy(password: str, about: tuple[str, ...]) -> bool:
    # Its lists take 10 MB, which a server needs only when somebody sets a password.
    from zxcvbn import zxcvbn

    words = [word for each in ("dalil", *about) for word in (each, *each.split())]
    return bool(zxcvbn(password[:_LOOKED_AT], user_inputs=words)["score"] < _EASY)


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
