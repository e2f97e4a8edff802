"""What axe-core, the checker of accessibility most browsers' tools use, finds on an open page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.async_api import Page

_AXE = Path(__file__).parent / "axe" / "axe.min.js"
_GRAVE = ("serious", "critical")


@cache
def _program() -> str:
    return _AXE.read_text(encoding="utf-8")


async def grave_faults(page: Page) -> list[str]:
    """The rules that are broken so that somebody cannot use the page, each with where."""
    # By the debugger, and not as a script of the page, whose own policy stays in force.
    await page.evaluate(f"() => {{ {_program()} }}")
    found = await page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "nothing was looked at"
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in _GRAVE
        for node in each["nodes"]
    ]
