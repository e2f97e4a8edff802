"""The one place where a message becomes a reply: `advance(…) -> Turn`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from flows.engine.effect import (
    Effect,
    RecordUnmetNeed,
    Say,
    SetLocale,
    TellStaff,
)
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.event import Event, Heard
from flows.engine.hearing.danger import recent_danger_after
from flows.engine.hearing.hearing import hear
from flows.engine.hearing.screen import (
    in_their_language,
    offered_by,
    with_ways_left_open,
    without_the_list,
)
from flows.engine.limits.spending import Spending, spend
from flows.engine.opt_out import HOW_TO_START, is_to_be_told, today
from flows.engine.precautions.repetition import Repetition
from flows.engine.questions.still_open import Turning, keep_open
from flows.engine.reply import MORE_NUMBER, Choice, Reply
from flows.engine.session import Session
from flows.engine.step import ASKED_AGAIN, Again, Aside, Go, Outcome, Step, Talk, Tell
from flows.engine.step_index import Conversations
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.screen.own_words import is_automatic, is_reaction
from flows.engine.world import World

MISSES_BEFORE_HELP = 2

_LINES_KNOWN = 4
"""By so many of its first lines an answer of ours is known again."""


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
    is_beginning = step is None and world.contact.locale is not None
    if is_beginning:
        # What was asked before is forgotten, and who they are is not: anything is heard here.
        session = replace(session, step=conversations.rest)
        step = conversations.steps[conversations.rest]
    if isinstance(event, Heard) and event.corrects:
        session = _before_last(session, world, conversations)
        step = conversations.steps.get(session.step or "")
    heard = event.text if isinstance(event, Heard) and not is_reaction(event.text) else ""
    repetition = session.repetition.after(
        heard, world.now, is_automatic=is_automatic(heard, world.lexicon)
    )
    session = replace(session, repetition=repetition)
    talk = _talk(world, session, conversations, heard)
    outcome = hear(event, talk, step() if step else None, conversations)
    if is_beginning and isinstance(outcome, Again):
        outcome = _menu_instead(outcome, conversations)
    told_of_start = session.told_of_start
    if is_to_be_told(outcome, talk):
        told_of_start = today(talk)
        outcome = outcome.closing_with(HOW_TO_START)
    turn = settle(outcome, talk, conversations)
    turn = replace(turn, effects=in_their_language(turn.effects, talk))
    turn = _still_asked(turn, talk, conversations)
    asked = conversations.steps.get(turn.session.step or "")
    missed = _is_missed(outcome)
    spent = spend(
        Spending(session.allowance, turn.effects, world, heard),
        missed=missed,
        owed=asked is not None and asked.binds(),
    )
    repetition = _with_what_we_say(repetition, spent.effects, world)
    if spent.held:
        kept = replace(session, allowance=spent.allowance, repetition=repetition)
        return Turn(kept, spent.effects)
    is_editable = not world.channel.bills_segments and not _is_finished(outcome)
    if _is_unmet(outcome) and turn.session.step == conversations.rest:
        turn, is_editable = replace(turn, session=replace(turn.session, history=())), False
    kept = replace(
        turn.session,
        repetition=repetition,
        told_of_start=told_of_start,
        allowance=spent.allowance,
        heard_at=session.here if is_editable else turn.session.heard_at,
        spoken=_spoken(turn) or session.spoken,
        offered_once=today(talk) if _offers_once(turn) else session.offered_once,
        recent_danger=recent_danger_after(session.recent_danger, spent.effects, world.now),
    )
    return Turn(kept, spent.effects)


def _still_asked(turn: Turn, talk: Talk, conversations: Conversations) -> Turn:
    """With what we asked of ourselves and is open still."""
    before, step = talk.session, conversations.steps.get(turn.session.step or "")
    turning = Turning(
        before,
        talk.world,
        conversations.answers,
        in_words=partial(_in_words, talk, conversations),
        leads_on=step is not None and step.is_form and turn.session.step != before.step,
    )
    return Turn(*keep_open(turning, turn.session, turn.effects))


def _in_words(talk: Talk, conversations: Conversations, question: OpenQuestion) -> tuple[Line, ...]:
    """How a question of ours is put once more; nothing where it cannot be answered any more."""
    ask = conversations.commands[f"{ASKED_AGAIN}{question.kind}"]
    asked = ask(talk, Meaning(rest=question.about))
    return asked.saying if isinstance(asked, Aside) else ()


def _menu_instead(outcome: Again, conversations: Conversations) -> Go:
    """Where nothing was asked, an answer that fits nothing is no miss: they begin again."""
    saying = () if outcome.missed else outcome.saying
    return Go(conversations.menu, saying=saying, ending=outcome.ending, fresh=True)


def _is_missed(outcome: Outcome) -> bool:
    """It meant nothing to us, also where staff who did not answer yet will read it."""
    if isinstance(outcome, Aside):
        return any(isinstance(each, TellStaff) for each in outcome.effects)
    return isinstance(outcome, Again) and outcome.missed


def _with_what_we_say(
    repetition: Repetition, effects: Sequence[Effect], world: World
) -> Repetition:
    """So that our own words are known again when a machine sends them back."""
    world = _with_locale(world, effects)
    for said in effects:
        if isinstance(said, Say):
            locale = said.locale or world.contact.locale or world.languages[0].code
            shown = (*said.reply.lines, *(choice.label for _n, choice in said.reply.numbered()))
            lines = (world.phrase(line, locale) for line in shown[:_LINES_KNOWN])
            repetition = repetition.answered(" ".join(lines))
    return repetition


def _talk(world: World, session: Session, conversations: Conversations, heard: str = "") -> Talk:
    step = conversations.steps.get(session.step or "")
    return Talk(
        world,
        session.memory,
        session,
        heard,
        is_in_form=step is not None and step.is_form,
        openings=conversations.openings,
        commands=conversations.commands,
    )


def _spoken(turn: Turn) -> str:
    """The language of what was said in one that they have not chosen."""
    said = (each.locale for each in turn.effects if isinstance(each, Say))
    return next((locale for locale in said if locale), "")


def _offers_once(turn: Turn) -> bool:
    said = (each.reply.choices for each in turn.effects if isinstance(each, Say))
    return any(choice.once for choices in said for choice in choices)


def _is_unmet(outcome: Outcome) -> bool:
    """Nobody could answer what they need. That is counted without the person: what led to it is
    kept no longer than it is asked about."""
    return isinstance(outcome, Go) and any(isinstance(e, RecordUnmetNeed) for e in outcome.effects)


def _is_finished(outcome: Outcome) -> bool:
    return isinstance(outcome, Go) and outcome.finished


def _before_last(session: Session, world: World, conversations: Conversations) -> Session:
    """Where the message that is corrected was heard; what it led to is taken back, as by BACK."""
    before = session.heard_at
    step = conversations.steps.get(before.step) if before else None
    if before is None or step is None or before == session.here:
        return session
    session = session.at(before.step, before.memory, back=True)
    return session.offering(offered_by(step().ask(_talk(world, session, conversations))))


def settle(outcome: Outcome, talk: Talk, conversations: Conversations) -> Turn:
    """The turn that an outcome makes, for somebody who stood where `talk` says."""
    if isinstance(outcome, Tell):
        session = _at_rest(talk, conversations) if outcome.leaves else talk.session
        return _tell(outcome, session)
    if isinstance(outcome, Aside):
        return _answer_beside(outcome, talk, conversations)
    if isinstance(outcome, Again):
        return _ask_again(outcome, talk, conversations)
    return _go(outcome, talk, conversations)


def _at_rest(talk: Talk, conversations: Conversations) -> Session:
    """Where nothing is asked; a registration left midway is kept, as ever."""
    rest = conversations.steps[conversations.rest]()
    left = conversations.steps.get(talk.session.step or "")
    session = _left(Go(rest.name), talk.session, left, rest).at(rest.name, {})
    return session.offering(offered_by(rest.ask(talk)))


def _tell(outcome: Tell, session: Session) -> Turn:
    if outcome.reply is None:
        return Turn(session, outcome.effects)
    if outcome.reply.choices:
        session = session.offering(offered_by(outcome.reply))
    return Turn(session, (*outcome.effects, Say(outcome.reply, outcome.locale, outcome.urgent)))


def _ask_again(outcome: Again, talk: Talk, conversations: Conversations) -> Turn:
    session = talk.session
    if outcome.missed:
        session = replace(session, misses=session.misses + 1)
    step = conversations.steps[session.step or conversations.menu]()
    stays = step.keeps_asking or step.is_form
    if session.misses >= MISSES_BEFORE_HELP and outcome.missed and not stays:
        return _offer_help(session, outcome)
    reply = step.ask(replace(talk, session=session))
    if outcome.missed and step.stays_on_screen and talk.world.channel.bills_segments:
        reply = without_the_list(reply)
    reply = reply.after(*outcome.saying).ending(*outcome.ending)
    offered = with_ways_left_open(reply, session, conversations)
    return Turn(replace(session, step=step.name, offered=offered), (Say(reply),))


def _answer_beside(outcome: Aside, talk: Talk, conversations: Conversations) -> Turn:
    session = replace(talk.session, misses=0)
    step = conversations.steps[session.step or conversations.rest]()
    if step.asks_once:
        return _go(outcome.at(conversations.rest), talk, conversations)
    reply = step.ask(replace(talk, session=session))
    if step.stays(talk):
        reply = without_the_list(reply)
    reply = reply.after(*outcome.saying).ending(*outcome.ending).attaching(outcome.file)
    offered = with_ways_left_open(reply, session, conversations)
    session = replace(session, step=step.name, offered=offered)
    return Turn(session, (*outcome.effects, Say(reply)))


def _offer_help(session: Session, outcome: Again) -> Turn:
    """After two answers that made no sense, a third question of the same kind would not help."""
    reply = Reply(
        (_("Sorry, we do not understand. What are you looking for?"),),
        (Choice("menu", _("The menu")), Choice("human", _("Talk to a person"))),
        outcome.ending,
    )
    # The page on the screen still says "9 More".
    more = tuple(pair for pair in session.offered if pair == (MORE_NUMBER, "more"))
    return Turn(session.offering((*offered_by(reply), *more)), (Say(reply),))


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
    reply = step.ask(replace(talk, world=world, memory=memory, session=session))
    reply = reply.after(*outcome.saying)
    reply = reply.beside(*outcome.beside).ending(*outcome.ending).attaching(outcome.file)
    said = Say(reply, outcome.locale)
    offered = with_ways_left_open(reply, talk.session, conversations)
    return Turn(session.offering(offered), (*outcome.effects, said))


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
