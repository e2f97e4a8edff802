"""What is done to several services called, why is one left out, and what is another than before?"""

from __future__ import annotations

from admin.rendering.formatting import day, local, say
from admin.rendering.labels import FIELDS, VALUES
from flows.engine.text import Text, _
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import Act, Hindrance, Outlook
from services_directory.values.entries import Closure

ACTS: dict[Act, Text] = {
    Act.CHECKED: _("Our team checked them today"),
    Act.CLOSED: _("Closed, or open at other hours, for some days"),
    Act.PUBLISHED: _("Publish"),
    Act.ARCHIVED: _("Archive: people no longer see them"),
    Act.PHONE: _("Phone"),
}
CHOICES = (Act.CHECKED, Act.CLOSED, Act.PUBLISHED, Act.ARCHIVED)
"""A number is of one service."""

HINDRANCES: dict[str, Text] = {
    Hindrance.GONE: _("It is no longer there."),
    Hindrance.CHANGED_SINCE: _("Somebody else changed it meanwhile."),
    Hindrance.AS_BEFORE: _("It stays as it is."),
    Hindrance.ARCHIVED: _("It is archived."),
    Hindrance.TO_MEND: _("Something is to be mended in it first."),
    "": _("The work was cut short before it."),
}
NOT_BACK = _("It was changed since, and stays as it is.")


def before_and_after(found: Outlook) -> list[tuple[str, str, str]]:
    """What an edit changes of a service: a field, and its value before and after."""
    had, has = found.saved.before, found.saved.after
    told = [
        (say(FIELDS.get(name, name)), _value(had.get(name, "")), _value(has.get(name, "")))
        for name in dict.fromkeys({**had, **has})
        if name not in ("closures", "confirmed")
    ]
    if "closures" in has and found.after is not None:
        told.append((say(FIELDS["closures"]), _closures(found.record), _closures(found.after)))
    return told


def _value(value: str) -> str:
    return say(VALUES.get(value, value))


def _closures(record: ServiceRecord) -> str:
    return " · ".join(_closure(each) for each in draft_of(record).closures)


def _closure(closure: Closure) -> str:
    first, last, note = day(closure.starts_on), day(closure.ends_on), local(closure.note)
    hours = f"{closure.opens_at}-{closure.closes_at}" if closure.opens_at else ""
    days = first if first == last else say(_("{first} to {last}", first=first, last=last))
    return ", ".join(each for each in (days, hours, note) if each)
