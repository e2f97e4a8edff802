"""Is this form one of ours? And if it is, but of another session: whose was it?

A token is the visitor's own, then what makes its page one (used_forms.py), the member of staff who
was signed in, and a proof that we made it. So a form that comes after its session is told from one
that another site sends, and what was typed in it is given back.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import structlog
from aiohttp import web
from multidict import MultiDictProxy
from yarl import URL

from admin.dependencies import dependencies_of
from bot.privacy.sealing.sealer import Sealer
from services_directory.web.doors import BROKEN_FORM

log = structlog.get_logger(__name__)

FORM_TOKEN = "form_token"
"""The hidden field of every form."""

NOBODYS = 0
"""In the place of a member of staff."""

Form = MultiDictProxy[Any]


def new_token(visitors: str, whose: int, sealer: Sealer) -> str:
    """For the forms of one page."""
    nonce = secrets.token_hex(6)
    return f"{visitors}.{nonce}-{whose}-{_proof(visitors, nonce, whose, sealer)}"


def is_of(sent: object, visitors: str) -> bool:
    """Whether it is this visitor's."""
    token = sent.partition(".")[0] if isinstance(sent, str) else ""
    return hmac.compare_digest(token.encode(), visitors.encode())


def issued_to(sent: object, sealer: Sealer) -> int | None:
    """In whose session we made this token; None where it was nobody's, or we did not."""
    visitors, _dot, rest = sent.partition(".") if isinstance(sent, str) else ("", "", "")
    nonce, _line, rest = rest.partition("-")
    whose, _line, proof = rest.partition("-")
    if not (whose.isascii() and whose.isdecimal() and len(whose) < 19) or int(whose) == NOBODYS:
        return None
    ours = _proof(visitors, nonce, int(whose), sealer)
    return int(whose) if hmac.compare_digest(proof.encode(), ours.encode()) else None


async def read_form(request: web.Request) -> Form:
    """What was sent, from a page of this very site. Raises HTTPForbidden."""
    sent_by = request.headers.get("Origin") or request.headers.get("Referer")
    if sent_by is None or not _is_ours(sent_by, request):
        log.warning("form_refused", reason="origin", path=request.match_info.route.name)
        raise web.HTTPForbidden
    try:
        return await request.post()
    except BROKEN_FORM:
        log.warning("form_refused", reason="no form", path=request.match_info.route.name)
        raise web.HTTPForbidden from None


def _proof(visitors: str, nonce: str, whose: int, sealer: Sealer) -> str:
    return sealer.digest(f"form\0{visitors}\0{nonce}\0{whose}").hex()[:32]


def _is_ours(address: str, request: web.Request) -> bool:
    # The host we are asked by is what the asker writes, so it counts only where no other is known.
    ours = dependencies_of(request).public_url or f"{request.scheme}://{request.host}"
    try:
        return URL(address).origin() == URL(ours).origin()
    except ValueError:
        return False
