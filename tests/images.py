"""Is an image we build on named by a tag alone, which may be another tomorrow?

A digest is looked up where the registry can be reached, and never invented: until somebody did,
`make check` says which images are not pinned, and nothing fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = ("Dockerfile", "compose.yaml")

_NAMED = re.compile(r"^(?:FROM(?: +--\S+)*|\s+image:) +(\S+)", re.MULTILINE)
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def unpinned(text: str) -> Iterator[str]:
    """The images of a Dockerfile or a compose file that have no digest, each once."""
    for name in dict.fromkeys(_NAMED.findall(text)):
        if not _DIGEST.search(name):
            yield name


def said(texts: dict[str, str]) -> str:
    """One line for whoever reads the check."""
    found = [f"{name} ({file})" for file, text in texts.items() for name in unpinned(text)]
    if not found:
        return "Images: all pinned by their digest."
    return f"Images: NOT pinned by a digest: {', '.join(found)}; see docs/operators.md, Images."


if __name__ == "__main__":
    print(said({file: (ROOT / file).read_text(encoding="utf-8") for file in FILES}))
