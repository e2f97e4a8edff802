"""How does hostile content get past each door? Signed, with the secret, from a real form."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes

from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.channels.android import channel as sms_android
from bot.channels.kannel import channel as sms_kannel
from bot.channels.telegram import channel as telegram
from bot.channels.twilio import account as twilio_account
from bot.channels.twilio import sms as sms_twilio
from bot.channels.twilio.webhook import status_path
from bot.web.site import make_site
from services_directory.web.doors import Guard, guard_of
from tests.torture.honest_bodies import CHANGED, FAILED, PLACE, PRESS, RECEIVED, SAID, UPDATE
from tests.torture.hostile_values import MARK, json_bytes, mutated, rubbish, words
from tests.torture.replica import AUTH_TOKEN, PUBLIC_URL

SECRET = "only-the-provider-knows-this"
SIGNING_KEY = "made-up-signing-key"
TWILIO_SIGNATURE = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """As it goes over the wire; `path` may hold any byte but a space."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Strategy = st.SearchStrategy[Request]
REFERENCES = ("1-64f0b1c2d3e4f", f"{'9' * 18}-{'f' * 14}", "0-0", "1-", "٣-1", "")


@st.composite
def perhaps_packed(draw: st.DrawFn, door: Strategy) -> Request:
    """Now and then it says of itself that it is compressed; it is not."""
    request = draw(door)
    if request.method != "POST" or draw(st.integers(0, 19)):
        return request
    packed = draw(st.sampled_from(("gzip", "deflate", "br", "zstd", "identity", "no-such")))
    return replace(request, headers={**request.headers, "Content-Encoding": packed})


def telegram_door() -> Strategy:
    good = st.one_of(*(mutated(each) for each in (UPDATE, PRESS, PLACE, CHANGED)))
    headers = {telegram.SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    return _with_new_number(good, "update_id").map(
        lambda body: Request("POST", telegram.WEBHOOK_PATH, body, headers)
    )


def android_door() -> Strategy:
    good = st.one_of(mutated(RECEIVED), mutated(FAILED))
    return _with_new_number(good, "id").map(_signed_by_the_phone)


def try_door() -> Strategy:
    written = st.builds(
        lambda number, text: {**SAID, "id": f"message-of-the-page-{number}", "text": text},
        st.integers(0, 10**6),
        words(),
    )
    sent = st.one_of(json_bytes(written), json_bytes(written), json_bytes(mutated(SAID)), rubbish())
    # A page that asks rightly for what is new is kept waiting: only what is wrong is asked here.
    asked = json_bytes(mutated({"channel": "webchat", "phone": "short", "after": 0})) | rubbish()
    kinds = st.sampled_from(
        ("application/json", "application/json; charset=no-such", "application/json;;=", "text/x")
    )
    paths = st.one_of(
        st.tuples(st.just("/try/messages"), sent), st.tuples(st.just("/try/replies"), asked)
    )
    return st.builds(
        lambda to, kind: Request("POST", to[0], to[1], {"Content-Type": kind}), paths, kinds
    )


@st.composite
def twilio_door(draw: st.DrawFn) -> Request:
    fields = draw(
        st.fixed_dictionaries(
            {"MessageSid": _identities(), "From": _twilio_senders(), "Body": words()},
            optional={
                "NumMedia": words(),
                "OptOutType": words(),
                "SmsSid": words(),
                "To": words(),
                MARK: words(),
                "MessageStatus": st.sampled_from(
                    ("sent", "delivered", "failed", "undelivered", "")
                ),
                "MediaContentType0": st.one_of(st.sampled_from(("audio/ogg", "image")), words()),
                "Latitude": st.one_of(st.sampled_from(("36.5", "nan", "1e400", "٣")), words()),
                "Longitude": st.one_of(st.sampled_from(("8.78", "inf", "-1_0")), words()),
                "ErrorCode": st.one_of(st.sampled_from(("30005", "21610")), words()),
            },
        )
    )
    more = draw(st.lists(st.tuples(words(), words()), max_size=3))
    body = b"&".join(_pair(draw, name, value) for name, value in [*fields.items(), *more])
    if not draw(st.integers(0, 9)):
        body = draw(rubbish())
    query = draw(st.sampled_from(("", "", "?a=%27", "?bodySHA256=x", "?%zz&&==", "?a=b?c#d")))
    door = draw(st.sampled_from((sms_twilio.WEBHOOK_PATH, "/whatsapp/twilio", "/messenger/twilio")))
    path = door + query.partition("#")[0]
    if not draw(st.integers(0, 3)):
        reference = quote_from_bytes(_as_bytes(draw(_references())))
        path = f"{status_path(door)}?{twilio_account.REFERENCE}={reference[:5000]}"
    kind = draw(st.sampled_from((FORM, FORM, "multipart/form-data", "text/plain; charset=x")))
    headers = {TWILIO_SIGNATURE: _twilio_signature(path, body), "Content-Type": kind}
    return Request("POST", path, body, headers)


@st.composite
def kannel_door(draw: st.DrawFn) -> Request:
    charsets = ("UTF-8", "UTF-16BE", "windows-1256", "punycode", "idna", "hex", "utf-7", "\0", MARK)
    senders = _senders().map(_as_bytes)
    fields: dict[str, bytes] = {
        "secret": SECRET.encode(),
        "from": draw(st.one_of(senders, senders, senders, st.binary(max_size=20))),
        "id": _as_bytes(draw(_identities())),
        "text": draw(st.one_of(words().map(_as_bytes), st.binary(max_size=200))),
        "coding": _as_bytes(draw(st.one_of(st.sampled_from(("0", "1", "2", "99")), words()))),
        "charset": _as_bytes(draw(st.one_of(st.sampled_from(charsets), words()))),
    }
    order = draw(st.permutations(list(fields)))
    escaped = [f"{name}={quote_from_bytes(fields[name][:5000])}" for name in order]
    escaped += draw(st.sampled_from(((), ("&&=&",), ("%zz",), ("secret=x",), ("=", "text"))))
    path = sms_kannel.INBOUND_PATH
    if not draw(st.integers(0, 3)):
        path = sms_kannel.REPORT_PATH
        reference = quote_from_bytes(_as_bytes(draw(_references())))
        escaped += [f"ref={reference[:1000]}", f"d={draw(st.sampled_from(('1', '2', '8', '99')))}"]
    # A request line holds eight thousand bytes at the most; longer ones are refused before us.
    return Request("GET", f"{path}?{'&'.join(escaped)[:8000]}")


async def form_paths(folder: Path) -> tuple[str, ...]:
    """Where the site takes a form, public or of the team, as its own table of routes says; so a
    new one is knocked at without a list of ours."""
    settings = load_settings(None, {"DALIL_DATA_DIR": str(folder)})
    async with open_application(settings, lambda _worlds: ()) as app:
        return tuple(
            re.sub(r"{[^}]*}", "1", route.resource.canonical)
            for route in make_site(app).router.routes()
            if route.resource is not None
            and route.method == "POST"
            and guard_of(route) in (Guard.COUNTED, Guard.STAFF)
        )


def form_door(token: Callable[[], tuple[str, str]], host: str, paths: Sequence[str]) -> Strategy:
    """`token`: a cookie and the token of a form that was really shown."""
    # Who is not signed in gets to few of the others.
    anybodys = [each for each in paths if not each.startswith("/admin/")]
    often = [*anybodys, "/admin/sign-in", "/admin/sign-in?next=//x", "/admin/language"]

    @st.composite
    def request(draw: st.DrawFn) -> Request:
        cookie, form_token = token()
        fields = [("form_token", form_token), ("name", draw(words())), ("password", draw(words()))]
        fields += draw(st.lists(st.tuples(words(), words()), max_size=3))
        body = b"&".join(_pair(draw, name, value) for name, value in fields)
        kind = draw(
            st.sampled_from(
                (
                    *(FORM, FORM, FORM + "; charset=no-such", FORM + "; charset=utf-7"),
                    *(FORM + "; charset=hex", FORM + ";;==", "multipart/form-data"),
                    "multipart/form-data; boundary=b",
                )
            )
        )
        if kind.startswith("multipart"):
            body = draw(st.sampled_from(_multiparts(form_token)) | st.binary(max_size=100))
        path = draw(st.one_of(st.sampled_from(often), st.sampled_from(paths)))
        headers = {"Content-Type": kind, "Cookie": cookie, "Origin": f"http://{host}"}
        # Behind the proxy of production everybody is somebody else, so nobody is slowed down.
        headers["X-Forwarded-For"] = f"10.0.0.{draw(st.integers(0, 255))}"
        if not draw(st.integers(0, 4)):
            name = draw(
                st.sampled_from(("X-Forwarded-For", "Accept-Language", "Origin", "Referer"))
            )
            headers[name] = draw(_in_a_header())
        if not draw(st.integers(0, 4)):
            names = st.sampled_from(("dalil_staff", "dalil_visit", "dalil_locale"))
            headers["Cookie"] = f"{draw(names)}={draw(_in_a_header())}"
        return Request("POST", path, body, headers)

    return request()


def _multiparts(token: str) -> tuple[bytes, ...]:
    def part(head: bytes, body: bytes) -> bytes:
        return b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n"

    named = b"Content-Disposition: form-data; name="
    good = part(named + b"form_token", token.encode())
    mark = MARK.encode()
    return (
        good + part(named + b"name", mark) + part(named + b"password", b"\xff\x00") + b"--b--\r\n",
        good + part(named + b'name; filename="x.bin"', mark * 100) + b"--b--\r\n",
        good + part(named + b"name\r\nContent-Type: text/plain; charset=no-such", mark),
        good + part(named + b"name\r\nContent-Transfer-Encoding: base64", b"%%%") + b"--b--",
        good + part(named + b"name\r\nContent-Encoding: gzip", mark) + b"--b--\r\n",
        part(b"X: y", mark) + b"--b--\r\n",
        b"--b\r\n" + mark,
        b"--b\r\n\r\n\r\n--b--",
        good + b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c--\r\n--b--",
    )


def _with_new_number(
    good: st.SearchStrategy[dict[str, Any]], name: str
) -> st.SearchStrategy[bytes]:
    """Most are new messages, or only the first of them would get past the inbox."""
    numbers = st.integers(1, 2**53)

    def renumbered(body: dict[str, Any], number: int) -> dict[str, Any]:
        return {**body, name: number if name == "update_id" else f"event-{number}"}

    return st.one_of(json_bytes(st.builds(renumbered, good, numbers)), json_bytes(good), rubbish())


def _signed_by_the_phone(body: bytes) -> Request:
    now = str(int(time.time()))
    signed = hmac.new(SIGNING_KEY.encode(), body + now.encode(), hashlib.sha256).hexdigest()
    headers = {sms_android.SIGNATURE_HEADER: signed, sms_android.TIMESTAMP_HEADER: now}
    return Request("POST", sms_android.WEBHOOK_PATH, body, headers)


def _twilio_signature(path: str, body: bytes) -> str:
    """As Twilio signs what we are going to read out of this body."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
    except ValueError:
        return "no form"
    signature: str = RequestValidator(AUTH_TOKEN).compute_signature(
        PUBLIC_URL + path, MultiDict(pairs)
    )
    return signature


def _identities() -> st.SearchStrategy[str]:
    good = st.integers(0, 10**12).map(lambda number: f"SM{number:032x}")
    return st.one_of(good, good, good, words())


def _senders() -> st.SearchStrategy[str]:
    """Numbers of Tunisia and of elsewhere, some of them new, and what is none."""
    new = st.integers(0, 999).map(lambda number: f"+21620000{number:03}")
    foreign = st.integers(1, 10**16).map(lambda number: f"+{number}")
    return st.one_of(new, new, new, new, foreign, words())


def _in_a_header() -> st.SearchStrategy[str]:
    """What a server lets through in a header: no control characters, but bytes that are no text."""
    controls = dict.fromkeys((*range(32), 127))
    broken = words().map(lambda text: f"\ud83d{text}")
    return st.one_of(words(), broken).map(lambda text: text.translate(controls)[:2000])


def _twilio_senders() -> st.SearchStrategy[str]:
    """A number, one on WhatsApp, somebody on Messenger, or somebody from where we are not."""
    kinds = st.sampled_from(("", "", "whatsapp:", "messenger:", "rcs:", "whatsapp:messenger:"))
    some = st.builds(lambda kind, sender: kind + sender, kinds, _senders())
    return st.one_of(some, some, st.integers(1, 10**16).map(lambda person: f"messenger:{person}"))


def _references() -> st.SearchStrategy[str]:
    """What a report names a message of ours by, or something else."""
    return st.one_of(
        st.sampled_from(REFERENCES), st.from_regex(r"[0-9]{1,18}-[0-9a-f]{1,14}"), words()
    )


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _pair(draw: st.DrawFn, name: str, value: str) -> bytes:
    """A field as a form has it, now and then without its escapes."""
    if not draw(st.integers(0, 9)):
        return _as_bytes(f"{name}={value}")
    return f"{quote_from_bytes(_as_bytes(name))}={quote_from_bytes(_as_bytes(value))}".encode()
