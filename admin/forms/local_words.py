"""Words in each language as fields "title_fr", "title_ar" …, and back."""

from __future__ import annotations

from collections.abc import Iterable

from admin.forms.base import StaffForm
from services_directory.values.local_text import LocalText


def words_values(names: Iterable[str], kept: object) -> dict[str, str]:
    """What these texts of `kept` say, by the names of the fields."""
    return {f"{name}_{code}": text for name in names for code, text in getattr(kept, name).words}


def words_in(
    form: StaffForm, name: str, codes: Iterable[str], kept: object | None = None
) -> LocalText:
    """The words of a form; those of `kept` in a language that the form does not show stay."""
    shown = {code: form[f"{name}_{code}"].data or "" for code in codes}
    had = getattr(kept, name).words if kept else ()
    return LocalText.of(shown | {code: text for code, text in had if code not in shown})
