"""A field for the code of a registration; a code of another kind that is typed there is named."""

from __future__ import annotations

from admin.forms.base import StaffForm, clean
from admin.rendering.contacts import as_receipt
from flows.engine.codes import read_certificate_code
from flows.engine.text import _

OF_A_CERTIFICATE = _(
    "This is the code of a certificate. Certificates stand on the page of their cohort."
)


def receipt_asked(form: StaffForm, name: str) -> str:
    """The code in this field, as it was given out."""
    typed = clean(form[name].data)
    if read_certificate_code(typed):
        form.refuse(name, OF_A_CERTIFICATE)
    return as_receipt(typed)
