"""What is heard of a message that is no words: a poster's link, a code of ours."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.engine.codes import read_bare_code
from flows.engine.hearing.ear import Ear, Message
from flows.engine.step import Outcome
from flows.engine.understanding import Meaning

_DEEP_LINK = re.compile(r"/?start[ =_]+([A-Za-z0-9_-]{1,64})\s*", re.IGNORECASE)


def poster_link(ear: Ear, message: Message) -> Outcome | None:
    link = _DEEP_LINK.fullmatch(message.text.strip())
    return ear.run("deep_link", Meaning(rest=link[1])) if link else None


def code_alone(ear: Ear, message: Message) -> Outcome | None:
    """A code that is all of it, so nothing else is meant. While staff listen it is theirs: they may
    have asked for it."""
    bare, contact = read_bare_code(message.text), ear.talk.world.contact
    if bare is None or (contact.with_staff is not None and contact.with_staff.listen):
        return None
    meaning = replace(message.meaning, rest=bare.code, language=bare.language or None)
    return ear.run("code" if contact.locale is not None else "first_code", meaning)
