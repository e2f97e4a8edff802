"""Of which types are settings, here and in the channels? Each checks its value, as written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from bot.configuration import validators as values


def hidden(check: Callable[[str], str]) -> AfterValidator:
    """`check` for a value that is never shown."""
    return AfterValidator(lambda secret: SecretStr(check(secret.get_secret_value())))


def readable(read: Callable[[str], object]) -> AfterValidator:
    """For a value that `read` must be able to read; it is kept as written."""

    def check(told: str) -> str:
        read(told)
        return told

    return AfterValidator(check)


def like(pattern: str, mend: str) -> AfterValidator:
    """For a value that looks like `pattern`, all of it; else `mend` says how it is written."""
    return AfterValidator(values.written_like(pattern, mend))


PerSecond = Annotated[float, Field(ge=0, le=1000)]
"""Messages a second; 0: as fast as it goes."""

WebAddress = Annotated[str, AfterValidator(values.web_address)]
SecretInAddress = Annotated[SecretStr, hidden(values.secret_in_an_address)]


def missing_of(told: Mapping[str, tuple[object, str]]) -> list[str]:
    """What is missing, with its mend, of settings that go together; nothing when none is set."""
    if not any(setting for setting, _ in told.values()):
        return []
    return [f"{name}: missing: {mend}" for name, (setting, mend) in told.items() if not setting]
