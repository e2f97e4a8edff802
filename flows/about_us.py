"""Questions about us: who we are, what it costs, who sees a number, where the centre is.

One short, honest message each: from the programme's file, and what is not known is said.
"""

from __future__ import annotations

from flows.components.aside import aside
from flows.components.centre_hours import hours_of_centre
from flows.components.retention_words import months_kept
from flows.engine.step import Flow, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning

WRITE_HUMAN: Line = _("To talk to a person, write: HUMAN.")


def who_are_you(talk: Talk, meaning: Meaning) -> Outcome:
    """Also for whoever fears a fraud: what we never ask for tells us from one."""
    programme = talk.world.programme
    return aside(
        talk,
        _(
            "{programme} is a free guide of {operator}. A machine answers.",
            programme=programme.name,
            operator=programme.operator,
        ),
        _("We never ask for money, a password or papers."),
        WRITE_HUMAN,
    )


def is_it_free(talk: Talk, meaning: Meaning) -> Outcome:
    said = [_("{programme} is free.", programme=talk.world.programme.name)]
    if talk.world.channel.bills_segments:
        said.append(_("You pay your operator for each SMS that you send."))
    said.append(_("For a service, look at its card: if we know the price, it is there."))
    return aside(talk, *said)


def privacy(talk: Talk, meaning: Meaning) -> Outcome:
    """Who sees a number, whom we do not work with, and when it is erased."""
    programme = talk.world.programme
    said: list[Line] = [_("Only our team can see how to reach you.")]
    if programme.answers.privacy:
        said.append(programme.answers.privacy)
    if talk.world.contact.guest:
        hours = programme.retention.guest_hours
        said.append(
            plural(
                "We erase it {n} hour after your last message.",
                "We erase it {n} hours after your last message.",
                hours,
            )
        )
    else:
        months = months_kept(programme)
        said.append(
            plural(
                "We erase it {n} month after your last message.",
                "We erase it {n} months after your last message.",
                months,
            )
        )
    said.append(_("To erase everything, write: ERASE."))
    return aside(talk, *said)


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
    return aside(talk, *said, WRITE_HUMAN)


def missing_person(talk: Talk, meaning: Meaning) -> Outcome:
    """Only whom the programme names: where it names nobody, a person of ours is all there is."""
    known = talk.world.programme.answers.missing_person
    said: list[Line] = [_("We are sorry. We cannot search for anybody ourselves.")]
    said += [known] if known else []
    return aside(talk, *said, _("Lost near here today, or at sea? Write: SOS"), WRITE_HUMAN)


def not_for_me(talk: Talk, meaning: Meaning) -> Outcome:
    """Somebody got a message that another person waits for."""
    return aside(
        talk,
        _("We are sorry: this message was for somebody else. You need not do anything."),
        _("For no more messages, write: STOP"),
    )


FLOW = Flow(
    commands={
        "who_are_you": who_are_you,
        "is_it_free": is_it_free,
        "privacy": privacy,
        "centre": centre,
        "missing_person": missing_person,
        "not_for_me": not_for_me,
    }
)
