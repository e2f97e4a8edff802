"""Posted fields → values, or what to correct, said beside each field in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from multidict import MultiDictProxy
from wtforms import (
    BooleanField,
    Field,
    Form,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation, ValidationError

from admin.rendering.formatting import say
from flows.engine.language import Language
from flows.engine.text import Line, Text, _, plural

_F = TypeVar("_F", bound=Form)

Check = Callable[[Form, Field], None]
Choices = Iterable[tuple[str, Line]]
Columns = tuple[tuple[str, str], ...]
"""Languages side by side in a form: their codes, each with its direction as HTML names it."""

# WTForms' own words are not in our catalogues (and in Arabic not all in its own).
ITS_WORDS: dict[str, Text] = {
    "Not a valid choice.": _("Please choose one of the list."),
}


class _OurWords:
    def gettext(self, words: str) -> str:
        return say(ITS_WORDS.get(words, _("This cannot be used.")))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one)


class StaffForm(Form):
    """A form whose posted values survive every error. Its token is checked before (access.py)."""

    class Meta:
        csrf = False

        def get_translations(self, form: Form) -> _OurWords:
            return _OurWords()

    def validate_only(self, names: Iterable[str]) -> bool:
        """Whether these fields can be used; what was not posted is not looked at."""
        # A posted form has an empty list for what was not posted, one made of values has None.
        there = [name for name in names if name in self and self[name].raw_data != []]
        fine = [self[name].validate(self) for name in there]
        return all(fine)

    def take_errors(self, other: StaffForm) -> None:
        """What was found wrong with the same fields in `other` is wrong here, too."""
        for name, errors in other.errors.items():
            if not self[name].errors:
                self[name].errors = list(errors)

    def refuse(self, name: str, line: Line) -> None:
        """Add what only the handler could find out to the errors of a field."""
        field = self[name]
        field.errors = [*field.errors, say(line)]


def in_languages(make: Callable[[Columns], type[_F]], languages: Iterable[Language]) -> type[_F]:
    """The form with its words in these languages; `make` is asked once for the same ones."""
    return make(tuple((each.code, "rtl" if each.right_to_left else "ltr") for each in languages))


def needed(form: Form, field: Field) -> None:
    """A field that may not be empty."""
    if not (field.data or "").strip():
        raise StopValidation(say(_("Please fill this in.")))


def at_most(letters: int) -> Check:
    """A field of at most so many letters."""

    def check(form: Form, field: Field) -> None:
        if len(field.data or "") > letters:
            raise ValidationError(
                say(plural("At most {n} letter.", "At most {n} letters.", letters))
            )

    return check


def at_least(letters: int) -> Check:
    """A field of at least so many letters."""

    def check(form: Form, field: Field) -> None:
        if len(field.data or "") < letters:
            raise ValidationError(
                say(plural("At least {n} letter.", "At least {n} letters.", letters))
            )

    return check


# What keeps two words on one line is no reason to glue them together.
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def clean(text: Any) -> str:
    """One field as both databases can keep it: trimmed, without NUL, control or broken letters."""
    if not isinstance(text, str):
        return ""
    if text.isprintable():
        return text.strip()
    kept = (
        letter
        for letter in _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
        if (letter.isprintable() or letter in "\n\t\u200c\u200d")
        and not "\ud800" <= letter <= "\udfff"
    )
    return "".join(kept).strip()


def _later(label: Line) -> Any:
    """A label that is said when its page is made; WTForms takes it for words already."""
    return label


def text_field(label: Line, *checks: Check, letters: int = 200, **extra: Any) -> Any:
    """One line of text; `extra` are attributes of the input."""
    return StringField(
        _later(label),
        [*checks, at_most(letters)],
        filters=[clean],
        render_kw={"maxlength": letters, **extra},
    )


def long_field(
    label: Line, *checks: Check, letters: int = 1000, rows: int = 3, **extra: Any
) -> Any:
    """A field of several lines."""
    return TextAreaField(
        _later(label),
        [*checks, at_most(letters)],
        filters=[clean],
        render_kw={"maxlength": letters, "rows": rows, **extra},
    )


def password_field(label: Line, *checks: Check, autocomplete: str) -> Any:
    """A field whose letters are not shown."""
    return PasswordField(
        _later(label), [*checks], render_kw={"autocomplete": autocomplete, "maxlength": 200}
    )


def tick_field(label: Line, **extra: Any) -> Any:
    """A box to tick."""
    return BooleanField(_later(label), render_kw={"value": "1", **extra})


def choice_field(label: Line, choices: Choices = (), **extra: Any) -> Any:
    """A list of which one is chosen."""
    return SelectField(
        _later(label),
        choices=[(key, _later(said)) for key, said in choices],
        render_kw=extra or None,
    )


def fill_choices(field: Any, choices: Sequence[tuple[str, Line]]) -> None:
    """The options of a select, said in the reader's language."""
    field.choices = [(key, say(line)) for key, line in choices]


Posted = MultiDictProxy[Any]
