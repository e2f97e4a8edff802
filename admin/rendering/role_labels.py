"""What are the roles of staff called, and what each may do?"""

from __future__ import annotations

from admin.security.permissions import Permission, Role
from flows.engine.text import Text, _

_P = Permission

ROLES: dict[str, Text] = {
    Role.ADMIN: _("Administrator"),
    Role.EDITOR: _("Editor"),
    Role.COUNSELLOR: _("Counsellor"),
    Role.TRAINER: _("Trainer"),
    Role.VIEWER: _("Viewer"),
}

PERMISSIONS: dict[str, Text] = {
    _P.SEE_DIRECTORY: _("See the list of services"),
    _P.EDIT_DIRECTORY: _("Write, check and publish services"),
    _P.SEE_FIGURES: _("See figures of nobody: what was not found"),
    _P.ANSWER_PEOPLE: _("Read what people write, and answer them"),
    _P.REVEAL_NUMBERS: _("Look at phone numbers"),
    _P.REGISTER_PEOPLE: _("See registrations, and register people at the desk"),
    _P.REFER_PEOPLE: _("Pass people on to a service"),
    _P.READ_FEEDBACK: _("Read feedback"),
    _P.SEE_TRAININGS: _("See trainings, and who takes part"),
    _P.MARK_ATTENDANCE: _("Teach, and mark who was there"),
    _P.PLAN_TRAININGS: _("Plan trainings, give seats and certificates"),
    _P.SEND_REMINDERS: _("Write reminders to many"),
    _P.APPROVE_REMINDERS: _("Agree to a reminder of somebody else"),
    _P.MANAGE_TEAM: _("Add and remove colleagues"),
    _P.CHANGE_ROLES: _("Say what each role may do"),
    _P.SEE_CHANGES: _("See who changed what"),
    _P.CHANGE_WORDS: _("Say what Dalil says in other words"),
}
"""In the order of the page."""
