"""What are the words of one language? Its gettext catalogue, read once and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, read_po

from bot.translation.languages import BadLanguage, plural_rule
from flows.engine.language import Language

NUMBER = "n"


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence and the names of its placeholders; one with no names is said as it stands."""

    text: str
    fields: frozenset[str]


class Catalogue:
    """One language's sentences. What is missing, empty, fuzzy or broken is simply not in it."""

    def __init__(self, language: Language, catalogue: Catalog, path: Path) -> None:
        self.language = language
        self._sentences: dict[str, Template] = {}
        self._counted: dict[str, tuple[Template | None, ...]] = {}
        forms, self._form_for = plural_rule(language.plural_forms, path)
        for message in catalogue:
            if message.id and not message.fuzzy:
                self._add(message, forms)

    def find(self, message: str, many: str | None, count: int) -> Template | None:
        """The template for `message`, in the form `count` takes; None to look elsewhere."""
        if many is None:
            return self._sentences.get(message)
        forms = self._counted.get(message)
        return None if forms is None else forms[self._form_for(abs(count))]

    def _add(self, message: Message, forms: int) -> None:
        one, many = source_of(message)
        if many is not None:
            said = [*said_in(message), *[""] * forms][:forms]
            self._counted[one] = tuple(usable(text, one, many) for text in said)
        elif template := usable(said_in(message)[0], one):
            self._sentences[one] = template


def read_catalogue(locales: Path, language: Language) -> Catalogue:
    """The words of a language from its .mo, or from its .po where that is newer or alone."""
    words = locales / language.code / "LC_MESSAGES" / "messages.po"
    compiled = words.with_suffix(".mo")
    if compiled.exists() and (
        not words.exists() or compiled.stat().st_mtime >= words.stat().st_mtime
    ):
        with compiled.open("rb") as file:
            try:
                return Catalogue(language, read_mo(file), compiled)
            except (OSError, ValueError) as error:
                raise BadLanguage(compiled, f"{error}; run `dalil catalogues compile`") from error
    return Catalogue(language, read_words(words), words)


def read_words(path: Path) -> Catalog:
    """The catalogue in a .po file; an absent one is empty. Raises BadLanguage with the line."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        try:
            return read_po(file, abort_invalid=True)
        except PoFileError as error:
            raise BadLanguage(path, f"line {error.lineno}: {error}") from error
        except (UnicodeDecodeError, ValueError) as error:
            raise BadLanguage(path, str(error)) from error


def empty_catalogue(plural_forms: str) -> Catalog:
    """To be filled with words of one language."""
    catalogue = Catalog()
    # Catalog takes its number of forms from this header; for aeb it would otherwise guess two.
    catalogue.mime_headers = [("Plural-Forms", plural_forms)]
    return catalogue


def source_of(message: Message) -> tuple[str, str | None]:
    """The sentence in the code; for a counted one, also its form for many."""
    if isinstance(message.id, str):
        return message.id, None
    return message.id[0], message.id[1]


def said_in(message: Message) -> tuple[str, ...]:
    """The translation in each plural form; just one where nothing is counted, "" where missing."""
    if isinstance(message.string, str) or message.string is None:
        return (message.string or "",)
    return tuple(str(form or "") for form in message.string)


def usable(said: str, one: str, many: str | None = None) -> Template | None:
    """`said` as a template, if it can stand for the source sentence with nothing lost."""
    fields = placeholders(said)
    wanted = placeholders(one)
    if not said or fields is None or wanted is None:
        return None
    if many is None:
        return as_template(said, fields) if fields == wanted else None
    also_wanted = placeholders(many)
    if also_wanted is None:
        return None
    # "One place left" and the Arabic dual need no digit; every other value must be said.
    needed = (wanted & also_wanted) - {NUMBER}
    may_be_said = wanted | also_wanted | {NUMBER}
    return as_template(said, fields) if needed <= fields <= may_be_said else None


def as_template(said: str, fields: frozenset[str]) -> Template:
    return Template(said if fields else said.format(), fields)


@lru_cache(maxsize=4096)
def placeholders(message: str) -> frozenset[str] | None:
    """The names in braces; None where the braces do not pair, or hold more than a plain name."""
    try:
        pieces = list(Formatter().parse(message))
    except ValueError:
        return None
    fields = set()
    for _literal, name, spec, conversion in pieces:
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            return None
        fields.add(name)
    return frozenset(fields)
