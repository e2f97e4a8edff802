"""What is said to who answers for somebody else: a receiver, or one of the team who links a phone.

They stand where they stood, and are answered within the same limits as everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.database.transaction import Transaction
from bot.inbound.anonymous_records import AnonymousRecord
from bot.inbound.effects import carry_out
from bot.inbound.turn_context import TurnContext
from flows.engine.conversation import Turn
from flows.engine.effect import Effect, Say
from flows.engine.limits.spending import Spending, spend
from flows.engine.session import Session
from flows.engine.world import World


class Apart(NamedTuple):
    """Where they stand, what they wrote, and what is known of them."""

    session: Session
    heard: str
    context: TurnContext
    world: World


def say_apart(
    effects: Sequence[Effect], to: Apart, *, missed: bool = False
) -> Transaction[tuple[Turn, str | None, Sequence[AnonymousRecord]]]:
    """What is no answer is a miss; one that counts is owed its thanks."""
    turn = Spending(to.session.allowance, tuple(effects), to.world, to.heard)
    spent = spend(turn, missed=missed, owed=not missed)
    to.context.had = spent.allowance
    yield from carry_out(spent.effects, to.context)
    says = any(isinstance(each, Say) for each in spent.effects) and not to.context.silent
    session = replace(to.session, allowance=spent.allowance)
    return Turn(session, ()), to.context.contact.channel if says else None, ()
