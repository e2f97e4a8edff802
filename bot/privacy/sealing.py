"""How are addresses kept so that a stolen database names nobody, and people are still found?

A number or chat id is stored twice: sealed (AES-GCM, opened only to write to the person), and as
a keyed hash (HMAC-SHA256), which finds them and cannot be turned back. Both need the secret key,
which is never in the database.

A new key is put before the old one: `new,old`. What is sealed from then on needs the new key, the
old one opens the rest. The hashes stay with the oldest key: of whoever was erased after STOP a hash
alone is left, and nothing from which another could be made.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
KEY_FILE = "secret.key"
ADDRESS = "address"
"""What is sealed unless another purpose is said: a place to reach somebody, copied between rows."""

_NONCE_BYTES = 12
_NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


class SealFault(Exception):
    """Something sealed cannot be opened. Says why, never what."""


class KeyFault(ValueError):
    """A secret key cannot be used; says what to mend, never the key."""


class Sealer:
    """Seals with the first key; opens with any of them."""

    __slots__ = ("_ciphers", "_current", "_digest_key", "_file_keys", "_fingerprint", "_hash_key")

    def __init__(self, key: bytes, *older: bytes) -> None:
        """`older` keys from newest to oldest; all of them KEY_BYTES long."""
        keys = (key, *older)
        if any(len(each) != KEY_BYTES for each in keys):
            raise KeyFault(f"A secret key has {KEY_BYTES} bytes.")
        # The first byte of everything sealed tells its key, so that changing keys is cheap.
        self._ciphers = [
            (_derived(each, "key id", 1), AESGCM(_derived(each, "seal", 32))) for each in keys
        ]
        self._current = self._ciphers[0]
        self._hash_key = _derived(keys[-1], "address hash", 32)
        self._digest_key = _derived(keys[-1], "digest", 32)
        self._fingerprint = _derived(keys[-1], "fingerprint", 16).hex()
        self._file_keys = [
            Ed25519PrivateKey.from_private_bytes(_derived(each, "file", 32)) for each in keys
        ]

    def __repr__(self) -> str:
        return "Sealer(…)"

    def __reduce__(self) -> str:
        raise TypeError("A sealer holds keys: it is never written anywhere.")

    def seal(self, text: str, purpose: str = ADDRESS) -> bytes:
        """Opens again only with the same purpose, so no row can be passed off as another."""
        key_id, cipher = self._current
        nonce = os.urandom(_NONCE_BYTES)
        return key_id + nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: str = ADDRESS) -> str:
        """The text that was sealed. Raises SealFault."""
        nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        ciphers = [cipher for key_id, cipher in self._ciphers if key_id == sealed[:1]]
        if not ciphers:
            raise SealFault(
                "Sealed with a key that is not here: is DALIL_SECRET_KEY the right one?"
            )
        for cipher in ciphers:
            try:
                return cipher.decrypt(nonce, content, purpose.encode()).decode()
            except (InvalidTag, ValueError):
                continue
        raise SealFault("Changed since it was sealed, or sealed with another key or purpose.")

    def address_hash(self, channel: str, address: str) -> bytes:
        """32 bytes, always the same for one address of one channel; the way to find a contact."""
        return _hmac(self._hash_key, f"{channel}\0{address}")

    def digest(self, text: str) -> bytes:
        """32 bytes that stand for anything else that must be counted but not be known."""
        return _hmac(self._digest_key, text)

    @property
    def fingerprint(self) -> str:
        """Tells keys apart by which nobody would be found again; says nothing about the key."""
        return self._fingerprint

    @property
    def file_recipient(self) -> str:
        """For whom a file is sealed (`bot/privacy/sealed_file.py`): our key's public half."""
        from cryptography.hazmat.primitives import serialization  # for backups alone

        public = self._file_keys[0].public_key()
        openssh = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        return public.public_bytes(*openssh).decode()

    @property
    def file_identities(self) -> list[bytes]:
        """What opens sealed files, the newest key first, as private keys of OpenSSH in PEM."""
        from cryptography.hazmat.primitives import serialization

        form = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
        unprotected = serialization.NoEncryption()
        return [each.private_bytes(*form, unprotected) for each in self._file_keys]


def sealer_from(text: str) -> Sealer:
    """A sealer from the words of DALIL_SECRET_KEY: one key, or `new,old`. Raises KeyFault."""
    return Sealer(*(read_key(each) for each in text.split(",")))


def read_key(text: str) -> bytes:
    """A key from its text: 32 random bytes, in hex or in base64 of either alphabet."""
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        if len(plain) == 2 * KEY_BYTES:
            key = bytes.fromhex(plain)
        else:
            key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFault(
            f"DALIL_SECRET_KEY is {KEY_BYTES} random bytes in base64 (43 or 44 characters), "
            f"and during a change two of them, `new,old`. Make one with {_NEW_KEY}"
        )
    if len(set(key)) < KEY_BYTES // 4:
        raise KeyFault(f"DALIL_SECRET_KEY can be guessed. Make a random one with {_NEW_KEY}")
    return key


def load_or_create_key(data_dir: Path) -> str:
    """The key of a development run, made at its first start, readable by us alone."""
    path = data_dir / KEY_FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path, secrets.token_urlsafe(KEY_BYTES))
    return load_key(data_dir)


def load_key(data_dir: Path) -> str:
    """The same when it must be there already: a new key would open nothing, and help nobody."""
    path = data_dir / KEY_FILE
    if not path.exists():
        raise KeyFault("There is no key: set DALIL_SECRET_KEY to the one of this installation.")
    text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        sealer_from(text)
    except KeyFault:
        raise KeyFault(
            f"{path} holds no key. Put back the right one: without it nobody who wrote before can "
            "be found or answered. To begin anew, remove it together with the database."
        ) from None
    return text


def _create(path: Path, text: str) -> None:
    """Write the whole file at once; of two that start together, both use what the first wrote."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(unfinished)


def _derived(key: bytes, use: str, length: int) -> bytes:
    """A key of its own for each use, so that none can stand in for another."""
    return HKDFExpand(SHA256(), length, f"dalil {use}".encode()).derive(key)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
