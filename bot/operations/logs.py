"""What does a log line look like, and what may never be in one?

Lines hold ids. Nothing people wrote, no name, no number and no secret is ever logged; the redaction
here is the last line of defence, not a licence.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from bot.configuration.settings import Settings
from services_directory.values.json_text import to_json_text

# Libraries that tell every request or statement, with addresses, tokens and words in it.
TALKATIVE = (
    "aiohttp",
    "aiosqlite",
    "apscheduler",
    "asyncio",
    "httpx",
    "telegram",
    "tortoise",
    "twilio",
    "tzlocal",
)

HIDDEN_KEYS = frozenset(
    {
        "address",
        "body",
        "email",
        "first_name",
        "name",
        "password",
        "phone",
        "text",
        "token",
        "words",
    }
)

_SECRETS = (
    (re.compile(r"\d{5,}:[\w-]{20,}"), "[token]"),
    (re.compile(r"://[^/\s@]+@"), "://[secret]@"),
    # A number to call, an IP address, a chat id; letters around it make it a provider's id.
    (re.compile(r"(?:(?<!\w)\+?|%2[Bb])\d(?:[ ().-]?\d){6,}(?!\w)"), "[number]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[email]"),
)


def configure_logs(settings: Settings, *, quietly: bool = False) -> None:
    """One JSON object a line in production, a short line for people in development; to stderr.

    `quietly`: only what went wrong, where the output is for people to read."""
    in_json = settings.is_production
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _error_in_words,
                redact,
                structlog.processors.TimeStamper(
                    fmt="iso" if in_json else "%H:%M:%S", utc=in_json, key="at"
                ),
                _as_json if in_json else _as_line,
            ],
        )
    )
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    if quietly:
        level = max(level, logging.WARNING)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Numbers, e-mail addresses, tokens and passwords out of every string, whoever logged it."""
    return {
        key: "[hidden]" if key in HIDDEN_KEYS else _redacted(value) for key, value in event.items()
    }


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, instead in _SECRETS:
            value = pattern.sub(instead, value)
        return value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_redacted(each) for each in value]
    return _redacted(str(value))


def _error_in_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception as its type and where it rose.

    Its message is left out, also where developers read: a database or a parser quotes what it could
    not take, and that may be what somebody wrote."""
    told = event.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else None
    if error is None and told:
        error = told[1] if isinstance(told, tuple) else sys.exc_info()[1]
    if error is not None:
        event["error"] = type(error).__name__
        event["where"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _as_json(_logger: Any, _method: str, event: EventDict) -> str:
    return to_json_text(event, told_as=str)


def _as_line(_logger: Any, _method: str, event: EventDict) -> str:
    at, level, who, what = (event.pop(key, "") for key in ("at", "level", "logger", "event"))
    where = event.pop("where", ())
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    lines = [f"{at} {level:7} {who}: {what} {rest}".rstrip()]
    return "\n".join([*lines, *(f"    {each}" for each in where)])
