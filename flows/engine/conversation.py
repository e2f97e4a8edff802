"""The one place where a message becomes a reply: `advance(…) -> Turn`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.engine.effect import Effect, Say, SetLocale
from flows.engine.event import Event, Heard
from flows.engine.hearing import hear
from flows.engine.opt_out import HOW_TO_START, is_to_be_told, today
from flows.engine.reply import MENU_NUMBER, MORE_NUMBER, Choice, Reply
from flows.engine.session import Session
from flows.engine.step import Again, Go, Outcome, Step, Talk, Tell
from flows.engine.step_index import Conversations
from flows.engine.text import _
from flows.engine.understanding.screen.own_words import is_reaction
from flows.engine.world import World

MISSES_BEFORE_HELP = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: where the contact stands now, and what is to happen, in this order."""

    session: Session
    effects: tuple[Effect, ...]


def advance(session: Session, event: Event, world: World, conversations: Conversations) -> Turn:
    """Answer `event`. Pure: the same arguments give the same turn; it never raises on any event."""
    step = conversations.steps.get(session.step or "")
    if session.step is not None and step is None:
        # A step of an older release: its questions are gone, so lead gently to the menu.
        session, step = replace(session, step=None, offered=()), None
    if isinstance(event, Heard) and event.corrects:
        session = _before_last(session, world, conversations)
        step = conversations.steps.get(session.step or "")
    heard = event.text if isinstance(event, Heard) and not is_reaction(event.text) else ""
    session = replace(session, repetition=session.repetition.after(heard, world.now))
    talk = Talk(world, session.memory, session, heard)
    outcome = hear(event, talk, step() if step else None, conversations.commands)
    told_of_start = session.told_of_start
    if is_to_be_told(outcome, talk):
        told_of_start = today(talk)
        outcome = outcome.closing_with(HOW_TO_START)
    turn = settle(outcome, talk, conversations)
    is_editable = not world.channel.bills_segments and not _is_finished(outcome)
    kept = replace(
        turn.session,
        repetition=session.repetition,
        told_of_start=told_of_start,
        heard_at=session.here if is_editable else turn.session.heard_at,
    )
    return replace(turn, session=kept)


def _is_finished(outcome: Outcome) -> bool:
    return isinstance(outcome, Go) and outcome.finished


def _before_last(session: Session, world: World, conversations: Conversations) -> Session:
    """Where the message that is corrected was heard; what it led to is taken back, as by BACK."""
    before = session.heard_at
    step = conversations.steps.get(before.step) if before else None
    if before is None or step is None or before == session.here:
        return session
    session = session.at(before.step, before.memory, back=True)
    return session.offering(_offered(step().ask(Talk(world, before.memory, session))))


def settle(outcome: Outcome, talk: Talk, conversations: Conversations) -> Turn:
    """The turn that an outcome makes, for somebody who stood where `talk` says."""
    if isinstance(outcome, Tell):
        return _tell(outcome, talk.session)
    if isinstance(outcome, Again):
        return _ask_again(outcome, talk, conversations)
    return _go(outcome, talk, conversations)


def _tell(outcome: Tell, session: Session) -> Turn:
    if outcome.reply is None:
        return Turn(session, outcome.effects)
    if outcome.reply.choices:
        session = session.offering(_offered(outcome.reply))
    return Turn(session, (*outcome.effects, Say(outcome.reply, outcome.locale)))


def _ask_again(outcome: Again, talk: Talk, conversations: Conversations) -> Turn:
    session = talk.session
    if outcome.missed:
        session = replace(session, misses=session.misses + 1)
    step = conversations.steps[session.step or conversations.menu]()
    if session.misses >= MISSES_BEFORE_HELP and outcome.missed and not step.keeps_asking:
        return _offer_help(session, outcome)
    reply = step.ask(replace(talk, session=session))
    if outcome.missed and step.stays_on_screen and talk.world.channel.bills_segments:
        reply = _without_the_list(reply)
    reply = reply.after(*outcome.saying).ending(*outcome.ending)
    return Turn(replace(session, step=step.name, offered=_offered(reply)), (Say(reply),))


def _without_the_list(reply: Reply) -> Reply:
    """After a miss by SMS: the way to the menu, while the list on the screen goes on picking."""
    shown = (*reply.earlier, *reply.numbered())
    earlier = tuple(pair for pair in shown if pair[0] != MENU_NUMBER)
    return Reply((), (Choice("menu", _("Menu"), MENU_NUMBER),), earlier=earlier)


def _offer_help(session: Session, outcome: Again) -> Turn:
    """After two answers that made no sense, a third question of the same kind would not help."""
    reply = Reply(
        (_("Sorry, we do not understand. What are you looking for?"),),
        (Choice("menu", _("The menu")), Choice("human", _("Talk to a person"))),
        outcome.ending,
    )
    # The page on the screen still says "9 More".
    more = tuple(pair for pair in session.offered if pair == (MORE_NUMBER, "more"))
    return Turn(session.offering((*_offered(reply), *more)), (Say(reply),))


def _go(outcome: Go, talk: Talk, conversations: Conversations) -> Turn:
    name = outcome.step if isinstance(outcome.step, str) else outcome.step.name
    if name == conversations.rest and not outcome.saying:
        # A rest has no words of its own: somebody led back to it is led to the menu.
        name = conversations.menu
    step = conversations.steps[name]()
    memory = {} if outcome.fresh or outcome.finished else dict(talk.memory)
    memory.update(outcome.remember)
    left = conversations.steps.get(talk.session.step or "")
    session = _left(outcome, talk.session, left, step).at(step.name, memory, outcome.back)
    world = _with_locale(talk.world, outcome.effects)
    reply = step.ask(Talk(world, memory, session)).after(*outcome.saying)
    reply = reply.beside(*outcome.beside).ending(*outcome.ending)
    said = Say(reply, outcome.locale)
    return Turn(session.offering(_offered(reply)), (*outcome.effects, said))


def _left(outcome: Go, session: Session, left: type[Step] | None, step: Step) -> Session:
    """What stays of where the person stood.

    A registration left midway is kept, so that the menu can offer to go on with it. Of a finished
    conversation nothing stays: what was refused or said anonymously must not be a BACK away.
    """
    if outcome.finished:
        return Session(paused=None if left and left.resumes else session.paused)
    older, here = session.paused, session.here
    if step.resumes:
        return replace(session, paused=older if older and older.step != step.name else None)
    if left is None or not left.resumes or here is None:
        return session
    # A second one that was hardly begun does not take the place of one that was nearly done.
    kept = older if older and len(older.memory) > len(here.memory) else here
    return replace(session, paused=kept)


def _with_locale(world: World, effects: Sequence[Effect]) -> World:
    chosen = next((each.locale for each in effects if isinstance(each, SetLocale)), None)
    if chosen is None:
        return world
    return replace(world, contact=replace(world.contact, locale=chosen))


def _offered(reply: Reply) -> tuple[tuple[int, str], ...]:
    numbered = (*reply.earlier, *reply.numbered())
    return tuple((number, choice.key) for number, choice in numbered)
