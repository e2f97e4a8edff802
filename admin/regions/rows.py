"""Which rows are of the regions of whoever asks? One of them, or a list.

Where people are is sealed, so rows about people are opened one by one, for those alone who do not
work for the whole programme: no column tells a thief who is where.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from aiohttp import web
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from admin.models import BulkEdit
from admin.regions.about import About
from admin.regions.reach import Reach, reach_of
from bot.broadcasts.planned import open_planned
from bot.models.cases import StaffConversation
from bot.models.learning import Feedback, Interest
from bot.models.messages import Reminder
from bot.models.people import HelpRequest
from bot.models.referrals import Referral
from bot.privacy.feedback_words import open_feedback
from bot.privacy.request_subject import open_subject
from bot.referrals.sealed import open_told
from services_directory.storage.models import ServiceRow
from services_directory.training.models import ClassMeetingRow, CohortRow

Row = TypeVar("Row", bound=Model)
Told = Mapping[str, Any]

MOST = 30_000
"""So many rows of one list are shown at most; the newest, of more than a query can name."""

_CONTACT = ("contact_id", "contact__place_sealed")


class Kind(NamedTuple):
    """`columns`: those that tell whose a row is; `key`: by which an address names it."""

    model: type[Model]
    columns: tuple[str, ...]
    is_theirs: Callable[[Reach, Told], Awaitable[bool]]
    key: str = "id"


def _person(reach: Reach, row: Told) -> bool:
    return reach.has_contact(row["contact_id"], row["contact__place_sealed"])


async def _talk(reach: Reach, row: Told) -> bool:
    """Also one that a colleague gave them."""
    return row["assigned_to"] == reach.name or _person(reach, row)


async def _request(reach: Reach, row: Told) -> bool:
    subject = open_subject(row["id"], row["subject_sealed"], reach.sealer)
    if subject.service:
        return reach.has_service(subject.service)
    return _person(reach, row)


async def _interest(reach: Reach, row: Told) -> bool:
    sealed = row["place_hash"]
    return sealed is None or bytes(sealed) in set(reach.place_hashes())


async def _referral(reach: Reach, row: Told) -> bool:
    town = open_told(row["id"], row["told_sealed"], reach.sealer).town
    return reach.has_place(town) if town else _person(reach, row)


async def _feedback(reach: Reach, row: Told) -> bool:
    return reach.has_service(open_feedback(row["id"], row["said_sealed"], reach.sealer).service)


async def _reminder(reach: Reach, row: Told) -> bool:
    return reach.has_audience(open_planned(row["id"], row["planned_sealed"], reach.sealer).audience)


async def _service(reach: Reach, row: Told) -> bool:
    return reach.has_region(row["region"])


async def _bulk_edit(reach: Reach, row: Told) -> bool:
    """One of services that are theirs, all of them."""
    keys = [*json.loads(row["services"])]
    services = await ServiceRow.filter(key__in=keys).only("region")
    return all(reach.has_region(each.region) for each in services)


async def _cohort(reach: Reach, row: Told) -> bool:
    return reach.has_place(row["place"])


async def _class_meeting(reach: Reach, row: Told) -> bool:
    return reach.has_place(row["cohort__place"])


KINDS: Mapping[About, Kind] = {
    About.SERVICE: Kind(ServiceRow, ("region",), _service, "key"),
    About.BULK_EDIT: Kind(BulkEdit, ("services",), _bulk_edit),
    About.TALK: Kind(StaffConversation, ("assigned_to", *_CONTACT), _talk),
    About.REQUEST: Kind(HelpRequest, ("subject_sealed", *_CONTACT), _request),
    About.INTEREST: Kind(Interest, ("place_hash",), _interest),
    About.REFERRAL: Kind(Referral, ("told_sealed", *_CONTACT), _referral),
    About.FEEDBACK: Kind(Feedback, ("said_sealed",), _feedback),
    About.REMINDER: Kind(Reminder, ("planned_sealed",), _reminder),
    About.COHORT: Kind(CohortRow, ("place",), _cohort),
    About.CLASS_MEETING: Kind(ClassMeetingRow, ("cohort__place",), _class_meeting),
}
"""For each thing that an address may name."""


async def is_theirs(reach: Reach, what: About, named: str) -> bool:
    """Whether the row that is `named` so is for them; what is none is for nobody."""
    kind = KINDS[what]
    if reach.is_whole:
        return True
    if kind.key == "id" and not (named.isdecimal() and len(named) < 19):
        return False
    rows = await kind.model.filter(**{kind.key: named}).values("id", *kind.columns)
    return bool(rows) and await kind.is_theirs(reach, rows[0])


async def want_theirs(request: web.Request, what: About, named: str) -> None:
    """Raises HTTPNotFound where it is not for whoever asks: as if it were not there."""
    if not await is_theirs(reach_of(request), what, named):
        raise web.HTTPNotFound


async def want_open_talk(request: web.Request, contact_id: int) -> None:
    """Raises HTTPNotFound where the talk that is open with somebody is not for whoever asks: what
    they write would go into it."""
    if reach_of(request).is_whole:
        return
    talk = await StaffConversation.get_or_none(contact_id=contact_id, closed_at=None)
    if talk is not None:
        await want_theirs(request, About.TALK, str(talk.id))


async def theirs(request: web.Request, what: About, wanted: QuerySet[Row]) -> QuerySet[Row]:
    """Of the rows of a list those that are for whoever asks."""
    reach = reach_of(request)
    if reach.is_whole:
        return wanted
    if what is About.INTEREST:
        in_place = Q(place_hash__in=reach.place_hashes()) | Q(place_hash__isnull=True)
        return wanted.filter(in_place)
    if what is About.COHORT:
        return wanted.filter(id__in=sorted(reach.cohorts))
    kind = KINDS[what]
    rows = await wanted.order_by("-id").limit(MOST).values("id", *kind.columns)
    return wanted.filter(id__in=[each["id"] for each in rows if await kind.is_theirs(reach, each)])
