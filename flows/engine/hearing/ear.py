"""What hears: somebody at a step, with all conversations there are; and the message to be heard."""

from __future__ import annotations

from dataclasses import dataclass

from flows.engine.hearing.precedence import Place
from flows.engine.step import Answer, Go, Opening, Outcome, Step, Talk
from flows.engine.step_index import Conversations
from flows.engine.understanding import Meaning


@dataclass(frozen=True, slots=True)
class Ear:
    """What hears one message: where the person stands, and all the conversations there are."""

    talk: Talk
    step: Step | None
    conversations: Conversations

    def run(self, word: str, meaning: Meaning) -> Outcome:
        """What the command of this word answers."""
        return self.conversations.commands[word](self.talk, meaning)

    def press(self, kind: str, meaning: Meaning) -> Outcome:
        """What a button whose key begins so still opens."""
        return self.conversations.buttons[kind](self.talk, meaning)

    def wonders(self, outcome: Go) -> bool:
        """Whether it asks what was meant, for want of knowing."""
        name = outcome.step if isinstance(outcome.step, str) else outcome.step.name
        return self.conversations.steps[name].wonders

    @property
    def place(self) -> Place:
        if self.talk.world.contact.locale is None or self.step is None:
            return Place.NO_LANGUAGE
        return Place.WORDS if self.step.takes_words else Place.CHOICES


@dataclass(frozen=True, slots=True)
class Message:
    """A text without what a phone adds to it, and what it may mean."""

    text: str
    meaning: Meaning

    @property
    def word(self) -> str | None:
        """What the whole of it is, if it is one word that we know."""
        return self.meaning.intent if self.meaning.exact else None

    def answer(self, choice: str | None = None) -> Answer:
        return Answer(self.text.strip(), self.meaning, choice)

    def opening(self, ear: Ear) -> Opening | None:
        """What opens by the whole of it."""
        return ear.talk.openings.get(self.word or "")
