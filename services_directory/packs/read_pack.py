"""What would people find if a pack's files were imported as they are?"""

from __future__ import annotations

from pathlib import Path

from services_directory.files.places import PLACES_FILE, read_places
from services_directory.packs.programme import load_programme
from services_directory.records.flat_fields import is_shown, to_service
from services_directory.sheets.service_row import SourceService
from services_directory.sheets.services import SERVICES_FILE, read_services
from services_directory.values.entries import Directory, Status, Unchecked


def read_pack(folder: Path) -> Directory:
    """The directory of a pack's files, for tests and for looking at a pack before it is taken in.

    Raises ProgrammeFault or FileRefused; rows that have faults are left out.
    """
    programme = load_programme(folder)
    places = read_places(folder / PLACES_FILE)
    source = read_services(folder / SERVICES_FILE, programme, places)
    published = [each for each in source.services if each.draft.status == Status.PUBLISHED]
    shown = {each.key for each in published if _is_shown(each)}
    services = tuple(
        to_service(
            each.key,
            each.draft,
            each.facts.position,
            programme.country,
            organisation_id=f"of-{each.key}",
        )
        for each in published
        if each.key in shown
    )
    unchecked = tuple(
        Unchecked(each.draft.name, each.draft.category, each.draft.region)
        for each in published
        if each.key not in shown
    )
    return Directory(programme, places, services, unchecked=unchecked)


def _is_shown(each: SourceService) -> bool:
    draft = each.draft
    return is_shown(draft.status, draft.category, each.facts.confidence, confirmed=False)
