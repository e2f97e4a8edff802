"""Which providers are there, and what do all of them together ask for, carry and say?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.channels.android.provider import ANDROID
from bot.channels.base import Channel
from bot.channels.email.provider import EMAIL
from bot.channels.kannel.provider import KANNEL
from bot.channels.provider import Provider, SendingRate, Surroundings
from bot.channels.routes import ONE_ROUTE_EACH, THE_ONLY, Routes
from bot.channels.sms.by_prefix import SmsByPrefix
from bot.channels.sms.prefixes import ANYWHERE, CHANNEL
from bot.channels.sms.provider import SMS, SmsSettings
from bot.channels.telegram.provider import TELEGRAM
from bot.channels.twilio.provider import TWILIO
from bot.channels.webchat.provider import WEBCHAT
from bot.configuration.settings import Settings
from flows.engine.text import Line, Text
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.values.local_text import LocalText

Providers = tuple[Provider[Any], ...]

PROVIDERS: Providers = (TELEGRAM, SMS, TWILIO, ANDROID, KANNEL, WEBCHAT, EMAIL)
"""All there are. A new one is a line here."""


def providers_of(settings: Settings) -> Providers:
    """Those whose settings these are."""
    return tuple(each for each in settings.providers if isinstance(each, Provider))


def labels_of(providers: Iterable[Provider[Any]]) -> Mapping[str, Text]:
    """What staff call each channel, also one that is switched off: people came by it once."""
    return {name: label for each in providers for name, label in each.labels.items()}


def make_channels(
    settings: Settings, surroundings: Surroundings | None = None
) -> tuple[Channel, ...]:
    """The channels these settings switch on; their libraries are loaded only then.

    Without `surroundings` what is not theirs to know is said in English, of the pack's country."""
    around = surroundings or Surroundings(_in_english, country_of(settings))
    by_sms: dict[str, Channel] = {}
    others: list[Channel] = []
    for provider in providers_of(settings):
        for channel in provider.open(settings, around):
            if channel.name == CHANNEL:
                by_sms[provider.name] = channel
            else:
                others.append(channel)
    return (*_one_for_sms(settings, by_sms), *others)


def _one_for_sms(settings: Settings, routes: Mapping[str, Channel]) -> Iterator[Channel]:
    """One channel for SMS: the only route as it is, or several told apart by the number."""
    prefixes = _sms_prefixes(settings)
    if len(routes) == 1 and prefixes.keys() == {ANYWHERE}:
        yield from routes.values()
    elif routes:
        yield SmsByPrefix(routes, prefixes)


def rates_of(settings: Settings) -> Mapping[tuple[str, str], SendingRate]:
    """How fast each channel may send, and of several routes for SMS each that sends, by name."""
    told = {
        (name, each): rate
        for each in providers_of(settings)
        for name, rate in each.rates(settings).items()
    }
    sending = set(_sms_prefixes(settings).values())
    rates: dict[tuple[str, str], SendingRate] = {}
    for (channel, provider), rate in told.items():
        if channel != CHANNEL:
            rates[channel, THE_ONLY] = rate
        elif provider.name in sending:
            rates[channel, provider.name if len(sending) > 1 else THE_ONLY] = rate
    return rates


def _sms_prefixes(settings: Settings) -> Mapping[str, str]:
    return settings.sms_prefixes if isinstance(settings, SmsSettings) else {}


def routes_of(settings: Settings) -> Routes:
    """By which route each address is written to, and where its owner answers."""
    if not isinstance(settings, SmsSettings):
        return ONE_ROUTE_EACH
    return Routes(settings.sms_answer_to, settings.sms_prefixes, settings.sms_one_way)


def country_of(settings: Settings) -> str:
    """Whose numbers a gateway may write in their national form."""
    return load_programme(pack_folder(settings.pack)).country


def _in_english(line: Line, locale: str) -> str:
    if isinstance(line, Text):
        return line.message
    return line.best((locale, "en")) if isinstance(line, LocalText) else line
