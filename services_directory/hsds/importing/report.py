"""How is a feed to be taken in, and what did taking it in do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services_directory.files.findings import Done, Finding


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a feed is taken in.

    `source` names where it comes from and keeps its ids apart from others'; None: the file is a
    copy of a directory of ours and says it itself. `language`: that of words of which the file does
    not say it. `publish`: at once, and not only after staff read it; what has no category or no
    place of ours waits in any case. `needs`: our categories by terms of theirs.
    """

    source: str | None = None
    language: str = ""
    publish: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class FeedReport:
    """What an import did, or (dry run) would do; keys of services unless said otherwise.

    `kept`: fields that staff edited and that therefore stay, by key. `missing`: services of the
    same source that the file no longer has; they stay as they are. `orphans`: names of
    organisations that offer nothing; they are kept.
    """

    file: str
    dry_run: bool
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    in_review: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> list[Finding]:
        return [each for each in self.findings if each.done is Done.REFUSED]
