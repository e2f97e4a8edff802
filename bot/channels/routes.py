"""By which route is an address written to, and where does its owner answer?

Both hang on the number alone. Of several SMS routes each has a rate limit of its own, so a message
is queued for one of them. And a name such as "Dalil" shows up in place of a number: what is written
back to it reaches nobody, so every message from there names a number that does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from bot.channels.sms.prefixes import CHANNEL, route_of
from bot.privacy.sealing.sealer import SealFault
from flows.engine.reply import Reply
from flows.engine.text import Text, _

THE_ONLY = ""
"""The route of a channel that has but one."""


@dataclass(frozen=True, slots=True)
class Route:
    """How one address is written to. `answer_to`: the number that each message has to name, since
    its sender cannot be answered; None where there is none to name."""

    name: str = THE_ONLY
    answer_to: str | None = None


ONLY_ROUTE = Route()


@dataclass(frozen=True, slots=True)
class Routes:
    """`number`: where people write or call. `one_way`: the SMS routes that cannot be answered, of
    those that `prefixes` tell numbers apart by (bot/channels/sms/by_prefix.py)."""

    number: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    one_way: Collection[str] = ()

    def names(self, channel: str) -> tuple[str, ...]:
        """Those that messages of a channel are queued for; one at least."""
        sending = sorted(set(self.prefixes.values())) if channel == CHANNEL else []
        return tuple(sending) if len(sending) > 1 else (THE_ONLY,)

    def route_to(self, channel: str, opened: Callable[[], str]) -> Route:
        """The address is `opened` only where there are several routes to choose from."""
        names = self.names(channel)
        if len(names) == 1:
            named = channel == CHANNEL and not set(self.prefixes.values()).isdisjoint(self.one_way)
            return Route(answer_to=self.number if named else None)
        try:
            name = route_of(opened(), self.prefixes)
        except SealFault:
            name = None
        # What no route serves is carried by any of them to its refusal, which staff see.
        return Route(name or names[0], self.number if name in self.one_way else None)


ONE_ROUTE_EACH = Routes()
"""Every channel has one route, and whoever gets a message may answer it."""


def line_with(number: str) -> Text:
    """What a message that cannot be answered ends with."""
    # Translators: an SMS from a sender that cannot be answered; as short as can be.
    return _("You cannot reply here. Write or call: {number}", number=number)


def naming(reply: Reply, number: str | None) -> Reply:
    """The same reply, with the number at its end; as it is where there is none to name."""
    return reply if number is None else reply.ending(line_with(number))
