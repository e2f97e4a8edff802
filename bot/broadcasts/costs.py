"""What would a reminder cost? By the prices of the programme file; others nobody knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.messages.capabilities import Capabilities
from services_directory.values.limits import MessagePrice, PriceCategory, price_of


@dataclass(frozen=True, slots=True)
class Prices:
    """What a message to one person may cost; `address` as far as it tells the country."""

    known: tuple[MessagePrice, ...] = ()
    address: str = ""


NO_PRICES = Prices()


@dataclass(slots=True)
class Costs:
    """`messages`: those that are paid one by one, however long. `amounts`: by currency, of what has
    a price. `unknown`: messages that are paid, and nobody wrote down how much."""

    messages: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    unknown: int = 0

    def add(
        self,
        capabilities: Capabilities,
        prices: Prices,
        segments: int,
        at: datetime,
        heard_at: datetime,
    ) -> None:
        """One message to somebody who last wrote `heard_at`, that goes at `at`."""
        if not capabilities.is_paid:
            return
        self.messages += capabilities.bills_messages
        category = _category(capabilities, at, heard_at)
        price = price_of(prices.known, prices.address, category, at.date())
        if price is None:
            self.unknown += 1
            return
        count = segments if capabilities.bills_segments else 1
        so_far = self.amounts.get(price.currency, Decimal())
        self.amounts[price.currency] = so_far + price.amount * count


def _category(capabilities: Capabilities, at: datetime, heard_at: datetime) -> PriceCategory:
    window = capabilities.answers_within
    is_open = window is None or at - heard_at < window
    return PriceCategory.SERVICE if is_open else PriceCategory.UTILITY
