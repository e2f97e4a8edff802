"""When is the resource centre open, and by when does somebody there answer?"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from flows.engine.step import Talk
from flows.engine.text import Line, _, plural
from services_directory.values.schedules import Opening, OpeningState, opening

_HOURS_TOLD = 24
"""A wait of more hours is told in days."""


def _now(talk: Talk) -> Opening:
    programme = talk.world.programme
    written = programme.centre.opening_hours
    return opening(written, talk.world.now, programme.timezone, programme.calendar)


def hours_of_centre(talk: Talk) -> tuple[Line, ...]:
    """Whether its doors are open now, and when that changes."""
    hours = _now(talk)
    if hours.state is OpeningState.OPEN and hours.closes_at is not None:
        until = hours.closes_at.astimezone(ZoneInfo(talk.world.programme.timezone)).time()
        return (_("The centre is open now, until {time}.", time=until),)
    if hours.state is OpeningState.CLOSED and hours.opens_at is not None:
        return (_("The centre is closed now. It opens {when}.", when=hours.opens_at),)
    return ()


def _promised(days: int) -> Line:
    return plural(
        "Somebody answers within {n} working day.",
        "Somebody answers within {n} working days.",
        days,
    )


def _usual(wait: timedelta | None) -> Line | None:
    """What half of those who asked had to wait, the last hour or day begun."""
    if wait is None:
        return None
    hours = max(1, -(-wait // timedelta(hours=1)))
    if hours <= _HOURS_TOLD:
        return plural(
            "Somebody usually answers within {n} hour.",
            "Somebody usually answers within {n} hours.",
            hours,
        )
    return plural(
        "Somebody usually answers within {n} day.",
        "Somebody usually answers within {n} days.",
        -(-hours // 24),
    )


def when(talk: Talk) -> tuple[Line, ...]:
    """When somebody will answer: as it was of late, else as the centre promises."""
    centre = talk.world.programme.centre
    lines: list[Line] = []
    if _now(talk).state is not OpeningState.OPEN:
        lines += hours_of_centre(talk)
    if talk.world.contact.stopped:
        # Nobody may write to them; on a channel without numbers nobody can call either.
        calls = _("You wrote STOP: we can only call you.")
        cannot = _("You wrote STOP: we cannot answer you here.")
        lines.append(calls if talk.world.channel.knows_number else cannot)
    else:
        lines.append(_usual(talk.world.usual_wait) or _promised(centre.answers_within_days))
    if centre.phone is not None:
        lines.append(_("You can also call {number}.", number=centre.phone.digits))
    return tuple(lines)
