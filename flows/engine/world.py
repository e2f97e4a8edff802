"""Everything a conversation may know when it answers, frozen: same world, same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flows.engine.language import BegunLanguage, Language
from flows.engine.text import Line
from flows.engine.understanding.lexicon import Lexicon
from services_directory.search.finder import Finder
from services_directory.values.entries import Directory, Programme


@dataclass(frozen=True, slots=True)
class KeptInterest:
    receipt: str
    offer: str
    recorded_on: date
    is_done: bool = False
    """Staff have seen to it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What we keep about a contact, to be told to them: never more than they gave."""

    address_masked: str = ""
    since: date | None = None
    interests: tuple[KeptInterest, ...] = ()
    feedback_count: int = 0
    open_requests: int = 0


@dataclass(frozen=True, slots=True)
class ContactView:
    """The contact as conversations see them: no address, no id. `locale` None: not chosen yet.

    `guest`: never consented to anything, so forgotten after a short silence. `tell_kept` opens what
    is sealed, and few ask for it.
    """

    locale: str | None = None
    locale_hint: str | None = None
    place: str | None = None
    consents: frozenset[str] = frozenset()
    stopped: bool = False
    guest: bool = True
    tell_kept: Callable[[], Kept] = Kept


@dataclass(frozen=True, slots=True)
class ChannelView:
    """What the way there can show; `page_size` is how many entries of a list one message takes.

    `bills_segments`: every 70 or 160 letters cost money, so say less at a time. `knows_number`: the
    address that is kept is a phone number, and no chat.
    """

    name: str
    shows_buttons: bool
    bills_segments: bool
    page_size: int
    knows_number: bool = True


@dataclass(frozen=True, slots=True)
class World:
    """`now` is aware, UTC. `phrase(line, locale)` says a line in a locale, purely.

    `draw_receipt()` gives a fresh receipt code: chance enters here, so that flows stay pure.
    `public_url` is the address of the public pages; None where nobody outside could open them.
    `begun`: the languages we only understand a little of.
    """

    now: datetime
    contact: ContactView
    channel: ChannelView
    directory: Directory
    finder: Finder
    lexicon: Lexicon
    languages: tuple[Language, ...]
    phrase: Callable[[Line, str], str]
    draw_receipt: Callable[[], str] = str
    public_url: str | None = None
    begun: tuple[BegunLanguage, ...] = ()

    @property
    def programme(self) -> Programme:
        """The city this person is answered for."""
        return self.directory.programme

    def language(self, code: str | None) -> Language | None:
        """A language people can choose, by its code."""
        return next((each for each in self.languages if each.code == code), None)

    def spoken_in(self, language: str | None, said: str) -> Language:
        """For who has chosen none and is answered at once: the language of their words; where it is
        not known, the first of ours in the letters of `said`."""
        if (known := self.language(language)) is not None:
            return known
        is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in said)
        alike = (each for each in self.languages if each.right_to_left == is_arabic)
        return next(alike, self.languages[0])
