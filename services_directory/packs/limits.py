"""How do the limits of a programme stand in its file? The table `[limits]`; each has a default.

What a message costs stands in `[[limits.prices]]`, with the day and the source of each price.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values.limits import (
    EVERYWHERE,
    USUAL,
    Limits,
    MessagePrice,
    PriceCategory,
)

_Prefix = Annotated[str, Field(pattern=r"^(\*|\+[1-9]\d{0,14})$")]
_Some = Annotated[int, Field(ge=1, le=10_000)]
_Cap = Annotated[int | None, Field(ge=1)]


class _PriceTable(BaseModel):
    """A price without the day and the source of it is not believed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    channel: Literal["sms", "whatsapp"]
    amount: Annotated[Decimal, Field(ge=0, le=1000)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    since: date
    source: Annotated[str, Field(min_length=3, max_length=300)]
    prefix: _Prefix = EVERYWHERE
    category: PriceCategory | None = None


class LimitsTable(BaseModel):
    """Nothing may be zero: somebody in danger is always answered."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    answers_an_hour: _Some = USUAL.answers_an_hour
    answers_a_day: _Some = USUAL.answers_a_day
    danger_an_hour: _Some = USUAL.danger_an_hour
    second_person_above: Annotated[int, Field(ge=1)] = USUAL.second_person_above
    classes_attended_percent: Annotated[int, Field(ge=1, le=100)] = USUAL.classes_attended_percent
    sms_a_day: _Cap = USUAL.sms_a_day
    sms_a_month: _Cap = USUAL.sms_a_month
    whatsapp_a_day: _Cap = USUAL.whatsapp_a_day
    whatsapp_a_month: _Cap = USUAL.whatsapp_a_month
    sms_also_to: tuple[_Prefix, ...] = USUAL.sms_also_to
    where_free: Annotated[int, Field(ge=1, le=100)] = USUAL.where_free
    prices: tuple[_PriceTable, ...] = ()

    def limits(self) -> Limits:
        """As the rest of Dalil knows them."""
        prices = tuple(MessagePrice(**price.model_dump()) for price in self.prices)
        return Limits(**{**self.model_dump(), "prices": prices})
