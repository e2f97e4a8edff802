"""A terminal in which `dalil` is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.commands.terminal import ROOT, Ran, Run


@pytest.fixture
def dalil(tmp_path: Path) -> Run:
    """Runs a command with a data folder of its own, and stdin from a pipe."""

    def run(*arguments: str, heard: str = "", **settings: str) -> Ran:
        ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "ANDROID_SMS_")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        # Where bytecode is not kept, each of these processes would compile everything again.
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=heard,
            # No .env of a developer lies here.
            cwd=tmp_path,
            env={
                **inherited,
                "PYTHONPATH": str(ROOT),
                "DALIL_DATA_DIR": str(tmp_path / "data"),
                **settings,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run
