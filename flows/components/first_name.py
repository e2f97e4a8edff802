"""Which name did somebody give? Out of the sentence they gave it in, or none."""

from __future__ import annotations

import re

from services_directory.values.normalise import fold

LONGEST = 40
"""Letters."""

_MOST_WORDS = 4

_SAID_BEFORE = re.compile(
    r"(?:je m['’ ]?appell?e|(?:moi )?c['’]est|mon (?:pr[ée]nom|nom) (?:est|c['’]est)"
    r"|my (?:first )?name(?: is|['’]s)|i am|i['’]m"
    r"|[اإأ]سمي|[اأ]نا|(?:i|e)smi)\s+",
    re.IGNORECASE,
)


def read_first_name(words: str) -> str | None:
    """ "Je m'appelle Awa." is Awa; None for what is no name: digits, or a whole story."""
    said = " ".join(words.split()).rstrip(" .!،")
    name = _SAID_BEFORE.sub("", said, count=1) if _SAID_BEFORE.match(said) else said
    is_story = len(name) > LONGEST or len(name.split()) > _MOST_WORDS
    if not name or is_story or any(letter.isdigit() or letter in "?؟" for letter in name):
        return None
    return name


def may_be_same(name: str, other: str) -> bool:
    """Whether two first names are perhaps one person's: on one phone there may be several people,
    and who gave no name may be any of them."""
    return not name or not other or fold(name) == fold(other)
