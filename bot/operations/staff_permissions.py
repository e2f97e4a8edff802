"""May somebody of staff answer people, or say who was in class? For what is done by phone.

All that staff may do, and which role may what: admin/security/permissions.py.
"""

from __future__ import annotations

import json

ADMINISTRATOR = "admin"
"""The role that may everything, whatever the table says."""


def limited_to(regions: str, role: str) -> frozenset[str] | None:
    """The regions somebody of staff works for, as their row keeps them (JSON); None: all of them.
    An administrator is never limited: somebody must see to everything."""
    named = json.loads(regions)
    return frozenset(named) if named and role != ADMINISTRATOR else None


ANSWER_PEOPLE = "answer_people"
MARK_ATTENDANCE = "mark_attendance"

MAY = (
    f"(s.role = '{ADMINISTRATOR}' OR EXISTS (SELECT 1 FROM role_permission AS p"
    " WHERE p.role = s.role AND p.permission = ?))"
)
"""A condition on the row `s` of `staff_member`; its value is a permission."""
