"""Every address of the staff pages, and who may use it."""

from __future__ import annotations

from aiohttp import web

from admin.pages import (
    audit,
    details,
    feedback,
    home,
    interests,
    reminder,
    reminder_list,
    requests,
    service,
    service_list,
    service_steps,
    sheet,
    sign_in,
    staff,
    unmet,
)
from admin.security.access import ADMINS, ANYONE, EDITORS, STAFF, TRAINERS, Handler, Roles, guarded

Page = tuple[str, str, Handler, str, Roles | None]

PAGES: tuple[Page, ...] = (
    ("GET", "/sign-in", sign_in.show, "sign_in", ANYONE),
    ("POST", "/sign-in", sign_in.sign_in, "sign_in.post", ANYONE),
    ("POST", "/language", sign_in.choose_language, "language", ANYONE),
    ("POST", "/sign-out", sign_in.sign_out, "sign_out", STAFF),
    ("GET", "/password", sign_in.show_password, "password", STAFF),
    ("POST", "/password", sign_in.change_password, "password.post", STAFF),
    ("GET", "", home.show, "home_bare", STAFF),
    ("GET", "/", home.show, "home", STAFF),
    ("GET", "/services", service_list.show, "services", STAFF),
    ("GET", "/services/new", service.show_new, "service_new", EDITORS),
    ("POST", "/services/new", service.add, "service_new.post", EDITORS),
    ("POST", "/services/preview", service.preview, "service_preview", EDITORS),
    ("GET", "/services/sheet", sheet.show, "sheet", EDITORS),
    ("POST", "/services/sheet", sheet.bring, "sheet.post", EDITORS),
    ("GET", "/services/sheet.{kind:xlsx|csv}", sheet.give, "sheet_file", EDITORS),
    ("GET", "/services/sheet/{id}", sheet.look, "sheet_look", EDITORS),
    ("POST", "/services/sheet/{id}", sheet.take, "sheet_look.post", EDITORS),
    ("GET", "/services/{id}", service.show, "service", EDITORS),
    ("POST", "/services/{id}", service.save, "service.post", EDITORS),
    ("GET", "/services/{id}/details", details.show, "service_details", EDITORS),
    ("POST", "/services/{id}/details", details.save, "service_details.post", EDITORS),
    ("POST", "/services/{id}/check", service_steps.check, "service_check", EDITORS),
    ("POST", "/services/{id}/archive", service_steps.archive, "service_archive", EDITORS),
    ("POST", "/services/{id}/restore", service.restore, "service_restore", EDITORS),
    ("POST", "/services/{id}/undo", service_steps.undo, "service_undo", EDITORS),
    ("GET", "/requests", requests.show, "requests", EDITORS),
    ("POST", "/requests/{id}/done", requests.mark, "request_done", EDITORS),
    ("POST", "/requests/{id}/mended", requests.mended, "request_mended", EDITORS),
    ("POST", "/requests/{id}/reveal", requests.reveal, "request_reveal", EDITORS),
    ("POST", "/requests/{id}/answer", requests.answer, "request_answer", EDITORS),
    ("GET", "/interests", interests.show, "interests", STAFF),
    ("POST", "/interests/{id}/done", interests.mark, "interest_done", STAFF),
    ("POST", "/interests/{id}/reveal", interests.reveal, "interest_reveal", STAFF),
    ("GET", "/feedback", feedback.show, "feedback", EDITORS),
    ("POST", "/feedback/{id}/done", feedback.mark, "feedback_done", EDITORS),
    ("GET", "/unmet-needs", unmet.show, "unmet", EDITORS),
    ("GET", "/reminders", reminder_list.show, "reminders", TRAINERS),
    ("GET", "/reminders/new", reminder.show_new, "reminder_new", TRAINERS),
    ("POST", "/reminders/new", reminder.send, "reminder_new.post", TRAINERS),
    ("POST", "/reminders/preview", reminder.preview, "reminder_preview", TRAINERS),
    ("GET", "/reminders/{id}", reminder_list.show_one, "reminder", TRAINERS),
    ("POST", "/reminders/{id}/cancel", reminder_list.cancel, "reminder_cancel", TRAINERS),
    ("GET", "/staff", staff.show, "staff", ADMINS),
    ("POST", "/staff", staff.add, "staff.post", ADMINS),
    ("POST", "/staff/{id}/active", staff.set_active, "staff_active", ADMINS),
    ("POST", "/staff/{id}/password", staff.reset_password, "staff_password", ADMINS),
    ("GET", "/changes", audit.show, "audit", ADMINS),
)

LARGEST = {"sheet.post": sheet.LARGEST_BYTES}
"""What some forms may send, in bytes; all others a million."""


def routes() -> list[web.RouteDef]:
    """Every page, behind the roles that may see it."""
    return [
        web.route(method, path, guarded(handler, roles, LARGEST.get(name)), name=name)
        for method, path, handler, name, roles in PAGES
    ]
