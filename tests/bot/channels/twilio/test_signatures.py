"""Does a webhook come from Twilio, and from nobody else?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from bot.channels.twilio.sms import WEBHOOK_PATH, read_message
from bot.channels.twilio.webhook import SIGNATURE_HEADER, form_of, is_genuine
from tests.bot.channels.receiver import Receiver, at_the_webhook
from tests.bot.channels.twilio.by_twilio import PUBLIC_URL, SAID, channel_of, post, signed
from tests.peers.twilio_api import TOKEN

GOLDEN = Path(__file__).parents[3] / "payloads" / "twilio_signatures_golden.json"
VECTORS: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))["vectors"]


async def raw_post(server: BaseTestServer, path: str, headers: dict[str, str], body: bytes) -> int:
    """The status of a request written by hand: a client library would tidy the path up."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode() + body)
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


def agrees(vector: dict[str, Any], genuine: bool) -> bool:
    """Two rows are judged differently by Twilio's own libraries: there either verdict will do."""
    return genuine in (vector["valid"], vector["python_twilio_valid"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: f"{each['id']}-{each['category']}")
def test_every_signature_is_judged_as_twilio_judges_it(vector: dict[str, Any]) -> None:
    form = form_of(vector["body"].encode())
    token = vector["auth_token"]
    assert agrees(vector, is_genuine(vector["url"], form, vector["signature"], [token]))


# HTTP knows no space at the end of a header, and Twilio is told to POST.
BY_HTTP = [
    each
    for each in VECTORS
    if each["request"]["method"] == "POST" and each["signature"] == each["signature"].strip()
]


@pytest.mark.parametrize("vector", BY_HTTP, ids=lambda each: f"{each['id']}-{each['category']}")
async def test_every_signed_webhook_is_let_in_or_turned_away(
    vector: dict[str, Any], receiver: Receiver
) -> None:
    path, public = vector["request"]["path"], urlsplit(vector["url"])
    # What a proxy takes away stands in the public address.
    prefix = public.path.removesuffix(urlsplit(path).path)
    public_url = f"{public.scheme}://{public.netloc}{prefix}"
    channel = channel_of(tokens=[vector["auth_token"]], public_url=public_url)
    (route, *_others) = channel.routes(receiver.receive, receiver.report)
    app = web.Application()
    app.router.add_post("/{anywhere:.*}", route.handler)
    headers = {
        **vector["request"]["headers"],
        "Content-Type": vector["content_type"],
        SIGNATURE_HEADER: vector["signature"],
    }
    async with TestServer(app, host="127.0.0.1") as server:
        status = await raw_post(server, path, headers, vector["body"].encode())
    assert status in (200, 403)
    assert agrees(vector, status == 200)
    if status == 403:
        assert receiver.taken == []


async def test_while_the_token_changes_both_are_good(receiver: Receiver) -> None:
    async with at_the_webhook(receiver, channel_of(tokens=["new", "old"]), WEBHOOK_PATH) as url:
        for number, (token, status) in enumerate([("old", 200), ("new", 200), ("older", 403)]):
            form = {**SAID, "MessageSid": f"SM{number}"}
            headers = {SIGNATURE_HEADER: signed(form, token)}
            assert (await post(url, urlencode(form).encode(), headers))[0] == status
    assert len(receiver.taken) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "é"},
        {SIGNATURE_HEADER: signed(SAID, "somebody else's")},
        {SIGNATURE_HEADER: signed(SAID, url="https://evil.example.org" + WEBHOOK_PATH)},
    ],
)
async def test_without_a_good_signature_nothing_is_stored(
    receiver: Receiver, headers: dict[str, str]
) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        assert (await post(url, urlencode(SAID).encode(), headers))[0] == 403
    assert receiver.taken == []


async def test_without_a_public_address_every_webhook_is_refused(receiver: Receiver) -> None:
    async with at_the_webhook(receiver, channel_of(public_url=None), WEBHOOK_PATH) as url:
        headers = {SIGNATURE_HEADER: signed(SAID, url=url)}
        assert (await post(url, urlencode(SAID).encode(), headers))[0] == 403
        headers = {SIGNATURE_HEADER: signed(SAID, url="None" + WEBHOOK_PATH)}
        assert (await post(url, urlencode(SAID).encode(), headers))[0] == 403
    assert receiver.taken == []


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_body_however_strange_breaks_the_door(body: bytes, signature: str) -> None:
    form = form_of(body)
    assert not is_genuine(PUBLIC_URL + WEBHOOK_PATH, form, signature, [TOKEN])


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=20)), max_size=6))
def test_any_form_that_is_well_signed_is_read(pairs: list[tuple[str, str]]) -> None:
    encoded = urlencode(pairs, errors="replace").encode()
    form = form_of(encoded)
    assert form is not None
    expected = parse_qs(encoded.decode(), keep_blank_values=True)
    assert {name: form.getall(name) for name in form} == expected
    url = PUBLIC_URL + WEBHOOK_PATH
    signature = RequestValidator(TOKEN).compute_signature(url, MultiDict(form))
    assert is_genuine(url, form, str(signature), [TOKEN])
    read_message(form)
