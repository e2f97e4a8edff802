"""Where does somebody answer whose messages come from a sender that cannot be answered?

A name such as "Dalil" shows up in place of a number: what is written back to it reaches nobody. So
every message from there names a number that does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.channels.sms import CHANNEL, route_of
from bot.secrets import SealFault
from flows.engine.reply import Reply
from flows.engine.text import Text, _


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """`number`: where people write or call. `one_way`: the SMS routes that cannot be answered, of
    those that `prefixes` tell numbers apart by (bot/channels/sms.py)."""

    number: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    one_way: Collection[str] = ()

    def number_for(
        self, channel: str, address_sealed: bytes, opened: Callable[[bytes], str]
    ) -> str | None:
        """The number to name to this address; None where the sender itself can be answered."""
        if self.number is None or channel != CHANNEL or not self.one_way:
            return None
        if set(self.prefixes.values()) <= set(self.one_way):
            return self.number
        try:
            address = opened(address_sealed)
        except SealFault:
            return None
        return self.number if route_of(address, self.prefixes) in self.one_way else None


NOBODY_NEEDS_IT = AnswerTo()


def line_with(number: str) -> Text:
    """What a message that cannot be answered ends with."""
    # Translators: an SMS from a sender that cannot be answered; as short as can be.
    return _("You cannot reply here. Write or call: {number}", number=number)


def naming(reply: Reply, number: str | None) -> Reply:
    """The same reply, with the number at its end; as it is where there is none to name."""
    if number is None:
        return reply
    shorter = naming(reply.shorter, number) if reply.shorter else None
    return replace(reply, closing=(*reply.closing, line_with(number)), shorter=shorter)
