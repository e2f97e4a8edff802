"""Is there an answer left for this person? Counted by the hour and the day, as the programme says.

Two machines that talk with each other never end it themselves, and one sender must not use up what
is paid for everybody. When there is no answer left they are told so once, and from when there is;
staff read what they write until then. What is owed to everybody (danger, STOP, ERASE, the answer to
a question of ours) has a few answers of its own, which nothing else uses up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.engine.effect import AskHuman, Effect, HelpReason, LeaveUnanswered, Say
from flows.engine.limits.allowance import DAY, HOUR, Allowance, Window
from flows.engine.precautions.repetition import MOST_MISSES
from flows.engine.reply import Reply
from flows.engine.text import Text, _
from flows.engine.world import World

WORDS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Spending:
    """A turn about to be carried out: what they have had until now, and what they wrote."""

    had: Allowance
    effects: tuple[Effect, ...]
    world: World
    heard: str

    @property
    def is_owed(self) -> bool:
        """Whether anything in it is done however much they wrote: then all of it is."""
        return any(each.is_owed for each in self.effects)

    @property
    def is_urgent(self) -> bool:
        return any(isinstance(each, Say) and each.urgent for each in self.effects)

    @property
    def done(self) -> tuple[Effect, ...]:
        """What is left of it where nothing is said."""
        return tuple(each for each in self.effects if not isinstance(each, Say))

    def for_staff(self, reason: HelpReason) -> AskHuman:
        """What they wrote, for staff to read, since we do not answer it."""
        return AskHuman(reason, self.heard[:WORDS_KEPT])


@dataclass(frozen=True, slots=True)
class Spent:
    """What of a turn is carried out, and what they have had with it.

    `held`: it was held back, so they stand where they stood."""

    effects: tuple[Effect, ...]
    allowance: Allowance
    held: bool = False


def spend(turn: Spending, *, missed: bool = False, owed: bool = False) -> Spent:
    """Let what a turn says pass, or hold it back.

    `missed`: it meant nothing to us. `owed`: it leads to a step that binds.
    """
    now, had = turn.world.now, turn.had
    misses = had.missed.at(now, HOUR).more(now) if missed else Window()
    had = Allowance(
        had.hour.at(now, HOUR),
        had.day.at(now, DAY),
        had.danger.at(now, DAY if turn.world.contact.foreign else HOUR),
        misses,
        had.told_until,
    )
    if not any(isinstance(each, Say) for each in turn.effects):
        return Spent(turn.effects, had)
    if turn.world.contact.foreign:
        return _spend_abroad(turn, had, owed=owed)
    if misses.count > MOST_MISSES:
        return Spent((turn.for_staff(HelpReason.MACHINE),), had, held=True)
    limits = turn.world.programme.limits
    times = 1 if turn.world.channel.is_paid else limits.where_free
    day_is_full = had.day.count >= limits.answers_a_day * times
    if not day_is_full and had.hour.count < limits.answers_an_hour * times:
        had = replace(had, hour=had.hour.more(now), day=had.day.more(now))
        return Spent(turn.effects, had)
    owed = owed or turn.is_owed
    # Half of them are for danger alone, whatever else they have a right to.
    most = limits.danger_an_hour if turn.is_urgent else (limits.danger_an_hour + 1) // 2
    if owed and had.danger.count < most:
        return Spent(turn.effects, replace(had, danger=had.danger.more(now)))
    until = had.day.end(DAY) if day_is_full else had.hour.end(HOUR)
    return _held(turn, had, until, owed=owed)


def _spend_abroad(turn: Spending, had: Allowance, *, owed: bool) -> Spent:
    """One answer a day to danger, and one to what is owed besides (to ERASE, who must say yes).

    Of the rest what is owed is done without a word; staff are told of danger."""
    now = turn.world.now
    if turn.is_urgent:
        if had.danger.count == 0:
            return Spent(turn.effects, replace(had, danger=had.danger.more(now)))
    elif owed and had.day.count == 0:
        return Spent(turn.effects, replace(had, day=had.day.more(now)))
    done = turn.done if turn.is_owed else ()
    return Spent((*done, LeaveUnanswered()), had, held=not done)


def _held(turn: Spending, had: Allowance, until: datetime, *, owed: bool) -> Spent:
    """Said once until then; of what is owed everything is done all the same, but said."""
    told = had.told_until == until.isoformat()
    said = () if told else (Say(Reply((_sorry(until, turn.world),))),)
    done = turn.done if owed else ()
    effects = (*done, turn.for_staff(HelpReason.TOO_MANY), *said)
    return Spent(effects, replace(had, told_until=until.isoformat()), held=not done)


def _sorry(until: datetime, world: World) -> Text:
    zone = ZoneInfo(world.programme.timezone)
    local, today = until.astimezone(zone), world.now.astimezone(zone).date()
    at = local.time().replace(second=0, microsecond=0)
    if local.date() == today:
        # Translators: an SMS to somebody who wrote very often; in a segment, in Arabic in two.
        return _(
            "You have written very often. We answer again from {time}. Until then our team reads"
            " what you write. In danger? Write: SOS",
            time=at,
        )
    # Translators: as above.
    return _(
        "You have written very often. We answer again tomorrow from {time}. Until then our team"
        " reads what you write. In danger? Write: SOS",
        time=at,
    )
