"""What would people find if a pack's files were imported as they are?"""

from __future__ import annotations

from pathlib import Path

from services_directory.files.places import PLACES_FILE, read_places
from services_directory.packs.programme import load_programme
from services_directory.records.documents import with_ids
from services_directory.records.draft_records import new_record
from services_directory.records.schema import source_id_of
from services_directory.sheets.services import read_pack_services
from services_directory.storage.snapshot import shown_of
from services_directory.values.entries import Directory, Service, Unchecked


def read_pack(folder: Path) -> Directory:
    """The directory of a pack's files, for tests and for looking at a pack before it is taken in.

    Raises ProgrammeFault or FileRefused; rows that have faults are left out.
    """
    programme = load_programme(folder)
    places = read_places(folder / PLACES_FILE)
    source = read_pack_services(folder, programme, places)
    told: list[Service | Unchecked] = []
    for row, draft in source.services:
        record = new_record(row.cells["id"], programme.code, draft)
        told += shown_of(with_ids(record, source_id_of(record)), programme)
    services = tuple(each for each in told if isinstance(each, Service))
    unchecked = tuple(each for each in told if isinstance(each, Unchecked))
    return Directory(programme, places, services, unchecked=unchecked)
