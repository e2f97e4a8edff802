"""What does the application give to the API and to the public pages?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast

from bot.clock import Clock
from bot.configuration.settings import Settings
from bot.contacts.world import WorldBuilder
from bot.translation.translator import Translator
from flows.engine.text import Text, Value
from services_directory.storage.all_records import load_records
from services_directory.web.dependencies import SiteDependencies


@dataclass(frozen=True, slots=True)
class PageWords:
    """Our sentences in one language, for pages below this room."""

    translator: Translator
    locale: str

    def gettext(self, message: str, /, **values: object) -> str:
        told = tuple((name, cast(Value, value)) for name, value in values.items())
        return self.translator.phrase(Text(message, told), self.locale)


def site_dependencies(settings: Settings, worlds: WorldBuilder, clock: Clock) -> SiteDependencies:
    """Everything public is made of the snapshot that people are answered from."""
    translator = worlds.translator
    return SiteDependencies(
        directory=lambda: worlds.snapshot.directory,
        load=partial(load_records, worlds.programme),
        languages={each.code: each for each in translator.languages},
        words=lambda language: PageWords(translator, language.code),
        clock=clock,
        public_url=settings.public_url,
        behind_proxy=settings.is_production,
        per_minute=settings.open_data_per_minute,
    )
