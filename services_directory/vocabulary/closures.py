"""What does a partner's program read of a closure, which HSDS has no field for but an alert?

Days are written as numbers, the same in every language. People who ask us get the sentences of the
conversation; these are for who knows nothing of `x_dalil`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services_directory.values.freshness import Closure
from services_directory.values.local_text import LocalText
from services_directory.vocabulary.language_files import Sentences, language_files

_SOON = timedelta(days=31)
"""What begins later is no alert yet."""

_MOST = 3


def told_of(closures: Sequence[Closure], day: date) -> LocalText:
    """The closures of today and of the weeks to come, one after the other; empty for none."""
    near = sorted(
        (each for each in closures if each.starts_on - _SOON <= day <= each.ends_on),
        key=lambda each: (each.starts_on, each.ends_on),
    )
    return LocalText.of(
        {
            locale: " ".join(_sentence(each, locale, file.closures) for each in near[:_MOST])
            for locale, file in language_files().items()
            if file.closures
        }
    )


def _sentence(closure: Closure, locale: str, words: Sentences) -> str:
    what = words[closure.kind]
    if closure.opens_at:
        what = words["other_hours"].format(opens=closure.opens_at, closes=closure.closes_at)
    days = words["one_day" if closure.starts_on == closure.ends_on else "days"]
    said = days.format(what=what, first=closure.starts_on, last=closure.ends_on)
    why = closure.note.in_locale(locale)
    return f"{said}: {why.rstrip('.')}." if why else f"{said}."
