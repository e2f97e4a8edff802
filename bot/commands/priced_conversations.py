"""What do whole conversations cost by SMS, beside a bot that shortens nothing?

They are held with the real engine, in a database that is thrown away afterwards. Beside each stands
the same one as a naive bot would send it: the text for Telegram, with its choices numbered.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count as numbers
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.channels.all_settings import load_settings
from bot.commands.chat import Said, Talk
from bot.configuration.paths import LOCALES
from bot.messages.segments import count, for_sms
from bot.translation.lexicon import load_keywords
from services_directory.packs.programme import pack_folder
from services_directory.packs.read_pack import read_pack
from services_directory.values.entries import EMERGENCY, Directory

SEARCH = "search to card"
FIRST_CONTACT = "first contact to card"
REGISTRATION = "registration"

SEARCHES = 20
FIRST_CONTACTS = 5
INTENTS = {REGISTRATION: "register", "opinion": "feedback", "a person": "human"}
"""The other conversations, each opened by the first keyword of its intent."""

_PICKED = ("service:", "kind:", "offer:", "town:", "4", "skip", "here", "when:any")
_AGREED = ("consent:agree", "keep:agree", "sign:anonymous")
"""Beginnings of the choices that are taken wherever they are offered, the first one first."""

_BETWEEN_TWO = timedelta(hours=5)
"""From one conversation to the next: what is open costs other words than what is closed, so they
are spread over the hours of a day and the days of a week."""

_LONGEST = 20
"""Answers; a conversation with more of them goes round in a circle."""


@dataclass(frozen=True, slots=True)
class Price:
    """Segments that one conversation costs us on average, and a bot that shortens nothing.

    `answers`: the segments of each answer in it, in their order; of a search, on average.
    `messages`: how many the same conversation is on WhatsApp, where each is paid."""

    locale: str
    conversation: str
    segments: float
    naive: float
    answers: tuple[float, ...]
    messages: float


async def prices(pack: str, begins: datetime) -> list[Price]:
    """Every conversation in every language of the pack, the first one at that moment."""
    directory = read_pack(pack_folder(pack))
    locales = directory.programme.languages
    async with _phone("sms", pack, begins) as phone:
        ours = [each for locale in locales for each in await _all_in(phone, locale, directory)]
    async with _phone("telegram", pack, begins) as phone:
        naive = [await phone.hold(each.words, each.locale, each.stranger) for each in ours]
    async with _phone("whatsapp", pack, begins) as phone:
        messages = [len(await phone.hold(each.words, each.locale, each.stranger)) for each in ours]
    return [
        _price(locale, conversation, ours, naive, messages)
        for locale in locales
        for conversation in (SEARCH, FIRST_CONTACT, *INTENTS)
    ]


@dataclass(frozen=True, slots=True)
class _Held:
    """A conversation by SMS: its first words, and what each answer cost."""

    locale: str
    conversation: str
    words: str
    stranger: bool
    costs: tuple[int, ...]


def _price(
    locale: str,
    conversation: str,
    ours: Sequence[_Held],
    naive: Sequence[tuple[int, ...]],
    messages: Sequence[int],
) -> Price:
    """The mean over the conversations of this kind."""
    held = [
        (each.costs, costs, many)
        for each, costs, many in zip(ours, naive, messages, strict=True)
        if (each.locale, each.conversation) == (locale, conversation)
    ]
    longest = max(len(costs) for costs, _naive, _many in held)
    return Price(
        locale,
        conversation,
        segments=sum(sum(costs) for costs, _naive, _many in held) / len(held),
        naive=sum(sum(costs) for _ours, costs, _many in held) / len(held),
        answers=tuple(
            sum(costs[at] for costs, _naive, _many in held if at < len(costs)) / len(held)
            for at in range(longest)
        ),
        messages=sum(many for _ours, _naive, many in held) / len(held),
    )


async def _all_in(phone: _Phone, locale: str, directory: Directory) -> list[_Held]:
    """Twenty searches that end with a card, first contacts, and what else is asked of people."""
    found: list[_Held] = []
    for words in _searches(directory, locale):
        costs = await phone.hold(words, locale)
        if phone.shows_a_card:
            found.append(_Held(locale, SEARCH, words, stranger=False, costs=costs))
        if len(found) == SEARCHES:
            break
    for each in found[:FIRST_CONTACTS]:
        costs = await phone.hold(each.words, locale, stranger=True)
        found.append(_Held(locale, FIRST_CONTACT, each.words, stranger=True, costs=costs))
    for conversation, intent in INTENTS.items():
        words = _keyword(intent, locale)
        costs = await phone.hold(words, locale)
        found.append(_Held(locale, conversation, words, stranger=False, costs=costs))
    return found


def _searches(directory: Directory, locale: str) -> Iterator[str]:
    """A need and a place in one message; not every need finds something in every town."""
    needs = [each for each in directory.programme.categories if each.code != EMERGENCY]
    for turn in range(len(needs) * len(directory.places)):
        need, place = needs[turn % len(needs)], directory.places[turn % len(directory.places)]
        yield f"{need.title.best((locale,))} {place.name.best((locale,))}"


def _keyword(intent: str, locale: str) -> str:
    said = load_keywords(LOCALES)
    return next(each.text for each in said if (each.language, each.intent) == (locale, intent))


@dataclass(slots=True)
class _Time:
    """The clock of a phone, which moves from one conversation to the next alone."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class _Phone:
    """Somebody who picks the first thing offered, until nothing is asked any more."""

    talk: Talk
    addresses: Iterator[str]
    time: _Time
    shows_a_card: bool = False

    async def hold(self, words: str, locale: str, stranger: bool = False) -> tuple[int, ...]:
        """What each answer cost, from these first words on."""
        # Each by another person: nobody asks for so much in an hour that answers are put off.
        self.talk.hand_to(next(self.addresses))
        self.time.now += _BETWEEN_TWO
        if not stranger:
            await self._answers("bonjour", locale)
        said = await self._answers(words, locale)
        self.shows_a_card = not said[-1].choices
        return tuple(map(_segments, said))

    async def _answers(self, words: str, locale: str) -> list[Said]:
        said: list[Said] = []
        wanted = (f"lang:{locale}", *_PICKED, *_AGREED)
        next_words: str | None = words
        while next_words and len(said) < _LONGEST:
            said += await self.talk.say(next_words)
            choices = said[-1].choices
            picked = [
                (wanted.index(start), str(number))
                for number, key, _label in choices
                for start in wanted
                if key.startswith(start)
            ]
            next_words = min(picked)[1] if picked else None
        return said


def _segments(said: Said) -> int:
    """Of an SMS as it is sent; of a message with buttons as a naive bot would send it."""
    if said.is_billed:
        return count(said.message.text).segments
    numbered = (f"{number} {label}" for number, _key, label in said.choices)
    # Without the marks that show direction: they are for screens with buttons alone.
    return count(for_sms("\n".join((said.message.text, *numbered)))).segments


@asynccontextmanager
async def _phone(kind: str, pack: str, begins: datetime) -> AsyncIterator[_Phone]:
    """A phone whose every message is forgotten afterwards."""
    ours, time = load_settings(), _Time(begins)
    with TemporaryDirectory() as folder:
        nobody_s = {"pack": pack, "data_dir": Path(folder), "database_url": None}
        talk = Talk(kind, "", ours.model_copy(update=nobody_s), time)
        await talk.open()
        try:
            addresses = (
                f"{number}" if kind == "telegram" else f"+2162{number:07}" for number in numbers(1)
            )
            yield _Phone(talk, addresses, time)
        finally:
            await talk.close()
