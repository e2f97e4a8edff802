"""`dalil catalogues`: bring the words in the code and the words in `locales/` together."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo

from bot.translation.catalogue import empty_catalogue, read_words, said_in, source_of
from bot.translation.catalogue_faults import faults_in
from bot.translation.languages import (
    LANGUAGE_FILE,
    BadLanguage,
    plural_rule,
    read_languages,
    serves_staff,
)
from bot.translation.po_writing import write_words
from bot.translation.sentences import TEMPLATE, sentence_of
from flows.engine.language import Language

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("flows", "bot", "admin", "services_directory")
KEYWORDS = {"_": None, "gettext": None, "plural": (1, 2), "ngettext": (1, 2)}
READERS = {".py": "python", ".html": "jinja2.ext:babel_extract"}
SOURCE_PLURALS = "nplurals=2; plural=(n != 1);"


@click.command()
@click.argument("action", type=click.Choice(("update", "check", "compile")))
def catalogues(action: str) -> int:
    """Bring the words in the code and the words in `locales/` together.

    `update` after changing a sentence, `check` before a commit (1 when there are faults),
    `compile` for a faster start.
    """
    locales = ROOT / "locales"
    try:
        if action == "update":
            report = update(locales, extract(ROOT))
        elif action == "compile":
            report = [f"{path.relative_to(ROOT)} written" for path in compile_all(locales)]
        else:
            faults = check(locales, extract(ROOT))
            print("\n".join(faults) or "The catalogues are complete.")
            return 1 if faults else 0
    except BadLanguage as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(report))
    return 0


def extract(root: Path) -> Catalog:
    """Every sentence marked in the code and the pages, with the files it stands in."""
    found = empty_catalogue(SOURCE_PLURALS)
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        marked = extract_from_file(
            READERS[path.suffix],
            path,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            options={"silent": "false"},
            strip_comment_tags=True,
        )
        for line, message, comments, _context in marked:
            found.add(message, None, [(name, line)], auto_comments=_one_comment(comments))
    return found


def update(locales: Path, found: Catalog) -> list[str]:
    """Give every language the sentences that are in the code now; what was translated stays.

    Returns one line per language: how many sentences it has, and how many wait for words.
    """
    _write(locales / TEMPLATE, found, "Template", "", SOURCE_PLURALS)
    report = []
    for code, language in read_languages(locales).items():
        path = words_file(locales, code)
        merged = _merge(read_words(path), wanted_in(locales, code, found), language)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, merged, language.own_name, code, language.plural_forms)
        waiting = sum(1 for each in merged if each.id and not all(said_in(each)))
        report.append(f"{code}: {len(merged)} sentences, {waiting} to translate")
    return report


def check(locales: Path, found: Catalog) -> list[str]:
    """What is wrong in the words of each language: file, line, sentence, and why."""
    faults = []
    for code, language in read_languages(locales).items():
        path = words_file(locales, code)
        wanted = wanted_in(locales, code, found)
        shown = path.relative_to(locales.parent)
        faults += [
            f"{shown}{fault}" for fault in faults_in(read_words(path), wanted, language, locales)
        ]
    return faults


def compile_all(locales: Path) -> list[Path]:
    """Write a .mo beside every .po; the files written."""
    written = []
    for code in read_languages(locales):
        path = words_file(locales, code)
        compiled = path.with_suffix(".mo")
        words = read_words(path)
        with compiled.open("wb") as file:
            write_mo(file, words)
        written.append(compiled)
    return written


def wanted_in(locales: Path, code: str, found: Catalog) -> dict[str, Message]:
    """The sentences a language needs, by their (singular) source words."""
    for_staff = serves_staff(locales / code / LANGUAGE_FILE)
    return {
        source_of(each)[0]: each
        for each in found
        if each.id and (for_staff or not sentence_of(each).only_for_staff)
    }


def words_file(locales: Path, code: str) -> Path:
    return locales / code / "LC_MESSAGES" / "messages.po"


def _sources(root: Path) -> Iterable[Path]:
    for room in ROOMS:
        yield from sorted(
            path for path in (root / room).rglob("*") if path.suffix in READERS and path.is_file()
        )


def _one_comment(lines: Sequence[str]) -> list[str]:
    # A comment over several lines of code is one remark.
    return [" ".join(line.strip() for line in lines)] if lines else []


def _merge(have: Catalog, wanted: dict[str, Message], language: Language) -> Catalog:
    merged = empty_catalogue(language.plural_forms)
    forms, _rule = plural_rule(language.plural_forms, Path(language.code) / LANGUAGE_FILE)
    for source, message in wanted.items():
        old = have.get(source)
        counted = source_of(message)[1] is not None
        said: tuple[str, ...] = ()
        if old is not None and counted == (source_of(old)[1] is not None):
            said = said_in(old)
        said = (*said, *[""] * forms)[: forms if counted else 1]
        merged.add(
            message.id,
            said if counted else said[0],
            message.locations,
            flags={"fuzzy"} if old is not None and old.fuzzy else set(),
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old is not None else (),
        )
    return merged


def _write(path: Path, catalogue: Catalog, title: str, code: str, plural_forms: str) -> None:
    with path.open("wb") as file:
        write_words(file, catalogue, title, code, plural_forms)
