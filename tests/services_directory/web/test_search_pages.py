"""The search of the conversation, as pages: words, needs, towns and filters, by plain links."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from services_directory.records.records import ScheduleRecord
from services_directory.search.sensitive import is_sensitive
from services_directory.values.entries import Cost
from tests.hsds.api_site import FEED, ApiSite

TABARKA = "jen-hopital-tabarka"
JENDOUBA = "jen-hopital-regional"


def found_in(page: str) -> list[str]:
    """The services listed, in their order."""
    return re.findall(r'class="name" href="/s/([^?"]+)', page)


@pytest.mark.parametrize("words", ["hôpital", "sbitar", "مستشفى", "hopital tabarka"])
async def test_words_are_understood_as_in_a_message(api: ApiSite, words: str) -> None:
    page = await api.page(f"/search?lang=fr&place=tabarka&q={words}")
    assert TABARKA in found_in(page)[:3]
    assert f'value="{words}"' in page


async def test_a_need_in_a_town_shows_what_serves_it_from_elsewhere(api: ApiSite) -> None:
    page = await api.page("/n/health/bou-salem?lang=fr")
    assert "<h1>Santé à Bou Salem</h1>" in page
    assert JENDOUBA in found_in(page)
    everywhere = await api.page("/n/health?lang=fr")
    assert 'href="/n/health/bou-salem?lang=fr"' in everywhere


async def test_the_list_is_the_one_the_conversation_gives(api: ApiSite) -> None:
    from services_directory.search.queries import Query

    finder = api.app.worlds.snapshot.finder
    query = Query(category="health", place="tabarka", now=api.clock())
    expected = [each.service.id for each in finder.find(query)]
    assert found_in(await api.page("/n/health/tabarka")) == expected


async def test_filters_show_what_meets_them_then_what_nobody_knows(api: ApiSite) -> None:
    paid = replace(FEED, cost=Cost.PAID)
    await api.keep(paid)
    all_of_them = found_in(await api.page("/n/health/tabarka"))
    assert FEED.key in all_of_them
    page = await api.page("/n/health/tabarka?free=1&lang=en")
    assert FEED.key not in found_in(page)
    known, _heading, unknown = page.partition("We do not know whether these are what you wish")
    directory = api.app.worlds.snapshot.directory
    for key in found_in(known):
        service = directory.service(key)
        assert service is not None
        assert service.cost is Cost.FREE
    for key in found_in(unknown):
        service = directory.service(key)
        assert service is not None
        assert service.cost is not Cost.FREE
    assert re.search(r'name="free" value="1" checked', page)


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"), [("08:00", "20:00", True), ("01:00", "02:00", False)]
)
async def test_open_now_is_by_the_clock(
    api: ApiSite, opens: str, closes: str, is_open: bool
) -> None:
    week = ScheduleRecord(
        freq="WEEKLY", byday="MO,TU,WE,TH,FR,SA,SU", opens_at=opens, closes_at=closes
    )
    await api.keep(replace(FEED, schedules=(week,), last_checked_on=date(2026, 11, 2)))
    page = await api.page("/n/health/tabarka?open=1&lang=en")
    assert (FEED.key in found_in(page)) is is_open


async def test_a_language_is_picked_from_those_spoken_there(api: ApiSite) -> None:
    await api.keep(replace(FEED, languages=()))
    unknown = await api.page("/n/health/tabarka?speaks=en&lang=en")
    assert FEED.key in found_in(unknown.partition("We do not know")[2])
    for odd in ("speaks=%00", "speaks=" + "a" * 900, "open=2", "free=yes", "speaks=en:fr"):
        assert await api.page(f"/n/health/tabarka?{odd}")


async def test_danger_is_answered_with_numbers_and_nothing_is_kept(api: ApiSite) -> None:
    answer = await api.client.get("/search?lang=fr&q=mon mari me frappe")
    page = await answer.text()
    assert page.index("tel:1899") < page.index("<form")
    assert found_in(page) == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    # What the history of the browser would show.
    title = re.findall(r"<title>([^<]*)</title>", page)
    assert title == ["Chercher"]


async def test_pages_about_violence_are_not_kept_by_any_browser(api: ApiSite) -> None:
    directory = api.app.worlds.snapshot.directory
    sensitive = {e.id for e in directory.services if is_sensitive(e, directory.programme)}
    assert {"tn-1899-violence-femmes", "jen-hebergement-femmes", "tn-1809-enfance"} <= sensitive
    assert sensitive.isdisjoint({"tn-police-197", TABARKA, "tn-samu-190"})
    for each in directory.services:
        api.clock.forward(timedelta(seconds=1))
        for hangs_on_it in ("", "/qr.svg", "/contact.vcf", "/report"):
            answer = await api.client.get(f"/s/{each.id}{hangs_on_it}")
            kept = answer.headers["Cache-Control"]
            assert answer.status == 200, each.id
            assert kept == ("no-store" if each.id in sensitive else "no-cache"), each.id
    women = await api.client.get("/n/women/jendouba")
    assert women.headers["Cache-Control"] == "no-store"


async def test_nothing_typed_and_nothing_found_lead_on(api: ApiSite) -> None:
    assert "<form" in await api.page("/search?lang=en")
    page = await api.page("/search?lang=en&q=qwertzuiop")
    assert "We found nothing for this." in page
    assert "tel:190" in page
    for lost in ("/n/nothing", "/n/health/nowhere", "/n/%00"):
        await api.page(lost, 404)


async def test_what_was_typed_is_shown_as_text_and_no_further_than_a_message(api: ApiSite) -> None:
    page = await api.page('/search?lang=en&q="><script>alert(1)</script>')
    assert "<script>" not in page
    long = await api.page(f"/search?lang=en&q={'a' * 5000}")
    (value,) = re.findall(r'id="q"[^>]* value="([^"]*)"', long)
    assert len(unescape(value)) == 200


async def test_a_long_list_turns_its_pages_with_its_filters(
    api: ApiSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services_directory.web.pages import search

    whole = found_in(await api.page("/n/health/tabarka"))
    monkeypatch.setattr(search, "MOST_ON_A_PAGE", 3)
    turned: list[str] = []
    address: str | None = "/n/health/tabarka?lang=fr"
    while address:
        page = await api.page(address)
        turned += found_in(page)
        address = next(iter(re.findall(r'href="([^"]+)" rel="next"', page)), None)
        address = unescape(address) if address else None
    assert turned == whole
    filtered = await api.page("/n/health/tabarka?open=1&lang=fr")
    assert "open=1" in "".join(re.findall(r'href="([^"]+)" rel="next"', filtered))
