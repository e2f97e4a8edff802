"""Two services that are one: what is chosen of each, where the other leads, and back as before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from services_directory.records.documents import as_text, without_authors
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import digest_of
from services_directory.storage.history import What, changes_of
from services_directory.storage.merges.comparing import (
    CHECK,
    Which,
    as_one,
    more_known,
    parts_of,
)
from services_directory.storage.merges.merging import (
    Hindrance,
    Merge,
    NotMerged,
    merge,
    merged_into,
    put_back,
)
from services_directory.storage.models import ServiceRow
from services_directory.storage.store import (
    ChangedMeanwhile,
    archive_service,
    get_service,
    load_directory,
    mark_checked,
    save_service,
    undo_last_change,
)
from services_directory.values.entries import LocalText, Programme, Status
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import IN_PROGRAM

pytestmark = pytest.mark.usefixtures("pilot")

LATER = NOW + timedelta(hours=1)
PAIRS = 12


async def kept(key: str) -> ServiceRecord:
    found = await get_service(key)
    assert found is not None
    return found


async def keys() -> list[str]:
    rows = ServiceRow.filter(status=str(Status.PUBLISHED)).order_by("key")
    return [str(each) for each in await rows.values_list("key", flat=True)]


async def two(programme: Programme) -> tuple[str, str]:
    """Any two that people find, the first of them checked."""
    shown = (await load_directory(programme)).services
    first, second = [each.id for each in shown if each.phones and not each.is_emergency][:2]
    await mark_checked(first, by="amel", on=date(2026, 11, 2), now=NOW)
    return first, second


async def merged(
    stays: str, other: str, programme: Programme, now: datetime = LATER, **chosen: Which
) -> None:
    seen = digest_of(await kept(stays)), digest_of(await kept(other))
    await merge(Merge(stays, other, seen, chosen), programme, by="amel", now=now)


def told(record: ServiceRecord) -> Any:
    """All that is kept of it, but for who wrote its words."""
    return json.loads(without_authors(as_text(record)))


async def test_merged_and_put_back_they_are_as_before(programme: Programme) -> None:
    """Whatever was chosen, of whichever two."""
    await save_record(IN_PROGRAM, by="import", now=NOW)
    draw = Random(7)
    for number in range(PAIRS):
        first, second = draw.sample(await keys(), 2)
        if number == 0:
            first = IN_PROGRAM.key
        if number == 1:
            second = IN_PROGRAM.key
        before = await kept(first), await kept(second)
        codes = [each.code for each in parts_of(*before)]
        chosen = {each: draw.choice([*Which]) for each in codes}
        if "place" in chosen and chosen.get("category") != chosen["place"]:
            chosen["place"] = Which.STAYS
        await merged(first, second, programme, **chosen)
        assert (await kept(second)).merged_into == first
        await put_back(second, by="amel", now=LATER)
        after = await kept(first), await kept(second)
        assert [told(each) for each in after] == [told(each) for each in before], (first, second)
        assert not await merged_into(first)


async def test_the_other_leads_to_the_one_that_stays(programme: Programme) -> None:
    stays, other = await two(programme)
    await merged(stays, other, programme)
    directory = await load_directory(programme)
    shown = directory.service(other)
    assert shown is not None
    assert shown.id == stays
    assert directory.service(f"{other}~2") is directory.service(stays)
    assert directory.known_as(stays) == (stays, other)
    assert other not in {each.id for each in directory.services}
    await put_back(other, by="amel", now=LATER)
    shown = (await load_directory(programme)).service(other)
    assert shown is not None
    assert shown.id == other


async def test_what_led_to_the_other_leads_on(programme: Programme) -> None:
    first, second, third = (await keys())[:3]
    await merged(second, first, programme)
    await merged(third, second, programme)
    directory = await load_directory(programme)
    assert directory.stays(first) == directory.stays(second) == third
    assert set(directory.known_as(third)) == {first, second, third}


async def test_better_is_who_says_anything_then_who_was_checked_later_then_who_says_more(
    programme: Programme,
) -> None:
    stays, other = await two(programme)
    mine = replace(await kept(stays), email="", website="https://example.org", fees=LocalText(()))
    theirs = replace(
        mine, key=other, email="a@example.org", website="https://example.org/much-longer"
    )
    theirs = replace(theirs, fees=LocalText.of({"fr": "5 dinars"}))
    better = {each.code: each.better for each in parts_of(mine, theirs)}
    assert better == {
        "email": Which.OTHER,
        "website": Which.OTHER,
        "fees.fr": Which.OTHER,
    }
    newer = replace(mine, last_checked_on=date(2026, 11, 20))
    better = {each.code: each.better for each in parts_of(newer, theirs)}
    assert better == {
        "email": Which.OTHER,
        "website": Which.STAYS,
        "fees.fr": Which.OTHER,
        CHECK: Which.STAYS,
    }
    assert more_known(newer, theirs) is newer
    assert more_known(theirs, replace(newer, status=Status.DRAFT)) is theirs


async def test_only_what_is_chosen_is_taken(programme: Programme) -> None:
    first, second = await two(programme)
    mine, theirs = await kept(first), await kept(second)
    one = draft_of(as_one(mine, theirs, {"phone": Which.OTHER}))
    assert one.phone == draft_of(theirs).phone
    assert replace(one, phone="", phone_types=(), licence="") == replace(
        draft_of(mine), phone="", phone_types=(), licence=""
    )
    licensed = replace(mine, licence="ODbL"), replace(theirs, licence="CC BY 4.0")
    assert as_one(*licensed, {"phone": Which.OTHER}).licence == "ODbL / CC BY 4.0"
    assert as_one(*licensed, {}).licence == "ODbL"


async def test_what_was_changed_since_stays_when_they_are_put_back(programme: Programme) -> None:
    stays, other = await two(programme)
    was, was_other = await kept(stays), await kept(other)
    await merged(stays, other, programme, phone=Which.OTHER)
    draft = replace(draft_of(await kept(stays)), email="since@example.org")
    await save_service(draft, programme, by="sami", now=LATER, service_id=stays)
    await put_back(other, by="amel", now=LATER)
    now = draft_of(await kept(stays))
    assert now == replace(draft_of(was), email="since@example.org")
    assert told(await kept(other)) == told(was_other)


async def test_it_stands_in_the_history_of_both_and_is_undone_of_both_alone(
    programme: Programme,
) -> None:
    stays, other = await two(programme)
    await merged(stays, other, programme)
    for key, name, about in ((stays, "merged_from", other), (other, "merged_into", stays)):
        (change,) = await changes_of(key, 1)
        assert (change.who, change.what, change.can_undo) == ("amel", What.MERGED, False)
        assert change.fields[name] == ("", about)
        assert await undo_last_change(key, by="amel", now=LATER) is None
    assert [each.record.key for each in await merged_into(stays)] == [other]
    await put_back(other, by="sami", now=LATER)
    for key in (stays, other):
        (change,) = await changes_of(key, 1)
        assert (change.who, change.what) == ("sami", What.PARTED)
        assert await undo_last_change(key, by="amel", now=LATER) is None


async def test_who_publishes_the_other_again_has_two(programme: Programme) -> None:
    stays, other = await two(programme)
    await merged(stays, other, programme)
    draft = replace(draft_of(await kept(other)), status=Status.PUBLISHED)
    await save_service(draft, programme, by="sami", now=LATER, service_id=other)
    assert (await kept(other)).merged_into == ""
    shown = (await load_directory(programme)).service(other)
    assert shown is not None
    assert shown.id == other
    with pytest.raises(NotMerged):
        await put_back(other, by="sami", now=LATER)


async def test_what_cannot_be_merged(programme: Programme) -> None:
    stays, other = await two(programme)
    seen = digest_of(await kept(stays)), digest_of(await kept(other))
    with pytest.raises(NotMerged) as refused:
        await merged(stays, stays, programme)
    assert refused.value.why is Hindrance.SAME
    await mark_checked(other, by="sami", on=date(2026, 11, 3), now=LATER)
    with pytest.raises(ChangedMeanwhile):
        await merge(Merge(stays, other, seen, {}), programme, by="amel", now=LATER)
    draft = replace(draft_of(await kept(other)), confidential=True, address=LocalText(()))
    await save_service(
        replace(draft, position=None), programme, by="sami", now=LATER, service_id=other
    )
    with pytest.raises(NotMerged) as refused:
        await merged(stays, other, programme)
    assert refused.value.why is Hindrance.CONFIDENTIAL
    await archive_service(other, by="sami", now=LATER)
    with pytest.raises(NotMerged) as refused:
        await merged(stays, other, programme)
    assert refused.value.why is Hindrance.ARCHIVED
