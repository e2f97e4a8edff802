"""Whatever people do, and whatever stands still: nobody is asked who did not agree, nobody twice
for one agreement, and nothing in the quiet hours."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.contacts.quiet_hours import is_quiet
from tests.bot.follow_ups.people import WORDS, Town
from tests.bot.training.classroom import AWA, BILEL, CLARA, HOUR
from tests.fakes import NOON

PEOPLE = (AWA, BILEL, CLARA)
Happening = tuple[str, int, int]
HAPPENS: st.SearchStrategy[Happening] = st.one_of(
    st.tuples(st.just("agrees"), st.integers(0, 2), st.just(0)),
    st.tuples(
        st.sampled_from(("STOP", "START", "erases", "takes back", "HUMAN")),
        st.integers(0, 2),
        st.just(0),
    ),
    st.tuples(st.just("speaks"), st.integers(0, 2), st.integers(1, 4)),
    st.tuples(st.just("says"), st.integers(0, 2), st.integers(1, 3)),
    st.tuples(st.just("hours"), st.just(0), st.sampled_from((1, 7, 23, 73))),
    st.tuples(st.just("outage"), st.just(0), st.sampled_from((30, 80, 200))),
)


class Watched:
    """What each agreed to and took back, and every moment somebody was asked."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.agreed: Counter[str] = Counter()
        self.may_be_asked: set[str] = set()
        self.asked: Counter[str] = Counter()

    def look(self) -> None:
        """Of questions that came since: to whom, and when."""
        quiet = self.town.room.worlds.programme
        for address in PEOPLE:
            now = sum(self.town.questions(address, each) for each in WORDS)
            if now > self.asked[address]:
                assert now == self.asked[address] + 1
                assert address in self.may_be_asked, "they took it back, or never agreed"
                hours = quiet.quiet_from, quiet.quiet_until, quiet.timezone
                assert not is_quiet(self.town.room.clock(), *hours)
                self.may_be_asked.discard(address)
                self.asked[address] = now
            assert now <= self.agreed[address]

    async def happens(self, what: str, who: int, amount: int) -> None:
        address, room = PEOPLE[who], self.town.room
        if what == "hours":
            for _hour in range(amount):
                await self.town.after(HOUR)
                self.look()
        elif what == "outage":
            room.clock.forward(timedelta(hours=amount))
        elif what == "agrees":
            await self._agrees(address)
        elif what == "takes back":
            room.channels["sms"].keys[address] = {"#dont": "dont_ask"}
            await room.says(address, "[#dont]")
            self.may_be_asked.discard(address)
        elif what == "erases":
            await room.says(address, "erase", "1")
            self.may_be_asked.discard(address)
        elif what == "speaks":
            await room.says(address, "language", str(amount))
        elif what == "says":
            await room.says(address, str(amount))
        else:
            await room.says(address, what)
            if what == "STOP":
                self.may_be_asked.discard(address)
        if what in ("takes back", "erases", "STOP"):
            assert not await self._waits(address), room.got(address)[-6:]
        if not await self._waits(address) and what != "hours":
            self.may_be_asked.discard(address)
        self.look()

    async def _waits(self, address: str) -> bool:
        hashes = self.town.room.sealer.address_hash("sms", address)
        return bool(
            await self.town.room.rows(
                "SELECT f.id FROM follow_up AS f JOIN contact AS c ON c.id = f.contact_id"
                " WHERE c.address_hash = ? AND f.asked_at IS NULL",
                hashes,
            )
        )

    async def _agrees(self, address: str) -> None:
        room, waited = self.town.room, await self._waits(address)
        room.channels["sms"].keys[address] = {"#pick": "ask_later:jen-hopital-regional"}
        await room.says(address, "[#pick]")
        if await self._waits(address) and not waited:
            self.agreed[address] += 1
            self.may_be_asked.add(address)


async def _from_nothing(town: Town) -> None:
    tables = ("follow_up", "inbound_message", "outbound_message", "staff_message")
    more = ("staff_conversation", "help_request", "consent", "suppression", "contact")
    for table in (*tables, *more):
        await town.room.rows(f"DELETE FROM {table} RETURNING 1 AS one")
    town.room.clock.now = NOON
    for channel in town.room.channels.values():
        channel.sent.clear()
    for address in PEOPLE[:2]:
        await town.consents(address)
    await town.room.speaks(PEOPLE[2], "fr")  # a guest


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(HAPPENS, min_size=6, max_size=18))
async def test_whatever_happens_only_who_agreed_is_asked_and_once(
    town: Town, happenings: list[Happening]
) -> None:
    await _from_nothing(town)
    watched = Watched(town)
    for happening in happenings:
        await watched.happens(*happening)
    for _day in range(10):
        await watched.happens("hours", 0, 24)
