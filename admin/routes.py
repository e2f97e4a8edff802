"""Every address of the staff pages, and who may use it."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

from admin.account_routes import ACCOUNT_PAGES
from admin.page import Page
from admin.pages import (
    audit,
    feedback,
    home,
    interest_state,
    interests,
    reminder,
    reminder_list,
    unmet,
    walk_in,
)
from admin.pages.calendar import closures, holidays
from admin.pages.inbox import (
    answering,
    assigning,
    canned_answers,
    conversation,
    listing,
    live,
    tasks,
)
from admin.pages.referrals import listing as referral_listing
from admin.pages.referrals import new as referral_new
from admin.pages.services import (
    bulk,
    calls,
    confirmation,
    details,
    merging,
    points,
    quick,
    service,
    service_list,
    service_steps,
    sheet,
)
from admin.pages.training import (
    attendance,
    certificates,
    class_meeting,
    cohort,
    cohort_files,
    cohort_new,
    course,
    course_list,
    invitations,
    roster,
)
from admin.pages.words import word_edit, word_files, word_list, word_page
from admin.rendering.templates import MenuEntry
from admin.security.access import UNSAFE, guarded
from admin.security.permissions import SIGNED_IN, Permission, Permissions
from admin.security.used_forms import sent_once
from flows.engine.text import _

DIRECTORY = frozenset({Permission.SEE_DIRECTORY})
EDIT = frozenset({Permission.EDIT_DIRECTORY})
FIGURES = frozenset({Permission.SEE_FIGURES})
ANSWER = frozenset({Permission.ANSWER_PEOPLE})
ANSWER_AND_REVEAL = ANSWER | {Permission.REVEAL_NUMBERS}
REGISTER = frozenset({Permission.REGISTER_PEOPLE})
REGISTER_AND_REVEAL = REGISTER | {Permission.REVEAL_NUMBERS}
REFER = frozenset({Permission.REFER_PEOPLE})
REFER_AND_REVEAL = REFER | {Permission.REVEAL_NUMBERS}
FEEDBACK = frozenset({Permission.READ_FEEDBACK})
ANSWER_FEEDBACK = FEEDBACK | {Permission.ANSWER_PEOPLE}
TRAININGS = frozenset({Permission.SEE_TRAININGS})
ATTENDANCE = frozenset({Permission.MARK_ATTENDANCE})
PLAN = frozenset({Permission.PLAN_TRAININGS})
REMIND = frozenset({Permission.SEND_REMINDERS})
APPROVE = frozenset({Permission.APPROVE_REMINDERS})
CHANGES = frozenset({Permission.SEE_CHANGES})
WORDS = frozenset({Permission.CHANGE_WORDS})

PAGES: tuple[Page, ...] = (
    Page("GET", "", home.show, "home_bare", SIGNED_IN),
    Page("GET", "/", home.show, "home", SIGNED_IN, _("Today")),
    Page("GET", "/services", service_list.show, "services", DIRECTORY, _("Services")),
    Page("GET", "/services/new", service.show_new, "service_new", EDIT),
    Page("POST", "/services/new", service.add, "service_new.post", EDIT),
    Page("POST", "/services/preview", service.preview, "service_preview", EDIT, repeats=True),
    Page("GET", "/services/points", points.give, "service_points", EDIT),
    Page("GET", "/services/sheet", sheet.show, "sheet", EDIT),
    Page("POST", "/services/sheet", sheet.bring, "sheet.post", EDIT, largest=sheet.LARGEST_BYTES),
    Page("GET", "/services/sheet.{kind:xlsx|csv}", sheet.give, "sheet_file", EDIT),
    Page("GET", "/services/sheet/{id}", sheet.look, "sheet_look", EDIT),
    Page("POST", "/services/sheet/{id}", sheet.take, "sheet_look.post", EDIT),
    Page("POST", "/services/sheet/{id}/choose", sheet.choose, "sheet_choose", EDIT),
    Page("POST", "/services/sheet/{id}/cancel", sheet.cancel, "sheet_cancel", EDIT),
    Page("POST", "/services/bulk", bulk.choose, "bulk_edit_new", EDIT),
    Page("GET", "/services/bulk/{id}", bulk.show, "bulk_edit", EDIT),
    Page("POST", "/services/bulk/{id}", bulk.confirm, "bulk_edit.post", EDIT),
    Page("POST", "/services/bulk/{id}/undo", bulk.undo, "bulk_edit_undo", EDIT),
    Page("GET", "/services/{id}", service.show, "service", EDIT),
    Page("POST", "/services/{id}", service.save, "service.post", EDIT),
    Page("GET", "/services/{id}/details", details.show, "service_details", EDIT),
    Page("POST", "/services/{id}/details", details.save, "service_details.post", EDIT),
    Page("POST", "/services/{id}/check", service_steps.check, "service_check", EDIT),
    Page("POST", "/services/{id}/archive", service_steps.archive, "service_archive", EDIT),
    Page("POST", "/services/{id}/restore", service.restore, "service_restore", EDIT),
    Page("POST", "/services/{id}/undo", service_steps.undo, "service_undo", EDIT),
    Page("POST", "/services/{id}/quick", quick.act, "service_quick", EDIT),
    Page("GET", "/services/{id}/confirmation", confirmation.show, "service_confirmation", EDIT),
    Page(
        "POST", "/services/{id}/confirmation", confirmation.step, "service_confirmation.post", EDIT
    ),
    Page("GET", "/services/{id}/merge", merging.show, "service_merge", EDIT),
    Page("POST", "/services/{id}/merge", merging.carry_out, "service_merge.post", EDIT),
    Page("POST", "/services/{id}/part", merging.part, "service_part", EDIT),
    Page("GET", "/holidays", holidays.show, "holidays", EDIT, _("Public holidays")),
    Page("POST", "/holidays", holidays.move, "holidays.post", EDIT),
    Page("GET", "/closures", closures.show, "closures", EDIT),
    Page("POST", "/closures", closures.close, "closures.post", EDIT),
    Page("GET", "/requests", listing.show, "requests", ANSWER, _("Requests for help")),
    Page("GET", "/requests/live", live.stream, "live", ANSWER),
    Page("POST", "/requests/{id}/done", tasks.mark, "request_done", ANSWER),
    Page("POST", "/requests/{id}/mended", tasks.mended, "request_mended", ANSWER),
    Page("POST", "/requests/{id}/open", answering.open_talk, "request_open", ANSWER),
    Page("GET", "/conversations/{id}", conversation.show, "conversation", ANSWER),
    Page("POST", "/conversations/{id}/answer", answering.answer, "talk_answer", ANSWER),
    Page("POST", "/conversations/{id}/draft", answering.keep, "talk_draft", ANSWER, repeats=True),
    Page("POST", "/conversations/{id}/take-back", answering.take_back, "talk_take_back", ANSWER),
    Page("POST", "/conversations/{id}/note", answering.note, "talk_note", ANSWER),
    Page("POST", "/conversations/{id}/assign", assigning.assign, "talk_assign", ANSWER),
    Page("POST", "/conversations/{id}/hand-back", answering.hand_back, "talk_back", ANSWER),
    Page("POST", "/conversations/{id}/close", answering.close, "talk_close", ANSWER),
    Page(
        "POST", "/conversations/{id}/reveal", conversation.reveal, "talk_reveal", ANSWER_AND_REVEAL
    ),
    Page("GET", "/canned-answers", canned_answers.show, "canned", ANSWER),
    Page("POST", "/canned-answers", canned_answers.save, "canned.post", ANSWER),
    Page("POST", "/canned-answers/{id}/delete", canned_answers.delete, "canned_delete", ANSWER),
    Page("GET", "/interests", interests.show, "interests", REGISTER, _("Registrations")),
    Page("POST", "/interests/{id}/state", interest_state.change, "interest_state", REGISTER),
    Page(
        "POST", "/interests/{id}/reveal", interests.reveal, "interest_reveal", REGISTER_AND_REVEAL
    ),
    Page("GET", "/walk-in", walk_in.show_new, "walk_in", REGISTER, _("At the desk")),
    Page("POST", "/walk-in", walk_in.add, "walk_in.post", REGISTER),
    Page("GET", "/walk-in/{id}", walk_in.show_kept, "walk_in_kept", REGISTER),
    Page("GET", "/walk-in/{id}/code.pdf", walk_in.print_receipt, "walk_in_receipt", REGISTER),
    Page("GET", "/referrals", referral_listing.show, "referrals", REFER, _("Referrals")),
    Page("GET", "/referrals/new", referral_new.show_new, "referral_new", REFER),
    Page("POST", "/referrals/new", referral_new.add, "referral_new.post", REFER),
    Page("GET", "/referrals/{id}", referral_listing.show_one, "referral", REFER),
    Page(
        "POST",
        "/referrals/{id}/link",
        referral_listing.show_link,
        "referral_link",
        REFER_AND_REVEAL,
    ),
    Page("POST", "/referrals/{id}/step", referral_listing.step, "referral_step", REFER),
    Page("POST", "/referrals/{id}/seen", referral_listing.seen, "referral_seen", REFER),
    Page("GET", "/feedback", feedback.show, "feedback", FEEDBACK, _("Feedback")),
    Page("POST", "/feedback/{id}/done", feedback.mark, "feedback_done", FEEDBACK),
    Page("POST", "/feedback/{id}/answer", feedback.answer, "feedback_answer", ANSWER_FEEDBACK),
    Page("GET", "/reminders", reminder_list.show, "reminders", REMIND, _("Reminders")),
    Page("GET", "/reminders/new", reminder.show_new, "reminder_new", REMIND),
    Page("POST", "/reminders/new", reminder.send, "reminder_new.post", REMIND),
    Page("POST", "/reminders/preview", reminder.preview, "reminder_preview", REMIND, repeats=True),
    Page("GET", "/reminders/{id}", reminder_list.show_one, "reminder", REMIND),
    Page("POST", "/reminders/{id}/approve", reminder_list.approve, "reminder_approve", APPROVE),
    Page("POST", "/reminders/{id}/cancel", reminder_list.cancel, "reminder_cancel", REMIND),
    Page("GET", "/trainings", course_list.show, "trainings", TRAININGS, _("Trainings")),
    Page("GET", "/trainings/courses/new", course.show_new, "course_new", PLAN),
    Page("POST", "/trainings/courses/new", course.add, "course_new.post", PLAN),
    Page("GET", "/trainings/courses/{id}", course.show, "course", PLAN),
    Page("POST", "/trainings/courses/{id}", course.save, "course.post", PLAN),
    Page("GET", "/trainings/courses/{id}/plan", cohort_new.show_new, "cohort_new", PLAN),
    Page("POST", "/trainings/courses/{id}/plan", cohort_new.add, "cohort_new.post", PLAN),
    Page("GET", "/trainings/cohorts/{id}", cohort.show, "cohort", TRAININGS),
    Page("POST", "/trainings/cohorts/{id}/step", cohort.step, "cohort_step", PLAN),
    Page("GET", "/trainings/cohorts/{id}/fields", cohort.show_fields, "cohort_fields", PLAN),
    Page("POST", "/trainings/cohorts/{id}/fields", cohort.save, "cohort_fields.post", PLAN),
    Page(
        "GET",
        "/trainings/cohorts/{id}/file.{kind:xlsx|ics}",
        cohort_files.give,
        "cohort_file",
        TRAININGS,
    ),
    Page("GET", "/trainings/cohorts/{id}/people", roster.show, "roster", TRAININGS),
    Page("POST", "/trainings/cohorts/{id}/people", roster.remove, "roster.post", PLAN),
    Page("GET", "/trainings/cohorts/{id}/invite", invitations.show, "invitations", PLAN),
    Page("POST", "/trainings/cohorts/{id}/invite", invitations.send, "invitations.post", PLAN),
    Page("GET", "/trainings/cohorts/{id}/certificates", certificates.show, "certificates", PLAN),
    Page(
        "POST",
        "/trainings/cohorts/{id}/certificates",
        certificates.give,
        "certificates.post",
        PLAN,
    ),
    Page(
        "POST",
        "/trainings/cohorts/{id}/certificates/withdraw",
        certificates.withdraw,
        "certificate_withdraw",
        PLAN,
    ),
    Page("GET", "/trainings/cohorts/{id}/add", class_meeting.show_new, "class_new", PLAN),
    Page("POST", "/trainings/cohorts/{id}/add", class_meeting.add, "class_new.post", PLAN),
    Page("GET", "/trainings/classes/{id}", class_meeting.show, "class_meeting", PLAN),
    Page("POST", "/trainings/classes/{id}", class_meeting.save, "class_meeting.post", PLAN),
    Page("GET", "/trainings/classes/{id}/attendance", attendance.show, "attendance", ATTENDANCE),
    Page(
        "POST", "/trainings/classes/{id}/attendance", attendance.mark, "attendance.post", ATTENDANCE
    ),
    Page("POST", "/trainings/classes/{id}/cancel", class_meeting.cancel, "class_cancel", PLAN),
    Page(
        "GET", "/trainings/classes/{id}/file.ics", cohort_files.give_class, "class_file", TRAININGS
    ),
    Page("GET", "/calls", calls.show, "calls", EDIT, _("Calls that help most")),
    Page("POST", "/calls", calls.save, "calls.post", EDIT),
    Page("GET", "/unmet-needs", unmet.show, "unmet", FIGURES, _("Unmet needs")),
    Page("GET", "/words", word_list.show, "words", WORDS, _("Words")),
    Page("GET", "/words/files", word_files.show, "words_files", WORDS),
    Page(
        "POST",
        "/words/files",
        word_files.bring,
        "words_files.post",
        WORDS,
        largest=word_files.LARGEST_BYTES,
    ),
    Page("GET", "/words/files/{locale}.po", word_files.give, "words_file", WORDS),
    Page("GET", "/words/{id}", word_page.show, "words_one", WORDS),
    Page("GET", "/words/{id}/{locale}", word_edit.show, "words_edit", WORDS),
    Page("POST", "/words/{id}/{locale}", word_edit.save, "words_edit.post", WORDS),
    Page(
        "POST",
        "/words/{id}/{locale}/preview",
        word_edit.preview,
        "words_preview",
        WORDS,
        repeats=True,
    ),
    Page("POST", "/words/{id}/{locale}/undo", word_page.undo, "words_undo", WORDS),
    *ACCOUNT_PAGES,
    Page("GET", "/changes", audit.show, "audit", CHANGES, _("Changes")),
)
"""All there are, those of the menu in its order."""


def routes(pages: Sequence[Page] = PAGES) -> list[web.RouteDef]:
    """Every page, behind what is asked of whoever sees it."""
    return [web.route(each.method, each.path, _guarded(each), name=each.name) for each in pages]


def _guarded(page: Page) -> Handler:
    once = page.method in UNSAFE and page.asked is not None and not page.repeats
    handler = sent_once(page.handler) if once else page.handler
    return guarded(handler, page.asked, page.largest)


def menu_of(pages: Sequence[Page]) -> tuple[MenuEntry, ...]:
    """The pages that stand in the menu, for those who may see them."""
    return tuple(
        MenuEntry(each.name, each.menu, each.asked or frozenset()) for each in pages if each.menu
    )


def asked_of(pages: Sequence[Page]) -> dict[str, Permissions]:
    """By name, what is asked of whoever opens or presses it; of anyone, nothing."""
    return {each.name: each.asked or frozenset() for each in pages}
