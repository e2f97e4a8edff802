"""What is a service to say when a file and staff both changed it?"""

from __future__ import annotations

from collections.abc import Mapping

from services_directory.records.draft_records import without_where


def merge_fields(
    current: Mapping[str, str], before: Mapping[str, str], incoming: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """What a service is to say, and the fields that staff edited and that stay as they are.

    `before`: as the source last gave it; `current`: as it is here.
    """
    merged: dict[str, str] = {}
    kept: list[str] = []
    for name in {**current, **incoming}:
        edited = current.get(name) != before.get(name)
        # Words that only staff ever wrote, in Tunisian say, contradict no file.
        if edited and current.get(name) != incoming.get(name) and name in {**before, **incoming}:
            kept.append(name)
        chosen = current if edited else incoming
        if name in chosen:
            merged[name] = chosen[name]
    if "confidential" in merged:
        # Where it is stays unsaid, whatever a file brings.
        merged = without_where(merged)
    return merged, sorted(kept)
