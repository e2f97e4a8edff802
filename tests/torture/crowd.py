"""Who writes while processes die: people with a whole conversation each, and a provider between.

The provider repeats a webhook until it gets a 2xx, as Twilio does with retry overrides, and now and
then once more than it had to.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from aiohttp import ClientError, ClientSession, ClientTimeout
from twilio.request_validator import RequestValidator

from bot.channels.twilio.sms import WEBHOOK_PATH
from tests.eventually import eventually
from tests.torture.provider import Provider
from tests.torture.replica import ACCOUNT, AUTH_TOKEN, PUBLIC_URL, Replica

CONVERSATION = (
    *("Bonjour", "1"),
    *("inscription", "1", "le 1", "1", "Awa", "1", "le 1", "1"),
    *("avis", "4", "tres bien", "2"),
    *("menu", "blablabla", "menu"),
)
"""A language, a wish with consent, an opinion: each answer depends on every message before it.

Nobody here waits for an answer, and the same twice before one has left is heard once."""

AT_ONCE = 12
LONGEST_PAUSE_S = 0.08
REPEATED_FOR_NOTHING = 0.1
TWICE_AT_ONCE = 0.05


@dataclass(slots=True)
class Crowd:
    """`people` who finished or still write; `sids` of all they wrote; what the webhooks met."""

    replicas: Sequence[Replica]
    provider: Provider
    chance: random.Random
    people: list[str] = field(default_factory=list)
    sids: list[str] = field(default_factory=list)
    refused: int = 0
    cut_off: int = 0
    repeated: int = 0
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _enough: bool = False

    async def first(self, client: ClientSession) -> list[str]:
        """One person alone, who waits for every answer: what all others must be told."""
        number = self._next_number()
        for answers, words in enumerate(CONVERSATION, 1):
            await self._write(client, number, words)
            await eventually(partial(self._was_told, number, answers))
        return self.provider.words_to(number)

    def _was_told(self, number: str, answers: int) -> bool:
        return len(self.provider.words_to(number)) >= answers

    async def write(self) -> None:
        """Person after person, several at once, until it is `enough`; all end what they began."""
        timeout = ClientTimeout(total=10)
        async with ClientSession(timeout=timeout) as client, asyncio.TaskGroup() as writing:
            for _ in range(AT_ONCE):
                writing.create_task(self._one_after_the_other(client))

    def enough(self) -> None:
        self._enough = True

    async def _one_after_the_other(self, client: ClientSession) -> None:
        while not self._enough:
            number = self._next_number()
            for words in CONVERSATION:
                await asyncio.sleep(self.chance.uniform(0, LONGEST_PAUSE_S))
                await self._write(client, number, words)

    async def _write(self, client: ClientSession, number: str, words: str) -> None:
        sid = f"SM{len(self.sids) + 1:032x}"
        self.sids.append(sid)
        form = {"AccountSid": ACCOUNT, "MessageSid": sid, "From": number, "To": "+15005550006"}
        form |= {"Body": words, "NumMedia": "0"}
        if self.chance.random() < TWICE_AT_ONCE:
            await asyncio.gather(self._tell(client, form), self._tell(client, form))
            self.repeated += 1
        while not await self._tell(client, form):
            self.repeated += 1
            await asyncio.sleep(self.chance.uniform(0.02, 0.2))
        if self.chance.random() < REPEATED_FOR_NOTHING:
            self.repeated += 1
            await self._tell(client, form)

    async def _tell(self, client: ClientSession, form: dict[str, str]) -> bool:
        """Whether it was acknowledged, by whichever replica was asked."""
        signature = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + WEBHOOK_PATH, form)
        url = self.chance.choice(self.replicas).url + WEBHOOK_PATH
        headers = {"X-Twilio-Signature": signature}
        try:
            async with client.post(url, data=form, headers=headers) as answer:
                await answer.read()
        except (ClientError, TimeoutError, OSError):
            self.cut_off += 1
            return False
        self.refused += answer.status >= 300
        return answer.status < 300

    def _next_number(self) -> str:
        number = f"+21620{next(self._numbers):06}"
        self.people.append(number)
        return number
