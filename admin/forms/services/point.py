"""Where a service is, as two numbers: written, pasted as a pair, or the middle of a town."""

from __future__ import annotations

import re

from admin.forms.base import StaffForm
from admin.rendering.labels import Names
from flows.engine.text import Line, Text, _
from services_directory.values.entries import Position

POINT_FIELDS = ("latitude", "longitude", "point_of")
NOT_A_POINT = _("Write both numbers, such as 36.9544 and 8.7580, or none.")
_PAIR = re.compile(r"\s*(-?\d+\.\d+)\s*[,;\s]\s*(-?\d+\.\d+)\s*")


def point_values(position: Position | None) -> dict[str, str]:
    """As the values of the form's fields."""
    if position is None:
        return dict.fromkeys(POINT_FIELDS, "")
    latitude, longitude = written(position).split(",")
    return {"latitude": latitude, "longitude": longitude, "point_of": ""}


def written(position: Position) -> str:
    """A point as one value of a list."""
    return f"{position.latitude:.7g},{position.longitude:.7g}"


def point_from(form: StaffForm, kept: Position | None) -> Position | None:
    """What the form says; a town that is chosen stands in for what is not written. Numbers that are
    those of `kept`, as they are shown, are `kept` to its last figure."""
    told = _told(form)
    if isinstance(told, Text):
        return kept
    if kept is not None and told is not None and written(told) == written(kept):
        return kept
    return told


def refuse_point(form: StaffForm) -> bool:
    """Say that it is no point on earth; False then."""
    told = _told(form)
    if isinstance(told, Text):
        form.refuse("latitude", told)
        return False
    return True


def points_of(names: Names) -> list[tuple[str, Line]]:
    """The towns of the reader's whose middle is known, each by where that is."""
    middles = {each.id: each.position for each in names.directory.places}
    found = [(middles[place_id], name) for place_id, name in names.places()]
    return [(written(middle), name) for middle, name in found if middle is not None]


def _told(form: StaffForm) -> Position | Text | None:
    first, second = (form[name].data or "" for name in ("latitude", "longitude"))
    pair = _PAIR.fullmatch(first) if not second.strip() else None
    if pair is None and not (first.strip() or second.strip()):
        pair = _PAIR.fullmatch(form["point_of"].data or "")
        if pair is None:
            return None
    try:
        numbers = pair.groups() if pair else (first.replace(",", "."), second.replace(",", "."))
        latitude, longitude = map(float, numbers)
    except ValueError:
        return NOT_A_POINT
    is_on_earth = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return Position(latitude, longitude) if is_on_earth else NOT_A_POINT
