"""Whatever a feed says, each of its objects is taken or refused, and the others are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.database.opening import Database
from services_directory.files.faults import FileRefused
from services_directory.values.entries import Programme
from tests.hsds.feeds import FEED, bring_told, changed

NAMES = (
    *(*FEED, "id", "contents", "location", "addresses", "taxonomy_term", "attributes"),
    *(
        "translations",
        "translation_status",
        "source_hashes",
        "sms_text",
        "unfit",
        "unfit_addresses",
        "field_languages",
    ),
    *("made_fields", "closures", "starts_on", "ends_on", "notes", "timezone", "language"),
    *("source_id", "key", "next_check_on", "en", "ar", "locations", "services", "number"),
)

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["2026-01-01", "\0", "x" * 300, "-", "\ud800"])
)

ODD = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)


WHERE = st.sampled_from(["", "organization", "phones", "schedules", "x_dalil"])
"""In the service itself, or in one of the objects it holds."""


@given(name=st.sampled_from([*FEED, "attributes", "service_at_locations"]), where=WHERE, value=ODD)
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_whatever_a_feed_says_it_is_taken_or_refused(
    sqlite_database: Database,
    programme: Programme,
    tmp_path: Path,
    name: str,
    where: str,
    value: Any,
) -> None:
    odd = changed()
    held = odd[where] if where else odd
    (held[0] if isinstance(held, list) else held)[name] = value
    try:
        report = await bring_told(tmp_path, programme, [odd, changed(id="good")])
    except FileRefused:
        return
    assert "feed-good" in {*report.added, *report.changed, *report.unchanged}
