"""Where somebody of staff is told that a person waits: linked by a code, tried, taken away.

An e-mail address is linked by a code that is sent there.
"""

from __future__ import annotations

import re

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, needed, text_field
from admin.models import AlertAddress, AlertCode
from admin.rendering.contacts import find
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from admin.security.permits import QUERY, permit, permitted
from bot.cases.alert_addresses import WORD, code_hash
from bot.cases.alert_addresses import link_email as link_by_email
from bot.channels.email.names import NAME as EMAIL
from bot.contacts.receipts import new_certificate_code
from bot.operations.audit_log import Did, On
from bot.privacy.masking import mask
from bot.privacy.sealing.sealed_columns import ALERT_ADDRESS
from bot.privacy.sealing.sealer import SealFault
from flows.engine.text import _

CODE = "code for alerts"
PENDING = "e-mail for alerts"
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")


class EmailForm(StaffForm):
    email = text_field(
        _("Your e-mail address"), needed, letters=254, dir="ltr", type="email", autocomplete="email"
    )


async def show(request: web.Request) -> web.Response:
    return await _page(request, EmailForm())


async def _page(request: web.Request, form: EmailForm, status: int = 200) -> web.Response:
    staff, deps = staff_of(request), dependencies_of(request)
    linked = await AlertAddress.filter(staff_id=staff.id).order_by("id")
    return page(
        request,
        "alerts.html",
        status,
        form=form,
        by_email=EMAIL in deps.capabilities,
        email=permitted(request, PENDING, staff.id),
        seen=request.query.get(QUERY, ""),
        after=deps.programme.centre.alert_after_minutes,
        linked=[(each, _masked(request, each)) for each in linked],
        code=permitted(request, CODE, staff.id),
        word=WORD,
    )


async def make_code(request: web.Request) -> web.Response:
    seen = permit(request, CODE, staff_of(request).id, await _new_code(request))
    return web.Response(status=303, headers={"Location": url_of(request)("alerts", seen)})


async def _new_code(request: web.Request) -> str:
    """One at a time; what was made before is good no longer."""
    staff, code = staff_of(request), new_certificate_code()
    async with in_transaction():
        await AlertCode.filter(staff_id=staff.id).delete()
        await AlertCode.create(
            code_hash=code_hash(code), staff_id=staff.id, made_at=dependencies_of(request).clock()
        )
    return code


async def ask_email(request: web.Request) -> web.Response:
    """A code goes there: whoever can read it tells it here."""
    deps, staff, form = dependencies_of(request), staff_of(request), EmailForm(await request.post())
    if EMAIL not in deps.capabilities:
        raise web.HTTPNotFound
    if form.validate() and not _ADDRESS.fullmatch(form.email.data):
        form.refuse("email", _("Write it like name@example.org."))
    if form.errors:
        return await _page(request, form, 422)
    await deps.alerts.send_code(await _new_code(request), form.email.data, staff.locale)
    seen = permit(request, PENDING, staff.id, form.email.data)
    return web.Response(status=303, headers={"Location": url_of(request)("alerts", seen)})


async def link_email(request: web.Request) -> web.Response:
    deps, staff, posted = dependencies_of(request), staff_of(request), await request.post()
    address, code = permitted(request, PENDING, staff.id), str(posted.get("code") or "")
    if address is None:
        return go(request, "alerts", "code_wrong")
    now = deps.clock()
    done = await deps.executor.run(lambda: link_by_email(staff.id, code, address, now, deps.sealer))
    if done:
        return go(request, "alerts", "email_linked")
    seen = {QUERY: request.query.get(QUERY, ""), "told": "code_wrong"}
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
