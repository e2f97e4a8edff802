"""Does the door for Kannel let in what it should, and read it right?"""

from __future__ import annotations

import asyncio
from urllib.parse import quote_from_bytes

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.kannel.channel import read_message, read_query
from bot.web.connections import listen
from flows.engine.event import Heard, Unreadable
from tests.bot.channels.kannel.by_kannel import (
    ARABIC,
    FRENCH,
    PERSON,
    SECRET,
    ask,
    at_the_door,
    call,
    channel_of,
)
from tests.bot.channels.receiver import Receiver


@pytest.mark.parametrize(("query", "words"), [(FRENCH, "bonjour é €"), (ARABIC, "طبيب")])
async def test_a_message_comes_in_once_and_is_answered_with_silence(
    query: bytes, words: str, receiver: Receiver
) -> None:
    async with at_the_door(receiver, channel_of()) as port:
        answers = [await call(port, query) for _ in range(2)]
    assert answers == [(200, "text/plain", b"")] * 2
    (taken,) = receiver.taken
    identity = read_query(query)["id"].decode()
    assert (taken.channel, taken.address) == ("sms", PERSON)
    assert taken.provider_id == f"kannel:{identity}"
    assert taken.event == Heard(words)


async def test_a_long_sms_in_arabic_comes_in_whole(receiver: Receiver) -> None:
    site = web.Application()
    site.add_routes(channel_of().routes(receiver.receive, receiver.report))
    runner, letters, port = web.AppRunner(site), 1_500, unused_port()
    await runner.setup()
    server = await listen(runner, "127.0.0.1", port)
    try:
        text = quote_from_bytes(("ط" * letters).encode("utf-16-be")).replace("/", "%2F").encode()
        query = ARABIC.replace(b"%067%06%28%06J%06%28", text)
        assert (await call(port, query))[0] == 200
    finally:
        server.close()
        await runner.cleanup()
    assert [each.event for each in receiver.taken] == [Heard("ط" * letters)]


@pytest.mark.parametrize(
    "query",
    [
        FRENCH.partition(b"&")[2],
        FRENCH.replace(b"for-tests", b""),
        FRENCH.replace(b"for-tests", b"for-testsX"),
        FRENCH.replace(b"for-tests", b"for-tests%C3%A9%FF"),
        # Words of a person stand behind the operator's own.
        b"secret=&" + FRENCH,
        b"",
    ],
)
async def test_without_the_secret_nothing_is_stored(query: bytes, receiver: Receiver) -> None:
    async with at_the_door(receiver, channel_of()) as port:
        assert (await call(port, query))[0] == 403
    assert receiver.taken == []


async def test_only_a_get_brings_a_message(receiver: Receiver) -> None:
    async with at_the_door(receiver, channel_of()) as port:
        assert (await call(port, FRENCH, "HEAD"))[0] == 405
    assert receiver.taken == []


async def test_when_it_could_not_be_stored_kannel_hears_of_it(receiver: Receiver) -> None:
    receiver.failures = 1
    async with at_the_door(receiver, channel_of()) as port:
        assert (await call(port, FRENCH))[0] == 500
        assert (await call(port, FRENCH))[0] == 200
    assert len(receiver.taken) == 1


def heard(**fields: bytes) -> object:
    inbound = read_message({"id": b"1", "from": PERSON.encode(), **fields}, "TN")
    assert inbound is not None
    return inbound.event


@pytest.mark.parametrize(
    ("charset", "coding"),
    [
        ("UTF-8", "0"),
        ("utf-8", ""),
        ("UTF-16BE", "2"),
        ("UTF-16", "2"),
        ("WINDOWS-1256", "0"),
        ("ISO-8859-6", "0"),
    ],
)
def test_arabic_is_read_in_the_charset_it_came_in(charset: str, coding: str) -> None:
    said = "أين الطبيب".encode(charset)
    found = heard(text=said, charset=charset.encode(), coding=coding.encode())
    assert found == Heard("أين الطبيب")


@pytest.mark.parametrize("charset", ["ISO-8859-1", "ISO-8859-15", "Windows-1252"])
def test_so_is_french(charset: str) -> None:
    assert heard(text="déjà".encode(charset), charset=charset.encode()) == Heard("déjà")


@pytest.mark.parametrize("charset", [b"", b"GSM", b"punycode", b"no such", b"\xff", b"a\0b"])
def test_in_a_charset_nobody_knows_the_coding_tells(charset: bytes) -> None:
    assert heard(text="é€".encode(), charset=charset, coding=b"0") == Heard("é€")
    assert heard(text="طبيب".encode("utf-16-be"), charset=charset, coding=b"2") == Heard("طبيب")


def test_bytes_that_are_no_words_are_not_taken_for_words() -> None:
    assert heard(text=b"\x06\x05\x04", coding=b"1") == Unreadable("picture")


def test_half_a_letter_spoils_only_itself() -> None:
    said = "طبيب".encode("utf-16-be") + b"\x06"
    assert heard(text=said, charset=b"UTF-16BE", coding=b"2") == Heard("طبيب\ufffd")


@pytest.mark.parametrize(
    "written",
    [PERSON, "21620000001", "20000001", "0021620000001", "20 000 001", " 20000001 "],
)
def test_a_number_is_read_however_the_operator_writes_it(written: str) -> None:
    inbound = read_message({"id": b"1", "from": written.encode(), "text": b"1"}, "TN")
    assert inbound is not None
    assert inbound.address == PERSON


def test_a_number_of_abroad_may_lack_its_plus() -> None:
    inbound = read_message({"id": b"1", "from": b"33639980001", "text": b"1"}, "TN")
    assert inbound is not None
    assert inbound.address == "+33639980001"


@pytest.mark.parametrize(
    "fields",
    [
        {"from": b"Ooredoo"},
        {"from": b"85000"},
        {"from": b""},
        {"from": b"20000001/20000002"},
        {"id": b""},
        {"id": b"  "},
    ],
)
def test_what_cannot_be_answered_is_left_alone(fields: dict[str, bytes]) -> None:
    assert read_message({"id": b"1", "from": PERSON.encode(), "text": b"1", **fields}, "TN") is None


SIGNS = [b"&", b"=", b"?", b"%", b"+", b"#", b"%%%", b"%D8", b"%FF%FE", b"%00", b"&id=", b"from="]
SIGNS += [b"&text=", b"charset=", b"UTF-16BE", b"idna", b"&coding=2", b"%2B21620000001"]
PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(SIGNS),
)
QUERIES = st.lists(PIECES, max_size=12).map(b"".join)


@given(QUERIES)
def test_no_query_however_strange_breaks_the_reading(query: bytes) -> None:
    fields = read_query(query)
    read_message(fields, "TN")
    inbound = read_message({**fields, "id": b"1", "from": PERSON.encode()}, "TN")
    assert inbound is not None
    assert inbound.address == PERSON


async def test_no_request_however_strange_is_answered_with_a_5xx(receiver: Receiver) -> None:
    known = b"secret=" + SECRET.encode() + b"&"

    async with at_the_door(receiver, channel_of()) as port:

        @settings(max_examples=300)
        @given(st.sampled_from([b"", known, FRENCH, ARABIC]), QUERIES)
        def never_fails(start: bytes, query: bytes) -> None:
            status, _, _ = ask(port, start + query)
            assert status in ((200, 400) if start else (400, 403))

        await asyncio.to_thread(never_fails)
        assert (await call(port, FRENCH))[0] == 200


async def test_a_query_without_end_is_refused(receiver: Receiver) -> None:
    async with at_the_door(receiver, channel_of()) as port:
        assert (await call(port, FRENCH + b"&text=" + b"a" * 20_000))[0] in (400, 414)
    assert receiver.taken == []
