"""How do the people write by SMS? Signed webhooks as Twilio sends them, and Twilio's REST."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools

from aiohttp import ClientSession, web

from benchmarks.people import PUBLIC_URL, Provider

ACCOUNT = "AC" + "0" * 32
TOKEN = "benchmark-token"
OUR_NUMBER = "+15005550006"
WEBHOOK = "/sms/twilio"

_PEOPLE = itertools.count(1)
_SIDS = itertools.count(1)


class Twilio(Provider):
    """Takes every SMS."""

    conversation = ("Bonjour", "1", "medecin tabarka", "1", "menu", "1")

    def settings_at(self, url: str) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": OUR_NUMBER,
            "TWILIO_PER_SECOND": "0",
            "TWILIO_API_URL": url,
        }

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.handed_over(str(form["To"]))
        return web.json_response({"sid": f"SM{self.taken:032x}", "status": "queued"}, status=201)

    def new_person(self) -> str:
        return f"+2162{next(_PEOPLE):07}"

    async def write(self, client: ClientSession, service: str, person: str, words: str) -> None:
        form = {
            "AccountSid": ACCOUNT,
            "Body": words,
            "From": person,
            "MessageSid": f"SM{next(_SIDS):032x}",
            "NumMedia": "0",
            "To": OUR_NUMBER,
        }
        headers = {"X-Twilio-Signature": signature(form)}
        async with client.post(f"{service}{WEBHOOK}", data=form, headers=headers) as response:
            await response.read()
            if response.status != 200:
                raise RuntimeError(f"a message was answered with {response.status}")


def signature(form: dict[str, str]) -> str:
    """What Twilio would put in X-Twilio-Signature."""
    signed = f"{PUBLIC_URL}{WEBHOOK}" + "".join(key + form[key] for key in sorted(form))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
