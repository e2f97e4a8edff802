"""May this be shown now? A sealed word in an address, for one member of staff and a short while.

What a press asked for is then a page of its own: reloading it presses nothing again, and it can be
read in another language.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.security.access import staff_of, visitor_of
from admin.security.permissions import Permission
from bot.privacy.sealing.sealer import Cell, SealFault

LASTS = timedelta(minutes=10)
QUERY = "seen"


def permit(request: web.Request, what: str, subject_id: int, shown: str = "") -> dict[str, str]:
    """For the query of an address. `shown`: what cannot be found again, such as a new password."""
    deps = dependencies_of(request)
    told = json.dumps([(deps.clock() + LASTS).timestamp(), shown])
    sealed = deps.sealer.seal(told, _cell(request, what, subject_id))
    return {QUERY: urlsafe_b64encode(sealed).decode()}


def permitted(request: web.Request, what: str, subject_id: int) -> str | None:
    """What the address may show to whoever asks; None where it carries nothing that still holds."""
    deps, seen = dependencies_of(request), request.query.get(QUERY, "")
    try:
        sealed = urlsafe_b64decode(seen.encode())
        until, shown = json.loads(deps.sealer.open(sealed, _cell(request, what, subject_id)))
    except (SealFault, ValueError):
        return None
    return str(shown) if deps.clock().timestamp() < until else None


def revealed(request: web.Request, what: str, subject_id: int) -> bool:
    """Whether the address lets a number be seen, by somebody who may look at numbers still."""
    may = visitor_of(request).may(Permission.REVEAL_NUMBERS)
    return may and permitted(request, what, subject_id) is not None


def _cell(request: web.Request, what: str, subject_id: int) -> Cell:
    return Cell(f"{what}\0{subject_id}\0{staff_of(request).id}")
