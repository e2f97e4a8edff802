"""What does a feed bring, once it is said whose it is and in which language its words are?"""

from __future__ import annotations

from services_directory.files.faults import FileFault, FileRefused
from services_directory.files.findings import Findings
from services_directory.files.pauses import Pause
from services_directory.hsds.importing.files import Feed
from services_directory.hsds.importing.reading import Reading, mark_of
from services_directory.hsds.importing.records import Brought, Reader
from services_directory.hsds.importing.references import join
from services_directory.hsds.importing.report import Wanted
from services_directory.hsds.taxonomies import COURSES
from services_directory.hsds.taxonomies import SOURCE as OWN_SOURCE
from services_directory.records.draft_records import BY_NAME
from services_directory.values.entries import Programme

_LONGEST_SOURCE = 64


def brought_by(
    feed: Feed, programme: Programme, wanted: Wanted, findings: Findings, pause: Pause
) -> Brought:
    """What it tells. Raises FileRefused where nobody says whose it is, or in which language."""
    _check_source(feed, wanted)
    language = wanted.language or feed.language
    if not language and wanted.source is not None and not _says_language(feed):
        mend = "Say in which language its words are: --language en."
        raise FileRefused([FileFault(feed.file, "file", mend)])
    needs = {code.casefold(): category for code, category in wanted.needs.items()}
    reading = Reading(programme, wanted.source, language or "und", findings, needs)
    reader = Reader(reading)
    for entity, told in feed.objects:
        reader.read(entity, told)
        pause()
    reader.finish()
    join(reader.brought, feed.file, findings)
    return reader.brought


def _says_language(feed: Feed) -> bool:
    return any("language" in mark_of(told) for _entity, told in feed.objects)


def _check_source(feed: Feed, wanted: Wanted) -> None:
    source = wanted.source
    if source is None:
        if not any("source" in mark_of(told) for _entity, told in feed.objects):
            mend = "Say where it comes from, with a short name that stays: --source NAME."
            raise FileRefused([FileFault(feed.file, "file", mend)])
    elif source in (BY_NAME, OWN_SOURCE, COURSES, "") or len(source) > _LONGEST_SOURCE:
        mend = f"This name is taken or too long: choose another than “{source[:20]}”."
        raise FileRefused([FileFault(feed.file, "file", mend)])
