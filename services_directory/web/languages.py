"""In which language is this asked for? What the address says, else what the browser prefers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from services_directory.vocabulary.telling import Telling


class Language(Protocol):
    """What is known of a language here; `flows.engine.language.Language` is one."""

    @property
    def code(self) -> str: ...
    @property
    def own_name(self) -> str: ...
    @property
    def right_to_left(self) -> bool: ...
    @property
    def fallbacks(self) -> Sequence[str]: ...
    @property
    def babel(self) -> str: ...
    @property
    def telling(self) -> Telling: ...


def named(tag: str, languages: Mapping[str, Language]) -> Language | None:
    """The language with this tag, "ar" also for "ar-SY"; None if it is none of ours."""
    parts = tag.strip().replace("_", "-").split("-")
    codes = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    by_code = {code.lower(): language for code, language in languages.items()}
    return next((by_code[code.lower()] for code in codes if code.lower() in by_code), None)


def preferred(accepted: str, languages: Mapping[str, Language]) -> Language:
    """The language an `Accept-Language` header likes best, else the first."""
    found = (named(tag, languages) for tag in _by_preference(accepted))
    return next((each for each in found if each), next(iter(languages.values())))


def _by_preference(accepted: str) -> Iterator[str]:
    """ "fr;q=0.5, ar-TN" as "ar-TN", "fr"; what cannot be read counts for nothing."""
    weighed: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        tag, _semicolon, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            quality = 0.0
        if tag.strip() and quality > 0:
            weighed.append((-quality, tag))
    return (tag for _weight, tag in sorted(weighed, key=lambda each: each[0]))
