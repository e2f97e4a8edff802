"""What is each page about, for whoever works for some regions only?

A page that stands nowhere here is closed to them; a test wants every page to be named.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class About(StrEnum):
    """Of what a page shows or changes something."""

    OWN = "one's own account, or what is of no region"
    LIST = "rows, of which each reader is shown theirs"
    WHOLE = "the whole programme"
    SERVICE = "service"
    BULK_EDIT = "bulk edit"
    TALK = "talk"
    REQUEST = "request"
    INTEREST = "interest"
    REFERRAL = "referral"
    FEEDBACK = "feedback"
    REMINDER = "reminder"
    COHORT = "cohort"
    CLASS_MEETING = "class"


_NAMES: Mapping[About, str] = {
    About.OWN: "home_bare home sign_in join language sign_out password second_factor"
    " second_factor_codes second_factor_off sessions sessions_others session_end alerts alert_code"
    " alert_try alert_away alert_email alert_email_code rota canned canned_delete service_preview",
    About.LIST: "services service_points service_new bulk_edit_new calls requests live interests"
    " walk_in referrals referral_new feedback reminders reminder_new reminder_preview trainings"
    " cohort_new unmet",
    About.WHOLE: "sheet sheet_file sheet_look sheet_choose sheet_cancel holidays closures"
    " course_new course words words_files words_file words_one words_edit words_preview words_undo"
    " audit inviting inviting_away roles staff staff_role staff_rule staff_phone staff_active"
    " rota_add rota_away staff_regions staff_sessions staff_password",
    About.SERVICE: "service service_details service_check service_archive service_restore"
    " service_undo service_quick service_confirmation service_merge service_part",
    About.BULK_EDIT: "bulk_edit bulk_edit_undo",
    About.TALK: "conversation talk_answer talk_draft talk_take_back talk_note talk_assign"
    " talk_back talk_close talk_reveal",
    About.REQUEST: "request_done request_mended request_open",
    About.INTEREST: "interest_state interest_reveal walk_in_kept walk_in_receipt",
    About.REFERRAL: "referral referral_link referral_step referral_seen",
    About.FEEDBACK: "feedback_done feedback_answer",
    About.REMINDER: "reminder reminder_approve reminder_cancel",
    About.COHORT: "cohort cohort_step cohort_fields cohort_file roster invitations certificates"
    " certificate_withdraw class_new",
    About.CLASS_MEETING: "class_meeting attendance class_cancel class_file",
}

ABOUT: Mapping[str, About] = {
    name: about for about, names in _NAMES.items() for name in names.split()
}
"""By the name of the page; what its form does is about the same."""


_NOBODY = (
    "service service_details service_new service_quick bulk_edit closures holidays course"
    " course_new cohort_new cohort_fields class_meeting class_new words_edit canned rota_add"
)
TELLS_OF_NOBODY = frozenset(_NOBODY.split())
"""Forms with nothing about a person in them, and no password: a browser may keep what they were
answered with, so that Back shows it with all that was typed."""


def tells_of_nobody(name: str | None) -> bool:
    """Whether the form of this page is one of those."""
    return (name or "").removesuffix(".post") in TELLS_OF_NOBODY


def about(name: str | None) -> About:
    """What the page of this name is about."""
    return ABOUT.get((name or "").removesuffix(".post"), About.WHOLE)
