"""Where do the links and buttons of a page lead, and what is asked there?"""

from __future__ import annotations

import html
import re

from admin.page import Page
from admin.routes import PAGES
from tests.admin.doors import MOUNT


def page_at(method: str, address: str) -> Page:
    """The page of ours that a link opens, or a button presses."""
    path = html.unescape(address).partition("?")[0].partition("#")[0].removeprefix(MOUNT)
    for page in PAGES:
        pattern = re.sub(r"[{](\w+):([^}]*)[}]", r"(?:\2)", page.path)
        pattern = re.sub(r"[{]\w+[}]", "[^/]+", pattern)
        if page.method == method and re.fullmatch(pattern, path):
            return page
    raise AssertionError(f"{method} {address} leads nowhere")


def asked_at(method: str, address: str) -> set[str]:
    """What is asked of whoever opens or presses this link of a page."""
    return {*(page_at(method, address).asked or ())}


def ways_on(page: str) -> set[tuple[str, str]]:
    """Every link and every form of a page."""
    ways = {("GET", each) for each in re.findall(r'<a\b[^>]*href="([^"]*)"', page)}
    for tag in re.findall(r"<form\b[^>]*>", page):
        method = "POST" if 'method="post"' in tag else "GET"
        ways |= {(method, each) for each in re.findall(r'action="([^"]*)"', tag)}
    ways |= {("POST", each) for each in re.findall(r'formaction="([^"]*)"', page)}
    return {(method, each) for method, each in ways if each.startswith(f"{MOUNT}/")}
