"""Where somebody of staff is told that a person waits: linked by a code, tried, taken away.

An e-mail address is linked by a code that is sent there, and shown nowhere.
"""

from __future__ import annotations

import structlog
from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, needed, text_field
from admin.models import AlertAddress, AlertCode
from admin.rendering.contacts import find
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.attempts import alert_to_try, code_to
from admin.security.audit import note
from admin.security.permits import QUERY, permit, permitted
from admin.security.throttle import charge
from bot.cases.alert_addresses import WORD, ByEmail, code_hash, email_code_hash
from bot.cases.alert_addresses import link_email as link_by_email
from bot.channels.email.addresses import LONGEST, is_plain_address
from bot.channels.email.names import NAME as EMAIL
from bot.contacts.receipts import new_certificate_code
from bot.operations.audit_log import Did, On
from bot.privacy.masking import mask
from bot.privacy.sealing.sealed_columns import ALERT_ADDRESS
from bot.privacy.sealing.sealer import SealFault
from flows.engine.text import _

CODE = "code for alerts"
PENDING = "e-mail for alerts"
NOT_PLAIN = _(
    "Write the address alone, like name@example.org: Latin letters, no name, comma or brackets."
)
ENOUGH = _("Many codes were asked for: none is sent now. Try again in an hour.")

log = structlog.get_logger(__name__)


class EmailForm(StaffForm):
    email = text_field(
        _("Your e-mail address"),
        needed,
        letters=LONGEST,
        dir="ltr",
        type="email",
        autocomplete="email",
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
    code = new_certificate_code()
    await _keep(request, code_hash(code))
    seen = permit(request, CODE, staff_of(request).id, code)
    return web.Response(status=303, headers={"Location": url_of(request)("alerts", seen)})


async def _keep(request: web.Request, hashed: str) -> None:
    """One code at a time; what was made before is good no longer."""
    staff = staff_of(request)
    async with in_transaction():
        await AlertCode.filter(staff_id=staff.id).delete()
        await AlertCode.create(
            code_hash=hashed, staff_id=staff.id, made_at=dependencies_of(request).clock()
        )


async def ask_email(request: web.Request) -> web.Response:
    """A code goes there: whoever can read it tells it here."""
    deps, staff, form = dependencies_of(request), staff_of(request), EmailForm(await request.post())
    if EMAIL not in deps.capabilities:
        raise web.HTTPNotFound
    address, code = form.email.data, new_certificate_code()
    if form.validate() and not is_plain_address(address):
        form.refuse("email", NOT_PLAIN)
    if form.errors:
        return await _page(request, form, 422)
    if await charge(deps.executor, code_to(request, address, staff.id), deps.clock()):
        log.warning("alert_codes_throttled", staff_id=staff.id)
        form.refuse("email", ENOUGH)
        return await _page(request, form, 429)
    await _keep(request, email_code_hash(code, address, deps.sealer))
    await deps.alerts.send_code(code, address, staff.locale)
    seen = permit(request, PENDING, staff.id, address)
    return web.Response(status=303, headers={"Location": url_of(request)("alerts", seen)})


async def link_email(request: web.Request) -> web.Response:
    deps, staff, posted = dependencies_of(request), staff_of(request), await request.post()
    address, code = permitted(request, PENDING, staff.id), str(posted.get("code") or "")
    if address is None:
        return go(request, "alerts", "code_wrong")
    now = deps.clock()
    came = await deps.executor.run(lambda: link_by_email(staff.id, code, address, now, deps.sealer))
    if came is not ByEmail.WRONG:
        told = "email_linked" if came is ByEmail.LINKED else "email_colleagues"
        return go(request, "alerts", told)
    seen = {QUERY: request.query.get(QUERY, ""), "told": "code_wrong"}
    return web.Response(status=303, headers={"Location": url_of(request)("alerts", seen)})


async def try_out(request: web.Request) -> web.Response:
    deps, staff = dependencies_of(request), staff_of(request)
    if await charge(deps.executor, alert_to_try(request, staff.id), deps.clock()):
        return go(request, "alerts", "alerts_enough")
    sent = await deps.alerts.try_out(staff.id)
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
