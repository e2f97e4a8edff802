"""A step: a question, and the hearing of its answer, side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from flows.engine.effect import Effect
from flows.engine.language import Language
from flows.engine.reply import CalendarFile, Choice, Reply
from flows.engine.session import Memory, Session
from flows.engine.text import Line
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import PROTECTED
from flows.engine.world import World
from services_directory.values.entries import Position


@dataclass(frozen=True, slots=True)
class Talk:
    """What a step may look at: the world, what was remembered, and where the person stands.

    `heard`: the words just written, as they were written. `is_in_form`: where they stand, questions
    are gone through to their end. `openings` and `commands`: of all conversations, by their words,
    so that one need not know another.
    """

    world: World
    memory: Memory
    session: Session
    heard: str = ""
    is_in_form: bool = False
    openings: Mapping[str, Opening] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)

    def spoken_in(self, meaning: Meaning) -> Language:
        """For who has chosen none and is answered at once: the language of their words. One that
        they were answered in stays, until they write whole sentences or letters of another."""
        before = self.world.language(self.session.spoken)
        heard = self.world.spoken_in(meaning.language, meaning.said)
        if before is None or (meaning.language and " " in meaning.said):
            return heard
        letters = any(letter.isalpha() for letter in meaning.said)
        return heard if letters and before.right_to_left != heard.right_to_left else before

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
    said after the question, and `beside` is offered beside its choices, for once; so goes `file`.
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
    file: CalendarFile | None = None

    def closing_with(self, *lines: Line) -> Go:
        return replace(self, ending=(*self.ending, *lines))


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something (or nothing) and stay where we are, without asking the question again.

    `locale`: said for once in this language, to somebody who has not chosen one. `urgent`: before
    what is said to anybody else. `leaves`: what was asked before is not waited for any more.
    """

    reply: Reply | None
    effects: tuple[Effect, ...] = ()
    locale: str | None = None
    urgent: bool = False
    leaves: bool = False

    def closing_with(self, *lines: Line) -> Tell:
        return replace(self, reply=self.reply.ending(*lines)) if self.reply else self


@dataclass(frozen=True, slots=True)
class Aside:
    """Answer beside what was asked: it is asked again, or the list on the screen stays open."""

    saying: tuple[Line, ...]
    effects: tuple[Effect, ...] = ()
    ending: tuple[Line, ...] = ()
    file: CalendarFile | None = None

    def closing_with(self, *lines: Line) -> Aside:
        return replace(self, ending=(*self.ending, *lines))

    def at(self, step: str) -> Go:
        """The same answer where nothing is to be asked again."""
        return Go(
            step, effects=self.effects, saying=self.saying, ending=self.ending, file=self.file
        )


ASKED_AGAIN = "asked:"
"""A command "asked:come" puts the question again that such an answer is given to, as an `Aside`."""

Outcome = Again | Go | Tell | Aside
Command = Callable[[Talk, Meaning], Outcome]
"""Something understood at every step, such as STOP or the name of a need."""


class Step(ABC):
    """One question. `name` is stored in sessions, so it never changes: "find_service.choose_place".

    `takes_words`: any words are an answer (a name, feedback), so only commands are heard before it.
    `takes_all_words`: a story, in which a question about us is part of it.
    `takes_number`: a contact that is shared from the phone is an answer.
    `is_form`: one of some questions that are gone through to their end, so it is asked again after
    an answer beside it.
    `resumes`: a registration that is offered again from the menu when it was left midway.
    `keeps_asking`: what is decided here harms if it is guessed, so its choices stay, however often
    they are missed, until one is picked or something else is asked for.
    `is_owed`: what somebody has a right to, or answers us with, is decided here, so it is shown
    however much they wrote; what keeps asking is so, too (`binds`).
    `asks_once`: asked for our own sake, so any need goes before it, and after another answer it is
    not asked again.
    `wonders`: asks what was meant, for want of knowing; somebody in danger is not asked that.
    `stays_on_screen`: a list, which an SMS does not say again after a miss: it can be scrolled to,
    and its numbers go on picking.
    """

    name: ClassVar[str]
    takes_words: ClassVar[bool] = False
    takes_all_words: ClassVar[bool] = False
    takes_number: ClassVar[bool] = False
    is_form: ClassVar[bool] = False
    resumes: ClassVar[bool] = False
    keeps_asking: ClassVar[bool] = False
    is_owed: ClassVar[bool] = False
    stays_on_screen: ClassVar[bool] = False
    wonders: ClassVar[bool] = False
    asks_once: ClassVar[bool] = False

    @classmethod
    def binds(cls) -> bool:
        """Whether the limits let its question through, as they do what is decided by it."""
        return cls.keeps_asking or cls.is_owed

    def stays(self, talk: Talk) -> bool:
        """Whether it is said no more beside an answer: its numbers go on picking."""
        return self.stays_on_screen

    @abstractmethod
    def ask(self, talk: Talk) -> Reply:
        """The question, as it is asked of somebody who stands here now."""

    @abstractmethod
    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        """What an answer leads to; nothing is carried out here, only said."""

    def asked_of(self, talk: Talk, what: str, meaning: Meaning) -> Outcome | None:
        """What is asked of what this step shows, "number" or "when"; None where it shows none."""
        return None

    def leave(self, talk: Talk) -> Outcome | None:
        """What CANCEL or "enough" leads to here; None where only Dalil itself can be left."""
        return None


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a conversation: a word of keywords.csv or a label of the model, and the answer.

    `title`: its name where people are asked "did you mean". `inside`: the word means this inside a
    sentence, too; of several there, the flow registered first wins.
    `before_needs`: said there in several words, it goes before a need beside it. `is_courtesy`:
    answered where it is all that was said. `at_any_step`: heard among one's own words too, and by
    an old button. `finer_than`: the word that keywords.csv has for it, where it is less fine.
    `maybe`: asks about it, where a word of `intents.ASKED_ABOUT` only may be meant.
    """

    word: str
    command: Command
    title: Line | None = None
    inside: bool = True
    before_needs: bool = False
    is_courtesy: bool = False
    at_any_step: bool = False
    finer_than: str = ""
    maybe: Command | None = None

    @property
    def is_wish(self) -> bool:
        """Opened by what is only part of a message, too: nothing is lost by a wrong guess."""
        return not self.is_courtesy and not self.is_protected

    @property
    def is_protected(self) -> bool:
        """Only a whole message can mean it."""
        return self.word in PROTECTED


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation with one purpose: its steps, and what leads into it from anywhere.

    `buttons`: what an old button's key begins with, and what it still opens; of these, `answers`
    are to what we asked of ourselves. `commands`: what other conversations or the engine call it
    by; nobody says these words.
    """

    steps: tuple[type[Step], ...] = ()
    openings: tuple[Opening, ...] = ()
    buttons: Mapping[str, Command] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()
    commands: Mapping[str, Command] = field(default_factory=dict)
