"""Which facts about a service have a code of their own, to be searched, counted and exchanged?

A fact is "kind:code". HSDS has it as an attribute: the kind is its `link_type`, the code its value.
"""

from __future__ import annotations

FACTS: dict[str, tuple[str, ...]] = {
    "eligibility": (
        *("women", "men", "children", "young_people", "older_people", "families"),
        *("people_with_disabilities", "refugees", "migrants", "survivors_of_violence"),
        *("low_income", "job_seekers", "students"),
    ),
    "access_mode": ("walk_in", "appointment", "referral", "hotline", "online"),
    "accessibility": ("wheelchair", "female_staff", "sign_language"),
}
"""Codes by kind, in the order they are offered. A code is never given another meaning."""

ALL_FACTS = tuple(f"{kind}:{code}" for kind, codes in FACTS.items() for code in codes)
