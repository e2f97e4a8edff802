"""Everything a conversation may know when it answers, frozen: same world, same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType

from flows.engine.enrolments.kept import KeptEnrolment, Lent
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.enrolments.roll_call import Teaching
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.follow_ups import KeptFollowUp
from flows.engine.language import BegunLanguage, Language
from flows.engine.referrals import KeptReferral
from flows.engine.reply import Choice
from flows.engine.text import Line
from flows.engine.understanding.lexicon import Lexicon
from services_directory.search.finder import Finder
from services_directory.training.values import NO_TRAININGS, Trainings
from services_directory.values.entries import Directory, Programme
from services_directory.values.local_text import LocalText


@dataclass(frozen=True, slots=True)
class KeptInterest:
    receipt: str
    offer: str
    recorded_on: date
    is_done: bool = False
    """Staff have seen to it."""
    first_name: str = ""
    place: str = ""
    call_masked: str = ""
    """The number to be called, where they gave another one than this."""
    call_when: str = ""
    state: str = "new"
    """As flows/registration/interest_states.py has it, and why it is not possible."""
    not_possible: str | None = None


class KeptKind(Enum):
    """Each kind of what we may keep of somebody, in the order in which MY DATA tells it."""

    ADDRESS = auto()
    OTHER_ADDRESSES = auto()
    LANGUAGE = auto()
    PLACE = auto()
    REGISTRATIONS = auto()
    REFERRALS = auto()
    FOLLOW_UP = auto()
    COURSES = auto()
    UNFINISHED = auto()
    UNTIL = auto()
    SINCE = auto()
    CONSENTS = auto()
    SOURCE = auto()
    OPINIONS = auto()
    REQUESTS = auto()
    LOOKED_AT = auto()
    MESSAGES = auto()
    TALKS = auto()


@dataclass(frozen=True, slots=True)
class Kept:
    """What we keep about a contact, to be told to them: never more than they gave."""

    address_masked: str = ""
    since: date | None = None
    interests: tuple[KeptInterest, ...] = ()
    feedback_count: int = 0
    open_requests: int = 0
    """Of those where somebody asked for a person, or said what is to be changed: never of danger,
    since others may hold the phone."""
    agreed_on: date | None = None
    source: str | None = None
    """The poster or link they came by."""
    looked_at_on: date | None = None
    """When staff last had a number of theirs shown; for a request of danger it is not told."""
    other_addresses: int = 0
    """Those beside this one by which we know them: WhatsApp has a number and an id of somebody."""


@dataclass(frozen=True, slots=True)
class WithStaff:
    """They talk with our staff, or wait for them.

    `listen`: what they write goes to staff. `answer`: staff answered of late, so they would listen
    again. `spoke_last`: the last thing said to them came from staff, so no list of ours is on the
    screen.
    """

    listen: bool = False
    answer: bool = False
    spoke_last: bool = False


@dataclass(frozen=True, slots=True)
class ContactView:
    """The contact as conversations see them: no address, no id. `locale` None: not chosen yet.

    `guest`: never consented to anything, so forgotten after a short silence. `tell_kept` opens what
    is sealed, and few ask for it. `foreign`: their number is one that no SMS is paid for.
    `with_staff`: None where no talk with staff is open.
    `enrolments`: in trainings, also those they left. `asked`: of what we asked last of ourselves,
    after their last message, what can be answered. `open_questions`: all of what we asked of
    ourselves that can be answered still, the newest first. `follow_up`: the one they agreed to;
    `may_be_reminded`: they agreed to be written to, and can be, a few days after this message.
    """

    locale: str | None = None
    locale_hint: str | None = None
    place: str | None = None
    consents: frozenset[str] = frozenset()
    stopped: bool = False
    guest: bool = True
    foreign: bool = False
    tell_kept: Callable[[], Kept] = Kept
    with_staff: WithStaff | None = None
    enrolments: tuple[KeptEnrolment, ...] = ()
    referrals: tuple[KeptReferral, ...] = ()
    follow_up: KeptFollowUp | None = None
    may_be_reminded: bool = False
    asked: tuple[Choice, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()

    @property
    def own_enrolments(self) -> tuple[KeptEnrolment, ...]:
        """Without what they see by a code of somebody's."""
        return tuple(each for each in self.enrolments if each.lent is Lent.NOT)


@dataclass(frozen=True, slots=True)
class ChannelView:
    """What the way there can show; `page_size` is how many entries of a list one message takes.

    `bills_segments`: every 70 or 160 letters cost money, so say less at a time. `is_paid`: each
    message costs. `knows_number`: the address that is kept is a phone number, and no chat.
    `is_trial`: they only try Dalil, and can take nothing from others.
    """

    name: str
    shows_buttons: bool
    bills_segments: bool
    page_size: int
    knows_number: bool = True
    is_paid: bool = False
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class KnownCertificate:
    """What anybody who shows its code may hear of a certificate.

    `place` is a place's id; `holder` a name, where its holder allowed that it is told;
    `course_id` for programs, which compare what people learnt."""

    code: str
    title: LocalText
    place: str
    finished_on: date
    hours: int | None = None
    holder: str = ""
    revoked_on: date | None = None
    course_id: str = ""


@dataclass(frozen=True, slots=True)
class KnownReceipt:
    """What may be heard of a registration by whoever has its code, from another phone: never whose.

    `locale`: in which it was made."""

    interest: KeptInterest
    locale: str
    lent: Lent


@dataclass(frozen=True, slots=True)
class World:
    """`now` is aware, UTC. `phrase(line, locale)` says a line in a locale, purely.

    `draw_receipt()` gives a fresh receipt code: chance enters here, so that flows stay pure.
    `public_url` is the address of the public pages; None where nobody outside could open them.
    `begun`: the languages we only understand a little of. `trainings`: courses and cohorts, as
    current as the directory. `usual_wait`: for an answer of staff, as it was of late; None while
    that is not known. `seats` of cohorts, by their ids: of those somebody is asked about
    just as they are, of others as they were some seconds ago.
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
    trainings: Trainings = NO_TRAININGS
    certificates: tuple[KnownCertificate, ...] = ()
    """Those whose code stands in the message that is answered."""
    receipt: KnownReceipt | None = None
    """Of another phone, or of the desk, whose code they wrote a while ago."""
    usual_wait: timedelta | None = None
    teaching: Teaching | None = None
    """Where a trainer writes of who was there; None for everybody else."""
    seats: Mapping[int, SeatCount] = field(default_factory=lambda: MappingProxyType({}))

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
