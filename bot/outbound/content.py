"""What does a queued message say? Sealed while it waits; a settled one says nothing any more.

It opens only in a row of the same contact, so no write to the tables can have somebody else told
it. A reminder is sealed once for all who get it, and bound to the reminder.
"""

from __future__ import annotations

from bot.messages.attempts import DueMessage
from bot.messages.message import Rendered
from bot.messages.serialization import message_from_json, message_to_json
from bot.privacy.sealing.sealed_columns import CONTENT
from bot.privacy.sealing.sealer import Cell, Sealer


def seal_message(message: Rendered, sealer: Sealer, contact_id: int | None) -> bytes:
    """For the row of a reply; `contact_id` None: a farewell, the same for everybody."""
    return sealer.seal(message_to_json(message), _cell(contact_id, None))


def seal_reminder(message: Rendered, sealer: Sealer, reminder_id: int) -> bytes:
    """For the rows of all who get it."""
    return sealer.seal(message_to_json(message), _cell(None, reminder_id))


def open_message(due: DueMessage, sealer: Sealer) -> Rendered:
    """What is to be sent. Raises SealFault."""
    return message_from_json(sealer.open(due.content, _cell(due.contact_id, due.reminder_id)))


def _cell(contact_id: int | None, reminder_id: int | None) -> Cell:
    """As `CONTENT.bound_to` has it."""
    return CONTENT.of(contact_id or 0 if reminder_id is None else -reminder_id)
