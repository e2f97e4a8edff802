"""`dalil understand`: what does each line of text mean to Dalil?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import click

from bot.channels.all_settings import load_settings
from bot.configuration.paths import LOCALES
from bot.translation.lexicon import load_keywords
from bot.translation.weights import load_classifier
from flows.engine.understanding import Lexicon, Meaning, understand
from flows.registry import build_lexicon
from services_directory.files.places import PLACES_FILE, read_places
from services_directory.packs.programme import load_programme, pack_folder


@click.command("understand")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
def understand_lines(as_json: bool) -> None:
    """What does each line of standard input mean to Dalil?"""
    for answer in meanings(sys.stdin, as_json):
        print(answer, flush=True)


def meanings(
    lines: Iterable[str], as_json: bool, locale: str | None = None, pack: str | None = None
) -> Iterator[str]:
    """One answer per line, read as somebody would have meant it who chose `locale`.

    `pack`: a shipped pack's name or a folder; that of the settings when None. No database is
    opened, so the places are those of the pack's file."""
    lexicon = _lexicon(pack or load_settings().pack)
    for line in lines:
        text = line.rstrip("\r\n")
        meaning = understand(text, lexicon, locale)
        yield _as_json(text, meaning) if as_json else _in_words(text, meaning)


def _lexicon(pack: str) -> Lexicon:
    folder = pack_folder(pack)
    languages = load_programme(folder).languages
    places = read_places(folder / PLACES_FILE)
    return build_lexicon(load_keywords(LOCALES), places, languages, load_classifier())


def _as_json(text: str, meaning: Meaning) -> str:
    answer = json.dumps(
        {
            "text": text,
            "intent": meaning.intent,
            "label": meaning.label,
            "suggestions": meaning.suggestions,
            "second": meaning.second,
            "decision": meaning.decision,
            "danger": asdict(meaning.danger),
            "place": meaning.place,
            "language": meaning.language,
            "script": meaning.script,
            "score": meaning.score,
            "topics": meaning.topics,
            "wishes": meaning.wishes,
            "possible": meaning.possible,
            "choose_language": meaning.choose_language,
            "rest": meaning.rest,
        },
        ensure_ascii=False,
    )
    # Half a surrogate pair cannot be printed; as a JSON escape it can.
    return answer.encode("utf-8", "backslashreplace").decode("utf-8")


def _in_words(text: str, meaning: Meaning) -> str:
    said = {
        "in": meaning.place,
        "speaks": meaning.language,
        "asks for": meaning.choose_language,
        "perhaps": meaning.possible,
        "also": ", ".join(meaning.topics[1:]),
        "wished": ", ".join(meaning.wishes),
    }
    details = "; ".join(f"{what} {value}" for what, value in said.items() if value)
    line = f"{text} → {meaning.intent} ({meaning.score:.2f})" + (f"; {details}" if details else "")
    return line.encode("utf-8", "replace").decode("utf-8")
