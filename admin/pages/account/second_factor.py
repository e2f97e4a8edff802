"""The code from one's phone: set up, asked for at sign-in, and again before a number is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web
from markupsafe import Markup
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.models import RecoveryCode, SecondFactorRule, StaffSession
from admin.pages.account.sign_in import go_on, wait_words
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of, visitor_of
from admin.security.attempts import attempt_of
from admin.security.audit import note
from admin.security.form_tokens import FORM_TOKEN
from admin.security.permits import permit, permitted
from admin.security.second_factor import (
    Proof,
    forget_phone,
    is_secret,
    link_of,
    new_secret,
    new_spare_codes,
    prove,
    set_up,
    step_of,
)
from admin.security.throttle import charge, forgive
from bot.operations.audit_log import Did, On
from flows.engine.text import Line, _

FRESH_FOR = timedelta(minutes=15)
"""So long after a code numbers are shown without another."""

CODES = "spare codes"
WRONG = _("This is not the code that the app shows now. Each code is good once.")
NEEDED = _("Your role needs a code at sign-in.")


async def show(request: web.Request) -> web.Response:
    visitor = visitor_of(request)
    if staff_of(request).totp_sealed is None:
        return _setting_up(request, new_secret())
    if visitor.owes == "second_factor":
        return await _asking(request)
    return await _is_on(request)


async def take(request: web.Request) -> web.Response:
    """A code: the first one from a new phone, or that of this sign-in."""
    posted = await request.post()
    if staff_of(request).totp_sealed is None:
        return await _take_first(request, clean(posted.get("secret")), clean(posted.get("code")))
    fault = await _fault_of_code(request, clean(posted.get("code")))
    return await _asking(request, fault) if fault else go_on(request, posted)


async def renew_codes(request: web.Request) -> web.Response:
    staff, deps = staff_of(request), dependencies_of(request)
    if staff.totp_sealed is None:
        return go(request, "second_factor")
    instead = await asked_again(request)
    if instead is not None:
        return instead
    async with in_transaction():
        codes = await new_spare_codes(staff.id)
        await note(staff.name, Did.RECOVERY_CODES_MADE, On.STAFF, staff.id, deps.clock())
    return _to_codes(request, codes)


async def show_codes(request: web.Request) -> web.Response:
    """For a while, to whose they are: reloading makes no others."""
    codes = permitted(request, CODES, staff_of(request).id)
    if codes is None:
        return go(request, "second_factor")
    return page(request, "spare_codes.html", codes=codes.split())


def _to_codes(request: web.Request, codes: Sequence[str]) -> web.Response:
    seen = permit(request, CODES, staff_of(request).id, " ".join(codes))
    where = url_of(request)("second_factor_codes", seen)
    return web.Response(status=303, headers={"Location": where})


async def switch_off(request: web.Request) -> web.Response:
    staff, deps = staff_of(request), dependencies_of(request)
    if staff.totp_sealed is None:
        return go(request, "second_factor")
    if await SecondFactorRule.exists(role=staff.role):
        return await _is_on(request, NEEDED)
    instead = await asked_again(request)
    if instead is not None:
        return instead
    async with in_transaction():
        await forget_phone(staff.id)
        await note(staff.name, Did.SECOND_FACTOR_OFF, On.STAFF, staff.id, deps.clock())
    return go(request, "home", "code_off")


async def asked_again(request: web.Request) -> web.Response | None:
    """The question for a code, where the last one is long ago; the same form carries it."""
    proved_at = visitor_of(request).proved_at
    if staff_of(request).totp_sealed is None or (
        proved_at and dependencies_of(request).clock() - proved_at < FRESH_FOR
    ):
        return None
    code = clean((await request.post()).get("code"))
    if not code:
        return await _asking(request)
    fault = await _fault_of_code(request, code)
    return await _asking(request, fault) if fault else None


async def _fault_of_code(request: web.Request, code: str) -> Line | None:
    """Why this code is not taken; None: it is, and this session has proved who sits here."""
    deps, staff = dependencies_of(request), staff_of(request)
    now, attempt = deps.clock(), attempt_of(request, "code", staff.id)
    wait = await charge(deps.executor, attempt, now)
    if wait is not None:
        return wait_words(wait)
    async with in_transaction():
        proof = await prove(staff, code, deps.sealer, now)
        if proof is not None:
            await _note_proof(request)
        if proof is not Proof.PHONE:
            did = Did.RECOVERY_CODE_USED if proof else Did.CODE_FAILED
            await note(staff.name, did, On.STAFF, staff.id, now)
    if proof is None:
        return WRONG
    await forgive(deps.executor, attempt)
    return None


async def _take_first(request: web.Request, secret: str, code: str) -> web.Response:
    deps, staff = dependencies_of(request), staff_of(request)
    if not is_secret(secret):
        return _setting_up(request, new_secret(), WRONG)
    step = step_of(secret, code, deps.clock())
    if step is None:
        return _setting_up(request, secret, WRONG)
    async with in_transaction():
        codes = await set_up(staff.id, secret, step, deps.sealer)
        await _note_proof(request)
        await note(staff.name, Did.SECOND_FACTOR_ON, On.STAFF, staff.id, deps.clock())
    return _to_codes(request, codes)


async def _note_proof(request: web.Request) -> None:
    session = StaffSession.filter(id=visitor_of(request).session_id)
    await session.update(proved_at=dependencies_of(request).clock())


def _setting_up(request: web.Request, secret: str, fault: Line | None = None) -> web.Response:
    # It costs start-up time, and a phone is set up once in a year.
    import segno

    staff = staff_of(request)
    picture = segno.make(link_of(secret, staff.name), micro=False).svg_inline(
        scale=5, svgclass=None, lineclass=None, light="#fff", omitsize=True
    )
    return page(
        request,
        "second_factor_new.html",
        422 if fault else 200,
        secret=secret,
        shown=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=Markup(picture),  # made by segno of what stands in the picture
        needed=visitor_of(request).owes == "second_factor",
        fault=fault,
    )


async def _asking(request: web.Request, fault: Line | None = None) -> web.Response:
    kept = await carried_on(request, "code")
    status = 422 if fault else 200
    return page(request, "code.html", status, action=request.path_qs, fault=fault, kept=kept)


async def carried_on(request: web.Request, asked: str) -> list[tuple[str, str]]:
    """What the form said goes on with a question in between, so that nothing is typed again."""
    return [
        (name, value)
        for name, value in (await request.post()).items()
        if isinstance(value, str) and name not in (FORM_TOKEN, asked)
    ]


async def _is_on(request: web.Request, fault: Line | None = None) -> web.Response:
    left = await RecoveryCode.filter(staff_id=staff_of(request).id).count()
    return page(request, "second_factor.html", 409 if fault else 200, left=left, fault=fault)
