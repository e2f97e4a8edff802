"""What looks alike, why, and how much; and that not everything is compared with everything."""

from __future__ import annotations

from typing import Any

import pytest

from services_directory.records.drafts import ServiceDraft
from services_directory.storage.alike.likeness import (
    ALIKE,
    Gallery,
    Portrait,
    Reason,
    likeness,
    portrait_of,
)
from services_directory.values.entries import Directory, LocalText

CLINIC: dict[str, Any] = {
    "name": {"fr": "Clinique Amal"},
    "organisation": {"fr": "Croissant-Rouge"},
    "region": "Jendouba",
    "place": "tabarka",
    "phone": "78 000 001",
}


def portrait(key: str = "1", source: str = "theirs", **told: Any) -> Portrait:
    told = {**CLINIC, **told}
    name, organisation = LocalText.of(told.pop("name")), LocalText.of(told.pop("organisation"))
    return portrait_of(key, ServiceDraft(name, organisation, "health", **told), source)


OURS = portrait("ours", "ours")


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        ({}, Reason.SAME_NAME),
        ({"phone": "+216 78-000-001"}, Reason.SAME_PHONE),
        ({"phone": "71 111 111 / 78000001"}, Reason.SAME_PHONE),
        ({"phone": ""}, Reason.SAME_PLACE),
        ({"phone": "78 000 999"}, Reason.SAME_NAME),
        ({"name": {"fr": "CLINIQUE d'Amal"}, "organisation": {}}, Reason.SAME_NAME),
        ({"name": {"en": "Clinique Amal"}}, Reason.SAME_NAME),
        ({"name": {"fr": "Clinique Amall"}}, Reason.LIKE_NAME),
        ({"name": {"fr": "Amal Clinic"}}, Reason.LIKE_NAME),
        ({"name": {"ar": "مصحة أمل"}}, Reason.OTHER_LETTERS),
        ({"place": None}, Reason.SAME_PHONE),
        ({"region": None, "place": None}, Reason.SAME_PHONE),
    ],
)
def test_the_same_service_is_seen_however_it_is_written(
    theirs: dict[str, Any], reason: Reason
) -> None:
    like = likeness(portrait(**theirs), OURS)
    assert like is not None
    assert like.key == "ours"
    assert like.score >= ALIKE
    assert reason in like.reasons


@pytest.mark.parametrize(
    "theirs",
    [
        {"place": "ain_draham"},
        {"region": "Kairouan", "place": None},
        {"name": {"fr": "Vaccination des enfants"}},
        {"name": {"fr": "Clinique Nour"}, "phone": "78 000 002", "organisation": {"fr": "Nour"}},
        {"name": {"fr": "Clinique Amal 2"}, "phone": ""},
        {"name": {"ar": "مصحة أمل"}, "phone": ""},
    ],
)
def test_another_service_is_left_alone(theirs: dict[str, Any]) -> None:
    assert likeness(portrait(**theirs), OURS) is None


def test_all_reasons_are_told_and_make_the_score() -> None:
    like = likeness(portrait(), OURS)
    assert like is not None
    assert like.score == 100
    assert like.reasons == (
        *(Reason.SAME_NAME, Reason.SAME_PHONE, Reason.SAME_PLACE, Reason.SAME_ORGANISATION),
    )


def test_who_gave_two_ids_told_two_services_apart_already() -> None:
    name = {"fr": "Clinique Amal des enfants"}
    assert likeness(portrait(name=name), OURS) is not None
    assert likeness(portrait(source="ours", name=name), OURS) is None


def test_schools_of_one_kind_in_one_town_are_not_one_school() -> None:
    said: dict[str, Any] = {"name": {"fr": "École primaire publique"}, "phone": ""}
    one = portrait(**said, organisation={"fr": "École primaire Saâda"})
    other = portrait("2", **said, organisation={"fr": "École primaire Bni Mtir"})
    assert likeness(one, other) is None


def test_the_pack_tells_its_own_services_apart(directory: Directory) -> None:
    gallery, found = Gallery(), 0
    for each in directory.services:
        where = each.location.region, each.location.place
        phone = " / ".join(phone.digits for phone in each.phones)
        draft = ServiceDraft(each.name, each.organisation.name, "", *_NOTHING, *where, phone)
        row = portrait_of(each.id, draft, "pack")
        found += bool(gallery.like(row))
        gallery.add(row)
    assert found <= len(directory.services) // 30


_NOTHING = (LocalText(()), LocalText(()), LocalText(()))


def test_a_row_is_never_like_itself_and_hangs_once() -> None:
    gallery = Gallery()
    for _again in range(2):
        gallery.add(portrait())
        assert gallery.like(portrait()) == ()
    (like,) = gallery.like(portrait("2", "others"))
    assert (like.key, like.is_row) == ("1", True)


def test_no_more_than_three_are_told_the_most_alike_first() -> None:
    gallery = Gallery()
    for number in range(6):
        gallery.add(portrait(str(number), phone="" if number < 5 else "78 000 001"))
    likes = gallery.like(portrait("new", "others"))
    assert [each.score for each in likes] == [100, 80, 80]
    assert likes[0].key == "5"


def test_what_a_thousand_share_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name and a number of all, as in a feed of one office: the work grows with the rows."""
    gallery, compared = Gallery(), list[Portrait]()

    def counted(one: Portrait, other: Portrait) -> None:
        compared.append(other)

    monkeypatch.setattr("services_directory.storage.alike.likeness.likeness", counted)
    for number in range(1000):
        one = portrait(str(number), name={"fr": f"Guichet {number} de la commune"})
        gallery.like(one)
        gallery.add(one)
    assert len(compared) <= 1000 * 8
