"""How does a need within a category stand in a programme file? The tables `[[finer_needs]]`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values.entries import FinerNeed, LocalText
from services_directory.values.normalise import fold

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=64)]
Words = Annotated[dict[str, str], Field(min_length=1)]


class FinerNeedTable(BaseModel):
    """One of them; its services answer it, and no others do."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    code: Code
    title: Words
    category: Code | None = None
    services: list[str] = []
    offer: Code | None = None
    words: list[str] = []
    in_menu: bool = False
    apart: list[str] = []
    ways_on: list[Code] = []

    def need(self) -> FinerNeed:
        """As the rest of Dalil knows it."""
        return FinerNeed(
            code=self.code,
            title=LocalText.of(self.title),
            category=self.category,
            services=tuple(self.services),
            offer=self.offer,
            words=tuple(map(fold, self.words)),
            in_menu=self.in_menu,
            apart=tuple(self.apart),
            ways_on=tuple(self.ways_on),
        )


def finer_faults(
    needs: Sequence[FinerNeedTable], categories: Collection[str], offers: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong although each key alone is right: pairs of the key's path and its mend."""
    known = {*categories, *(need.code for need in needs)}
    for index, need in enumerate(needs):
        where = f"finer_needs[{index}]"
        if need.code in categories:
            yield f"{where}.code", "A category has this code: make it another."
        if need.category is not None and need.category not in categories:
            yield f"{where}.category", "Write the code of one of the categories, or leave it out."
        if need.offer is not None and need.offer not in offers:
            yield f"{where}.offer", "Write the code of one of the offers, or leave it out."
        if not known.issuperset(need.ways_on) or need.code in need.ways_on:
            yield f"{where}.ways_on", "Write codes of categories, or of other finer needs."
