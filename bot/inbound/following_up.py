"""Whether a service helped: who agreed to be asked, and what they answered. Parts of a turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.database.transaction import Transaction
from bot.follow_ups import stored as follow_ups
from bot.inbound.anonymous_records import AnsweredOfService
from bot.inbound.turn_context import TurnContext
from flows.engine.effect import Effect
from flows.engine.follow_ups import AgreeToFollowUp, EndFollowUp, RecordAnswer


def agree_to_follow_up(effect: AgreeToFollowUp, context: TurnContext) -> Transaction[None]:
    """They are asked once, days later."""
    yield from follow_ups.agree(effect, context.contact.id, context.now, context.sealer)


def end_follow_up(effect: EndFollowUp, context: TurnContext) -> Transaction[None]:
    """They answered, or do not want to be asked."""
    yield from follow_ups.end(effect.follow_up_id, context.contact.id)


def record_answer(effect: RecordAnswer, context: TurnContext) -> Transaction[None]:
    """Count it, without the person, and apart from their turn."""
    answered = AnsweredOfService(effect.service, effect.answer.value, context.today)
    context.anonymous.append(answered)
    yield from ()


CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, TurnContext], Transaction[None]]] = {
    AgreeToFollowUp: agree_to_follow_up,
    EndFollowUp: end_follow_up,
    RecordAnswer: record_answer,
}
