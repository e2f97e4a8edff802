"""Which contents of Twilio's show choices to press, and which of them suits a message?

Twilio passes buttons on in a content alone, made beforehand; ours have nothing but places for words
in them, so that a few serve every message and language. `dalil twilio setup` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages.graphemes import clusters
from bot.messages.message import Menu
from bot.messages.segments import utf16_units

PREFIX = "dalil_"
PRESSED = "dalil:"
"""Before the key of a choice, so that a content of somebody else's is not taken for one of ours."""

# As Twilio's descriptions of twilio/quick-reply and twilio/list-picker have them, for a message
# that Meta has not approved: such a list goes to WhatsApp only.
LONGEST_BODY = 1024
MOST_BUTTONS, LONGEST_BUTTON = 3, 20
MOST_ITEMS, LONGEST_ITEM, LONGEST_DESCRIPTION = 10, 24, 72
LONGEST_ID = 200
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Content:
    """A content by its name, and what stands in its places in one message."""

    name: str
    words: tuple[str, ...]

    @property
    def variables(self) -> str:
        """As Twilio takes them: by the number of the place."""
        return json.dumps(_by_number(self.words), ensure_ascii=False)


def content_for(menu: Menu, *, lists: bool) -> Content | None:
    """The content that shows these choices; None where they can only be numbered.

    `lists`: whether the messenger shows a list, too."""
    ids = [f"{PRESSED}{each.key}" for each in menu.choices]
    labels = [each.label for each in menu.choices]
    too_long = utf16_units(menu.text) > LONGEST_BODY or max(map(len, ids)) > LONGEST_ID
    if too_long or not all((menu.text.strip(), *labels)):
        return None
    longest = max(map(utf16_units, labels))
    if len(labels) <= MOST_BUTTONS and longest <= LONGEST_BUTTON:
        pairs = zip(labels, ids, strict=True)
        return Content(_buttons(len(labels)), (menu.text, *_flat(pairs)))
    if not lists or len(labels) > MOST_ITEMS or longest > LONGEST_DESCRIPTION:
        return None
    head = (menu.text, menu.opens)
    if longest <= LONGEST_ITEM:
        return Content(_list(len(labels)), (*head, *_flat(zip(labels, ids, strict=True))))
    rows = zip(map(_short, labels), ids, labels, strict=True)
    return Content(_long_list(len(labels)), (*head, *_flat(rows)))


def contents_to_make() -> Iterator[dict[str, Any]]:
    """All that `content_for` may name, as Twilio's interface takes them."""
    for count in range(1, MOST_BUTTONS + 1):
        yield _content(_buttons(count), "twilio/quick-reply", 1, _button, count, "actions")
    for count in range(1, MOST_ITEMS + 1):
        yield _content(_list(count), "twilio/list-picker", 2, _item, count, "items")
        yield _content(_long_list(count), "twilio/list-picker", 2, _long_item, count, "items")


def _content(
    name: str, kind: str, head: int, entry: Any, count: int, entries: str
) -> dict[str, Any]:
    """One content: its head, and so many entries after it; a sample for each place."""
    width = len(entry(0)) - ("type" in entry(0))
    shown = {"body": "{{1}}", **({"button": "{{2}}"} if head > 1 else {})}
    listed = [entry(head + 1 + width * number) for number in range(count)]
    places = head + width * count
    return {
        "friendly_name": name,
        "language": "en",
        "variables": _by_number(("-",) * places),
        "types": {kind: {**shown, entries: listed}},
    }


def _button(first: int) -> dict[str, str]:
    return {"type": "QUICK_REPLY", "title": _place(first), "id": _place(first + 1)}


def _item(first: int) -> dict[str, str]:
    return {"item": _place(first), "id": _place(first + 1)}


def _long_item(first: int) -> dict[str, str]:
    return {**_item(first), "description": _place(first + 2)}


def _buttons(count: int) -> str:
    return f"{PREFIX}buttons_{count}"


def _list(count: int) -> str:
    return f"{PREFIX}list_{count}"


def _long_list(count: int) -> str:
    return f"{PREFIX}long_list_{count}"


def _place(number: int) -> str:
    return "{{" + str(number) + "}}"


def _by_number(words: tuple[str, ...]) -> Mapping[str, str]:
    return {str(number): each for number, each in enumerate(words, 1)}


def _flat(rows: Any) -> Iterator[str]:
    return (each for row in rows for each in row)


def _short(label: str) -> str:
    """The label, or its beginning: all of it stands below."""
    if utf16_units(label) <= LONGEST_ITEM:
        return label
    kept = ""
    for cluster in clusters(label):
        if utf16_units(kept + cluster) > LONGEST_ITEM - len(_ELLIPSIS):
            break
        kept += cluster
    return kept.rstrip() + _ELLIPSIS
