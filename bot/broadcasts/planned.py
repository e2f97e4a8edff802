"""What does a reminder say, and to whom does it go? Sealed: beside who got it, it tells why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from bot.broadcasts.audience import Audience
from bot.privacy.registration import Opens
from bot.privacy.sealing.sealed_columns import REMINDER
from bot.privacy.sealing.sealer import Sealer, SealFault
from services_directory.values.json_text import from_json, to_json_text


@dataclass(frozen=True, slots=True)
class Planned:
    """As a trainer wrote it; of `Audience` the parts. `texts`: the words by locale."""

    title: str = ""
    offer: str | None = None
    place: str | None = None
    locale: str | None = None
    cohort: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return Audience(self.offer, self.place, self.locale, self.cohort)


def seal_planned(reminder_id: int, planned: Planned, sealer: Sealer) -> bytes:
    """For the row of this number."""
    told = to_json_text({**asdict(planned), "texts": dict(planned.texts)})
    return sealer.seal(told, REMINDER.of(reminder_id))


def open_planned(reminder_id: int, sealed: bytes | None, sealer: Opens) -> Planned:
    """Without words, so that nobody gets it, where the key that sealed it is gone."""
    if sealed is None:
        return Planned()
    try:
        return Planned(**from_json(sealer.open(bytes(sealed), REMINDER.of(reminder_id))))
    except SealFault:
        return Planned()
