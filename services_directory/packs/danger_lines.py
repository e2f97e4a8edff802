"""How does whom to call in danger stand in a programme file? The tables `[[dangers]]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values import dangers


class DangerTable(BaseModel):
    """A kind of danger, and the ids of whom to call in it, the best first."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: str
    services: Annotated[list[str], Field(min_length=1)]
    office_hours_only: list[str] = []


def danger_faults(tables: Sequence[DangerTable]) -> Iterator[tuple[str, str]]:
    """What is wrong although each key alone is right: pairs of the key's path and its mend."""
    kinds = [each.kind for each in tables]
    for index, each in enumerate(tables):
        where = f"dangers[{index}]"
        if each.kind not in dangers.DANGERS:
            yield f"{where}.kind", f"Write one of {', '.join(dangers.DANGERS)}."
        elif each.kind in kinds[:index]:
            yield f"{where}.kind", "This kind stands twice: keep one, with the services of both."
        if len(set(each.services)) < len(each.services):
            yield f"{where}.services", "A service stands twice: keep it where it is most useful."
        if not set(each.office_hours_only) <= set(each.services):
            yield f"{where}.office_hours_only", "Write only ids that stand in `services` above."
