"""Questions about us: who we are, what it costs, who sees a number, where the centre is.

One short, honest message each: from the programme's file, and what is not known is said.
"""

from __future__ import annotations

from flows.components.centre_hours import hours_of_centre
from flows.components.retention_words import erased_after_agreeing, guest_days
from flows.components.training.course_cost import cost_lines
from flows.components.wording import WRITE_HUMAN
from flows.engine.step import Aside, Flow, Opening, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning


def who_are_you(talk: Talk, meaning: Meaning) -> Outcome:
    """Also for whoever fears a fraud: what we never ask for tells us from one."""
    programme = talk.world.programme
    who = _(
        "{programme} is a free guide of {operator}. A machine answers.",
        programme=programme.name,
        operator=programme.operator,
    )
    return Aside((who, _("We never ask for money, a password or papers."), WRITE_HUMAN))


def is_it_free(talk: Talk, meaning: Meaning) -> Outcome:
    """Of a course, where one is on their screen or they are in one."""
    if courses := tuple(cost_lines(talk)):
        return Aside((*courses, WRITE_HUMAN))
    said: list[Line] = [_("{programme} is free.", programme=talk.world.programme.name)]
    if talk.world.channel.bills_segments:
        said.append(_("You pay your operator for each SMS that you send."))
    said.append(_("For a service, look at its card: if we know the price, it is there."))
    return Aside(tuple(said))


def privacy(talk: Talk, meaning: Meaning) -> Outcome:
    """Who sees a number, whom we do not work with, and when it is erased."""
    programme = talk.world.programme
    said: list[Line] = [_("Without your agreement, only our team can see how to reach you.")]
    if programme.answers.privacy:
        said.append(programme.answers.privacy)
    if talk.world.contact.guest:
        said.append(
            plural(
                "We erase it {n} day after your last message.",
                "We erase it {n} days after your last message.",
                guest_days(programme),
            )
        )
    else:
        said.append(erased_after_agreeing(programme))
    said.append(_("To erase everything, write: ERASE."))
    return Aside(tuple(said))


def centre(talk: Talk, meaning: Meaning) -> Outcome:
    """Where and when; an address that nobody gave us is not invented."""
    known = talk.world.programme.centre
    said: list[Line] = []
    if known.address:
        said.append(_("{name}: {address}", name=known.name, address=known.address))
    else:
        said.append(_("{name}: we do not know the address yet.", name=known.name))
    said += hours_of_centre(talk)
    if known.phone is not None:
        said.append(_("You can also call {number}.", number=known.phone.digits))
    return Aside((*said, WRITE_HUMAN))


def missing_person(talk: Talk, meaning: Meaning) -> Outcome:
    """Only whom the programme names: where it names nobody, a person of ours is all there is."""
    known = talk.world.programme.answers.missing_person
    said: list[Line] = [_("We are sorry. We cannot search for anybody ourselves.")]
    said += [known] if known else []
    return Aside((*said, _("Lost near here today, or at sea? Write: SOS"), WRITE_HUMAN))


def not_for_me(talk: Talk, meaning: Meaning) -> Outcome:
    """Somebody got a message that another person waits for."""
    sorry = _("We are sorry: this message was for somebody else. You need not do anything.")
    return Aside((sorry, _("For no more messages, write: STOP")))


FLOW = Flow(
    openings=(
        Opening("not_for_me", not_for_me),
        Opening("who_are_you", who_are_you, _("Who we are"), finer_than="help"),
        Opening("is_it_free", is_it_free, _("What it costs"), finer_than="help"),
        Opening("privacy", privacy, _("Who sees my data"), finer_than="help"),
        Opening("centre", centre, _("The centre: where, when"), finer_than="help"),
        Opening("missing_person", missing_person, _("Somebody is missing")),
    )
)
