"""When is the resource centre open, and by when does somebody there answer?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flows.engine.step import Talk
from flows.engine.text import Line, _, plural
from services_directory.values.schedules import Opening, OpeningState, opening


def _now(talk: Talk) -> Opening:
    programme = talk.world.programme
    written = programme.centre.opening_hours
    return opening(written, talk.world.now, programme.timezone, programme.country)


def hours_of_centre(talk: Talk) -> tuple[Line, ...]:
    """Whether its doors are open now, and when that changes."""
    hours = _now(talk)
    if hours.state is OpeningState.OPEN and hours.closes_at is not None:
        until = hours.closes_at.astimezone(ZoneInfo(talk.world.programme.timezone)).time()
        return (_("The centre is open now, until {time}.", time=until),)
    if hours.state is OpeningState.CLOSED and hours.opens_at is not None:
        return (_("The centre is closed now. It opens {when}.", when=hours.opens_at),)
    return ()


def when(talk: Talk) -> tuple[Line, ...]:
    """When somebody will answer, from the centre's own hours; nothing is promised beyond them."""
    centre = talk.world.programme.centre
    lines: list[Line] = []
    if _now(talk).state is not OpeningState.OPEN:
        lines += hours_of_centre(talk)
    lines.append(
        plural(
            "Somebody answers within {n} working day.",
            "Somebody answers within {n} working days.",
            centre.answers_within_days,
        )
    )
    if centre.phone is not None:
        lines.append(_("You can also call {number}.", number=centre.phone.digits))
    return tuple(lines)
