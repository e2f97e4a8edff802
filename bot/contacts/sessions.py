"""How is it kept where somebody stands in a conversation, and read back?"""

from __future__ import annotations

from flows.engine.session import Session, from_plain, to_plain
from services_directory.values.json_text import from_json, to_json_text


def session_to_json(session: Session) -> str:
    """Where somebody stands, as text; it is sealed before it is stored."""
    return to_json_text(to_plain(session))


def session_from_json(text: str) -> Session:
    """The session as stored; a beginning, where an older release stored what nobody reads."""
    try:
        return from_plain(from_json(text))
    except ValueError:
        return Session()
