"""How do we write a .po file? So that it changes only where the words do."""

from __future__ import annotations

from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

# No dates, no names of people or machines: what stands here must not change with every run.
HEADER = """\
# {title}: the words of Dalil. How to translate: docs/translators.md
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def write_words(
    file: IO[bytes], catalogue: Catalog, title: str, code: str, plural_forms: str
) -> None:
    """With the header that every file of ours has."""
    file.write(HEADER.format(title=title, code=code, plural_forms=plural_forms).encode())
    write_po(file, catalogue, width=100, omit_header=True, include_lineno=False)
