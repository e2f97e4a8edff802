"""What does a member of staff see to: everything, or what lies in their regions?

Where somebody is who never said it, nobody knows: they are everybody's, or nobody would hear them.
Who may be in danger is everybody's, too.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from aiohttp import web

from admin.dependencies import AdminDependencies
from bot.broadcasts.audience import Audience
from bot.models.people import HelpRequest
from bot.privacy.place_and_source import open_place
from bot.privacy.registration import hashes_of
from bot.privacy.request_subject import Subject, open_subject
from bot.privacy.sealing.sealer import Sealer
from flows.engine.effect import HelpReason
from services_directory.training.models import CohortRow
from services_directory.values.entries import Directory

Regions = frozenset[str] | None
"""The regions somebody works for; None: the whole programme."""

reader_regions: ContextVar[Regions] = ContextVar("reader_regions", default=None)
"""Those of whoever reads the page that is being made; lists to choose from hold no others."""


def reader_has(region: str | None) -> bool:
    """Whether whoever reads works there; None: everywhere."""
    theirs = reader_regions.get()
    return theirs is None or region in theirs


@dataclass(frozen=True, slots=True)
class Reach:
    """Of one member of staff, by `name`. `asking`: contacts whose open requests are of danger, or
    of a service of theirs; `cohorts`: those in their places."""

    regions: Regions
    directory: Directory
    sealer: Sealer = field(repr=False)
    name: str = ""
    asking: frozenset[int] = frozenset()
    cohorts: frozenset[int] = frozenset()

    @property
    def is_whole(self) -> bool:
        return self.regions is None

    def has_region(self, code: str | None) -> bool:
        """Whether a region is theirs; not the whole country, which is of the whole programme."""
        return self.regions is None or (code is not None and code in self.regions)

    def has_place(self, place_id: str | None) -> bool:
        """Whether a place is theirs, or nobody said which; a region may stand for it."""
        if self.regions is None or not place_id:
            return True
        place = self.directory.place(place_id)
        return (place.region if place else place_id) in self.regions

    def has_service(self, key: str | None) -> bool:
        """Whether what is said of a service is for them: of one of theirs, or of none."""
        if self.regions is None or not key:
            return True
        service = self.directory.service(key)
        return service is not None and self.has_region(service.location.region)

    def of_theirs(self, directory: Directory) -> Directory:
        """With no service but those of theirs."""
        if self.regions is None:
            return directory
        services = [each for each in directory.services if self.has_region(each.location.region)]
        return replace(directory, services=tuple(services))

    def has_contact(self, contact_id: int | None, place_sealed: bytes | None) -> bool:
        if self.regions is None or contact_id is None or contact_id in self.asking:
            return True
        return self.has_place(open_place(contact_id, place_sealed, self.sealer))

    def is_asked(self, subject: Subject) -> bool:
        """Whether a request is for them, wherever who asks it is."""
        of_danger = subject.reason == HelpReason.DANGER.value
        return of_danger or bool(subject.service and self.has_service(subject.service))

    def has_audience(self, audience: Audience) -> bool:
        """Whether a reminder goes to theirs alone."""
        if self.regions is None or audience.cohort in self.cohorts:
            return True
        return bool(audience.place) and audience.cohort is None and self.has_place(audience.place)

    def places(self) -> list[str]:
        """The ids of their places."""
        return [each.id for each in self.directory.places if self.has_place(each.id)]

    def place_hashes(self) -> list[bytes]:
        """By which registrations for their places are found, and those that name none."""
        named = [*self.places(), *sorted(self.regions or ()), ""]
        return [each for name in named for each in hashes_of("place", name, self.sealer)]


REACH = web.RequestKey("REACH", Reach)


def reach_of(request: web.Request) -> Reach:
    """What whoever asks sees to; the door has found it out."""
    return request[REACH]


async def find_reach(deps: AdminDependencies, regions: Regions, name: str) -> Reach:
    """Nothing is asked of the tables for who works for the whole programme."""
    reach = Reach(regions, deps.directory(), deps.sealer, name)
    if reach.is_whole:
        return reach
    # What is open is little.
    rows = await HelpRequest.filter(done_at=None, contact_id__isnull=False)
    asking = (
        each.contact_id
        for each in rows
        if reach.is_asked(open_subject(each.id, each.subject_sealed, deps.sealer))
    )
    places = [*reach.places(), *sorted(regions or ())]
    cohorts = await CohortRow.filter(place__in=places).only("id")
    return replace(
        reach,
        asking=frozenset(each for each in asking if each is not None),
        cohorts=frozenset(each.id for each in cohorts),
    )
