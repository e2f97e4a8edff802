"""What do words with HTML or Markdown in them say to who reads an SMS? Links stand as addresses."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_LINK = re.compile(r"<a\b[^>]*?href\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(.*?)</a\s*>", re.S | re.I)
_ITEM = re.compile(r"<li\b[^>]*>", re.I)
_BLOCK = re.compile(r"</?(?:p|div|ul|ol|li|br|h[1-6]|tr|table|section|blockquote)\b[^>]*>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.I)
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\[]*)\]\((\S+?)(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6}\s+", re.M)
_BLANKS = re.compile(r"[ \t\u00a0]*\n[ \t\u00a0\n]*")


def without_marks(text: str) -> str:
    """The words alone; the very same text where there are no marks in it."""
    plain = text
    if "<" in plain:
        plain = _HIDDEN.sub("", plain)
        plain = _LINK.sub(_linked, plain)
        plain = _BLOCK.sub("\n", _ITEM.sub("\n- ", plain))
        plain = _TAG.sub("", plain)
    if "&" in plain:
        plain = _ENTITY.sub(lambda found: html.unescape(found[0]), plain)
    plain = _MARKDOWN_LINK.sub(lambda found: _with_address(found[1], found[2]), plain)
    plain = _HEADING.sub("", _STRONG.sub(r"\2", plain))
    return text if plain == text else _BLANKS.sub("\n", plain).strip()


def _linked(found: re.Match[str]) -> str:
    return _with_address(_TAG.sub("", found[2]).strip(), html.unescape(found[1]))


def _with_address(words: str, address: str) -> str:
    """ "our page (https://example.org)"; an address that its words say already stands once."""
    bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address).rstrip("/")
    if not words or bare in words:
        return words or address
    return f"{words} ({address.removeprefix('mailto:').removeprefix('tel:')})"
