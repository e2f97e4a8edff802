"""Where do search engines begin? The map of all pages in all languages, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from aiohttp import web

from services_directory.training.values import Trainings
from services_directory.values.entries import Directory
from services_directory.web.dependencies import SiteDependencies
from services_directory.web.languages import Language

PORTION = 5_000
"""Pages in one file: with their languages below the 50 MB and 50,000 addresses of sitemaps.org."""

COST = 10
"""So many times as long as a page does a portion take to put together."""

KEPT_OUT = ("/admin", "/try")

_BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEADERS = {"Cache-Control": "no-cache"}


def paths_of(directory: Directory, trainings: Trainings, deps: SiteDependencies) -> list[str]:
    """Every page that is worth being found."""
    needs = [quote(each.code) for each in directory.programme.categories]
    paths = ["/", "/p", "/t", *(f"/n/{need}" for need in needs)]
    paths += [f"/t/{each.id}" for each in trainings.enrolling(deps.clock())]
    for place in (quote(each.id) for each in directory.places):
        paths += [f"/p/{place}", *(f"/n/{need}/{place}" for need in needs)]
    paths += [f"/s/{quote(each.id)}" for each in directory.services]
    return paths


async def robots(request: web.Request, deps: SiteDependencies) -> web.Response:
    """robots.txt: pages may be read by every machine, what is for staff by none."""
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in KEPT_OUT)]
    lines.append(f"Sitemap: {deps.site(request)}/sitemap.xml")
    return web.Response(text="\n".join(lines) + "\n", headers=HEADERS)


async def index(request: web.Request, deps: SiteDependencies) -> web.Response:
    """sitemap.xml: the addresses of the portions."""
    count = len(paths_of(deps.directory(), deps.trainings(), deps))
    site = deps.site(request)
    portions = "".join(
        f"<sitemap><loc>{escape(site)}/sitemap/{number}.xml</loc></sitemap>\n"
        for number in range(1, max(1, -(-count // PORTION)) + 1)
    )
    return _xml(f'<sitemapindex xmlns="{_SCHEMA}">\n{portions}</sitemapindex>\n')


async def portion(request: web.Request, deps: SiteDependencies) -> web.Response:
    """One portion, each page with itself in every language."""
    number = int(request.match_info["number"])
    paths = paths_of(deps.directory(), deps.trainings(), deps)
    shown = paths[(number - 1) * PORTION : number * PORTION] if number else []
    if not shown:
        raise web.HTTPNotFound
    site, languages = deps.site(request), list(deps.languages.values())
    urls = "".join(_urls(site, shown, languages))
    xhtml = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return _xml(f'<urlset xmlns="{_SCHEMA}" {xhtml}>\n{urls}</urlset>\n')


def _urls(site: str, paths: Sequence[str], languages: Sequence[Language]) -> Iterator[str]:
    for path in paths:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{each.code}"'
            f" href={quoteattr(f'{site}{path}?lang={each.code}')}/>"
            for each in languages
        )
        yield f"<url><loc>{escape(site + path)}</loc>{links}</url>\n"


def _xml(told: str) -> web.Response:
    answer = web.Response(text=_BEGIN + told, content_type="application/xml", headers=HEADERS)
    answer.enable_compression()
    return answer
