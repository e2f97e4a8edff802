"""Long work in a thread rests, and makes no rubbish to be looked for."""

from __future__ import annotations

import gc
import time

import pytest

from bot.database.background import cooperative_pauses, garbage_collection_paused


def test_who_works_long_rests_and_who_works_briefly_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, rests = [100.0], list[float]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", rests.append)

    pause = cooperative_pauses()
    pause()
    assert rests == []
    now[0] += 0.003
    pause()
    pause()
    assert len(rests) == 1


def test_no_rubbish_is_collected_meanwhile_and_again_afterwards_whatever_happens() -> None:
    assert gc.isenabled()
    frozen = gc.get_freeze_count()
    with garbage_collection_paused():
        assert not gc.isenabled()
    assert gc.get_freeze_count() > frozen
    with pytest.raises(KeyError), garbage_collection_paused():
        raise KeyError
    assert gc.isenabled()
    gc.unfreeze()
