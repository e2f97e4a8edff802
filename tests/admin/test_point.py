"""Where a service is, as numbers: written, pasted as a pair, or the middle of a town."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from services_directory.packs.programme import ProgrammeFault, load_programme
from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from services_directory.values.entries import Position
from services_directory.values.promises import MapTiles
from tests.admin.office import HOSPITAL, Browser, Office

WHERE = f"/admin/services/{HOSPITAL}?section=where"
TABARKA = (36.9544, 8.758)
NO_NUMBERS = {"latitude": "", "longitude": ""}


async def kept() -> Position | None:
    service = await get_service(HOSPITAL)
    assert service is not None
    return draft_of(service).position


@pytest.mark.parametrize(
    "typed",
    [
        {"latitude": "36.9544", "longitude": "8.758"},
        {"latitude": "36,9544", "longitude": "8,758"},
        {"latitude": "36.9544, 8.758", "longitude": ""},
        {"latitude": "٣٦.٩٥٤٤", "longitude": "٨.٧٥٨"},
    ],
)
async def test_two_numbers_as_people_write_them(editor: Browser, typed: dict[str, str]) -> None:
    await editor.fill_in(WHERE, {**typed, "save": "1"})
    assert await kept() == Position(*TABARKA)
    assert (await editor.get(WHERE)).value("latitude") == "36.9544"


@pytest.mark.parametrize(
    "typed",
    [
        {"latitude": "36.9544", "longitude": ""},
        {"latitude": "north", "longitude": "east"},
        {"latitude": "91", "longitude": "8"},
        {"latitude": "nan", "longitude": "8"},
    ],
)
async def test_what_is_no_point_is_said_beside_the_field(
    editor: Browser, typed: dict[str, str]
) -> None:
    before = await kept()
    page = await editor.fill_in(WHERE, {**typed, "save": "1"})
    assert page.status == 422
    assert "Write both numbers" in page.text
    assert page.value("latitude") == typed["latitude"]
    assert await kept() == before


async def test_a_town_stands_in_and_nothing_takes_it_away(editor: Browser, office: Office) -> None:
    town = office.app.worlds.snapshot.directory.place("tabarka")
    assert town is not None
    assert town.position is not None
    middle = f"{town.position.latitude:.7g},{town.position.longitude:.7g}"
    await editor.fill_in(WHERE, {**NO_NUMBERS, "point_of": middle, "save": "1"})
    assert await kept() == town.position
    await editor.fill_in(WHERE, {**NO_NUMBERS, "save": "1"})
    assert await kept() is None


async def test_what_nobody_touched_keeps_its_last_figure(editor: Browser) -> None:
    exact = Position(36.954412345678, 8.758)
    await editor.fill_in(
        WHERE, {"latitude": str(exact.latitude), "longitude": "8.758", "save": "1"}
    )
    before = await kept()
    await editor.fill_in(WHERE, {"address_fr": "Rue du port", "save": "1"})
    assert await kept() == before == exact


async def test_the_points_of_the_map_are_what_everybody_may_know(editor: Browser) -> None:
    answer = (await editor.get("/admin/services/points")).html
    assert "Tabarka" in answer


async def test_pictures_of_the_land_come_from_whom_the_programme_names_alone(
    editor: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = "Content-Security-Policy"
    assert "img-src 'self';" in (await editor.get(WHERE)).answer.headers[policy]
    snapshot = office.app.worlds.snapshot
    tiles = MapTiles("https://tiles.example.org/{z}/{x}/{y}.png", "© somebody")
    programme = replace(snapshot.directory.programme, map_tiles=tiles)
    directory = replace(snapshot.directory, programme=programme)
    monkeypatch.setattr(office.app.worlds, "_snapshot", replace(snapshot, directory=directory))
    page = await editor.get(WHERE)
    assert "img-src 'self' https://tiles.example.org;" in page.answer.headers[policy]
    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png"' in page.html
    assert "img-src 'self';" in (await editor.get("/admin/services")).answer.headers[policy]


def test_a_programme_names_its_tiles_whole_or_not_at_all(pack: Path, tmp_path: Path) -> None:
    assert load_programme(pack).map_tiles is None
    for table, is_right in (
        ('tiles = "https://tiles.example.org/{z}/{x}/{y}.png"\nattribution = "© us"', True),
        ('tiles = "http://tiles.example.org/{z}/{x}/{y}.png"\nattribution = "© us"', False),
        ('tiles = "https://tiles.example.org/{z}.png"\nattribution = "© us"', False),
        ('tiles = "https://tiles.example.org/{z}/{x}/{y}.png"', False),
    ):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name in ("places.csv", "programme.toml"):
            (folder / name).write_text((pack / name).read_text("utf-8"), "utf-8")
        with (folder / "programme.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n[map]\n{table}\n")
        if is_right:
            told = load_programme(folder).map_tiles
            assert told is not None
            assert told.site == "https://tiles.example.org"
        else:
            with pytest.raises(ProgrammeFault):
                load_programme(folder)
