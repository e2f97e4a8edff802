"""What are our own lists and their facts called, in the languages they are told in?

Staff tick them and partners read them. In another language than these people read the nearest one.
"""

from __future__ import annotations

from services_directory.vocabulary.language_files import in_every_language, language_files

_LISTS = in_every_language({code: each.lists for code, each in language_files().items()})

NEEDS_NAME, NEEDS_DESCRIPTION = _LISTS["needs"], _LISTS["needs_description"]
FACTS_NAME, FACTS_DESCRIPTION = _LISTS["facts"], _LISTS["facts_description"]

FACT_NAMES = in_every_language({code: each.facts for code, each in language_files().items()})
"""By fact, in the order of the list."""
