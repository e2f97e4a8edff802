"""What can a message be labelled as? Finer than the intents of keywords.csv, which are rules."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.engine.understanding.intents import EMERGENCY as EMERGENCY
from flows.engine.understanding.intents import NONE as NONE
from flows.engine.understanding.intents import PROTECTED
from services_directory.values.dangers import DANGERS as DANGERS

NEEDS = frozenset(
    {
        *("health", "employment", "enterprise", "vocational_training", "education", "savings"),
        *("credit", "money_transfer", "social_cover", "civil_documents", "legal", "social_aid"),
        *("housing", "shelter", "women", "children", "migration_advice", "transport"),
    }
)

ABOUT_US = frozenset(
    {
        *("who_are_you", "is_it_free", "privacy", "centre", "wrong_info", "my_case", "register"),
        *("cancel_registration", "change_details", "missing_person", "human", "feedback"),
    }
)
"""Questions about us, and about one's own case."""

RULED = PROTECTED
"""Meanings the rules alone may find. The model knows them, so as not to take them for a need, and
never says them: a guess must never stop, erase or consent."""

WORDS_FOR_US = RULED | {
    *("greet", "thanks", "bye", "my_data", "language", "help", "menu", "back", "more", "skip"),
    *("repeat", "location"),
}

LABELS = NEEDS | ABOUT_US | WORDS_FOR_US | {EMERGENCY, NONE}

INTENTS_OF: Mapping[str, str] = MappingProxyType(
    {
        "savings": "financial_inclusion",
        "credit": "financial_inclusion",
        "money_transfer": "financial_inclusion",
        "enterprise": "employment",
        "social_cover": "social_aid",
        "housing": "shelter",
    }
)
"""The intent of keywords.csv, and category of the directory, that a finer label belongs to."""
