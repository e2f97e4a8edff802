"""May we ask you, days later, whether it helped? Offered once a day, never asked as a question.

Whoever picks it agrees; nobody else is ever asked. It stands only below an answer that is short in
every language, so that it makes no SMS dearer.
"""

from __future__ import annotations

from datetime import timedelta

from flows.engine.effect import GiveConsent, Purpose
from flows.engine.follow_ups import AgreeToFollowUp, EndFollowUp
from flows.engine.opt_out import today
from flows.engine.reply import Choice, Reply
from flows.engine.step import Aside, Outcome, Talk, Tell
from flows.engine.text import Line, _, plural
from services_directory.search.sensitive import may_be_asked_about

CONSENT_VERSION = "helped-1"
"""Of the words that are picked: others are another version."""

OF_CARD, OF_REFERRAL, NOT_WANTED = "ask_later", "ask_referral", "dont_ask"
"""How their buttons begin."""

DO_NOT_ASK = Choice(NOT_WANTED, _("Do not ask me"))


def offered_for(talk: Talk, service_id: str, need: str = "") -> tuple[Choice, ...]:
    """Below the card of a service, or what is told of it; nothing where it might harm, or tire."""
    if not _may_ask(talk, service_id, need):
        return ()
    return _once(talk, f"{OF_CARD}:{service_id}", _in_days(talk))


def offered_for_referral(talk: Talk, code: str, service_id: str) -> tuple[Choice, ...]:
    """To who agrees to be passed on: the days are counted from the receiver's yes."""
    if not _may_ask(talk, service_id, ""):
        return ()
    # Translators: a consent; short: a button, or a numbered line of an SMS.
    label = _("Ask me later if it helped")
    return _once(talk, f"{OF_REFERRAL}:{code}", label)


def _may_ask(talk: Talk, service_id: str, need: str) -> bool:
    contact = talk.world.contact
    service = talk.world.directory.service(service_id)
    if service is None or not may_be_asked_about(service, need, talk.world.programme):
        return False
    if talk.session.recent_danger.at or contact.with_staff is not None:
        return False
    return contact.may_be_reminded and contact.follow_up is None


def _once(talk: Talk, key: str, label: Line) -> tuple[Choice, ...]:
    stands = any(each == key for _number, each in talk.session.offered)
    if talk.session.offered_once == today(talk) and not stands:
        return ()
    return (Choice(key, label, once=True),)


def _in_days(talk: Talk) -> Line:
    # Translators: a consent; short: a button, or a numbered line of an SMS.
    return plural("Ask me in {n} day if it helped", "Ask me in {n} days if it helped", _days(talk))


def _days(talk: Talk) -> int:
    return talk.world.programme.follow_up.after // timedelta(days=1)


def heard_of_follow_up(talk: Talk, key: str | None) -> Outcome | None:
    """Where it was offered, or is taken back; None where something else was picked."""
    kind, _colon, about = (key or "").partition(":")
    if kind == OF_CARD:
        return about_service(talk, about)
    if kind == OF_REFERRAL:
        return about_referral(talk, about)
    return not_wanted(talk) if kind == NOT_WANTED else None


def about_service(talk: Talk, service_id: str) -> Outcome:
    """They agree to be asked of what they looked at."""
    return _agreed(talk, service_id, talk.recall("need"))


def about_referral(talk: Talk, code: str) -> Outcome:
    """They agree to be asked once the receiver has said yes."""
    referral = next((each for each in talk.world.contact.referrals if each.code == code), None)
    return _agreed(talk, referral.service if referral else "", "", code)


def _agreed(talk: Talk, service_id: str, need: str, referral: str = "") -> Outcome:
    """Once more looked at: a button stays in a chat for ever."""
    if talk.world.contact.follow_up is not None:
        return Aside((_("You are asked about one service at a time."),))
    if not _may_ask(talk, service_id, need):
        return Aside((_("We cannot ask you about this one."),))
    place = talk.recall("place") or talk.world.contact.place or ""
    said: Line = _("All right. We ask you once, later, without naming the service.")
    in_days = plural(
        "All right. We ask you once, in {n} day, without naming the service.",
        "All right. We ask you once, in {n} days, without naming the service.",
        _days(talk),
    )
    agreed = AgreeToFollowUp(service_id, need, place, referral)
    consent = GiveConsent(Purpose.WHETHER_HELPED, CONSENT_VERSION)
    reply = Reply((said if referral else in_days,), earlier=_left_open(talk)).beside(DO_NOT_ASK)
    return Tell(reply, (consent, agreed))


def not_wanted(talk: Talk) -> Outcome:
    """Taken back, as often as it is said."""
    kept = talk.world.contact.follow_up
    said = Reply((_("All right. We do not ask you."),))
    return Tell(said, (EndFollowUp(kept.id),) if kept else ())


def told_with(talk: Talk, lines: tuple[Line, ...], offered: tuple[Choice, ...]) -> Reply:
    """An answer beside the list on the screen, whose numbers go on picking."""
    reply = Reply(lines)
    if not offered:
        return reply
    return Reply(lines, earlier=_left_open(talk)).beside(*offered)


def _left_open(talk: Talk) -> tuple[tuple[int, Choice], ...]:
    """Nobody agrees by a number that stood somewhere before."""
    once = (OF_CARD, OF_REFERRAL)
    return tuple(
        (number, Choice(key, ""))
        for number, key in talk.session.offered
        if key.partition(":")[0] not in once
    )
