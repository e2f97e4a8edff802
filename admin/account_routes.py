"""The addresses by which somebody comes in, keeps their own account, and keeps the team."""

from __future__ import annotations

from admin.page import Page
from admin.pages.account import (
    alerts,
    inviting,
    joining,
    member_regions,
    password,
    roles,
    rota,
    second_factor,
    sessions,
    sign_in,
    staff,
)
from admin.security.permissions import ANYONE, SIGNED_IN, Permission
from flows.engine.text import _

ANSWER = frozenset({Permission.ANSWER_PEOPLE})
TEAM = frozenset({Permission.MANAGE_TEAM})
ROLES = frozenset({Permission.CHANGE_ROLES})

ACCOUNT_PAGES: tuple[Page, ...] = (
    Page("GET", "/sign-in", sign_in.show, "sign_in", ANYONE),
    Page("POST", "/sign-in", sign_in.sign_in, "sign_in.post", ANYONE),
    Page("GET", "/join/{token}", joining.show, "join", ANYONE),
    Page("POST", "/join/{token}", joining.join, "join.post", ANYONE),
    Page("POST", "/language", sign_in.choose_language, "language", ANYONE),
    Page("POST", "/sign-out", sign_in.sign_out, "sign_out", SIGNED_IN),
    Page("GET", "/password", password.show, "password", SIGNED_IN),
    Page("POST", "/password", password.change, "password.post", SIGNED_IN),
    Page("GET", "/second-factor", second_factor.show, "second_factor", SIGNED_IN),
    Page("POST", "/second-factor", second_factor.take, "second_factor.post", SIGNED_IN),
    Page("GET", "/second-factor/codes", second_factor.show_codes, "second_factor_codes", SIGNED_IN),
    Page(
        "POST",
        "/second-factor/codes",
        second_factor.renew_codes,
        "second_factor_codes.post",
        SIGNED_IN,
    ),
    Page("POST", "/second-factor/off", second_factor.switch_off, "second_factor_off", SIGNED_IN),
    Page("GET", "/sessions", sessions.show, "sessions", SIGNED_IN),
    Page("POST", "/sessions/others", sessions.end_others, "sessions_others", SIGNED_IN),
    Page("POST", "/sessions/{id}/end", sessions.end_one, "session_end", SIGNED_IN),
    Page("GET", "/alerts", alerts.show, "alerts", SIGNED_IN),
    Page("POST", "/alerts/code", alerts.make_code, "alert_code", SIGNED_IN),
    Page("POST", "/alerts/try", alerts.try_out, "alert_try", ANSWER),
    Page("POST", "/alerts/email", alerts.ask_email, "alert_email", ANSWER),
    Page("POST", "/alerts/email/code", alerts.link_email, "alert_email_code", ANSWER),
    Page("GET", "/rota", rota.show, "rota", ANSWER),
    Page("POST", "/rota", rota.add, "rota_add", TEAM),
    Page("POST", "/rota/{id}/away", rota.take_away, "rota_away", TEAM),
    Page("POST", "/alerts/{id}/away", alerts.take_away, "alert_away", SIGNED_IN),
    Page("GET", "/staff/invitations", inviting.show, "inviting", TEAM),
    Page("POST", "/staff/invitations", inviting.send, "inviting.post", TEAM),
    Page("POST", "/staff/invitations/{id}/away", inviting.take_away, "inviting_away", TEAM),
    Page("GET", "/staff/roles", roles.show, "roles", ROLES),
    Page("POST", "/staff/roles", roles.save, "roles.post", ROLES),
    Page("POST", "/staff/{id}/role", staff.set_role, "staff_role", TEAM),
    Page("POST", "/staff/{id}/regions", member_regions.limit, "staff_regions", TEAM),
    Page("GET", "/staff", staff.show, "staff", TEAM, _("Staff")),
    Page("POST", "/staff", staff.add, "staff.post", TEAM),
    Page("POST", "/staff/rule", staff.set_rule, "staff_rule", ROLES),
    Page("POST", "/staff/{id}/second-factor", staff.take_phone_away, "staff_phone", TEAM),
    Page("POST", "/staff/{id}/active", staff.set_active, "staff_active", TEAM),
    Page("GET", "/staff/{id}/sessions", sessions.show_colleagues, "staff_sessions", TEAM),
    Page("POST", "/staff/{id}/sessions", sessions.end_colleagues, "staff_sessions.post", TEAM),
    Page("GET", "/staff/{id}/password", staff.show_password, "staff_password", TEAM),
    Page("POST", "/staff/{id}/password", staff.reset_password, "staff_password.post", TEAM),
)
"""In the menu they stand where `admin/routes.py` puts them."""
