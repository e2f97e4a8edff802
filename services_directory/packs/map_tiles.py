"""Where do the pictures of the land come from, on the map of staff? `[map]`; nowhere without it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services_directory.values.promises import MapTiles

_PATTERN = re.compile(
    r"https://[A-Za-z0-9.-]+(:[0-9]+)?/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})[^\s\"'<>;,]+"
)


def _of_tiles(address: str) -> str:
    if not _PATTERN.fullmatch(address):
        raise ValueError("write it like https://tiles.example.org/{z}/{x}/{y}.png")
    return address


class MapTable(BaseModel):
    """`tiles`: an address with {z}, {x} and {y}, by HTTPS; `attribution`: whom to name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    tiles: Annotated[str, AfterValidator(_of_tiles)]
    attribution: Annotated[str, Field(min_length=1, max_length=200)]

    def map_tiles(self) -> MapTiles:
        """As the rest of Dalil knows them."""
        return MapTiles(self.tiles, self.attribution)
