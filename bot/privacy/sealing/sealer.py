"""How are addresses kept so that a stolen database names nobody, and people are still found?

A number or chat id is stored twice: sealed (AES-GCM, opened only to write to the person), and as
a keyed hash (HMAC-SHA256), which finds them. Both need the secret key, which is never in the
database; each use has a key of its own, derived from it. Whoever has the key and the database can
try out every number: eight digits are few.

Keys come in generations. Of whoever was erased after STOP a hash alone is left, from which no hash
with another key could be made; so a hash of a later generation is made of the one before it:
HMAC(new, HMAC(old, address)). The older hash keys are kept in the database, sealed
(`bot/privacy/sealing/key_check.py`), and whoever stole an old key alone can try nothing out any
more.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bot.privacy.sealing.keys import KEY_BYTES, KeyFault, read_keys

_NONCE_BYTES = 12
_HASH_BYTES = 32


class SealFault(Exception):
    """Something sealed cannot be opened. Says why, never what."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something sealed stands, as `SealedColumn.of` says it: table, column, row.

    `formerly`: what it was sealed as before that was part of the seal; older rows still open so.
    `step`: blanks fill it up to a multiple of so many bytes, so that its length tells nothing."""

    where: str
    formerly: str = ""
    step: int = 1


class _Key:
    """What is derived from one secret key: a key of its own for each use."""

    __slots__ = ("cipher", "digest_key", "file_key", "fingerprint", "hash_key", "id")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise KeyFault(f"A secret key has {KEY_BYTES} bytes.")
        # The first byte of everything sealed tells its key, so that changing keys is cheap.
        self.id = _derived(key, "key id", 1)
        self.cipher = AESGCM(_derived(key, "seal", 32))
        self.hash_key = _derived(key, "address hash", 32)
        self.digest_key = _derived(key, "digest", 32)
        self.fingerprint = _derived(key, "fingerprint", 16).hex()
        self.file_key = Ed25519PrivateKey.from_private_bytes(_derived(key, "file", 32))


class _InUse(NamedTuple):
    """The key that seals, the hash keys from the innermost on, and which of them is the last."""

    key: _Key
    hash_keys: tuple[bytes, ...]
    generation: int


class Sealer:
    """Seals with the key in use; opens with any of them."""

    __slots__ = ("_in_use", "_keys")

    def __init__(self, key: bytes, *older: bytes) -> None:
        """`older` keys from newest to oldest. Until `use` says otherwise the oldest is in use."""
        self._keys = [_Key(each) for each in (key, *older)]
        self.use(self._keys[-1].fingerprint)

    def use(self, fingerprint: str, inner: Sequence[bytes] = ()) -> None:
        """Seal with this one of our keys, and hash with `inner` hash keys before its own."""
        at = self.fingerprints.index(fingerprint)
        key, coming = self._keys[at], [each.hash_key for each in reversed(self._keys[:at])]
        # In one step: another thread may be sealing.
        self._in_use = _InUse(key, (*inner, key.hash_key, *coming), len(inner) + 1)

    def following(self, fingerprint: str) -> Sealer:
        """A sealer that uses another one of our keys, as the generation after ours."""
        other = object.__new__(Sealer)
        other._keys = self._keys
        other.use(fingerprint, self._in_use.hash_keys[: self._in_use.generation])
        return other

    def __repr__(self) -> str:
        return "Sealer(…)"

    def __reduce__(self) -> str:
        raise TypeError("A sealer holds keys: it is never written anywhere.")

    def seal(self, text: str, cell: Cell) -> bytes:
        """Opens again only in the same cell, so no row can be passed off as another."""
        key = self._in_use.key
        nonce, content = os.urandom(_NONCE_BYTES), text.encode()
        content += b" " * (-len(content) % cell.step)
        return key.id + nonce + key.cipher.encrypt(nonce, content, cell.where.encode())

    def sealed_anew(self, sealed: bytes, cell: Cell) -> bytes | None:
        """The same with the key in use, bound to its cell; None where it is so already.

        Raises SealFault."""
        key = self._in_use.key
        nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] == key.id and key.cipher.decrypt(nonce, content, cell.where.encode()):
                return None
        except (InvalidTag, ValueError):
            pass
        return self.seal(self.open(sealed, cell), cell)

    def open(self, sealed: bytes, cell: Cell) -> str:
        """The text that was sealed there. Raises SealFault."""
        nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        ciphers = [each.cipher for each in self._keys if each.id == sealed[:1]]
        if not ciphers:
            raise SealFault(
                "Sealed with a key that is not here: is DALIL_SECRET_KEY the right one?"
            )
        for bound_to in (cell.where, cell.formerly) if cell.formerly else (cell.where,):
            for cipher in ciphers:
                try:
                    text = cipher.decrypt(nonce, content, bound_to.encode()).decode()
                    return text.rstrip(" ") if cell.step > 1 else text
                except (InvalidTag, ValueError):
                    continue
        raise SealFault("Changed since it was sealed, or sealed with another key or elsewhere.")

    def address_hash(self, channel: str, address: str) -> bytes:
        """Always the same for one address of one channel; the way to find a contact."""
        return self._hashes(channel, address)[self._in_use.generation - 1]

    def address_hashes(self, channel: str, address: str) -> list[bytes]:
        """Every hash that this address may stand under now: several while keys are changed."""
        hashes = self._hashes(channel, address)
        return hashes if self.is_changing else hashes[-1:]

    def lifted(self, address_hash: bytes, *, to_the_last: bool = False) -> bytes:
        """A hash of an earlier generation as one of that in use, or of the last we have a key for;
        as it is where no key of ours leads on from it."""
        first = generation_of(address_hash)
        last = len(self._in_use.hash_keys) if to_the_last else self._in_use.generation
        digest = address_hash[-_HASH_BYTES:]
        for key in self._in_use.hash_keys[first:last]:
            digest = hmac.digest(key, digest, "sha256")
        return _of_generation(max(first, last), digest)

    def digest(self, text: str) -> bytes:
        """32 bytes that stand for anything else that must be counted but not be known."""
        return hmac.digest(self._in_use.key.digest_key, text.encode(), "sha256")

    @property
    def is_changing(self) -> bool:
        """Whether there are several keys, so that others may be using another one of them."""
        return len(self._keys) > 1

    @property
    def generation(self) -> int:
        """Which generation of keys is in use, from 1."""
        return self._in_use.generation

    @property
    def last_generation(self) -> int:
        """The last one that we have a key for; later than that in use while keys are changed."""
        return len(self._in_use.hash_keys)

    @property
    def hash_key(self) -> bytes:
        """What the key in use hashes with: to be kept, sealed, for what was hashed with it."""
        return self._in_use.key.hash_key

    @property
    def fingerprint(self) -> str:
        """Tells keys apart by which nobody would be found again; says nothing about the key."""
        return self._in_use.key.fingerprint

    @property
    def fingerprints(self) -> list[str]:
        """Of all our keys, the newest first."""
        return [each.fingerprint for each in self._keys]

    def _hashes(self, channel: str, address: str) -> list[bytes]:
        # Half a character, which JSON can carry, is a text nobody has: a hash of it finds nobody.
        digest, hashes = f"{channel}\0{address}".encode("utf-8", "surrogatepass"), []
        for generation, key in enumerate(self._in_use.hash_keys, 1):
            digest = hmac.digest(key, digest, "sha256")
            hashes.append(_of_generation(generation, digest))
        return hashes

    @property
    def file_recipient(self) -> str:
        """For whom a file (`bot/privacy/sealing/sealed_file.py`) is sealed: our public half."""
        from cryptography.hazmat.primitives import serialization  # for backups alone

        public = self._keys[0].file_key.public_key()
        openssh = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        return public.public_bytes(*openssh).decode()

    @property
    def file_identities(self) -> list[bytes]:
        """What opens sealed files, the newest key first, as private keys of OpenSSH in PEM."""
        from cryptography.hazmat.primitives import serialization

        form = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
        unprotected = serialization.NoEncryption()
        return [each.file_key.private_bytes(*form, unprotected) for each in self._keys]


def sealer_from(text: str) -> Sealer:
    """A sealer from the words of DALIL_SECRET_KEY: one key, or `new,old`. Raises KeyFault."""
    return Sealer(*read_keys(text))


def _derived(key: bytes, use: str, length: int) -> bytes:
    """A key of its own for each use, so that none can stand in for another."""
    return HKDFExpand(SHA256(), length, f"dalil {use}".encode()).derive(key)


def generation_of(address_hash: bytes) -> int:
    """Which generation of keys an address was hashed with: those of the first bear no mark."""
    return 1 if len(address_hash) <= _HASH_BYTES else address_hash[0]


def _of_generation(generation: int, digest: bytes) -> bytes:
    return digest if generation == 1 else bytes([generation]) + digest
