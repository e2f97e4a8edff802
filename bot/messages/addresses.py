"""Is an address a number to call? A fact of each address: some people of a channel hide theirs."""

from __future__ import annotations


def is_number(address: str) -> bool:
    """Whether it is a phone number: those are kept in E.164, and no id begins with a plus."""
    return address.startswith("+")
