"""How is a feed to be taken in, and what did taking it in do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services_directory.files.findings import Done, Finding
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.alike.newcomers import Alike, Asked, Met
from services_directory.storage.history import What
from services_directory.storage.rows import Kept
from services_directory.values.entries import Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a feed is taken in.

    `source` names where it comes from and keeps its ids apart from others'; None: the file is a
    copy of a directory of ours and says it itself. `language`: that of words of which the file does
    not say it. `publish`: at once, and not only after staff read it; what has no category or no
    place of ours waits in any case. `needs`: our categories by terms of theirs. `alike`: what
    becomes of new services that look like one here.
    """

    source: str | None = None
    language: str = ""
    publish: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)
    alike: Asked = field(default_factory=Asked)


@dataclass(slots=True)
class FeedReport:
    """What an import did, or (dry run) would do; keys of services unless said otherwise.

    `withdrawn`: those that their source took back, which nobody finds any more. `kept`: fields that
    staff edited and that therefore stay, by key. `missing`: services of the
    same source that the file no longer has; they stay as they are. `orphans`: names of
    organisations that offer nothing; they are kept. `alike`, `left_out`, `updates`: as in the
    report of a sheet.
    """

    file: str
    dry_run: bool
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    in_review: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    updates: dict[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> list[Finding]:
        return [each for each in self.findings if each.done is Done.REFUSED]


@dataclass(slots=True)
class Found:
    """What comparing some services found out. `digests`: of those that stay as they are, by key."""

    file: str
    known: dict[tuple[str, str], ServiceRecord] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: dict[str, list[str]] = field(default_factory=dict)
    in_review: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    unpublished: dict[str, str] = field(default_factory=dict)
    met: Met = field(default_factory=Met)

    def add(
        self,
        record: ServiceRecord,
        before: ServiceRecord | None,
        what: What,
        digest: str | None,
    ) -> None:
        """It is to be written."""
        self.kept.append(Kept(record, before, what, digest))
        self.in_review += [record.key] if record.status == Status.REVIEW else []

    def update(self, record: ServiceRecord, before: ServiceRecord, imported: str) -> None:
        """Staff chose: `record` is about the service `before`, which another source brought."""
        change = self.met.update(record.source_id, draft_of(record), before, imported)
        if change.kept:
            self.edited[before.key] = change.kept
        if change.record == before:
            self.unchanged.append(before.key)
        else:
            self.kept.append(Kept(change.record, before, What.IMPORTED))

    def tell(self, report: FeedReport) -> None:
        """Add it to the report."""
        for each in self.kept:
            (report.changed if each.before else report.added).append(each.record.key)
        report.unchanged += self.unchanged
        report.kept |= self.edited
        report.in_review += self.in_review
        self.met.tell(report)
        report.findings += [
            Finding(self.file, f"service {each}", "", problem, Done.KEPT)
            for each, problem in self.unpublished.items()
        ]
        problem = (
            "It is an update of a service here: its words, place, hours and ways to reach it are "
            "taken, and not what else hangs on it."
        )
        report.findings += [
            Finding(self.file, f"service {each}", "", problem, Done.KEPT)
            for each in self.met.updates
        ]
        problem = "Another service has this key already: it comes from another source."
        report.findings += [
            Finding(self.file, f"service {each}", "", problem, Done.REFUSED)
            for each in self.refused
        ]
