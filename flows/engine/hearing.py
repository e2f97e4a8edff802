"""Who hears a message first: commands, danger, the choices offered, the step, then the search.

The order keeps people safe: STOP works everywhere, a guess never stops, erases or consents, and an
old button never answers a new question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER
from flows.engine.step import Again, Answer, Command, Outcome, Step, Talk, Tell
from flows.engine.text import _
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.choices import Shown, choice_in
from flows.engine.understanding.own_words import own_words, without_signature

EMERGENCY = "emergency"
COMMAND_WORDS = frozenset(
    ("stop", "start", "help", "menu", "back", "language", "human", "my_data", "delete_my_data")
)
BEFORE_LANGUAGE = frozenset(("stop", "delete_my_data"))
WHILE_STOPPED = frozenset(("stop", "start", "delete_my_data", "my_data"))
HARMLESS_WISHES = frozenset(
    ("human", "help", "menu", "language", "my_data", "register", "feedback")
)
"""What may be done although it was only part of a sentence: nothing is lost by a wrong guess."""

ASKED_FIRST = frozenset(("stop", "delete_my_data"))
"""What is asked about, never done, when it stands inside a longer message."""

ANY_TIME_BUTTONS = frozenset(("menu", "human", "help", "back", "language"))
REOPENING_BUTTONS = frozenset(("lang", "service", "need"))

_DEEP_LINK = re.compile(r"/?start[ =_]+([A-Za-z0-9_-]{1,64})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ear:
    """What hears one message: where the person stands, and every command there is."""

    talk: Talk
    step: Step | None
    commands: Mapping[str, Command]

    def run(self, word: str, meaning: Meaning) -> Outcome:
        return self.commands[word](self.talk, meaning)


def hear(event: Event, talk: Talk, step: Step | None, commands: Mapping[str, Command]) -> Outcome:
    """What `event` leads to, for somebody standing at `step` (None: nothing was asked yet)."""
    ear = Ear(talk, step, commands)
    if isinstance(event, Heard):
        return _heard(ear, event.text)
    if isinstance(event, Picked):
        return _picked(ear, event.key)
    if talk.world.contact.stopped:
        return ear.run("stopped", Meaning())
    if isinstance(event, LocationShared):
        if talk.world.contact.locale is None or step is None:
            return ear.run("language", Meaning())
        return step.hear(talk, Answer("", Meaning(), position=event.position))
    if isinstance(event, NumberShared):
        if step is not None and step.takes_number:
            return step.hear(talk, Answer(event.number, Meaning()))
        return ear.run("sent", Meaning(said=event.number, rest="contact"))
    return ear.run("sent", Meaning(rest=event.kind))


def _heard(ear: Ear, text: str) -> Outcome:
    contact = ear.talk.world.contact
    own = own_words(text, _screen(ear) if "\n" in text else (), ear.talk.world.lexicon)
    if own is None:
        return Tell(None)
    text = own
    meaning = understand(text, ear.talk.world.lexicon, contact.locale)
    link = _DEEP_LINK.fullmatch(text.strip())
    if link and not contact.stopped:
        return ear.run("deep_link", Meaning(rest=link[1]))
    word = meaning.intent if meaning.exact and meaning.intent in COMMAND_WORDS else None
    if word is not None and word in (WHILE_STOPPED if contact.stopped else BEFORE_LANGUAGE):
        return ear.run(word, meaning)
    takes_words = ear.step is not None and ear.step.takes_words
    if meaning.intent == EMERGENCY and (meaning.exact or not takes_words):
        return ear.run("danger", meaning)
    if contact.stopped:
        return _after_stop(ear, text, meaning)
    if contact.locale is None or ear.step is None:
        return _without_language(ear, ear.step, text, meaning)
    if word is not None:
        return ear.run(word, meaning)
    return _answered(ear, ear.step, text, meaning)


def _after_stop(ear: Ear, text: str, meaning: Meaning) -> Outcome:
    """Whoever said STOP can still be erased, so that question's answer is heard; all else waits."""
    if ear.step is not None and ear.step.after_stop:
        choice = _choice(ear.talk, ear.step, text, meaning)
        if choice is not None:
            return ear.step.hear(ear.talk, Answer(text.strip(), meaning, choice))
    return ear.run("stopped", meaning)


def _without_language(ear: Ear, step: Step | None, text: str, meaning: Meaning) -> Outcome:
    """Nobody is guessed to speak anything: until a language is chosen, only that is asked."""
    if step is None:
        return ear.run("menu" if ear.talk.world.contact.locale else "welcome", meaning)
    return step.hear(ear.talk, Answer(text, meaning, _choice(ear.talk, step, text, meaning)))


def _answered(ear: Ear, step: Step, text: str, meaning: Meaning) -> Outcome:
    talk = ear.talk
    choice = _choice(talk, step, text, meaning)
    if choice is not None:
        return _chosen(ear, step, choice, text, meaning)
    if meaning.option == MENU_NUMBER:
        return ear.run("menu", meaning)
    if step.takes_words:
        return step.hear(talk, Answer(text.strip(), meaning))
    if meaning.option == MORE_NUMBER or (meaning.exact and meaning.intent == "more"):
        return Again((_("That is all."),), missed=False)
    if meaning.exact and meaning.intent in ("greet", "thanks"):
        return ear.run(meaning.intent, meaning)
    if meaning.possible in ASKED_FIRST and not meaning.topics:
        return ear.run(f"maybe_{meaning.possible}", meaning)
    if meaning.exact and meaning.intent in HARMLESS_WISHES:
        return ear.run(meaning.intent, meaning)
    outcome = step.hear(talk, Answer(text.strip(), meaning))
    if isinstance(outcome, Again) and outcome.missed and meaning.option is None:
        if meaning.intent in HARMLESS_WISHES:
            return ear.run(meaning.intent, meaning)
        found = ear.run("search", meaning)
        return outcome if isinstance(found, Again) and not found.saying else found
    return outcome


def _choice(talk: Talk, step: Step, text: str, meaning: Meaning) -> str | None:
    """The key of the offered choice that was meant: its number, its label, or a word such as NO."""
    offered = dict(talk.session.offered)
    if meaning.option is not None:
        return offered.get(meaning.option)
    keys = set(offered.values())
    if meaning.exact and meaning.intent in keys:
        return meaning.intent
    shown, lexicon = _shown(talk, step), talk.world.lexicon
    picked = choice_in(text, shown, lexicon, takes_words=step.takes_words)
    if picked is None and (first := without_signature(text)):
        picked = choice_in(first, shown, lexicon, takes_words=True)
    return picked


def _shown(talk: Talk, step: Step) -> list[Shown]:
    """The choices on the screen, with the numbers and words they stand there with."""
    reply, locale = step.ask(talk), talk.world.contact.locale or ""
    return [
        Shown(number, choice.key, talk.world.phrase(choice.label, locale))
        for number, choice in (*reply.earlier, *reply.numbered())
        if (number, choice.key) in talk.session.offered
    ]


def _screen(ear: Ear) -> list[str]:
    """The lines of the question that is on the screen, choices as they are copied."""
    if ear.step is None:
        return []
    talk, locale = ear.talk, ear.talk.world.contact.locale or ""
    asked = [talk.world.phrase(line, locale) for line in ear.step.ask(talk).lines]
    choices = [f"{each.number} {each.label}" for each in _shown(talk, ear.step)]
    return [*"\n".join(asked).split("\n"), *choices]


def _chosen(ear: Ear, step: Step, key: str, text: str, meaning: Meaning) -> Outcome:
    if key in ANY_TIME_BUTTONS:
        return ear.run(key, meaning)
    return step.hear(ear.talk, Answer(text.strip(), meaning, key))


def _picked(ear: Ear, key: str) -> Outcome:
    """A button. One that is not of the question now asked may open something, never answer."""
    kind, _colon, value = key.partition(":")
    offered = {each for _number, each in ear.talk.session.offered}
    if ear.talk.world.contact.stopped and not (
        key in offered and ear.step is not None and ear.step.after_stop
    ):
        return ear.run("stopped", Meaning())
    if ear.step is not None and key in offered:
        return _chosen(ear, ear.step, key, "", Meaning())
    if ear.talk.world.contact.locale is None and kind != "lang":
        return ear.run("language", Meaning())
    if key in ANY_TIME_BUTTONS:
        return ear.run(key, Meaning())
    if kind in REOPENING_BUTTONS:
        return ear.run(kind, Meaning(rest=value))
    return Again((_("That button is from an earlier question."),), missed=False)
