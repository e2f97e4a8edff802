"""A step: a question, and the hearing of its answer, side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from flows.engine.effect import Effect
from flows.engine.reply import Choice, Reply
from flows.engine.session import Memory, Session
from flows.engine.text import Line
from flows.engine.understanding import Meaning
from flows.engine.world import World
from services_directory.values.entries import Position


@dataclass(frozen=True, slots=True)
class Talk:
    """What a step may look at: the world, what was remembered, and where the person stands.

    `heard`: the words just written, as they were written.
    """

    world: World
    memory: Memory
    session: Session
    heard: str = ""

    def recall(self, key: str) -> str:
        """What was remembered under `key`, or ""."""
        return self.memory.get(key, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `choice` is the key of the choice picked, by number, label or button.

    `words` are the person's own, cleaned of control characters; `meaning` what they may have meant.
    """

    words: str
    meaning: Meaning
    choice: str | None = None
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Ask the same question again, after `saying`. `missed`: the answer made no sense."""

    saying: tuple[Line, ...] = ()
    missed: bool = True
    ending: tuple[Line, ...] = ()

    def closing_with(self, *lines: Line) -> Again:
        return replace(self, ending=(*self.ending, *lines))


@dataclass(frozen=True, slots=True)
class Go:
    """On to another step (its class; across flows one of StepName), after `saying`.

    `remember` is added to what is remembered; with `fresh`, all earlier things are forgotten first.
    `finished`: the conversation left here came to its end, so nothing of it is remembered. `back`:
    a way back, so the step left is not put into the history. `locale`: as for `Tell`. `ending` is
    said after the question, and `beside` is offered beside its choices, for once.
    """

    step: type[Step] | str
    remember: Mapping[str, str] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    saying: tuple[Line, ...] = ()
    fresh: bool = False
    finished: bool = False
    back: bool = False
    locale: str | None = None
    ending: tuple[Line, ...] = ()
    beside: tuple[Choice, ...] = ()

    def closing_with(self, *lines: Line) -> Go:
        return replace(self, ending=(*self.ending, *lines))


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something (or nothing) and stay where we are, without asking the question again.

    `locale`: said for once in this language, to somebody who has not chosen one.
    """

    reply: Reply | None
    effects: tuple[Effect, ...] = ()
    locale: str | None = None

    def closing_with(self, *lines: Line) -> Tell:
        return replace(self, reply=self.reply.ending(*lines)) if self.reply else self


Outcome = Again | Go | Tell
Command = Callable[[Talk, Meaning], Outcome]
"""Something understood at every step, such as STOP or the name of a need."""


class Step(ABC):
    """One question. `name` is stored in sessions, so it never changes: "find_service.choose_place".

    `takes_words`: any words are an answer (a name, feedback), so only commands are heard before it.
    `takes_all_words`: a story, in which a question about us is part of it.
    `takes_number`: a contact that is shared from the phone is an answer.
    `resumes`: a registration that is offered again from the menu when it was left midway.
    `keeps_asking`: what is decided here harms if it is guessed, so its choices stay, however often
    they are missed, until one is picked or something else is asked for.
    `stays_on_screen`: a list, which an SMS does not say again after a miss: it can be scrolled to,
    and its numbers go on picking.
    """

    name: ClassVar[str]
    takes_words: ClassVar[bool] = False
    takes_all_words: ClassVar[bool] = False
    takes_number: ClassVar[bool] = False
    resumes: ClassVar[bool] = False
    keeps_asking: ClassVar[bool] = False
    stays_on_screen: ClassVar[bool] = False

    @abstractmethod
    def ask(self, talk: Talk) -> Reply:
        """The question, as it is asked of somebody who stands here now."""

    @abstractmethod
    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        """What an answer leads to; nothing is carried out here, only said."""

    def leave(self, talk: Talk) -> Outcome | None:
        """What CANCEL or "enough" leads to here; None where only Dalil itself can be left."""
        return None


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation with one purpose: its steps, and the words that lead into it from anywhere."""

    steps: tuple[type[Step], ...] = ()
    commands: Mapping[str, Command] = field(default_factory=dict)
