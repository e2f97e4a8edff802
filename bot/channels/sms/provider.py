"""SMS as a whole: which of the providers that carry it sends to whom, and who can be answered?

It sends nothing itself; it has the settings that hold for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field

from bot.channels.provider import CheckResult, Finding, Mark, Provider, SmsSender
from bot.channels.sms.prefixes import ANYWHERE, CHANNEL, read_prefixes
from bot.configuration.setting_types import like, readable
from bot.configuration.settings import Settings
from flows.engine.text import _

_to_answer = like(
    r"\+?\d{3,15}", "a number people can write to or call, like +21671000001 or 85000"
)


class SmsSettings(Settings):
    """Both are needed only where there are several providers, or one that cannot be answered."""

    sms_routes: Annotated[str, readable(read_prefixes)] | None = Field(
        None, validation_alias="DALIL_SMS_ROUTES"
    )
    sms_answer_number: Annotated[str, _to_answer] | None = Field(
        None, validation_alias="DALIL_SMS_ANSWER_TO"
    )

    @property
    def sms_senders(self) -> dict[str, SmsSender]:
        """Who carries SMS with these settings, by the names that DALIL_SMS_ROUTES knows."""
        return {
            each.name: each.sms_sender(self)
            for each in self.providers
            if isinstance(each, Provider) and CHANNEL in each.rates(self)
        }

    @property
    def sms_prefixes(self) -> dict[str, str]:
        """Who sends to which numbers; a single one sends to all, unless told otherwise."""
        if self.sms_routes:
            return read_prefixes(self.sms_routes)
        first = next(iter(self.sms_senders), None)
        return {ANYWHERE: first} if first else {}

    @property
    def sms_one_way(self) -> frozenset[str]:
        """Those whose sender cannot be answered: it shows a name."""
        return frozenset(name for name, each in self.sms_senders.items() if each.is_one_way)

    @property
    def sms_answer_to(self) -> str | None:
        """What number a message from there names: the one told, or an operator's."""
        known = (each.number for each in self.sms_senders.values() if each.number)
        return self.sms_answer_number or next(known, None)


def _missing(settings: SmsSettings, _wrong: Collection[str]) -> list[str]:
    names = [*settings.sms_senders]
    if not settings.sms_routes and len(names) > 1:
        example = ",".join([f"+216={names[1]}", f"*={names[0]}"])
        return [f"DALIL_SMS_ROUTES: several routes are set up: tell them apart, like {example}"]
    unknown = sorted(set(settings.sms_prefixes.values()) - set(names))
    return [f"DALIL_SMS_ROUTES: {name} is not set up: see docs/sms-routes.md" for name in unknown]


def _findings(settings: SmsSettings, _asked: CheckResult | None) -> Iterator[Finding]:
    if not settings.sms_senders:
        yield Finding(Mark.NOTE, "SMS is off: docs/sms-routes.md tells which route to set up")
    if settings.sms_routes:
        yield _routes(settings)
    if settings.sms_one_way:
        yield _one_way(settings)


def _routes(settings: SmsSettings) -> Finding:
    told = ", ".join(f"{prefix} by {name}" for prefix, name in settings.sms_prefixes.items())
    if ANYWHERE in settings.sms_prefixes:
        return Finding(Mark.GOOD, f"SMS routes: {told}")
    return Finding(Mark.NOTE, f"SMS routes: {told}; all other numbers get no SMS")


def _one_way(settings: SmsSettings) -> Finding:
    if settings.sms_answer_to is None:
        return Finding(
            Mark.NOTE,
            "SMS: a name sends, which nobody can answer, and no number is set to answer to:"
            " set DALIL_SMS_ANSWER_TO",
        )
    return Finding(Mark.GOOD, f"SMS: a name sends; messages say to answer {settings.sms_answer_to}")


def _greeting(settings: SmsSettings) -> str:
    if not settings.sms_senders:
        return "SMS is off: docs/sms-routes.md tells which route to set up, and how"
    hooks = " and ".join(f"{settings.site}/sms/{name}" for name in settings.sms_senders)
    return f"SMS is on: its messages come to {hooks}"


SMS = Provider(
    name=CHANNEL,
    settings=SmsSettings,
    labels={CHANNEL: _("SMS")},
    rates=lambda _settings: {},
    open=lambda _settings, _surroundings: (),
    missing=_missing,
    findings=_findings,
    greeting=_greeting,
)
