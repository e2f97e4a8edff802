"""What does each of Telegram's updates say, and which say nothing?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.update import read_update
from flows.engine.event import Event, Heard, NumberShared, Unreadable
from tests.peers.telegram_emulator import CHAT, PERSON

GROUP = {"id": -5, "type": "supergroup", "title": "Family"}


def read(**update: Any) -> Event | None:
    inbound = read_update({"update_id": 5, **update}).inbound
    return inbound.event if inbound else None


def message(chat: dict[str, Any] = CHAT, **fields: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_800_000_000, "chat": chat, "from": PERSON, **fields}


@pytest.mark.parametrize(
    ("update", "event"),
    [
        ({"message": message(text="سلام")}, Heard("سلام")),
        ({"message": message(caption="my papers", photo=[])}, Heard("my papers")),
        ({"message": message(text="hi", chat=GROUP)}, None),
        ({"edited_message": message(text="hi")}, Heard("hi", corrects=True)),
        ({"edited_message": message(text="hi", chat=GROUP)}, None),
        ({"edited_message": message(location={"latitude": 36.5, "longitude": 8.78})}, None),
        ({"channel_post": message(text="hi")}, None),
        ({"message": message(new_chat_title="x")}, None),
        ({"my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1}}, None),
        ({"callback_query": {"id": "1", "from": PERSON, "chat_instance": "1"}}, None),
        (
            {
                "callback_query": {
                    "id": "1",
                    "from": PERSON,
                    "chat_instance": "1",
                    "data": "x",
                    "message": message(GROUP, text="?"),
                }
            },
            None,
        ),
        (
            {"message": message(contact={"phone_number": "+21620000001", "first_name": "A"})},
            NumberShared("+21620000001"),
        ),
        (
            {"message": message(contact={"phone_number": "21620000001", "first_name": "A"})},
            NumberShared("+21620000001"),
        ),
        (
            {"message": message(contact={"phone_number": "20 000 001", "first_name": "A"})},
            NumberShared("20 000 001"),
        ),
        (
            {"message": message(contact={"phone_number": "", "first_name": "A"})},
            Unreadable("contact"),
        ),
        (
            {"message": message(document={"file_id": "d", "file_unique_id": "d"})},
            Unreadable("document"),
        ),
        ({"message": message(text=5)}, None),
        ({"message": {"text": "no chat"}}, None),
    ],
)
def test_what_each_kind_of_update_says(update: dict[str, Any], event: Event | None) -> None:
    assert read(**update) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["message", "chat", "from", "text", "date", "location", "photo", "voice", "data", "id", "type"]
)
MESSAGES = st.dictionaries(FIELDS, JSON | st.just(CHAT) | st.just(PERSON)).map(
    lambda fields: {"message_id": 1, "date": 1, "chat": CHAT, **fields}
)
UPDATES = st.dictionaries(
    st.sampled_from(["message", "callback_query", "edited_message", "my_chat_member"]),
    JSON | MESSAGES | st.fixed_dictionaries({"id": JSON, "from": JSON, "message": MESSAGES}),
)


@pytest.mark.parametrize("chat", [None, "", [], {}, "a word", [5]])
def test_what_comes_from_no_chat_says_nothing(chat: object) -> None:
    message = {"message_id": 1, "date": 1, "text": "hi", "chat": chat}
    pressed = {"id": "1", "from": {}, "chat_instance": "1", "data": "menu", "message": message}
    updates: tuple[dict[str, Any], ...] = ({"message": message}, {"callback_query": pressed})
    for update in updates:
        assert read_update({"update_id": 5, **update}).inbound is None
    changed = {"chat": chat, "from": {}, "date": 1, "old_chat_member": {}, "new_chat_member": {}}
    assert read_update({"update_id": 5, "my_chat_member": changed}).reachability is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(UPDATES)
def test_no_update_however_strange_breaks_the_reader(update: dict[str, Any]) -> None:
    strange = json.loads(json.dumps({**update, "update_id": 5}))
    inbound = read_update(strange).inbound
    assert inbound is None or isinstance(inbound.address, str)
