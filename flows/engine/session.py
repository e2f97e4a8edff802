"""Where a contact stands: the step they were asked, what they said so far, how to go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flows.engine.limits import allowance as answers_had
from flows.engine.limits.allowance import NOTHING_HAD, Allowance
from flows.engine.precautions import after_danger as told
from flows.engine.precautions.after_danger import NO_RECENT_DANGER, RecentDanger
from flows.engine.precautions.repetition import NO_REPETITION, Repetition, from_list, to_list

Memory = Mapping[str, str]

HISTORY_KEPT = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """One point in a conversation: a step by its name, and what was remembered there."""

    step: str
    memory: Memory = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LastHeard:
    """The message before, as a digest, and when it came (ISO 8601)."""

    digest: str
    at: str


@dataclass(frozen=True, slots=True)
class Session:
    """Outlives deployments, so a step is stored by name.

    `offered`: what each number picked when the question was last asked (number, key). `paused`: a
    registration left midway. `misses`: answers in a row that made no sense. `heard_at`: where the
    last message was heard, on channels where it can be edited. `repetition`: whether they send the
    same again and again. `told_of_start`: the day (ISO) on which they were last told how to take a
    STOP back. `allowance`: how many answers they had of late. `last_heard`: kept by
    `bot/inbound/said_twice.py`. `spoken`: the language they were answered in before they chose one.
    `recent_danger`: whether they were in danger a while ago. `in_hand`: the code of another phone's
    registration that they wrote, and until when it is meant (ISO 8601). `offered_once`: the day
    (ISO) on which they were last offered what is offered once a day.
    """

    step: str | None = None
    memory: Memory = field(default_factory=dict)
    offered: tuple[tuple[int, str], ...] = ()
    history: tuple[Standing, ...] = ()
    paused: Standing | None = None
    misses: int = 0
    heard_at: Standing | None = None
    repetition: Repetition = NO_REPETITION
    told_of_start: str = ""
    allowance: Allowance = NOTHING_HAD
    last_heard: LastHeard | None = None
    spoken: str = ""
    recent_danger: RecentDanger = NO_RECENT_DANGER
    in_hand: tuple[str, str] = ("", "")
    offered_once: str = ""

    @property
    def here(self) -> Standing | None:
        """Where they stand, so that it can be come back to; None at no step."""
        return None if self.step is None else Standing(self.step, self.memory)

    def at(self, step: str, memory: Memory, back: bool = False) -> Session:
        """The session moved to `step`; where it stood goes into the history, unless going back."""
        history = self.history[:-1] if back else self.history
        moved = self.step != step or self.memory != memory
        if not back and self.here is not None and moved:
            history = (*history, self.here)[-HISTORY_KEPT:]
        return replace(
            self, step=step, memory=dict(memory), history=history, misses=0, heard_at=None
        )

    def offering(self, offered: tuple[tuple[int, str], ...]) -> Session:
        """The same, after a question with other choices."""
        return replace(self, offered=offered, heard_at=None)


def to_plain(session: Session) -> dict[str, Any]:
    """The session in what JSON knows."""

    def place(where: Standing | None) -> list[Any] | None:
        return None if where is None else [where.step, dict(where.memory)]

    return {
        "step": session.step,
        "memory": dict(session.memory),
        "offered": session.offered,
        "history": [place(each) for each in session.history],
        "paused": place(session.paused),
        "misses": session.misses,
        **({"heard_at": place(session.heard_at)} if session.heard_at else {}),
        **(
            {"repetition": to_list(session.repetition)}
            if session.repetition != NO_REPETITION
            else {}
        ),
        **({"told_of_start": session.told_of_start} if session.told_of_start else {}),
        **({"last": [last.digest, last.at]} if (last := session.last_heard) else {}),
        **(
            {"had": answers_had.to_list(session.allowance)}
            if session.allowance != NOTHING_HAD
            else {}
        ),
        **({"spoken": session.spoken} if session.spoken else {}),
        **({"in_hand": list(session.in_hand)} if session.in_hand[0] else {}),
        **({"once": session.offered_once} if session.offered_once else {}),
        **({"told": told.to_list(session.recent_danger)} if session.recent_danger.at else {}),
    }


def from_plain(raw: Any) -> Session:
    """The session as it was; a fresh one from nothing, or from what is no session."""
    try:
        paused, heard_at = raw.get("paused"), raw.get("heard_at")
        return Session(
            step=raw.get("step"),
            memory=dict(raw.get("memory", {})),
            offered=tuple((int(number), str(key)) for number, key in raw.get("offered", ())),
            history=tuple(Standing(step, memory) for step, memory in raw.get("history", ())),
            paused=Standing(*paused) if paused else None,
            misses=int(raw.get("misses", 0)),
            heard_at=Standing(*heard_at) if heard_at else None,
            repetition=from_list(raw.get("repetition")),
            told_of_start=str(raw.get("told_of_start", "")),
            last_heard=_last_heard(raw.get("last")),
            allowance=answers_had.from_list(raw.get("had")),
            spoken=str(raw.get("spoken", "")),
            recent_danger=told.from_list(raw.get("told")),
            in_hand=_in_hand(raw.get("in_hand")),
            offered_once=str(raw.get("once", "")),
        )
    except (ValueError, TypeError, AttributeError):
        return Session()


def _in_hand(raw: Any) -> tuple[str, str]:
    """Raises ValueError or TypeError for what is none."""
    code, until = raw or ("", "")
    if until:
        datetime.fromisoformat(until)
    return str(code), str(until)


def _last_heard(raw: Any) -> LastHeard | None:
    """Raises ValueError or TypeError for what is none."""
    if raw is None:
        return None
    digest, at = raw
    datetime.fromisoformat(at)
    return LastHeard(str(digest), at)
