"""The directory kept: one snapshot for people to read, and every change staff make.

Each change is one transaction, checks first, and makes the directory's version grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services_directory.drafts import Saved, ServiceDraft, StaffService
from services_directory.entries import Directory, Programme, Status


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One page of a staff list, and how many services there are in all."""

    services: tuple[StaffService, ...]
    total: int


async def load_directory(programme: Programme) -> Directory:
    """Everything people may be shown, at this moment."""
    raise NotImplementedError


async def directory_version() -> int:
    """Grows with every published change; 0 while nothing was ever kept."""
    raise NotImplementedError


async def list_services(
    *,
    search: str = "",
    category: str | None = None,
    region: str | None = None,
    status: Status | None = None,
    unchecked: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> ServicePage:
    """Services for staff, by name; `unchecked`: only those our team never checked."""
    raise NotImplementedError


async def get_service(service_id: str) -> StaffService | None:
    raise NotImplementedError


async def save_service(
    draft: ServiceDraft,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    service_id: str | None = None,
) -> Saved:
    """Keep a draft: a new service, or (`service_id`) changes to one.

    Raises DraftRefused with every fault at once, and UnknownService."""
    raise NotImplementedError


async def confirm_service(service_id: str, *, by: str, on: date, now: datetime) -> Saved:
    """Staff vouch for it: a service of low confidence is shown from now on."""
    raise NotImplementedError


async def mark_checked(service_id: str, *, by: str, on: date, now: datetime) -> Saved:
    """Our team checked it on that day."""
    raise NotImplementedError


async def archive_service(service_id: str, *, by: str, now: datetime) -> Saved:
    """Take it out of people's sight; its id stays used."""
    raise NotImplementedError
