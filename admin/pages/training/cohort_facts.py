"""What the trail tells of a cohort and of a class: all of it is public but the trainer's name,
who is staff.
"""

from __future__ import annotations

from bot.operations.audit_log import Facts
from services_directory.training.values import ClassMeeting, Cohort


def facts_of(cohort: Cohort) -> Facts:
    """A cohort, with how many classes it has."""
    return {
        **{f"venue_{code}": text for code, text in cohort.venue.words},
        "place": cohort.place,
        "seats": cohort.seats,
        "trainer": cohort.trainer,
        "enrol_until": cohort.enrol_until.isoformat(),
        "timezone": cohort.timezone,
        "attended_percent": cohort.attended_percent,
        "state": cohort.state.value,
        "classes": len(cohort.standing),
    }


def class_facts(meeting: ClassMeeting) -> Facts:
    return {
        **{f"venue_{code}": text for code, text in meeting.venue.words},
        **{f"bring_{code}": text for code, text in meeting.bring.words},
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "state": "cancelled" if meeting.is_cancelled else "open",
    }
