"""What is said of settings that are wrong."""

from __future__ import annotations

import pytest

from bot.channels.all_settings import load_settings
from bot.configuration.settings import SettingsFault


def faults_with(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsFault) as caught:
        load_settings(env_file=None)
    return "\n".join(caught.value.faults)
