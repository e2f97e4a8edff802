"""Which channels are switched on? A channel is a file, and what is made of it here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.channels.base import Channel
from flows.engine.text import Line, Text
from services_directory.values.entries import LocalText

if TYPE_CHECKING:
    from bot.channels.twilio.account import TwilioAccount
    from bot.channels.twilio.webhook import TwilioWebhooks
    from bot.channels.webchat.page import NamedPosition
    from bot.configuration.settings import Settings

    Twilio = tuple[TwilioAccount, TwilioWebhooks]

Phrase = Callable[[Line, str], str]


def make_channels(
    settings: Settings,
    phrase: Phrase | None = None,
    places: Sequence[NamedPosition] = (),
) -> tuple[Channel, ...]:
    """The channels these settings switch on; their libraries are loaded only then.

    `phrase` and `places` are for the page at /try: its words, and where a visitor may say to be.
    """
    twilio = _twilio(settings)
    return (
        *_telegram(settings),
        *_sms(settings, twilio),
        *_twilio_messengers(settings, twilio),
        *_webchat(settings, phrase or _in_english, places),
    )


def _telegram(settings: Settings) -> Iterator[Channel]:
    if settings.telegram_token is None:
        return
    from bot.channels.telegram.channel import TelegramChannel

    secret = settings.telegram_webhook_secret
    yield TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        public_url=settings.public_url,
        webhook_secret=secret.get_secret_value() if secret else None,
    )


def _twilio(settings: Settings) -> Twilio | None:
    """The account and its webhooks, one for all that it carries."""
    if settings.twilio_account_sid is None:
        return None
    from bot.channels.twilio.account import TwilioAccount
    from bot.channels.twilio.webhook import TwilioWebhooks

    account = TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens,
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
    )
    return account, TwilioWebhooks(account)


def _sms(settings: Settings, twilio: Twilio | None) -> Iterator[Channel]:
    """One channel for SMS: the only route as it is, or several told apart by the number."""
    by_twilio = _sms_twilio(settings, twilio)
    routes = dict((*by_twilio, *_sms_android(settings), *_sms_kannel(settings)))
    prefixes = settings.sms_prefixes
    if len(routes) == 1 and prefixes.keys() == {"*"}:
        yield from routes.values()
    elif routes:
        from bot.channels.sms_routes import SmsByPrefix

        yield SmsByPrefix(routes, prefixes)


def _sms_twilio(settings: Settings, twilio: Twilio | None) -> Iterator[tuple[str, Channel]]:
    if twilio is None or "twilio" not in settings.sms_providers:
        return
    from bot.channels.twilio.sms import TwilioSms

    channel = TwilioSms(
        *twilio,
        sender=settings.twilio_from,
        messaging_service_sid=settings.twilio_messaging_service_sid,
    )
    yield "twilio", channel


def _twilio_messengers(settings: Settings, twilio: Twilio | None) -> Iterator[Channel]:
    if twilio is None:
        return
    from bot.channels.twilio.messengers import MESSENGER, WHATSAPP, TwilioMessenger

    if settings.twilio_whatsapp_from:
        templates = settings.whatsapp_templates
        yield TwilioMessenger(
            WHATSAPP, *twilio, sender=settings.twilio_whatsapp_from, templates=templates
        )
    if settings.twilio_messenger_from:
        yield TwilioMessenger(MESSENGER, *twilio, sender=settings.twilio_messenger_from)


def _sms_android(settings: Settings) -> Iterator[tuple[str, Channel]]:
    url, user = settings.android_sms_url, settings.android_sms_user
    password, key = settings.android_sms_password, settings.android_sms_signing_key
    if not (url and user and password and key):
        return
    from bot.channels.android_sms import AndroidSms

    country = _country(settings)
    channel = AndroidSms(
        url, user, password.get_secret_value(), key.get_secret_value(), country=country
    )
    yield "android", channel


def _sms_kannel(settings: Settings) -> Iterator[tuple[str, Channel]]:
    url, user, sender = settings.kannel_sendsms_url, settings.kannel_user, settings.kannel_from
    password, secret = settings.kannel_password, settings.kannel_inbound_secret
    if not (url and user and sender and password and secret):
        return
    from bot.channels.kannel_sms import KannelSms

    channel = KannelSms(
        url,
        user,
        password.get_secret_value(),
        secret.get_secret_value(),
        sender=sender,
        country=_country(settings),
        reports_url=settings.kannel_reports_url or settings.public_url,
    )
    yield "kannel", channel


def _country(settings: Settings) -> str:
    """Whose numbers a gateway may write in their national form."""
    from services_directory.packs.programme import load_programme, pack_folder

    return load_programme(pack_folder(settings.pack)).country


def _webchat(
    settings: Settings, phrase: Phrase, places: Sequence[NamedPosition]
) -> Iterator[Channel]:
    if not settings.webchat_is_on:
        return
    from bot.channels.webchat.channel import BUTTONS, SMS, Phones, WebchatChannel

    phones = Phones()
    for name in (BUTTONS, SMS):
        yield WebchatChannel(name, phones, phrase=phrase, places=places)


def _in_english(line: Line, locale: str) -> str:
    if isinstance(line, Text):
        return line.message
    return line.best((locale, "en")) if isinstance(line, LocalText) else line
