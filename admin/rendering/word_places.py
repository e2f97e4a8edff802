"""Where is a sentence said, in the words of whoever reads the pages for staff?"""

from __future__ import annotations

from bot.translation.sentences import Sentence
from flows.engine.text import Text, _

STAFF_PAGES = "staff"

PLACES: dict[str, tuple[Text, tuple[str, ...]]] = {
    "start": (
        _("Welcome, menu and language"),
        ("flows/welcome", "flows/main_menu", "flows/choose_language", "flows/about_us"),
    ),
    "search": (
        _("Finding a service"),
        (
            *(
                "flows/services/find",
                "flows/services/finer",
                "flows/services/list_words",
                "flows/get_help",
                "flows/did_you_mean",
            ),
            *("flows/components/search", "flows/components/service", "flows/components/card"),
            *("flows/components/hospitals", "flows/components/unmet", "flows/components/centre"),
            "flows/components/asked",
        ),
    ),
    "danger": (_("Danger"), ("flows/danger", "flows/after_danger", "flows/upset")),
    "person": (_("Talking with a person"), ("flows/ask_human", "bot/cases/")),
    "registration": (
        _("Registering for a course or a bank"),
        (
            *("flows/registration/", "flows/components/offers", "flows/components/first_name"),
            *("flows/components/phone_number", "bot/contacts/"),
        ),
    ),
    "training": (
        _("Courses and classes"),
        ("flows/training/", "flows/components/training/", "bot/training/"),
    ),
    "referral": (_("Referrals"), ("flows/referrals/", "bot/referrals/", "bot/web/receiver")),
    "opinion": (
        _("Opinions, faults and follow-ups"),
        (
            *("flows/give_feedback", "flows/services/wrong_info", "flows/follow_ups/"),
            *("flows/components/follow_up", "bot/follow_ups/", "bot/confirmations/"),
        ),
    ),
    "data": (
        _("Your own data, STOP and ERASE"),
        ("flows/my_data", "flows/stop", "flows/components/retention"),
    ),
    "pages": (_("Pages for everybody"), ("services_directory/web/", "bot/web/")),
    "certificate": (_("Certificates"), ("bot/certificates/", "bot/web/certificate")),
    STAFF_PAGES: (
        _("Pages for staff"),
        (
            "admin/",
            "services_directory/records/",
            "bot/translation/",
            "bot/wordings/",
            "bot/outbound/",
        ),
    ),
    "anywhere": (
        _("In many conversations"),
        (
            *("flows/components/wording", "flows/engine/", "bot/messages/", "bot/inbound/"),
            *("bot/broadcasts/", "bot/channels/"),
        ),
    ),
}
"""By a code for addresses: what it is called, and how the names of its files begin."""


def places_of(sentence: Sentence) -> tuple[str, ...]:
    """The codes of where it is said, in the order of the table."""
    if sentence.only_for_staff:
        return (STAFF_PAGES,)
    return tuple(
        code
        for code, (_label, begins) in PLACES.items()
        if any(name.startswith(begins) for name in sentence.files)
    )
