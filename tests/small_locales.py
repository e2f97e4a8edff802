"""A `locales/` folder of a test's own: a few languages, a few sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.translation.languages import read_language
from flows.engine.language import Language

SHIPPED = Path(__file__).resolve().parents[1] / "locales"

HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural_forms}\\n"

"""

Said = Mapping[str | tuple[str, str], str | tuple[str, ...]]


def small_locales(folder: Path, words: Mapping[str, Said]) -> Path:
    """The shipped `language.toml` of all four languages, and of each only these words."""
    locales = folder / "locales"
    for code in ("ar", "aeb", "fr", "en"):
        description = locales / code / "language.toml"
        description.parent.mkdir(parents=True)
        description.write_bytes((SHIPPED / code / "language.toml").read_bytes())
        write_words(locales, read_language(description), words.get(code, {}))
    return locales


def write_words(
    locales: Path, language: Language, words: Said, flags: tuple[str, ...] = ()
) -> Path:
    """Write one language's .po, as a translator's tool would."""
    catalogue = Catalog()
    catalogue.mime_headers = [("Plural-Forms", language.plural_forms)]
    for message, said in words.items():
        catalogue.add(message, said, flags=flags)
    path = locales / language.code / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(plural_forms=language.plural_forms).encode())
        write_po(file, catalogue, omit_header=True)
    return path
