"""Two people change one thing: nothing untouched is overwritten, nothing typed is lost."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.forms.merging import Units, merge
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import ServiceDraft
from services_directory.storage.store import get_service, save_service
from services_directory.training.models import CourseRow
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office

PAGE = f"/admin/services/{HOSPITAL}"
FORM = f"{PAGE}?section=all"
DETAILS = f"{PAGE}/details"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "phone": ("78 000 001", "78 000 002", "78 000 003", ""),
    "website": ("https://a.example", "https://b.example", ""),
    "notes": ("Ask for Leila", "Second door", ""),
    "name_fr": ("Hôpital A", "Hôpital B", "Hôpital C"),
    "name_ar": ("مستشفى أ", "مستشفى ب"),
    "description_fr": ("Urgences", "Urgences\nde nuit", ""),
    "cost": ("free", "paid", ""),
    "fact_eligibility_women": ("1", ""),
    "speaks_fr": ("1", ""),
    "closure_1_from": ("2099-01-01", "2099-02-01"),
}


async def kept() -> ServiceDraft:
    service = await get_service(HOSPITAL)
    assert service is not None
    return draft_of(service)


def ticked(fields: dict[str, str]) -> dict[str, str]:
    """As a browser sends them: a box that is not ticked is not sent."""
    boxes = [name for name in fields if name.startswith(("fact_", "speaks_")) and not fields[name]]
    return {name: value for name, value in fields.items() if name not in boxes}


async def shown_now(editor: Browser) -> dict[str, str]:
    """Each of our fields as a page shows it now."""
    fields = (await editor.get(FORM)).fields()
    return {name: fields.get(name, "") for name in FIELDS}


async def test_whoever_changes_one_field_leaves_a_colleagues_alone(
    editor: Browser, office: Office
) -> None:
    fields = (await editor.get(FORM)).fields()
    office.clock.forward(timedelta(minutes=1))
    await editor.post(FORM, fields | {"phone": "78 000 001", "save": "1"})
    late = await editor.post(FORM, fields | {"name_ar": "مستشفى", "save": "1"})
    assert "Saved." in late.text
    draft = await kept()
    assert (draft.phone, draft.name.in_locale("ar")) == ("78 000 001", "مستشفى")


async def test_one_value_written_twice_is_asked_about_and_the_rest_is_saved(
    editor: Browser, office: Office
) -> None:
    fields = (await editor.get(FORM)).fields()
    office.clock.forward(timedelta(minutes=1))
    await editor.post(FORM, fields | {"phone": "78 000 001", "save": "1"})
    office.clock.forward(timedelta(minutes=1))
    late = {"phone": "78 000 002", "website": "https://b.example", "save": "1"}
    asked = await editor.post(FORM, fields | late)
    assert asked.status == 409
    assert "Two people wrote here: which is right?" in asked.text
    assert "What you wrote 78 000 002" in asked.text
    assert re.search(r"What Editor wrote, .{5,30} 78 000 001", asked.text)
    draft = await kept()
    assert (draft.phone, draft.website) == ("78 000 001", "https://b.example")
    answer = asked.fields()
    nothing = await editor.post(FORM, {k: v for k, v in answer.items() if k != "take_1"})
    assert nothing.status == 422
    assert "Please choose one of the two." in nothing.text
    done = await editor.post(FORM, answer | {"take_1": "mine"})
    assert "Saved." in done.text
    assert (await kept()).phone == "78 000 002"
    # Between asking and choosing, a third value comes: it is asked about once more.
    await editor.post(FORM, (await editor.get(FORM)).fields() | {"phone": "78 000 003"})
    again = await editor.post(FORM, asked.fields() | {"take_1": "mine", "save": "again"})
    assert again.status == 409
    left = await editor.post(FORM, again.fields() | {"take_1": "theirs"})
    assert "Saved." in left.text
    assert (await kept()).phone == "78 000 003"


async def test_hours_are_one_value_and_both_are_shown(editor: Browser) -> None:
    fields = (await editor.get(FORM)).fields()
    await editor.post(FORM, fields | {"Mo_opens": "08:00", "Mo_closes": "12:00", "save": "1"})
    asked = await editor.post(FORM, fields | {"Tu_opens": "09:00", "Tu_closes": "10:00"})
    assert asked.status == 409
    done = await editor.post(FORM, asked.fields() | {"take_1": "mine"})
    assert "Saved." in done.text
    assert (await kept()).opening_hours == "Tu 09:00-10:00"


async def test_two_closures_written_at_once_are_both_kept(editor: Browser) -> None:
    fields = (await editor.get(FORM)).fields()
    await editor.post(FORM, fields | {"closure_1_from": "2099-01-01", "save": "1"})
    page = await editor.post(FORM, fields | {"closure_1_from": "2099-02-01", "save": "1"})
    assert "Saved." in page.text
    assert [str(each.starts_on) for each in (await kept()).closures] == ["2099-01-01", "2099-02-01"]


async def test_letters_that_no_form_sends_back_stay_where_nobody_wrote(
    editor: Browser, office: Office
) -> None:
    service = await get_service(HOSPITAL)
    assert service is not None
    odd = replace(draft_of(service), notes="20\N{NO-BREAK SPACE}rue\N{RIGHT-TO-LEFT MARK}")
    programme = office.app.programme
    await save_service(odd, programme, by="file", now=office.clock(), service_id=HOSPITAL)
    fields = (await editor.get(FORM)).fields()
    await editor.post(FORM, fields | {"phone": "78 000 001", "save": "1"})
    assert (await kept()).notes == odd.notes


async def test_a_form_that_does_not_tell_what_it_saw_overwrites_nothing(editor: Browser) -> None:
    fields = (await editor.get(FORM)).fields() | {"was": "", "phone": "78 000 009", "save": "1"}
    before = await kept()
    asked = await editor.post(FORM, fields)
    assert asked.status == 409
    assert "78 000 009" in asked.text
    assert await kept() == before


async def test_at_the_very_same_moment_both_are_kept(editor: Browser) -> None:
    fields = (await editor.get(FORM)).fields()
    wants = [{"phone": "78 000 001"}, {"website": "https://a.example"}, {"notes": "At once"}]
    pages = await asyncio.gather(*(editor.post(FORM, fields | each) for each in wants))
    assert all("Saved." in page.text for page in pages)
    draft = await kept()
    assert (draft.phone, draft.website, draft.notes) == (
        "78 000 001",
        "https://a.example",
        "At once",
    )


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_edits_overwrite_nothing_untouched_and_lose_nothing_typed(
    editor: Browser, office: Office, seed: int
) -> None:
    chance = random.Random(seed)
    opened = [(await editor.get(FORM)).fields() for _ in range(3)]
    for _round in range(8):
        office.clock.forward(timedelta(minutes=1))
        at = chance.randrange(3)
        fields = opened[at]
        names = chance.sample(sorted(FIELDS), chance.randint(1, 4))
        typed = {name: chance.choice(FIELDS[name]) for name in names}
        seen = json.loads(fields["was"])
        changed = {name: value for name, value in typed.items() if value != seen[name]}
        before = await shown_now(editor)
        page = await editor.post(FORM, ticked(fields | typed | {"save": "1"}))
        after = await shown_now(editor)
        for name in set(FIELDS) - set(changed) - {"closure_1_from"}:
            assert after[name] == before[name], name
        asked = re.findall(r'name="fields_\d+" value="([^"]*)"', page.html)
        for name, value in changed.items():
            if name in " ".join(asked).split():
                assert after[name] == before[name] != seen[name]
                assert name == "closure_1_from" or value in page.fields().get(name, "")
            elif name != "closure_1_from":
                assert after[name] == value, (name, page.status)
        if asked:
            answer = page.fields()
            takes = {
                f"take_{n}": chance.choice(["mine", "theirs"]) for n in range(1, 1 + len(asked))
            }
            assert "Saved." in (await editor.post(FORM, answer | takes)).text
            chose = await shown_now(editor)
            for number, told in enumerate(asked, 1):
                for name in set(told.split()) & set(changed) - {"closure_1_from"}:
                    wanted = changed if takes[f"take_{number}"] == "mine" else after
                    assert chose[name] == wanted[name]
        opened[at] = (await editor.get(FORM)).fields()


VALUE = st.sampled_from(["", "a", "b", "c"])
NAMES = ("alone", "first", "second")
VALUES = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUE))
UNITS = Units({"both": ("first", "second")}, {"row": (("row_1",), ("row_2",), ("row_3",))})


@settings(deadline=None)
@given(VALUES, VALUES, VALUES)
def test_of_any_three_values_the_merge_keeps_or_asks(
    seen: dict[str, str], typed: dict[str, str], kept_by_now: dict[str, str]
) -> None:
    merged = merge(seen, typed, kept_by_now, UNITS)
    asked = {name for each in merged.conflicts for name in each.mine}
    assert ("alone" in asked) == (
        len({seen["alone"], kept_by_now["alone"]}) == 2
        and typed["alone"] not in (seen["alone"], kept_by_now["alone"])
    )
    if "alone" not in asked:
        untouched = typed["alone"] == seen["alone"]
        assert merged.values["alone"] == (kept_by_now if untouched else typed)["alone"]


ROWS = ("row_1", "row_2", "row_3")


def test_of_any_lists_of_three_rows_none_is_lost() -> None:
    """All there are of two values and none: a row that moves meets one that was taken out."""
    lists = [dict(zip(ROWS, each, strict=True)) for each in product(("", "a", "b"), repeat=3)]
    for seen, typed, kept_by_now in product(lists, repeat=3):
        merged = merge(seen, typed, kept_by_now, UNITS)
        there = {merged.values[name] for name in ROWS}
        told = {value for each in merged.conflicts for value in each.mine.values()}
        for name in ROWS:
            if typed[name] and typed[name] != seen[name]:
                assert typed[name] in there | told, (seen, typed, kept_by_now)
        if typed == seen:
            assert {name: merged.values[name] for name in ROWS} == kept_by_now


def test_a_row_taken_out_that_a_colleague_changed_is_asked_about() -> None:
    for full in product(("", "a", "b"), repeat=3):
        seen = dict(zip(ROWS, full, strict=True))
        for name in ROWS:
            if not seen[name] or list(full).count(seen[name]) > 1:
                continue
            merged = merge(seen, seen | {name: ""}, seen | {name: "c"}, UNITS)
            assert "c" in merged.values.values()
            [asked] = merged.conflicts
            assert ([*asked.mine.values()], [*asked.theirs.values()]) == ([""], ["c"])


async def test_people_and_prices_written_at_once_are_both_kept(editor: Browser) -> None:
    fields = (await editor.get(DETAILS)).fields()
    await editor.post(DETAILS, fields | {"person_1_name": "Amel", "save": "1"})
    price = {"price_1_amount": "5", "price_1_currency": "TND", "person_1_name": "Nour"}
    page = await editor.post(DETAILS, fields | price | {"save": "1"})
    assert "Saved." in page.text
    text = (await editor.get(DETAILS)).html
    for value in ("Amel", "Nour", 'value="5"', 'value="TND"'):
        assert value in text


async def test_a_person_changed_by_two_is_asked_about(editor: Browser) -> None:
    first = (await editor.get(DETAILS)).fields() | {"person_1_name": "Amel", "save": "1"}
    await editor.post(DETAILS, first)
    fields = (await editor.get(DETAILS)).fields()
    await editor.post(DETAILS, fields | {"person_1_name": "Amel B.", "save": "1"})
    asked = await editor.post(DETAILS, fields | {"person_1_name": "Amel C.", "save": "1"})
    assert asked.status == 409
    assert "Person 1" in asked.text
    await editor.post(DETAILS, asked.fields() | {"take_1": "mine"})
    assert (await editor.get(DETAILS)).value("person_1_name") == "Amel C."


async def test_a_course_is_merged_too(browser: Browser) -> None:
    await browser.sign_in("Trainer", PASSWORD)
    new = "/admin/trainings/courses/new"
    told: dict[str, Any] = {"title_fr": "Couture", "title_ar": "خياطة", "save": "1"}
    await browser.post(new, (await browser.get(new)).fields() | told)
    path = f"/admin/trainings/courses/{(await CourseRow.get()).id}"
    fields = (await browser.get(path)).fields()
    await browser.post(path, fields | {"cost_fr": "5 dinars", "hours": "60"})
    asked = await browser.post(path, fields | {"cost_fr": "10 dinars", "title_ar": "الخياطة"})
    assert asked.status == 409
    assert re.search(r"What Trainer wrote, .{5,30} 5 dinars", asked.text)
    row = await CourseRow.get()
    assert (json.loads(row.title)["ar"], row.hours) == ("الخياطة", 60)
    await browser.post(path, asked.fields() | {"take_1": "mine"})
    row = await CourseRow.get()
    assert (json.loads(row.cost)["fr"], row.hours) == ("10 dinars", 60)
