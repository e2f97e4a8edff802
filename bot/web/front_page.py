"""How do visitors of the front page write to us, and what else is there for them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.channels.sms.provider import SmsSettings
from bot.channels.telegram.provider import NAME as TELEGRAM
from bot.channels.twilio.provider import TwilioSettings
from bot.configuration.settings import Settings
from flows.engine.text import Text, _
from services_directory.web.dependencies import PageLink

_ELSEWHERE = (
    ("/try", _("Try Dalil on two phones")),
    ("/admin", _("Pages for staff")),
)


def elsewhere(*, webchat_is_on: bool) -> tuple[PageLink, ...]:
    """Where nobody is to try it, nothing: staff know where their pages are."""
    return tuple(_link(path, words) for path, words in _ELSEWHERE) if webchat_is_on else ()


def ways_to_write(settings: Settings, names: Mapping[str, str]) -> Iterator[PageLink]:
    """Those that are set up and whose address is known. `names`: of our bots, by provider."""
    if bot := names.get(TELEGRAM):
        yield _link(f"https://t.me/{bot}", _("Write to us on Telegram"))
    if isinstance(settings, TwilioSettings) and (number := settings.twilio_whatsapp_from):
        yield _link(f"https://wa.me/{number.lstrip('+')}", _("Write to us on WhatsApp"))
    if isinstance(settings, SmsSettings) and (number := settings.sms_answer_to):
        yield _link(f"sms:{number}", _("Write to us by SMS: {number}", number=number))


def _link(address: str, words: Text) -> PageLink:
    return PageLink(address, words.message, dict(words.values))
