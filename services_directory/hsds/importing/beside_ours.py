"""A service as a feed says it, beside ours: what stays ours, and what is missing in it?"""

from __future__ import annotations

from services_directory.records import records as objects
from services_directory.records.copies import replace
from services_directory.records.draft_records import draft_of


def undated(record: objects.ServiceRecord) -> objects.ServiceRecord:
    """The record without the moment its source last changed it: that alone is no change."""
    extra = {name: value for name, value in record.extra.items() if name != "last_modified"}
    return replace(record, extra=extra)


def as_ours(
    record: objects.ServiceRecord, before: objects.ServiceRecord, imported: str
) -> objects.ServiceRecord:
    """What only staff decide stays as it is: the key on people's cards, and who checked it when."""
    return replace(
        record,
        id=before.id,
        key=before.key,
        imported=imported,
        confirmed=before.confirmed,
        last_checked_on=before.last_checked_on,
        last_checked_by=before.last_checked_by,
        next_check_on=before.next_check_on,
    )


def with_details_of(
    record: objects.ServiceRecord, before: objects.ServiceRecord
) -> objects.ServiceRecord:
    """A list of services tells none of their details: that they are not there says nothing."""
    names = (
        *("sites", "phones", "schedules", "closures", "languages", "costs", "documents", "areas"),
        *("contacts", "attributes", "organisation"),
    )
    return replace(record, **{name: getattr(before, name) for name in names})


def missing_in(record: objects.ServiceRecord) -> str:
    """Why people would not be told rightly what and where it is; "" where they are."""
    draft = draft_of(record)
    said = " ".join(text for _locale, text in (*draft.name.words, *draft.description.words))
    if "\ufffd" in said:
        return "Letters of it are lost (\ufffd): it waits for staff."
    if record.hsds_status != "active":
        return "It is not active: it waits for staff."
    if not record.category:
        return "It has no need of ours and waits for staff: say which, --need TERM=CATEGORY."
    if not draft.region:
        return "It has no place of ours and waits for staff."
    return ""
