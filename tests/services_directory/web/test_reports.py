"""Who reads a page says what is wrong with a service, and staff have a task as from the chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.cases.help_requests import WORDS_KEPT
from bot.models.people import HelpRequest
from bot.privacy.request_subject import open_subject
from bot.privacy.request_words import words_of
from services_directory.web.pages.reports import MOST_A_DAY
from tests.hsds.api_site import DRAFT, FEED, SHELTER, ApiSite

HERE = f"/s/{FEED.key}/report"


async def tell(api: ApiSite, told: dict[str, str], path: str = HERE, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await api.client.post(
        f"{path}?lang=en", data=told, headers=named, allow_redirects=False
    )
    return answer.status


async def tasks(api: ApiSite) -> list[tuple[str | None, str, str | None]]:
    sealer = api.app.sealer
    return [
        (subject.reason, words_of(each.id, each.words_sealed, sealer), subject.service)
        for each in await HelpRequest.filter(is_task=True, done_at=None).order_by("id")
        for subject in [open_subject(each.id, each.subject_sealed, sealer)]
        if each.contact_id is None
    ]


async def test_a_mistake_becomes_a_task_about_the_service(api: ApiSite) -> None:
    page = await (await api.client.get(f"/s/{FEED.key}?lang=en")).text()
    assert f'href="{HERE}?lang=en"' in page
    answer = await api.client.post(
        f"{HERE}?lang=en", data={"wrong": "phone", "words": "Nobody answers since Monday."}
    )
    assert answer.status == 200
    assert "Our team will check it." in await answer.text()
    assert answer.url.query["sent"] == "1"
    assert "Set-Cookie" not in answer.headers
    said = "Dit sur une page : Le numéro est faux, ou personne ne répond\n"
    assert await tasks(api) == [("wrong_info", said + "Nobody answers since Monday.", FEED.key)]


async def test_however_many_tell_it_staff_have_one_task(api: ApiSite) -> None:
    for number in range(6):
        assert await tell(api, {"wrong": "other", "words": f"{number} " + "x" * 900}) == 303
        api.clock.forward(timedelta(minutes=1))
    ((_reason, words, service),) = await tasks(api)
    assert service == FEED.key
    assert len(words) <= WORDS_KEPT
    # The words of one reader push out nobody's: they are counted.
    assert "0 xxx" in words
    assert "1 xxx" in words
    assert "2 xxx" not in words
    assert words.endswith("4 × Dit sur une page : Autre chose")
    assert await tell(api, {"wrong": "hours"}, f"/s/{SHELTER.key}/report") == 303
    assert len(await tasks(api)) == 2
    await HelpRequest.all().update(done_at=api.clock())
    assert await tell(api, {"wrong": "hours"}) == 303
    assert len(await tasks(api)) == 1


async def test_who_tells_too_much_is_asked_to_wait(api: ApiSite) -> None:
    told = {"wrong": "hours"}
    assert [await tell(api, told) for _ in range(4)] == [303, 303, 303, 429]
    api.clock.forward(timedelta(minutes=1))
    assert await tell(api, told) == 303


async def test_one_address_cannot_make_a_task_of_each_service(api: ApiSite) -> None:
    for _report in range(MOST_A_DAY):
        assert await tell(api, {"wrong": "hours"}) == 303
        api.clock.forward(timedelta(seconds=20))
    assert await tell(api, {"wrong": "hours"}, f"/s/{SHELTER.key}/report") == 429
    assert {service for _reason, _words, service in await tasks(api)} == {FEED.key}
    api.clock.forward(timedelta(days=1))
    assert await tell(api, {"wrong": "hours"}, f"/s/{SHELTER.key}/report") == 303


@pytest.mark.parametrize(
    ("told", "path", "site", "status"),
    [
        ({"words": "no kind"}, HERE, "same-origin", 400),
        ({"wrong": "<script>"}, HERE, "same-origin", 400),
        ({"wrong": "hours"}, HERE, "cross-site", 400),
        ({"wrong": "hours"}, f"/s/{DRAFT.key}/report", "same-origin", 404),
        ({"wrong": "hours"}, "/s/nothing/report", "same-origin", 404),
    ],
)
async def test_what_is_no_report_makes_no_task(
    api: ApiSite, told: dict[str, str], path: str, site: str, status: int
) -> None:
    assert await tell(api, told, path, Sec_Fetch_Site=site) == status
    assert await tasks(api) == []


async def test_its_form_says_what_may_be_wrong_in_every_language(api: ApiSite) -> None:
    for language in ("fr", "ar", "aeb", "en"):
        page = await (await api.client.get(f"{HERE}?lang={language}")).text()
        assert re.findall(r'name="wrong" value="(\w+)"', page) == [
            *("phone", "address", "hours", "closed", "other")
        ]
    answer = await api.client.get(f"/s/{SHELTER.key}/report")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
