"""What a page of the staff pages is, for the lists of them."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp.typedefs import Handler

from admin.security.permissions import Permissions
from flows.engine.text import Text


class Page(NamedTuple):
    """`name`: of its address, for links; `asked`: what one must be allowed to do; `menu`: what the
    menu calls it, if it stands there.

    `largest`: what its form may send, in bytes; all others a million. `repeats`: its form may be
    sent again and again, since it changes nothing but what is shown."""

    method: str
    path: str
    handler: Handler
    name: str
    asked: Permissions | None
    menu: Text | None = None
    largest: int | None = None
    repeats: bool = False
