"""What a new service looks like, in the reader's language, and what staff choose for a new row."""

from __future__ import annotations

from admin.forms.base import Posted, clean
from admin.rendering.formatting import say
from flows.engine.text import Text, _
from services_directory.storage.alike.choices import Choice, Chosen
from services_directory.storage.alike.likeness import Likeness, Reason

MOST_ASKED = 50
"""So many rows are asked about on one page; the next ones come once these are chosen."""

REASONS: dict[Reason, Text] = {
    Reason.SAME_NAME: _("the same name"),
    Reason.LIKE_NAME: _("a similar name"),
    Reason.OTHER_LETTERS: _("names in other letters, which cannot be compared"),
    Reason.SAME_PHONE: _("the same phone number"),
    Reason.SAME_PLACE: _("the same place"),
    Reason.SAME_ORGANISATION: _("the same organisation"),
}


def reasons_of(like: Likeness) -> list[str]:
    """Why it looks like it, said to whoever asked for this page."""
    return [say(REASONS[each]) for each in like.reasons]


def chosen_in(posted: Posted) -> dict[str, Chosen]:
    """By the ids of the rows; a row of which nothing was chosen is not in it."""
    chosen: dict[str, Chosen] = {}
    for number in range(MOST_ASKED):
        source_id = clean(str(posted.get(f"id-{number}", "")))
        what, _colon, service = clean(str(posted.get(f"row-{number}", ""))).partition(":")
        if source_id and what in set(Choice) and bool(service) == (what == Choice.SAME):
            chosen[source_id] = Chosen(Choice(what), service)
    return chosen
