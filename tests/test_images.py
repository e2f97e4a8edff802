"""The check that tells which images are not pinned finds each of them, and no other."""

from __future__ import annotations

from tests.images import FILES, ROOT, said, unpinned

DIGEST = "@sha256:" + "0123456789abcdef" * 4


def test_what_has_no_digest_is_named_once() -> None:
    dockerfile = f"FROM python:3.13-slim AS build\nFROM --platform=x python:3.13-slim{DIGEST}\n"
    assert [*unpinned(dockerfile)] == ["python:3.13-slim"]
    compose = f"services:\n  a:\n    image: caddy:2\n  b:\n    image: postgres:17{DIGEST}\n"
    assert [*unpinned(compose)] == ["caddy:2"]
    assert [*unpinned(f"FROM x:1{DIGEST[:-1]}")] == [f"x:1{DIGEST[:-1]}"]


def test_it_is_said_in_one_line_and_told_when_all_are_pinned() -> None:
    assert "NOT pinned by a digest: x:1 (Dockerfile)" in said({"Dockerfile": "FROM x:1"})
    assert said({"Dockerfile": f"FROM x:1{DIGEST}"}) == "Images: all pinned by their digest."


def test_every_image_that_is_named_is_looked_at() -> None:
    for file in FILES:
        text = (ROOT / file).read_text(encoding="utf-8")
        lines = [
            line for line in text.splitlines() if line.lstrip().startswith(("FROM ", "image:"))
        ]
        assert len(lines) > 0
        assert all(
            any(name in line for name in unpinned(text)) or "@sha256:" in line for line in lines
        )
