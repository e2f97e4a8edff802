"""Twilio's Message resource on loopback, true to Twilio's own description of it.

The answers, faults included, are the examples of that description (see payloads/SOURCES.md).
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import encode_basic_auth, web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator

SPEC: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "payloads" / "twilio_messages.strict.openapi.json").read_text(
        "utf-8"
    )
)
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
CREATE: dict[str, Any] = SPEC["paths"][MESSAGES]["post"]
LIST: dict[str, Any] = SPEC["paths"][MESSAGES]["get"]
PAGE: dict[str, Any] = LIST["responses"]["200"]["content"]["application/json"]["examples"][
    "readFullPage1"
]["value"]
FORM: dict[str, Any] = CREATE["requestBody"]["content"]["application/x-www-form-urlencoded"]
# The stricter rules were written for numbers; a channel address may be Messenger's too.
for _name in ("To", "From"):
    _rule = FORM["schema"]["properties"][_name]
    _rule["pattern"] = f"(?:{_rule['pattern']})|^messenger:[0-9]+$"
ACCOUNT = "AC" + "0" * 32
TOKEN = "made-up-token-for-tests"
SIZES = {"minLength", "maxLength", "pattern"}
SILENT = {"type", "format", "description", "title", "example", "x-twilio"}


class TwilioApi:
    """`sent` are the forms accepted, `wrong` says what Twilio's description forbids.

    `tells_first`: statuses that it reports of a message before it answers the call that made it.
    `listed`: what stands in the list of messages, the oldest first; see `stands_there`. `pages`:
    how often a page of it was asked for."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.wrong: list[str] = []
        self.tells_first: tuple[str, ...] = ()
        self.told: list[int] = []
        self.listed: list[dict[str, Any]] = []
        self.pages = 0
        self.faults: deque[tuple[int, str]] = deque()
        self.faults_of_the_list: deque[tuple[int, str]] = deque()
        self.down: tuple[int, str] | None = None
        """Answer every call so, until it is None again; and ask to wait for so many seconds."""
        self.retry_after: int | None = None
        self.hangs = False
        self.at_once = self.most_at_once = 0
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", self._create)
        app.router.add_get("/2010-04-01/Accounts/{account}/Messages.json", self._list)
        app.router.add_get("/v1/Content", self._list_contents)
        app.router.add_post("/v1/Content", self._make_content)
        self.contents: list[dict[str, Any]] = []
        self.asked_for_contents = 0
        self.server = TestServer(app, host="127.0.0.1")

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def fail_next(self, status: int, example: str) -> None:
        """Answer the next message with this example of the description, such as 400 e21610."""
        self.faults.append((status, example))

    def fail_next_list(self, status: int, example: str) -> None:
        """The same for whoever asks for the list, which an application does whenever it likes."""
        self.faults_of_the_list.append((status, example))

    async def calls(self, webhook: str, form: Mapping[str, str]) -> int:
        """Somebody wrote: tell a webhook, signed as Twilio signs; the status of its answer."""
        signature = RequestValidator(TOKEN).compute_signature(webhook, dict(form))
        headers = {"X-Twilio-Signature": signature}
        async with (
            aiohttp.ClientSession() as client,
            client.post(webhook, data=form, headers=headers) as answer,
        ):
            return answer.status

    def stands_there(self, sid: str, at: datetime, **fields: Any) -> None:
        """A message in the list, as Twilio writes it; `from_` is its From."""
        told = {"from" if name == "from_" else name: value for name, value in fields.items()}
        moment = format_datetime(at)
        dates = dict.fromkeys(("date_created", "date_sent", "date_updated"), moment)
        self.listed.append({**PAGE["messages"][0], **dates, **told, "sid": sid})

    async def _list(self, request: web.Request) -> web.Response:
        """Newest first, in pages, after a moment: what Twilio's description knows, nothing more."""
        if request.headers.get("Authorization") != encode_basic_auth(ACCOUNT, TOKEN):
            return _example(401, "e20003")
        known = {each["name"] for each in LIST["parameters"]}
        self.wrong += [f"{name}: not in the description" for name in request.query.keys() - known]
        if self.faults_of_the_list:
            return _example(*self.faults_of_the_list.popleft())
        self.pages += 1
        size, page = int(request.query["PageSize"]), int(request.query.get("Page", "0"))
        since = datetime.fromisoformat(request.query["DateSent>"])
        found = [
            each
            for each in reversed(self.listed)
            if parsedate_to_datetime(each["date_sent"]) >= since
        ]
        rest = found[size * (page + 1) :]
        after = {**request.query, "Page": str(page + 1), "PageToken": "PA1"}
        following = f"{request.path}?{urlencode(after)}" if rest else None
        some = found[size * page : size * (page + 1)]
        return web.json_response({**PAGE, "messages": some, "next_page_uri": following})

    async def _list_contents(self, request: web.Request) -> web.Response:
        """In pages, as Twilio's documentation of the Content resource shows them."""
        if request.headers.get("Authorization") != encode_basic_auth(ACCOUNT, TOKEN):
            return _example(401, "e20003")
        self.asked_for_contents += 1
        size, page = int(request.query["PageSize"]), int(request.query.get("Page", "0"))
        some = self.contents[size * page : size * (page + 1)]
        following = f"{self.url}/v1/Content?PageSize={size}&Page={page + 1}"
        more = following if len(self.contents) > size * (page + 1) else None
        meta = {"key": "contents", "page": page, "page_size": size, "next_page_url": more}
        return web.json_response({"meta": meta, "contents": some})

    async def _make_content(self, request: web.Request) -> web.Response:
        told = await request.json()
        ((kind, shown),) = told["types"].items()
        entries = shown["actions" if kind == "twilio/quick-reply" else "items"]
        if not 1 <= len(entries) <= 10 or None in shown.values():
            self.wrong.append(f"{told['friendly_name']}: Twilio would refuse it")
        places = set(re.findall(r"{{(\d+)}}", json.dumps(shown)))
        if places != told["variables"].keys():
            self.wrong.append(f"{told['friendly_name']}: a sample for each place, and no other")
        made = {**told, "sid": f"HX{len(self.contents):032x}"}
        self.contents.append(made)
        return web.json_response(made, status=201)

    async def _create(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            # One turn of the loop, so that calls can meet here.
            await asyncio.sleep(0.005)
            return await self._answer(request)
        finally:
            self.at_once -= 1

    async def _answer(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != encode_basic_auth(ACCOUNT, TOKEN):
            return _example(401, "e20003")
        form = {name: str(value) for name, value in (await request.post()).items()}
        faults = list(_faults(FORM["schema"], form))
        if faults:
            self.wrong.extend(faults)
            return _example(400, "schema_violation")
        if self.hangs:
            await asyncio.sleep(3600)
        if self.down is not None:
            answer = _example(*self.down)
            if self.retry_after is not None:
                answer.headers["Retry-After"] = str(self.retry_after)
            return answer
        if self.faults:
            return _example(*self.faults.popleft())
        self.sent.append(form)
        sid = f"SM{len(self.sent):032x}"
        for status in self.tells_first:
            self.told.append(await self.reports(form, sid, status))
        return _example(201, "create", sid=sid)

    async def reports(self, sent: Mapping[str, str], sid: str, status: str, code: str = "") -> int:
        """Say what became of a message, where it asked for that; the status of the answer."""
        error = {"ErrorCode": code} if code else {}
        told = {"MessageSid": sid, "MessageStatus": status, "To": sent["To"], **error}
        # What follows # is for Twilio alone: it neither calls nor signs it.
        return await self.calls(sent["StatusCallback"].partition("#")[0], told)


@asynccontextmanager
async def running_twilio() -> AsyncIterator[TwilioApi]:
    """Twilio on loopback, serving. No request of ours may break its description."""
    api = TwilioApi()
    await api.server.start_server()
    yield api
    await api.server.close()
    assert api.wrong == []


def _example(status: int, name: str, **changes: str) -> web.Response:
    content = CREATE["responses"][str(status)]["content"]["application/json"]
    body = {**content["examples"][name]["value"], **changes}
    return web.json_response(body, status=status)


def _faults(schema: dict[str, Any], form: dict[str, str]) -> list[str]:
    known = schema["properties"]
    found = [f"{name}: not in the description" for name in form if name not in known]
    found += [f"{name}: missing" for name in schema["required"] if name not in form]
    for choice in schema["allOf"]:
        if not any(set(option["required"]) <= form.keys() for option in choice["anyOf"]):
            found.append(f"one is missing of {choice['anyOf']}")
    for name in form.keys() & known.keys():
        found += _value_faults(name, known[name], form[name])
    return found


def _value_faults(name: str, rule: dict[str, Any], value: str) -> list[str]:
    unknown = rule.keys() - SIZES - SILENT
    if unknown:
        raise NotImplementedError(f"{name}: this check does not know {sorted(unknown)}")
    found = []
    if not rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value)):
        found.append(f"{name}: {len(value)} characters")
    if "pattern" in rule and not re.search(rule["pattern"], value):
        found.append(f"{name}: does not look like {rule['pattern']}")
    return found
