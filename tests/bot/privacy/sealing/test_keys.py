"""The secret key: read as it is written, refused where somebody could guess it."""

from __future__ import annotations

import base64
import os
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.privacy.sealing.keys import (
    KeyFault,
    load_or_create_key,
    read_key,
    read_keys,
    why_guessable,
    why_typed,
)

GOOD = secrets.token_urlsafe(32)


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("padding", ["=", ""])
def test_a_key_is_read_in_both_alphabets_with_and_without_padding(
    encode: object, padding: str
) -> None:
    assert callable(encode)
    for _ in range(200):
        key = secrets.token_bytes(32)
        text = encode(key).decode().rstrip("=") + padding
        assert read_key(f" {text}\n") == key
        assert read_key(key.hex()) == key


@pytest.mark.parametrize(
    "text", ["", "short", "é" * 43, "A" * 43, base64.b64encode(bytes(31)).decode(), "a b" * 15]
)
def test_what_is_no_key_is_refused_with_the_way_to_one(text: str) -> None:
    with pytest.raises(KeyFault, match="token_urlsafe") as caught:
        read_keys(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (b"abcdefgh" * 4, "words"),
        (b"passwordpasswordpassword12345678", "words"),
        (b"Ma fille Chaima est nee en 1994!", "words"),
        (bytes(32), "repeats"),
        (bytes((7 * n * n + n) % 256 for n in range(16)) * 2, "repeats"),
        (bytes((7 * n * n + 200) % 256 for n in range(10)) * 3 + b"ab", "repeats"),
        (bytes(3 * (n // 2) for n in range(32)), "repeats"),
        (bytes(range(200, 232)), "follow"),
        (bytes(range(232, 200, -1)), "follow"),
        (bytes(7 * n % 256 for n in range(32)), "follow"),
        (bytes(2**n % 251 & 0b10101 for n in range(32)), "repeats"),
        (bytes(1 << n % 8 | (n // 8) << 5 & 0x40 for n in range(32)), "repeats"),
    ],
)
def test_a_key_that_nobody_drew_at_random_is_refused(key: bytes, why: str) -> None:
    assert why in (why_guessable(key) or "")
    with pytest.raises(KeyFault, match=r"can be guessed.*token_urlsafe.*dalil rekey"):
        read_keys(base64.b64encode(key).decode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Passw0rdDalil" * 3 + "Pass", "repeats"),
        ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ", "follow"),
        ("zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKI", "follow"),
        ("mafillechaimaestneeen1994akairouanentunisie0", "words"),
        ("MAFILLECHAIMAESTNEEEN1994AKAIROUANENTUNISIE0", "words"),
    ],
)
def test_a_key_that_somebody_typed_is_refused(text: str, why: str) -> None:
    text = text[:42] + "A"  # decodes to whole bytes
    assert why in (why_typed(text) or "")
    with pytest.raises(KeyFault, match="can be guessed"):
        read_keys(text)


def test_no_key_drawn_at_random_looks_typed() -> None:
    assert [text for _ in range(5000) if why_typed(text := secrets.token_urlsafe(32))] == []


def test_no_key_drawn_at_random_is_refused() -> None:
    assert [key for _ in range(5000) if why_guessable(key := os.urandom(32))] == []


def test_a_poor_key_may_be_left_behind() -> None:
    """An installation that was set up with one has to get away from it."""
    poor = base64.b64encode(b"abcdefgh" * 4).decode()
    assert read_keys(f"{GOOD}, {poor}")[1] == b"abcdefgh" * 4
    with pytest.raises(KeyFault, match="can be guessed"):
        read_keys(f"{poor},{GOOD}")


def test_a_key_file_full_of_something_else_is_named(tmp_path: Path) -> None:
    for content in (b"junk", b"\xff\xfe\x00", b""):
        (tmp_path / "secret.key").write_bytes(content)
        with pytest.raises(KeyFault, match=r"secret\.key holds no key"):
            load_or_create_key(tmp_path)


def test_the_first_run_makes_a_key_and_the_next_finds_it(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    key = load_or_create_key(data_dir)
    assert load_or_create_key(data_dir) == key
    assert stat.S_IMODE((data_dir / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["secret.key"]


def test_runs_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(load_or_create_key, [tmp_path] * 8))
    assert len(set(keys)) == 1


def test_a_spoilt_key_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("oops")
    with pytest.raises(KeyFault, match="Put back the right one"):
        load_or_create_key(tmp_path)
    assert (tmp_path / "secret.key").read_text() == "oops"
