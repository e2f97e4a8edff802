"""What does a receiver see who opens the link of a referral? A page without an account.

Before they accept: need, language, town and by when; after it what the person agreed to. Opening it
changes nothing, since whatever looks at links in messages opens them, too; each answer works once.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.referrals.receiver_link import PATH, token_of
from bot.referrals.referrals import Referrals, Shown
from bot.translation.translator import Translator
from flows.engine.language import Language
from flows.engine.referrals import WAITING, Outcome, ReferralState, Refused, Step
from flows.engine.text import Line, Text
from flows.referrals.receiver_words import OUTCOMES, REFUSALS, URGENCIES, Passed
from services_directory.web.doors import taking
from services_directory.web.languages import named, preferred
from services_directory.web.pages.rendering import PageRenderer

HERE = Path(__file__).parent / "templates"
STYLE = (HERE / "receiver.css").read_text(encoding="utf-8")

PAGE_LANGUAGES = ("ar", "fr", "en")
"""In the order in which they are offered; as far as the programme speaks them."""

STEPS: Mapping[str, Step] = {
    "acknowledged": Step(ReferralState.ACKNOWLEDGED),
    "accepted": Step(ReferralState.ACCEPTED),
    **{each.value: Step(ReferralState.REFUSED, why=each) for each in Refused},
    **{each.value: Step(ReferralState.DONE, outcome=each) for each in Outcome},
}
"""What a receiver may answer, by what a form says."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'; style-src"
        f" 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Vary": "Accept-Language",
}


OfStaff = Callable[[web.Request], Awaitable[bool]]


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
        self._translator = translator
        known = {each.code: each for each in translator.languages}
        offered = {code: known[code] for code in PAGE_LANGUAGES if code in known}
        self._languages: Mapping[str, Language] = offered or known
        self._templates = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

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
        where = f"{PATH}{next_token}?lang={self._language(request).code}"
        raise web.HTTPSeeOther(where, headers=HEADERS)

    def _language(self, request: web.Request) -> Language:
        accepted = request.headers.get("Accept-Language", "")
        asked = named(request.query.get("lang", ""), self._languages)
        wanted = asked or preferred(accepted, self._languages)
        return self._languages[wanted.code]

    def _page(
        self,
        request: web.Request,
        shown: Shown | None,
        status: int = 200,
        *,
        for_staff: bool = False,
    ) -> web.Response:
        language = self._language(request)

        def say(line: Line) -> str:
            return self._translator.phrase(line, language.code)

        def gettext(message: str, **values: Any) -> str:
            return say(Text(message, tuple(values.items())))

        html = self._templates.get_template("receiver.html").render(
            **self._facts(shown, for_staff=for_staff),
            _=gettext,
            say=say,
            style=STYLE,
            language=language,
            languages=self._languages.values(),
            programme=self._referrals.steps.notices.worlds.programme,
            refusals=REFUSALS,
            outcomes=OUTCOMES,
            urgencies=URGENCIES,
        )
        return web.Response(
            text=html,
            status=404 if shown is None else status,
            content_type="text/html",
            headers=HEADERS,
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
