"""Does `dalil serve` load only what it serves with? What is loaded is memory for good, and time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LOADS = """
import sys
import uvloop
from bot.commands import serve
from bot.channels.registry import make_channels
from bot.channels.all_settings import load_settings
make_channels(load_settings(None))
print(*sys.modules)
"""

# Of commands, of pages that somebody must ask for first, and of the other database.
SELDOM = (
    *("asyncpg", "openpyxl", "pyrage", "segno", "telegram.ext"),
    *("bot.commands.chat", "bot.commands.doctor", "services_directory.hsds.importing.importer"),
)
OF_A_CHANNEL = {"telegram": "TELEGRAM_TOKEN", "twilio": "TWILIO_AUTH_TOKEN"}
SWITCHED_ON = {
    "DALIL_PUBLIC_URL": "https://dalil.example.org",
    "TELEGRAM_TOKEN": "7:made-up-token_for-tests",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "made-up-token_for-tests",
    "TWILIO_FROM": "+15005550006",
}


def loaded_by_serve(settings: dict[str, str]) -> set[str]:
    """The modules of a process that is about to serve."""
    ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    told = subprocess.run(
        [sys.executable, "-c", LOADS],
        env={**clean, **settings},
        capture_output=True,
        check=True,
        text=True,
    )
    return set(told.stdout.split())


def test_what_is_seldom_needed_is_not_loaded() -> None:
    assert loaded_by_serve(SWITCHED_ON).isdisjoint(SELDOM)


@pytest.mark.parametrize("library", OF_A_CHANNEL)
def test_a_providers_library_is_loaded_only_for_a_channel_that_is_on(library: str) -> None:
    assert library not in loaded_by_serve({})
    assert library in loaded_by_serve(SWITCHED_ON)
