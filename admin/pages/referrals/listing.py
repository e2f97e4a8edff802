"""The referrals, and one of them: how it stands, and what staff may still do."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from tortoise.queryset import QuerySet

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, choice_field, fill_choices, text_field
from admin.forms.receipt import receipt_asked
from admin.models import StaffMember
from admin.pages.account.revealing import before_revealing
from admin.pages.referrals.person import may_pass_on
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.contacts import find, masked
from admin.rendering.labels import Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.referral_labels import REFERRAL_STATES
from admin.rendering.reveal_reasons import WhyRevealed
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.permits import permit, revealed
from bot.models.referrals import Referral
from bot.operations.audit_log import On
from bot.referrals.receiver_link import PATH, token_of
from bot.referrals.sealed import ReferralSubject, code_hashes, open_passed, open_told
from bot.referrals.steps import StepTaker
from bot.referrals.stored import read_one
from flows.engine.referrals import OPEN, WAITING, Outcome, ReferralState, Refused, Step
from flows.engine.text import _
from flows.referrals.receiver_words import OUTCOMES, REFUSALS, URGENCIES, Passed

LINK = "receiver link"
OURS, STILL_OPEN, LEFT, ENDED, ALL = "ours", "open", "left", "ended", "all"

STEPS: dict[str, Step] = {
    "accepted": Step(ReferralState.ACCEPTED),
    **{each.value: Step(ReferralState.REFUSED, why=each) for each in Refused},
    **{each.value: Step(ReferralState.DONE, outcome=each) for each in Outcome},
    "withdrawn": Step(ReferralState.WITHDRAWN),
}
"""What staff may note, by what a form says."""


class SearchForm(StaffForm):
    code = text_field(_("Code"), letters=16, dir="ltr", autocapitalize="characters")
    show = choice_field(_("Show"))


@dataclass(frozen=True, slots=True)
class Row:
    """One referral, opened."""

    referral: Referral
    told: ReferralSubject
    contact: str
    channel: str


async def show(request: web.Request) -> web.Response:
    """Those that came back to us first; a code is found however it stands."""
    deps = dependencies_of(request)
    form = SearchForm(request.query, show=OURS)
    choices = [
        (OURS, _("For us to look at")),
        (STILL_OPEN, _("Still open")),
        (LEFT, _("Begun by a colleague who is no longer here")),
        (ENDED, _("Ended")),
        (ALL, _("All")),
    ]
    fill_choices(form.show, choices)
    code = receipt_asked(form, "code")
    wanted = Referral.all()
    if code:
        wanted = wanted.filter(code_hash__in=code_hashes(code, deps.sealer))
    else:
        is_left = form.show.data == LEFT
        wanted = await left_behind(wanted) if is_left else _shown(wanted, form.show.data)
    wanted = await theirs(request, About.REFERRAL, wanted)
    total = await wanted.count()
    turn = pages(request.rel_url, total)
    rows = wanted.order_by("-created_at", "-id").offset(turn.offset).limit(PER_PAGE)
    return page(
        request,
        "referrals/list.html",
        form=form,
        show=form.show.data,
        rows=[_row(request, each) for each in await rows.select_related("contact")],
        total=total,
        pages=turn,
        states=REFERRAL_STATES,
        names=Names(deps.directory()),
    )


async def left_behind(wanted: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those still open that somebody began who cannot sign in any more."""
    gone = await StaffMember.filter(active=False).values_list("name", flat=True)
    return wanted.filter(state__in=sorted(OPEN), created_by__in=[str(name) for name in gone])


def _shown(wanted: QuerySet[Referral], show: str | None) -> QuerySet[Referral]:
    if show == ALL:
        return wanted
    if show == STILL_OPEN:
        return wanted.filter(state__in=sorted(OPEN))
    if show == ENDED:
        return wanted.exclude(state__in=sorted(OPEN))
    return wanted.filter(back_at__isnull=False)


async def show_one(request: web.Request) -> web.Response:
    deps, row = dependencies_of(request), await find(request, Referral)
    await row.fetch_related("contact")
    passed = open_passed(row.id, row.passed_sealed, deps.sealer)
    stored = await deps.executor.run(lambda: read_one(row.id, deps.sealer))
    state = ReferralState(row.state)
    has_link = stored is not None and (state in WAITING or state is ReferralState.ACCEPTED)
    may_see = passed is None or not passed.phone or revealed(request, LINK, row.id)
    link = ""
    if stored is not None and has_link and may_see:
        link = f"{deps.public_url or request.url.origin()}{PATH}{token_of(stored)}"
    return page(
        request,
        "referrals/one.html",
        row=_row(request, row),
        passed=passed or Passed(),
        has_link=has_link,
        receivers_link=link,
        may_pass_on=await may_pass_on(request, row.contact_id),
        waits=state in WAITING,
        accepted=state is ReferralState.ACCEPTED,
        is_open=state in OPEN,
        states=REFERRAL_STATES,
        refusals=REFUSALS,
        outcomes=OUTCOMES,
        urgencies=URGENCIES,
        names=Names(deps.directory()),
    )


async def show_link(request: web.Request) -> web.Response:
    """Behind it stands the number that is passed on, so it is shown as a number is."""
    row = await find(request, Referral)
    instead = await before_revealing(request, On.REFERRAL, row.id, WhyRevealed.PASSED_ON)
    if instead is not None:
        return instead
    where = url_of(request)("referral", permit(request, LINK, row.id), id=row.id)
    return web.Response(status=303, headers={"Location": where})


async def step(request: web.Request) -> web.Response:
    """What the receiver said on the phone, or that it is taken back: once, if pressed again."""
    deps, posted = dependencies_of(request), await request.post()
    row = await find(request, Referral)
    wanted = STEPS.get(str(posted.get("step")))
    if wanted is None:
        raise web.HTTPNotFound
    taking = StepTaker(by=staff_of(request).name, tells=bool(posted.get("tell")))
    taken = await deps.referrals.take(row.id, wanted, taking)
    return go(request, "referral", "state_kept" if taken else "outdated", id=row.id)


async def seen(request: web.Request) -> web.Response:
    """It is off the list of what came back to us."""
    row = await find(request, Referral)
    await dependencies_of(request).referrals.mark_seen(row.id, staff_of(request).name)
    return go(request, "referrals", "done")


def _row(request: web.Request, referral: Referral) -> Row:
    told = open_told(referral.id, referral.told_sealed, dependencies_of(request).sealer)
    return Row(referral, told, masked(request, referral.contact), referral.contact.channel)
