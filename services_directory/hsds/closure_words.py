"""What does a partner's program read of a closure, which HSDS has no field for but an alert?

Days are written as numbers, the same in every language. People who ask us get the sentences of the
conversation; these are for who knows nothing of `x_dalil`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from services_directory.values.freshness import Closure, ClosureKind
from services_directory.values.local_text import LocalText

_SOON = timedelta(days=31)
"""What begins later is no alert yet."""

_MOST = 3

_WHY: dict[ClosureKind, dict[str, str]] = {
    ClosureKind.HOLIDAY: {
        "en": "Closed for the holidays",
        "fr": "Fermé pour les fêtes",
        "ar": "مغلق بسبب العطلة",
        "aeb": "مسكّر على خاطر العطلة",
    },
    ClosureKind.RAMADAN: {
        "en": "Closed for Ramadan",
        "fr": "Fermé pendant le ramadan",
        "ar": "مغلق في رمضان",
        "aeb": "مسكّر في رمضان",
    },
    ClosureKind.STRIKE: {
        "en": "Closed by a strike",
        "fr": "Fermé à cause d’une grève",
        "ar": "مغلق بسبب إضراب",
        "aeb": "مسكّر على خاطر إضراب",
    },
    ClosureKind.WORKS: {
        "en": "Closed for works",
        "fr": "Fermé pour travaux",
        "ar": "مغلق بسبب الأشغال",
        "aeb": "مسكّر على خاطر الأشغال",
    },
    ClosureKind.OTHER: {"en": "Closed", "fr": "Fermé", "ar": "مغلق", "aeb": "مسكّر"},
}

_OTHER_HOURS = {
    "en": "Open only {opens}–{closes}",
    "fr": "Ouvert seulement {opens}–{closes}",
    "ar": "مفتوح فقط {opens}–{closes}",
    "aeb": "محلول كان {opens}–{closes}",
}

_DAYS = {
    "en": "{what} from {first} to {last}",
    "fr": "{what} du {first} au {last}",
    "ar": "{what} من {first} إلى {last}",
    "aeb": "{what} من {first} لـ {last}",
}

_ONE_DAY = {
    "en": "{what} on {first}",
    "fr": "{what} le {first}",
    "ar": "{what} يوم {first}",
    "aeb": "{what} نهار {first}",
}


def told_of(closures: Sequence[Closure], day: date) -> LocalText:
    """The closures of today and of the weeks to come, one after the other; empty for none."""
    near = sorted(
        (each for each in closures if each.starts_on - _SOON <= day <= each.ends_on),
        key=lambda each: (each.starts_on, each.ends_on),
    )
    told = {locale: " ".join(_sentence(each, locale) for each in near[:_MOST]) for locale in _DAYS}
    return LocalText.of(told)


def _sentence(closure: Closure, locale: str) -> str:
    what = _WHY[closure.kind][locale]
    if closure.opens_at:
        what = _OTHER_HOURS[locale].format(opens=closure.opens_at, closes=closure.closes_at)
    days = _ONE_DAY if closure.starts_on == closure.ends_on else _DAYS
    said = days[locale].format(what=what, first=closure.starts_on, last=closure.ends_on)
    why = closure.note.in_locale(locale)
    return f"{said}: {why.rstrip('.')}." if why else f"{said}."
