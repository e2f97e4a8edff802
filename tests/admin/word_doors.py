"""The doors of the pages for words, with words behind each of them."""

from __future__ import annotations

import json

from bot.translation.sentences import Sentence
from tests.admin.office import Browser

GREETING = Sentence("Hello!")
OURS = "Bien le bonjour !"
FILE = 'msgid ""\nmsgstr ""\n\nmsgid "Good"\nmsgstr "Bien fait"\n'


async def word_doors(admin: Browser) -> tuple[dict[str, str], dict[str, dict[str, str | bytes]]]:
    """What `{id}` stands for, and the forms; one sentence is said in words of our own."""
    words = f"/admin/words/{GREETING.key}/fr"
    await admin.fill_in(words, {"words_0": OURS})
    seen = json.dumps({"words_0": OURS}, ensure_ascii=False)
    typed = {"words_0": "Bonsoir !", "was": seen}
    return {"/words/": GREETING.key}, {
        "POST /words/{id}/{locale}": {**typed},
        "POST /words/{id}/{locale}/preview": {**typed},
        "POST /words/{id}/{locale}/undo": {"to": "release", "revision": "1"},
        "POST /words/files": {"file": FILE.encode(), "locale": "fr"},
    }
