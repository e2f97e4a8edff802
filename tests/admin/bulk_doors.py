"""What the pages of an edit of several services take: one looked at, and one that is done."""

from __future__ import annotations

from collections.abc import Iterable

from tests.admin.office import HOSPITAL, NATIONAL, PASSWORD, Browser

LIST = "/admin/services"
NEW = f"{LIST}/bulk"

Forms = dict[str, dict[str, str]]


async def bulk_doors(admin: Browser, names: Iterable[str]) -> tuple[dict[str, str], Forms]:
    """Their numbers by address, and what each address takes."""
    await admin.sign_in("Admin", PASSWORD)
    chosen = (await admin.get(LIST)).fields_to(NEW) | {"act": "checked", "key": NATIONAL}
    page = await admin.post(NEW, chosen)
    done = page.answer.url.path
    await admin.post(done, page.fields_to(done))
    page = await admin.post(NEW, chosen | {"act": "archived", "key": HOSPITAL})
    looked = page.answer.url.path
    merge = f"{LIST}/{HOSPITAL}/merge"
    sides = await admin.get(f"{merge}?with={NATIONAL}&kept=1")
    quick = f"{LIST}/{HOSPITAL}/quick"
    forms = {
        "POST /services/bulk": chosen,
        "POST /services/bulk/{id}": page.fields_to(looked),
        "POST /services/{id}/confirmation": {"step": "ask"},
        "POST /services/{id}/merge": sides.fields_to(merge) | {"look": "1"},
        "POST /services/{id}/quick": (await admin.get(LIST)).fields_to(quick)
        | {"act": "phone", "phone": "78000002"},
    }
    rows = {f"/services/bulk/{{id}}/undo {who}": done.rpartition("/")[2] for who in names}
    rows["/services/bulk/"] = looked.rpartition("/")[2]
    for form in forms.values():
        form.pop("form_token", None)
    return rows, forms
