"""Which points on the map does a pack give apart, since they have a licence of their own?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from services_directory.files.faults import FileFault
from services_directory.files.places import read_position
from services_directory.files.sheet import read_sheet
from services_directory.records.drafts import ServiceDraft
from services_directory.values.entries import Position

POSITIONS_FILE = "positions.csv"

COLUMNS = ("id", "latitude", "longitude", "source_url", "source_date", "licence")


@dataclass(frozen=True, slots=True)
class SourcedPosition:
    """A point, and where it was found."""

    position: Position
    source_url: str
    source_date: str
    licence: str

    def put_into(self, draft: ServiceDraft) -> ServiceDraft:
        """The service there, unless its own file says where it is, or nobody is to know it."""
        if draft.position is not None or draft.confidential:
            return draft
        found = f"Position: {self.source_url} ({self.source_date})"
        return replace(
            draft,
            position=self.position,
            licence=self.licence,
            notes="\n".join(part for part in (draft.notes, found) if part),
        )


def read_positions(path: Path, faults: list[FileFault]) -> dict[str, SourcedPosition]:
    """By id of the service. Adds to `faults`; raises FileRefused where the file is not readable."""
    found: dict[str, SourcedPosition] = {}
    for row in read_sheet(path, COLUMNS, lambda _name: False):
        cells = row.cells
        position = read_position(path.name, row, faults)
        if cells["id"] in found:
            faults.append(row.fault(path.name, "id", "This id stands twice: make it another."))
        elif position:
            found[cells["id"]] = SourcedPosition(
                position, cells["source_url"], cells["source_date"], cells["licence"]
            )
    return found
