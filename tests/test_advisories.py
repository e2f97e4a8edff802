"""A hole in a locked package is told, and a check that could not be made is no good one."""

from __future__ import annotations

import json

import pytest

from tests import advisories
from tests.advisories import UNKNOWN, Verdict, main, read

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["3.14.6"]}
GOOD = {"name": "babel", "version": "2.18.0", "vulns": []}
BAD = {"name": "aiohttp", "version": "3.14.5", "vulns": [HOLE]}
SKIPPED = {"name": "orjson", "skip_reason": "not found on PyPI"}


def report(*packages: object) -> str:
    return json.dumps({"dependencies": packages})


def test_a_hole_is_told_with_its_mend() -> None:
    verdict = read(report(GOOD, BAD, SKIPPED))
    assert verdict == Verdict(2, ["aiohttp 3.14.5: PYSEC-2026-1, mended in 3.14.6"])


@pytest.mark.parametrize("told", ["", "No known vulnerabilities found", "{}", report(SKIPPED)])
def test_what_no_list_knows_was_not_checked(told: str) -> None:
    assert read(told) == Verdict()


@pytest.mark.parametrize(
    ("verdicts", "code", "said"),
    [
        ([Verdict(), Verdict()], 0, UNKNOWN),
        ([Verdict(), Verdict(1)], 0, "None is known to have a hole."),
        ([Verdict(2, ["aiohttp"])], 1, "aiohttp"),
    ],
)
def test_only_a_hole_fails_the_check(
    verdicts: list[Verdict],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = iter(verdicts)
    monkeypatch.setattr(advisories, "ask", lambda _service: next(answers))
    assert main() == code
    assert said in capsys.readouterr().out
