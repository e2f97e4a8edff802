"""What would somebody send who wants us to fall over? Words, values and bytes, by hypothesis.

Everything holds `MARK` somewhere, so that a log can be searched for what was in a body.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

MARK = "qzxmark"

NASTY = (
    "",
    "\x00",
    "a\x00b",
    "\ud83d",
    "\udc00\ud800",
    "\u202e" * 50,
    "\ufeff\ufffe\uffff",
    "\u0301" * 200,
    "9" * 500,
    "-1",
    "1e999",
    "NaN",
    "٣" * 40,
    "²",
    "\r\nSet-Cookie: a=b",
    "%00%ff%",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "'); DROP TABLE contact;--",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "\n" * 300,
    "\u1e9e\u0130\u0149" * 100,
    "STOP",
    "ERASE",
    "1",
    "menu",
    "hopital jendouba",
)
HUGE = ("ا" * 60_000, "x" * 100_000, "9" * 5000, "\u0301" * 20_000, "😀" * 30_000, "\n" * 30_000)
NASTY_NUMBERS = (
    *(0, -1, 1.5, 2**31, 2**63, -(2**63) - 1, 10**400, float("nan"), float("inf"), -0.0, 1e308),
    *(91.0, 253402300800, -62135596801),
)


@st.composite
def words(draw: st.DrawFn) -> str:
    """Text with the mark in it, half characters and controls included; seldom very long."""
    if draw(st.integers(0, 99)) == 99:
        return draw(st.sampled_from(HUGE))
    text = draw(st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=40)))
    return draw(st.sampled_from((f"{MARK} {text}", f"{text}{MARK}", text)))


def values() -> st.SearchStrategy[Any]:
    """Any JSON value, the impossible numbers included, and small deep ones."""
    leaves: st.SearchStrategy[Any] = st.one_of(
        words(),
        st.sampled_from((None, True, False, [], {}, *NASTY_NUMBERS)),
        st.integers(),
        st.floats(),
    )
    inner = st.one_of(
        st.lists(leaves, max_size=3), st.dictionaries(st.sampled_from(NASTY), leaves, max_size=3)
    )
    return st.one_of(leaves, leaves, leaves, inner, st.lists(inner, max_size=2))


@st.composite
def mutated(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """A good object with some of its fields, at any depth, taken away, replaced or added."""
    body: dict[str, Any] = json.loads(json.dumps(good))
    for _ in range(draw(st.integers(1, 4))):
        inner = draw(st.sampled_from(_objects(body)))
        name = draw(st.one_of(st.sampled_from([*inner, "extra"]), words()))
        if draw(st.booleans()):
            inner.pop(name, None)
        if draw(st.integers(0, 3)):
            inner[name] = draw(values())
    return body


def _objects(value: Any) -> list[dict[str, Any]]:
    found = [value] if isinstance(value, dict) else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [each for item in inner for each in _objects(item)]


def json_bytes(found: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """An object as JSON, in escapes or as it is (half characters become broken UTF-8)."""
    return st.one_of(
        found.map(lambda value: json.dumps(value).encode()),
        found.map(
            lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        ),
    )


def rubbish() -> st.SearchStrategy[bytes]:
    """No JSON and no form: bytes, endless nesting, names that come twice, other encodings."""
    marked = MARK.encode()
    deep = (b"[" * 100_000, b'{"a":' * 40_000, b"[" * 900 + b"]" * 900, b'{"a":1' + b"," * 900)
    return st.one_of(
        st.binary(max_size=80).map(lambda noise: marked + noise),
        st.sampled_from(deep),
        st.sampled_from(
            (
                b"",
                b"null",
                b'"' + marked + b'"',
                b"\xef\xbb\xbf{}",
                b'{"update_id":1,"update_id":2}',
                json.dumps({"update_id": 7, "message": MARK}).encode("utf-16"),
                json.dumps({"update_id": 7, "message": MARK}).encode("utf-32"),
                b'{"update_id": 1' + b"0" * 5000 + b"}",
                b"\x1f\x8b\x08" + marked,
            )
        ),
    )
