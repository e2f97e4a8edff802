"""What do honest providers and pages post?"""

from __future__ import annotations

from typing import Any

CHAT = {"id": 620000001, "type": "private", "first_name": "Awa"}
UPDATE: dict[str, Any] = {
    "update_id": 1,
    "message": {
        "message_id": 1,
        "date": 1790000000,
        "chat": CHAT,
        "from": {"id": 620000001, "is_bot": False, "first_name": "Awa", "language_code": "fr"},
        "text": "bonjour",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
    },
}
PRESS: dict[str, Any] = {
    "update_id": 2,
    "callback_query": {
        "id": "1",
        "from": {"id": 620000001, "is_bot": False, "first_name": "Awa"},
        "chat_instance": "1",
        "data": "menu",
        "message": {"message_id": 1, "date": 1790000000, "chat": CHAT, "text": "menu"},
    },
}
PLACE: dict[str, Any] = {
    "update_id": 3,
    "message": {
        "message_id": 2,
        "date": 1790000000,
        "chat": CHAT,
        "location": {"latitude": 36.5, "longitude": 8.78},
    },
}
CHANGED: dict[str, Any] = {
    "update_id": 4,
    "my_chat_member": {
        "chat": CHAT,
        "date": 1790000000,
        "from": {"id": 620000001, "is_bot": False, "first_name": "Awa"},
        "old_chat_member": {
            "status": "member",
            "user": {"id": 1, "is_bot": True, "first_name": "D"},
        },
        "new_chat_member": {
            "status": "kicked",
            "until_date": 0,
            "user": {"id": 1, "is_bot": True, "first_name": "D"},
        },
    },
}
RECEIVED: dict[str, Any] = {
    "id": "event-1",
    "event": "sms:received",
    "deviceId": "phone",
    "payload": {"messageId": "m1", "sender": "+21620000001", "message": "bonjour", "simNumber": 1},
}
FAILED: dict[str, Any] = {
    **RECEIVED,
    "event": "sms:failed",
    "payload": {"reason": "RESULT_ERROR", "messageId": "1-64f0b1c2d3e4f"},
}
SAID: dict[str, Any] = {
    "channel": "webchat_sms",
    "phone": "a-phone-of-the-page",
    "id": "a-message-of-the-page",
    "text": "bonjour",
    "shown": "bonjour",
}
