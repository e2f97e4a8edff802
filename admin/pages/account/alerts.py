"""Where somebody of staff is told that a person waits: linked by a code, tried, taken away."""

from __future__ import annotations

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.models import AlertAddress, AlertCode
from admin.rendering.contacts import find
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from admin.security.permits import permit, permitted
from bot.cases.alert_addresses import WORD, code_hash
from bot.contacts.receipts import new_certificate_code
from bot.operations.audit_log import Did, On
from bot.privacy.masking import mask
from bot.privacy.sealing.sealed_columns import ALERT_ADDRESS
from bot.privacy.sealing.sealer import SealFault

CODE = "code for alerts"


async def show(request: web.Request) -> web.Response:
    staff = staff_of(request)
    linked = await AlertAddress.filter(staff_id=staff.id).order_by("id")
    return page(
        request,
        "alerts.html",
        linked=[(each, _masked(request, each)) for each in linked],
        code=permitted(request, CODE, staff.id),
        word=WORD,
    )


async def make_code(request: web.Request) -> web.Response:
    """One at a time; what was made before is good no longer."""
    staff, code = staff_of(request), new_certificate_code()
    async with in_transaction():
        await AlertCode.filter(staff_id=staff.id).delete()
        await AlertCode.create(
            code_hash=code_hash(code), staff_id=staff.id, made_at=dependencies_of(request).clock()
        )
    seen = permit(request, CODE, staff.id, code)
    return web.Response(status=303, headers={"Location": url_of(request)("alerts", seen)})


async def try_out(request: web.Request) -> web.Response:
    sent = await dependencies_of(request).alerts.try_out(staff_of(request).id)
    return go(request, "alerts", "alert_sent" if sent else "no_alert")


async def take_away(request: web.Request) -> web.Response:
    """Only one's own."""
    linked, staff = await find(request, AlertAddress), staff_of(request)
    if linked.staff_id != staff.id:
        raise web.HTTPNotFound
    async with in_transaction():
        await AlertAddress.filter(id=linked.id).delete()
        now = dependencies_of(request).clock()
        await note(staff.name, Did.ALERTS_OFF, On.STAFF, staff.id, now)
    return go(request, "alerts", "alerts_off")


def _masked(request: web.Request, linked: AlertAddress) -> str:
    sealer, sealed = dependencies_of(request).sealer, bytes(linked.address_sealed or b"")
    try:
        return mask(sealer.open(sealed, ALERT_ADDRESS.of(linked.id)))
    except SealFault:
        return "?"
