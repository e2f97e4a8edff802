"""What somebody had typed when their session ended: kept sealed in the page until they sign in."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from aiohttp.web_request import FileField

from admin.dependencies import dependencies_of
from admin.security.form_tokens import FORM_TOKEN, Form
from bot.privacy.sealing.sealer import Cell, SealFault

LONGEST = 300_000
KEPT_FOR = timedelta(hours=1)
SECRETS = frozenset({"old", "new", "again", "password", "code", "secret"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was sent, and where to."""

    path: str
    fields: list[tuple[str, str]]


def draft_from(request: web.Request, form: Form) -> Draft | None:
    """What a form says, to be looked at and sent once more; None where it is not to be shown."""
    if SECRETS & form.keys() or any(isinstance(each, FileField) for each in form.values()):
        return None
    fields = [(name, value) for name, value in form.items() if name != FORM_TOKEN]
    return Draft(request.path_qs, fields)


def seal_draft(request: web.Request, form: Form, staff_id: int) -> str:
    """For a hidden field: only this member of staff gets it back. Empty where it cannot be kept."""
    deps, draft = dependencies_of(request), draft_from(request, form)
    if draft is None:
        return ""
    told = json.dumps([draft.path, draft.fields, deps.clock().timestamp()])
    if len(told) > LONGEST:
        return ""
    return urlsafe_b64encode(deps.sealer.seal(told, _cell(staff_id))).decode()


def open_draft(request: web.Request, sealed: object, staff_id: int) -> Draft | None:
    """What they had typed, unless it is somebody else's, too old, or none."""
    deps = dependencies_of(request)
    if not isinstance(sealed, str) or not sealed:
        return None
    try:
        told = deps.sealer.open(urlsafe_b64decode(sealed.encode()), _cell(staff_id))
    except (SealFault, ValueError):
        return None
    path, fields, sealed_at = json.loads(told)
    if deps.clock().timestamp() - sealed_at > KEPT_FOR.total_seconds():
        return None
    return Draft(path, [(name, value) for name, value in fields])


def _cell(staff_id: int) -> Cell:
    return Cell(f"draft of staff\0{staff_id}")
