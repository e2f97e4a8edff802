"""What does a receiver see who opens the link of a referral? A page without an account.

Before they accept: need, language, town and by when; after it what the person agreed to. Opening it
changes nothing, since whatever looks at links in messages opens them, too; each answer works once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.referrals.receiver_link import PATH, token_of
from bot.referrals.referrals import Referrals, Shown
from bot.translation.translator import Translator
from bot.web.link_pages import HEADERS, LinkPages, OfStaff
from flows.engine.referrals import WAITING, Outcome, ReferralState, Refused, Step
from flows.referrals.receiver_words import OUTCOMES, REFUSALS, URGENCIES, Passed
from services_directory.web.doors import taking
from services_directory.web.pages.rendering import PageRenderer

STEPS: Mapping[str, Step] = {
    "acknowledged": Step(ReferralState.ACKNOWLEDGED),
    "accepted": Step(ReferralState.ACCEPTED),
    **{each.value: Step(ReferralState.REFUSED, why=each) for each in Refused},
    **{each.value: Step(ReferralState.DONE, outcome=each) for each in Outcome},
}
"""What a receiver may answer, by what a form says."""


def routes(
    referrals: Referrals, translator: Translator, renderer: PageRenderer, of_staff: OfStaff
) -> list[web.RouteDef]:
    """The page, and what is answered on it. `of_staff`: whether somebody of ours looks at it."""
    page, counted = _ReceiverPage(referrals, translator, of_staff), renderer.counted
    return [
        web.get(PATH + "{token}", counted(page.show)),
        web.post(PATH + "{token}", counted(taking(page.answer))),
    ]


class _ReceiverPage:
    def __init__(self, referrals: Referrals, translator: Translator, of_staff: OfStaff) -> None:
        self._referrals = referrals
        self._of_staff = of_staff
        self._pages = LinkPages(translator, referrals.steps.notices.worlds)

    async def show(self, request: web.Request) -> web.Response:
        shown = await self._referrals.by_link(request.match_info["token"])
        return self._page(request, shown, for_staff=await self._of_staff(request))

    async def answer(self, request: web.Request, told: Mapping[str, str]) -> web.Response:
        """Then the page of the next step, so that a reload answers nothing again.

        Staff answer nothing here: what they hear on the phone they note where they are known."""
        step = STEPS.get(told.get("step", ""))
        token = request.match_info["token"]
        if await self._of_staff(request):
            shown = await self._referrals.by_link(token)
            return self._page(request, shown, 403, for_staff=True)
        if step is None:
            return self._page(request, await self._referrals.by_link(token), 400)
        shown = await self._referrals.take_by_link(token, step)
        if shown is None:
            return self._page(request, None)
        # Who only has a link that was used before is not led on to what came after it.
        next_token = token_of(shown.referral) if shown.taken else token
        where = f"{PATH}{next_token}?lang={self._pages.language(request).code}"
        raise web.HTTPSeeOther(where, headers=HEADERS)

    def _page(
        self,
        request: web.Request,
        shown: Shown | None,
        status: int = 200,
        *,
        for_staff: bool = False,
    ) -> web.Response:
        return self._pages.page(
            request,
            "receiver.html",
            404 if shown is None else status,
            **self._facts(shown, for_staff=for_staff),
            refusals=REFUSALS,
            outcomes=OUTCOMES,
            urgencies=URGENCIES,
        )

    def _facts(self, shown: Shown | None, *, for_staff: bool) -> dict[str, Any]:
        if shown is None:
            return {"referral": None}
        referral = shown.referral
        answers = shown.is_current and not for_staff
        accepted = answers and referral.state is ReferralState.ACCEPTED
        return {
            "referral": referral,
            "seen": self._referrals.steps.notices.seen(referral),
            "passed": (referral.passed or Passed()) if accepted else Passed(),
            "waits": answers and referral.state in WAITING,
            "for_staff": for_staff,
            "accepted": accepted,
            "acknowledged": referral.state is ReferralState.ACKNOWLEDGED,
            "state": referral.state.value,
        }
