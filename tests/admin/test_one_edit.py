"""What does one saved edit go through, from the form to the next answer? Counted, not timed."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.database.migration_files import ROOMS
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from tests.admin.office import HOSPITAL, Browser, Office

ROOT = Path(__file__).parents[2]
PAGE = f"/admin/services/{HOSPITAL}"
FORM = f"{PAGE}?section=all"

MOST_FUNCTIONS = 550
"""It was 567, with the whole directory read and sorted again; comprehensions count as functions.
Since it was 377 a form is carried out but once, trainings are taken up beside the directory, and
hours are read with the holidays of the country; since it was 433, what somebody left alone is told
from what they changed, value by value, on top of what is kept by then. Since it was 483 a licence
stands with each record, and a card says whom to ask instead (494 on PostgreSQL). Since it was 494
every route comes through one way in, whose form is counted and whose token says whose it is, and a
week past midnight is asked about (507); what a role may is asked of a table (511). Since it was 511
a service may be on a map, one of two that were merged, and of a region that is not theirs (546)."""

MOST_CALLS = 7_100
"""With 329 services, on PostgreSQL (6,410; 6,480 since what a role may is asked of a table; 7,070
since every place of the form is asked whether it is theirs); with 107, and with no changes told
apart, it was 5,155. It was 58,791, as all of them were read and sorted again."""


async def test_an_edit_enters_few_functions_and_leaves_the_other_services_alone(
    editor: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, worlds = pack_folder("jendouba_kairouan"), office.app.worlds
    await import_pack(folder, load_programme(folder), by="seed", now=office.clock())
    await worlds.refresh()
    before = {each.id: each for each in worlds.snapshot.directory.services}
    sent = (await editor.get(FORM)).fields() | {"phone": "78 000 001", "save": "1"}
    sent["form_token"] = editor.token
    origin = {"Origin": f"http://{editor.client.host}:{editor.client.port}"}
    with counted(monkeypatch) as entered:
        answer = await editor.client.post(FORM, data=sent, headers=origin, allow_redirects=False)
    assert answer.status == 303
    after = {each.id: each for each in worlds.snapshot.directory.services}
    assert [key for key in after if after[key] is not before.get(key)] == [HOSPITAL]
    print(f"\none edit: {len(entered)} functions, {entered.total()} calls")
    assert len(entered) <= MOST_FUNCTIONS
    assert entered.total() <= MOST_CALLS


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[tuple[str, int, str]]]:
    """How often each function of ours is entered, in the loop and in the threads it asks."""
    entered: Counter[tuple[str, int, str]] = Counter()

    def note(frame: FrameType, event: str, _arg: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(folders):
            entered[code.co_filename, code.co_firstlineno, code.co_name] += 1

    async def in_thread(do: Callable[..., Any], *given: Any, **named: Any) -> Any:
        def watched() -> Any:
            sys.setprofile(note)
            try:
                return do(*given, **named)
            finally:
                sys.setprofile(None)

        return await to_thread(watched)

    folders = tuple(f"{ROOT / room}/" for room in (*ROOMS, "flows"))
    to_thread = asyncio.to_thread
    monkeypatch.setattr(asyncio, "to_thread", in_thread)
    sys.setprofile(note)
    try:
        yield entered
    finally:
        sys.setprofile(None)
