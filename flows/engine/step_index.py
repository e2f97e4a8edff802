"""Which steps and words are there, over all conversations? Looked at once, at the start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flows.engine.step import Command, Flow, Opening, Step
from flows.engine.understanding.intents import ASKED_ABOUT, Openings
from flows.engine.understanding.model.labels import ABOUT_US

Named = TypeVar("Named")


class RegistrationFault(ValueError):
    """The conversations do not fit together; says which name is at fault."""


@dataclass(frozen=True, slots=True)
class Conversations:
    """What the engine knows of them: each step by its name, each command and opening by its word,
    each button by the beginning of its key; `answers`: those buttons that answer what we asked.

    `menu` is where everybody may begin again, `rest` where a finished conversation leads to.
    """

    steps: Mapping[str, type[Step]]
    commands: Mapping[str, Command]
    openings: Mapping[str, Opening]
    buttons: Mapping[str, Command]
    answers: frozenset[str]
    menu: str
    rest: str

    @property
    def words(self) -> Openings:
        """What the understanding has to know of the openings."""
        known = self.openings.values()
        return Openings(
            known=frozenset(self.openings),
            inside=tuple(each.word for each in known if each.inside and not each.is_protected),
            before_needs=frozenset(each.word for each in known if each.before_needs),
            said_by=frozenset(
                (each.word, intent)
                for each in known
                for intent in (each.word, each.finer_than)
                if intent
            ),
        )


def register(
    flows: Iterable[Flow], led_to: Iterable[str], *, menu: str, rest: str
) -> Conversations:
    """The conversations as one. `led_to`: the names that steps lead to across conversations.

    Raises RegistrationFault for a name that two share, for one that no step has, and for a word
    that is asked about, or a label of the model, which no conversation answers.
    """
    flows = tuple(flows)
    steps = _once("step", ((step.name, step) for flow in flows for step in flow.steps))
    openings = _once("word", ((each.word, each) for flow in flows for each in flow.openings))
    commands = _once("word", (pair for flow in flows for pair in _commands(flow)))
    buttons = _once("button", (pair for flow in flows for pair in flow.buttons.items()))
    for name in (*led_to, menu, rest):
        if name not in steps:
            raise RegistrationFault(f"no step is called {name}")
    if unanswered := sorted(ABOUT_US - set(openings)):
        raise RegistrationFault(f"no conversation answers {', '.join(unanswered)}")
    if {each.word for each in openings.values() if each.maybe} != ASKED_ABOUT:
        raise RegistrationFault(f"`maybe` is for {', '.join(sorted(ASKED_ABOUT))} alone")
    answers = frozenset(kind for flow in flows for kind in flow.answers)
    return Conversations(steps, commands, openings, buttons, answers, menu, rest)


def _commands(flow: Flow) -> Iterator[tuple[str, Command]]:
    yield from flow.commands.items()
    for each in flow.openings:
        yield each.word, each.command


def _once(kind: str, pairs: Iterable[tuple[str, Named]]) -> dict[str, Named]:
    """By their names, none of which may be there twice."""
    found: dict[str, Named] = {}
    for name, named in pairs:
        if name in found:
            raise RegistrationFault(f"two conversations have the {kind} {name}")
        found[name] = named
    return found
