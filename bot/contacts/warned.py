"""How does a service say that people doubt it? In its alert, which every card and page shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.translation.translator import Translator
from flows.services.wrong_info import REPORTED
from services_directory.values.entries import Directory, LocalText, Service


def warned(directory: Directory, reported: Collection[str], translator: Translator) -> Directory:
    """The same, with the warning at those `reported`. Never at an emergency line: somebody in
    danger is to call it all the same."""

    def said(service: Service) -> Service:
        if service.id not in reported or service.is_emergency:
            return service
        words = {
            locale: " ".join(
                filter(None, (translator.phrase(REPORTED, locale), service.alert.in_locale(locale)))
            )
            for locale in directory.programme.languages
        }
        return replace(service, alert=LocalText.of(words))

    return replace(directory, services=tuple(map(said, directory.services)))
