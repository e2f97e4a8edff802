"""How is it kept where somebody stands in a conversation, and read back?"""

from __future__ import annotations

import orjson

from flows.engine.session import Session, from_plain, to_plain


def session_to_json(session: Session) -> str:
    return orjson.dumps(to_plain(session)).decode()


def session_from_json(text: str) -> Session:
    """The session as stored; a beginning, where an older release stored what nobody reads."""
    try:
        return from_plain(orjson.loads(text))
    except ValueError:
        return Session()
