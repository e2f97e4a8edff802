"""A language people can choose: its names, its direction, and what stands in for missing words."""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.vocabulary.telling import AS_MOST, Telling

BEGUN = "begun"
"""What a conversation remembers the begun language as that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is our locale ("aeb"); `own_name` in its own script; `short_name` in an SMS.

    `fallbacks` starts with the language itself: words missing in one are taken from the next,
    string by string, in what we say ourselves. `also_read`: what its speakers read as their own,
    so that somebody else's words in it reach them too. `babel` names the CLDR locale for dates and
    numbers. `plain_by_sms`: its readers lose nothing where an SMS says "Hopital", which costs half
    of "Hôpital". `telling`: its calendar and its clock, where they are not the civil ones.
    """

    code: str
    own_name: str
    short_name: str
    right_to_left: bool
    fallbacks: tuple[str, ...]
    babel: str
    plural_forms: str
    also_read: tuple[str, ...] = ()
    plain_by_sms: bool = False
    telling: Telling = AS_MOST

    @property
    def read(self) -> tuple[str, ...]:
        """The languages in which its speakers are written to, the first one first."""
        return (self.code, *self.also_read)


@dataclass(frozen=True, slots=True)
class BegunLanguage:
    """A language we understand a little of, and do not speak: all we can say in it.

    `cannot`: that we do not speak it yet, and to choose one below; `person`: the choice to talk to
    somebody; `told`: that our team knows.
    """

    code: str
    own_name: str
    cannot: str
    person: str
    told: str
