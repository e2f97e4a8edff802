"""How long is somebody heard as being in danger still, and in which?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.engine.precautions.after_danger import (
    LASTS,
    NO_RECENT_DANGER,
    RecentDanger,
    from_list,
    to_list,
)
from flows.engine.reply import Choice, Reply
from tests.transcript import NOON

NOW, LONG_AGO = NOON.isoformat(), (NOON - LASTS).isoformat()


def reply(*keys: str) -> Reply:
    return Reply(("Call 190 now.",), tuple(Choice(key, key) for key in keys))


def test_it_lasts_two_hours_as_people_and_staff_are_told() -> None:
    assert timedelta(hours=2) == LASTS
    assert RecentDanger((NOON - LASTS + timedelta(seconds=1)).isoformat()).is_recent(NOON)
    for at in (LONG_AGO, (NOON + timedelta(seconds=1)).isoformat(), ""):
        assert not RecentDanger(at).is_recent(NOON), at


@pytest.mark.parametrize(
    ("before", "keys", "kind"),
    [
        (NO_RECENT_DANGER, ("danger:sea",), "sea"),
        (NO_RECENT_DANGER, ("danger:",), ""),
        (NO_RECENT_DANGER, ("menu", "lang:danger:x", "danger:sea"), "sea"),
        # More numbers, and what follows, do not say the kind again.
        (RecentDanger(NOW, "sea"), (), "sea"),
        (RecentDanger(NOW, "sea"), ("danger:child",), "child"),
        (RecentDanger(LONG_AGO, "sea"), (), ""),
    ],
)
def test_the_kind_is_that_of_the_last_answer_which_told_one(
    before: RecentDanger, keys: tuple[str, ...], kind: str
) -> None:
    assert before.after(reply(*keys), NOON) == RecentDanger(NOW, kind)


def test_it_is_kept_as_json_knows_it() -> None:
    told = RecentDanger(NOW, "sea")
    assert from_list(to_list(told)) == told
    assert from_list(None) == NO_RECENT_DANGER
    for raw, fault in (([NOW, 1], TypeError), ([1, "sea"], TypeError), (["x", ""], ValueError)):
        with pytest.raises(fault):
            from_list(raw)
