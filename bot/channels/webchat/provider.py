"""The page at /try as a provider: two phones on a page."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from bot.channels.base import Channel
from bot.channels.provider import Provider, SendingRate, Surroundings
from bot.channels.webchat.names import BUTTONS, SMS
from bot.configuration.settings import Settings
from flows.engine.text import _


class WebchatSettings(Settings):
    """For everybody in development, only on demand in production."""

    webchat: bool | None = Field(None, validation_alias="DALIL_WEBCHAT")

    @property
    def webchat_is_on(self) -> bool:
        """Whether the page is there."""
        return not self.is_production if self.webchat is None else self.webchat


def _rates(settings: WebchatSettings) -> dict[str, SendingRate]:
    return dict.fromkeys((BUTTONS, SMS), SendingRate(0)) if settings.webchat_is_on else {}


def _open(settings: WebchatSettings, surroundings: Surroundings) -> Iterator[Channel]:
    if not settings.webchat_is_on:
        return
    from bot.channels.webchat.channel import Phones, WebchatChannel

    phones = Phones()
    for name in (BUTTONS, SMS):
        yield WebchatChannel(
            name,
            phones,
            phrase=surroundings.phrase,
            places=surroundings.places,
            proxies=settings.proxies,
        )


def _greeting(settings: WebchatSettings) -> str | None:
    if not settings.webchat_is_on:
        return None
    return f"Talk with it on two phones: {settings.site}/try"


WEBCHAT = Provider(
    name="webchat",
    settings=WebchatSettings,
    labels={BUTTONS: _("The page to try Dalil"), SMS: _("The page to try Dalil")},
    rates=_rates,
    open=_open,
    greeting=_greeting,
)
