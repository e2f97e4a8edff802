"""Every address of the staff pages, and who may use it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aiohttp import web
from aiohttp.typedefs import Handler

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
from admin.pages.account import alerts, password, second_factor, sign_in, staff
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
from admin.pages.services import calls, details, service, service_list, service_steps, sheet
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
from admin.rendering.templates import MenuEntry
from admin.security.access import (
    ADMINS,
    ANYONE,
    EDITORS,
    STAFF,
    TRAINERS,
    UNSAFE,
    Roles,
    guarded,
)
from admin.security.used_forms import sent_once
from flows.engine.text import Text, _


class Page(NamedTuple):
    """`name`: of its address, for links; `menu`: what the menu calls it, if it stands there.

    `largest`: what its form may send, in bytes; all others a million. `repeats`: its form may be
    sent again and again, since it changes nothing but what is shown."""

    method: str
    path: str
    handler: Handler
    name: str
    roles: Roles | None
    menu: Text | None = None
    largest: int | None = None
    repeats: bool = False


PAGES: tuple[Page, ...] = (
    Page("GET", "/sign-in", sign_in.show, "sign_in", ANYONE),
    Page("POST", "/sign-in", sign_in.sign_in, "sign_in.post", ANYONE),
    Page("POST", "/language", sign_in.choose_language, "language", ANYONE),
    Page("POST", "/sign-out", sign_in.sign_out, "sign_out", STAFF),
    Page("GET", "/password", password.show, "password", STAFF),
    Page("POST", "/password", password.change, "password.post", STAFF),
    Page("GET", "/second-factor", second_factor.show, "second_factor", STAFF),
    Page("POST", "/second-factor", second_factor.take, "second_factor.post", STAFF),
    Page("GET", "/second-factor/codes", second_factor.show_codes, "second_factor_codes", STAFF),
    Page(
        "POST", "/second-factor/codes", second_factor.renew_codes, "second_factor_codes.post", STAFF
    ),
    Page("POST", "/second-factor/off", second_factor.switch_off, "second_factor_off", STAFF),
    Page("GET", "/alerts", alerts.show, "alerts", STAFF),
    Page("POST", "/alerts/code", alerts.make_code, "alert_code", STAFF),
    Page("POST", "/alerts/try", alerts.try_out, "alert_try", EDITORS),
    Page("POST", "/alerts/{id}/away", alerts.take_away, "alert_away", STAFF),
    Page("GET", "", home.show, "home_bare", STAFF),
    Page("GET", "/", home.show, "home", STAFF, _("Today")),
    Page("GET", "/services", service_list.show, "services", STAFF, _("Services")),
    Page("GET", "/services/new", service.show_new, "service_new", EDITORS),
    Page("POST", "/services/new", service.add, "service_new.post", EDITORS),
    Page("POST", "/services/preview", service.preview, "service_preview", EDITORS, repeats=True),
    Page("GET", "/services/sheet", sheet.show, "sheet", EDITORS),
    Page(
        "POST", "/services/sheet", sheet.bring, "sheet.post", EDITORS, largest=sheet.LARGEST_BYTES
    ),
    Page("GET", "/services/sheet.{kind:xlsx|csv}", sheet.give, "sheet_file", EDITORS),
    Page("GET", "/services/sheet/{id}", sheet.look, "sheet_look", EDITORS),
    Page("POST", "/services/sheet/{id}", sheet.take, "sheet_look.post", EDITORS),
    Page("POST", "/services/sheet/{id}/choose", sheet.choose, "sheet_choose", EDITORS),
    Page("POST", "/services/sheet/{id}/cancel", sheet.cancel, "sheet_cancel", EDITORS),
    Page("GET", "/services/{id}", service.show, "service", EDITORS),
    Page("POST", "/services/{id}", service.save, "service.post", EDITORS),
    Page("GET", "/services/{id}/details", details.show, "service_details", EDITORS),
    Page("POST", "/services/{id}/details", details.save, "service_details.post", EDITORS),
    Page("POST", "/services/{id}/check", service_steps.check, "service_check", EDITORS),
    Page("POST", "/services/{id}/archive", service_steps.archive, "service_archive", EDITORS),
    Page("POST", "/services/{id}/restore", service.restore, "service_restore", EDITORS),
    Page("POST", "/services/{id}/undo", service_steps.undo, "service_undo", EDITORS),
    Page("GET", "/holidays", holidays.show, "holidays", EDITORS, _("Public holidays")),
    Page("POST", "/holidays", holidays.move, "holidays.post", EDITORS),
    Page("GET", "/closures", closures.show, "closures", EDITORS),
    Page("POST", "/closures", closures.close, "closures.post", EDITORS),
    Page("GET", "/requests", listing.show, "requests", EDITORS, _("Requests for help")),
    Page("GET", "/requests/live", live.stream, "live", EDITORS),
    Page("POST", "/requests/{id}/done", tasks.mark, "request_done", EDITORS),
    Page("POST", "/requests/{id}/mended", tasks.mended, "request_mended", EDITORS),
    Page("POST", "/requests/{id}/open", answering.open_talk, "request_open", EDITORS),
    Page("GET", "/conversations/{id}", conversation.show, "conversation", EDITORS),
    Page("POST", "/conversations/{id}/answer", answering.answer, "talk_answer", EDITORS),
    Page("POST", "/conversations/{id}/draft", answering.keep, "talk_draft", EDITORS, repeats=True),
    Page("POST", "/conversations/{id}/take-back", answering.take_back, "talk_take_back", EDITORS),
    Page("POST", "/conversations/{id}/note", answering.note, "talk_note", EDITORS),
    Page("POST", "/conversations/{id}/assign", assigning.assign, "talk_assign", EDITORS),
    Page("POST", "/conversations/{id}/hand-back", answering.hand_back, "talk_back", EDITORS),
    Page("POST", "/conversations/{id}/close", answering.close, "talk_close", EDITORS),
    Page("POST", "/conversations/{id}/reveal", conversation.reveal, "talk_reveal", EDITORS),
    Page("GET", "/canned-answers", canned_answers.show, "canned", EDITORS),
    Page("POST", "/canned-answers", canned_answers.save, "canned.post", EDITORS),
    Page("POST", "/canned-answers/{id}/delete", canned_answers.delete, "canned_delete", EDITORS),
    Page("GET", "/interests", interests.show, "interests", STAFF, _("Registrations")),
    Page("POST", "/interests/{id}/state", interest_state.change, "interest_state", STAFF),
    Page("POST", "/interests/{id}/reveal", interests.reveal, "interest_reveal", STAFF),
    Page("GET", "/walk-in", walk_in.show_new, "walk_in", STAFF, _("At the desk")),
    Page("POST", "/walk-in", walk_in.add, "walk_in.post", STAFF),
    Page("GET", "/walk-in/{id}", walk_in.show_kept, "walk_in_kept", STAFF),
    Page("GET", "/walk-in/{id}/code.pdf", walk_in.print_receipt, "walk_in_receipt", STAFF),
    Page("GET", "/referrals", referral_listing.show, "referrals", STAFF, _("Referrals")),
    Page("GET", "/referrals/new", referral_new.show_new, "referral_new", STAFF),
    Page("POST", "/referrals/new", referral_new.add, "referral_new.post", STAFF),
    Page("GET", "/referrals/{id}", referral_listing.show_one, "referral", STAFF),
    Page("POST", "/referrals/{id}/link", referral_listing.show_link, "referral_link", STAFF),
    Page("POST", "/referrals/{id}/step", referral_listing.step, "referral_step", STAFF),
    Page("POST", "/referrals/{id}/seen", referral_listing.seen, "referral_seen", STAFF),
    Page("GET", "/feedback", feedback.show, "feedback", EDITORS, _("Feedback")),
    Page("POST", "/feedback/{id}/done", feedback.mark, "feedback_done", EDITORS),
    Page("GET", "/reminders", reminder_list.show, "reminders", TRAINERS, _("Reminders")),
    Page("GET", "/reminders/new", reminder.show_new, "reminder_new", TRAINERS),
    Page("POST", "/reminders/new", reminder.send, "reminder_new.post", TRAINERS),
    Page(
        "POST", "/reminders/preview", reminder.preview, "reminder_preview", TRAINERS, repeats=True
    ),
    Page("GET", "/reminders/{id}", reminder_list.show_one, "reminder", TRAINERS),
    Page("POST", "/reminders/{id}/approve", reminder_list.approve, "reminder_approve", TRAINERS),
    Page("POST", "/reminders/{id}/cancel", reminder_list.cancel, "reminder_cancel", TRAINERS),
    Page("GET", "/trainings", course_list.show, "trainings", TRAINERS, _("Trainings")),
    Page("GET", "/trainings/courses/new", course.show_new, "course_new", TRAINERS),
    Page("POST", "/trainings/courses/new", course.add, "course_new.post", TRAINERS),
    Page("GET", "/trainings/courses/{id}", course.show, "course", TRAINERS),
    Page("POST", "/trainings/courses/{id}", course.save, "course.post", TRAINERS),
    Page("GET", "/trainings/courses/{id}/plan", cohort_new.show_new, "cohort_new", TRAINERS),
    Page("POST", "/trainings/courses/{id}/plan", cohort_new.add, "cohort_new.post", TRAINERS),
    Page("GET", "/trainings/cohorts/{id}", cohort.show, "cohort", TRAINERS),
    Page("POST", "/trainings/cohorts/{id}/step", cohort.step, "cohort_step", TRAINERS),
    Page("GET", "/trainings/cohorts/{id}/fields", cohort.show_fields, "cohort_fields", TRAINERS),
    Page("POST", "/trainings/cohorts/{id}/fields", cohort.save, "cohort_fields.post", TRAINERS),
    Page(
        "GET",
        "/trainings/cohorts/{id}/file.{kind:xlsx|ics}",
        cohort_files.give,
        "cohort_file",
        TRAINERS,
    ),
    Page("GET", "/trainings/cohorts/{id}/people", roster.show, "roster", TRAINERS),
    Page("POST", "/trainings/cohorts/{id}/people", roster.remove, "roster.post", TRAINERS),
    Page("GET", "/trainings/cohorts/{id}/invite", invitations.show, "invitations", TRAINERS),
    Page("POST", "/trainings/cohorts/{id}/invite", invitations.send, "invitations.post", TRAINERS),
    Page(
        "GET", "/trainings/cohorts/{id}/certificates", certificates.show, "certificates", TRAINERS
    ),
    Page(
        "POST",
        "/trainings/cohorts/{id}/certificates",
        certificates.give,
        "certificates.post",
        TRAINERS,
    ),
    Page(
        "POST",
        "/trainings/cohorts/{id}/certificates/withdraw",
        certificates.withdraw,
        "certificate_withdraw",
        TRAINERS,
    ),
    Page("GET", "/trainings/cohorts/{id}/add", class_meeting.show_new, "class_new", TRAINERS),
    Page("POST", "/trainings/cohorts/{id}/add", class_meeting.add, "class_new.post", TRAINERS),
    Page("GET", "/trainings/classes/{id}", class_meeting.show, "class_meeting", TRAINERS),
    Page("POST", "/trainings/classes/{id}", class_meeting.save, "class_meeting.post", TRAINERS),
    Page("GET", "/trainings/classes/{id}/attendance", attendance.show, "attendance", TRAINERS),
    Page(
        "POST", "/trainings/classes/{id}/attendance", attendance.mark, "attendance.post", TRAINERS
    ),
    Page("POST", "/trainings/classes/{id}/cancel", class_meeting.cancel, "class_cancel", TRAINERS),
    Page(
        "GET", "/trainings/classes/{id}/file.ics", cohort_files.give_class, "class_file", TRAINERS
    ),
    Page("GET", "/calls", calls.show, "calls", EDITORS, _("Calls that help most")),
    Page("POST", "/calls", calls.save, "calls.post", EDITORS),
    Page("GET", "/unmet-needs", unmet.show, "unmet", EDITORS, _("Unmet needs")),
    Page("GET", "/staff", staff.show, "staff", ADMINS, _("Staff")),
    Page("POST", "/staff", staff.add, "staff.post", ADMINS),
    Page("POST", "/staff/rule", staff.set_rule, "staff_rule", ADMINS),
    Page("POST", "/staff/{id}/second-factor", staff.take_phone_away, "staff_phone", ADMINS),
    Page("POST", "/staff/{id}/active", staff.set_active, "staff_active", ADMINS),
    Page("GET", "/staff/{id}/password", staff.show_password, "staff_password", ADMINS),
    Page("POST", "/staff/{id}/password", staff.reset_password, "staff_password.post", ADMINS),
    Page("GET", "/changes", audit.show, "audit", ADMINS, _("Changes")),
)
"""All there are, those of the menu in its order."""


def routes(pages: Sequence[Page] = PAGES) -> list[web.RouteDef]:
    """Every page, behind the roles that may see it."""
    return [web.route(each.method, each.path, _guarded(each), name=each.name) for each in pages]


def _guarded(page: Page) -> Handler:
    once = page.method in UNSAFE and page.roles is not None and not page.repeats
    handler = sent_once(page.handler) if once else page.handler
    return guarded(handler, page.roles, page.largest)


def menu_of(pages: Sequence[Page]) -> tuple[MenuEntry, ...]:
    """The pages that stand in the menu, for those who may see them."""
    return tuple(
        MenuEntry(each.name, each.menu, each.roles or frozenset()) for each in pages if each.menu
    )
