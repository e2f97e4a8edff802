"""Which steps and words are there, over all conversations? Looked at once, at the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.engine.step import Command, Flow, Step


class RegistrationFault(ValueError):
    """The conversations do not fit together; says which name is at fault."""


@dataclass(frozen=True, slots=True)
class Conversations:
    """What the engine knows of them: each step by its name, each command by its word.

    `menu` is where everybody may begin again, `rest` where a finished conversation leads to.
    """

    steps: Mapping[str, type[Step]]
    commands: Mapping[str, Command]
    menu: str
    rest: str


def register(
    flows: Iterable[Flow], led_to: Iterable[str], *, menu: str, rest: str
) -> Conversations:
    """The conversations as one. `led_to`: the names that steps lead to across conversations.

    Raises RegistrationFault for a name that two share, and for one that no step has.
    """
    steps: dict[str, type[Step]] = {}
    commands: dict[str, Command] = {}
    for flow in flows:
        for step in flow.steps:
            if step.name in steps:
                raise RegistrationFault(f"two steps are called {step.name}")
            steps[step.name] = step
        for word, command in flow.commands.items():
            if word in commands:
                raise RegistrationFault(f"two conversations hear the word {word}")
            commands[word] = command
    for name in (*led_to, menu, rest):
        if name not in steps:
            raise RegistrationFault(f"no step is called {name}")
    return Conversations(steps, commands, menu, rest)
