"""What may the value of one setting be? Each check takes it as written, or says how to mend it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from bot.privacy.sealing import sealer_from
from services_directory.packs.programme import FILE as PROGRAMME_FILE
from services_directory.packs.programme import pack_folder

NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


def data_folder(folder: Path) -> Path:
    """A folder that is there, or can be made."""
    if next((part for part in (folder, *folder.parents) if part.is_file()), None):
        raise ValueError("a file stands there: name a folder, which is made when it is missing")
    return folder


def database_address(url: str) -> str:
    """A SQLite file, or a PostgreSQL server."""
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ValueError(
            "no database we know: write sqlite:///path/to/file.sqlite3 or "
            "postgres://user:password@host:5432/name"
        )
    return url


def web_address(url: str) -> str:
    """A whole address without a slash at its end."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError("no web address: write it like https://dalil.example.org")
    return url.rstrip("/")


def pack_that_is_there(pack: str) -> str:
    """The name of a folder in `services_directory/packs/`."""
    folder = pack_folder(pack)
    if not (folder / PROGRAMME_FILE).is_file():
        raise ValueError(f"no {PROGRAMME_FILE} in {folder}: see docs/programme-file.md")
    return pack


def sealing_key(key: str) -> str:
    """One key, or `new,old` while it is changed."""
    sealer_from(key)
    return key


def bearer_token(token: str) -> str:
    """Long enough not to be guessed."""
    return _like(
        token,
        r"[A-Za-z0-9._~+/=-]{16,}",
        f"needs 16 or more of A-Z a-z 0-9 . _ ~ + / = -: make one with {NEW_KEY}",
    )


def secret_in_an_address(secret: str) -> str:
    """What Telegram takes as a header, and what may stand in an address as it is."""
    return _like(
        secret,
        r"[A-Za-z0-9_-]{16,256}",
        f"needs 16 to 256 of A-Z a-z 0-9 _ -: make one with {NEW_KEY}",
    )


def token_of_botfather(token: str) -> str:
    """As @BotFather writes it: a number, a colon, letters."""
    mend = "not a bot's token: copy it from @BotFather, like 123456:ABC-DEF"
    return _like(token, r"\d+:[\w-]+", mend)


def twilio_account(sid: str) -> str:
    """As the console shows it: it begins with AC."""
    return _like(sid, r"AC\w+", "begins with AC: copy the Account SID from the Twilio console")


def number_or_name(sender: str) -> str:
    """A number with its country code, or a name of at most eleven letters."""
    mend = "a number like +15005550006, or a name of at most 11 letters"
    return _like(sender, r"\+\d{7,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", mend)


def number_with_whatsapp(sender: str) -> str:
    """A number with its country code."""
    return _like(sender, r"\+\d{7,15}", "the number that has WhatsApp, like +15005550006")


def page_of_facebook(sender: str) -> str:
    """The id of a page."""
    return _like(sender, r"\d{1,32}", "the id of the Facebook page, digits only")


def number_to_answer(number: str) -> str:
    """A number people can write to or call."""
    mend = "a number people can write to or call, like +21671000001 or 85000"
    return _like(number, r"\+?\d{3,15}", mend)


def short_code(sender: str) -> str:
    """Digits, perhaps with a plus before them."""
    return _like(sender, r"\+?\d{3,15}", "the short code or number people write to, like 85000")


def _like(value: str, pattern: str, mend: str) -> str:
    if not re.fullmatch(pattern, value):
        raise ValueError(mend)
    return value
