"""Which kinds of danger are told apart, and whom does a programme say to call in each?"""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.values.local_text import LocalText

DANGERS = (
    *("medical", "violence_home", "violence", "sexual", "suicide", "trafficking", "child", "sea"),
    *("fire_flood", "accident"),
)


@dataclass(frozen=True, slots=True)
class DangerLines:
    """Whom to call in one kind of danger (of `DANGERS`): ids of services, the first two at once.

    Those in `office_hours_only` come after the others when the resource centre is closed."""

    kind: str
    services: tuple[str, ...]
    office_hours_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning that some services carry, said right after their name.

    `services` are the ids that carry it from their import on; staff may give it to others.
    """

    code: str
    text: LocalText
    services: tuple[str, ...] = ()
