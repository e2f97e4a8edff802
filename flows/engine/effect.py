"""What a turn asks to happen; `bot/inbound/effects.py` carries it out, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flows.engine.enrolments.opinions import OpinionQuestion
from flows.engine.enrolments.states import LeaveReason
from flows.engine.follow_ups import AgreeToFollowUp, EndFollowUp, RecordAnswer
from flows.engine.owed import NotOwed, Owed
from flows.engine.reply import Reply


class Purpose(StrEnum):
    """What somebody agrees to: one purpose, one consent.

    FOLLOW_UP: that staff answer them. WHETHER_HELPED: to be asked so of a service, once.
    """

    INTEREST = "interest"
    FOLLOW_UP = "follow_up"
    WHETHER_HELPED = "whether_helped"


class HelpReason(StrEnum):
    """Why staff should look at a conversation.

    SENT: what only a person can look at. CHANGE: of a registration. ERASE_THERE: a service is to
    erase what it was told. MACHINE: the same again and again. TOO_MANY: more than we answer.
    """

    ASKED = "asked"
    DANGER = "danger"
    SENT = "sent"
    CHANGE = "change"
    WRONG_INFO = "wrong_info"
    ERASE_THERE = "erase_there"
    MACHINE = "machine"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Say:
    """`locale`: for once in this language, where the contact has not chosen one (danger, STOP).

    `urgent`: it goes before what is said to anybody else.
    """

    reply: Reply
    locale: str | None = None
    urgent: bool = False

    @property
    def is_owed(self) -> bool:
        return self.urgent


@dataclass(frozen=True, slots=True)
class SetLocale(NotOwed):
    """From here on, also within this turn, the contact is answered in `locale`."""

    locale: str


@dataclass(frozen=True, slots=True)
class SetPlace(NotOwed):
    place: str


@dataclass(frozen=True, slots=True)
class SetSource(NotOwed):
    """Where the contact found us: the words of a deep link, such as "kairouan-poster3"."""

    source: str


@dataclass(frozen=True, slots=True)
class GiveConsent(Owed):
    purpose: Purpose
    text_version: str


@dataclass(frozen=True, slots=True)
class StopMessages(Owed):
    """Withdraws every consent to be written to; honoured even after an erasure."""


@dataclass(frozen=True, slots=True)
class StartMessages(Owed):
    """Takes a STOP back."""


@dataclass(frozen=True, slots=True)
class RecordInterest(NotOwed):
    """A wish to be told about an offer. `receipt` is the code the person was given.

    `reach_by` is "here", or a phone number in E.164; `reach_when` one of the keys asked.
    """

    receipt: str
    offer: str
    place: str
    first_name: str
    reach_by: str
    reach_when: str


@dataclass(frozen=True, slots=True)
class CorrectInterest(Owed):
    """One detail of a wish is another now; the others stay. None: this one stays, too."""

    receipt: str
    first_name: str | None = None
    place: str | None = None
    reach_by: str | None = None


@dataclass(frozen=True, slots=True)
class CancelInterest(Owed):
    """Takes a wish back: nothing of it is kept."""

    receipt: str


@dataclass(frozen=True, slots=True)
class AnswerReferral(Owed):
    """Whether we may pass them on, by the code of the referral."""

    code: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class WithdrawReferral(Owed):
    """Takes it back: the receiver keeps nothing of it."""

    code: str


@dataclass(frozen=True, slots=True)
class TakeSeat(NotOwed):
    """`seats` in a cohort, or the end of the line for so many. `first_name` "": not said.
    `for_another`: somebody of this name who shares the phone."""

    cohort_id: int
    seats: int
    first_name: str
    for_another: bool = False


@dataclass(frozen=True, slots=True)
class AnswerInvitation(Owed):
    """Takes the seat that is kept, or lets it go to the next in line."""

    enrolment_id: int
    accepts: bool


@dataclass(frozen=True, slots=True)
class AnswerClass(Owed):
    """Whether somebody comes to these classes, each as it was told (`ClassMeeting.as_told`).
    `late`: they come, and not in time."""

    enrolment_id: int
    meetings: tuple[tuple[int, int], ...]
    comes: bool
    late: bool = False


@dataclass(frozen=True, slots=True)
class SayPresent(Owed):
    """They say that they are at this class; a trainer's mark stays as it is."""

    enrolment_id: int
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MarkAttendance(NotOwed):
    """A trainer says of everybody in a class of theirs who was there, by their enrolments."""

    meeting_id: int
    present: tuple[int, ...]
    absent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeaveCourse(Owed):
    """Gives back a seat, or a place in the line."""

    enrolment_id: int
    why: LeaveReason


@dataclass(frozen=True, slots=True)
class GiveOpinion(Owed):
    """What somebody says of a course they took part in, kept without them; "" is nothing, and
    answers the question all the same. Of each question the first answer counts."""

    enrolment_id: int
    question: OpinionQuestion
    said: str


@dataclass(frozen=True, slots=True)
class BindReceipt(NotOwed):
    """What was registered at the desk under this code is of this phone from now on."""

    code: str


@dataclass(frozen=True, slots=True)
class SpeakDiscreetly(Owed):
    """Reminders name neither course nor place from now on; or do again."""

    enrolment_id: int
    discreet: bool


@dataclass(frozen=True, slots=True)
class RecordFeedback(NotOwed):
    """A rating from 1 to 5 and words; `service` None is about Dalil; anonymous keeps no link."""

    rating: int
    words: str
    service: str | None
    anonymous: bool


@dataclass(frozen=True, slots=True)
class RecordUnmetNeed(NotOwed):
    """Somebody found nothing. Never their words: `need` and `place` are our own codes."""

    need: str
    place: str | None


@dataclass(frozen=True, slots=True)
class RecordShown(NotOwed):
    """The card of a service was shown that nobody of ours has checked: what staff call first."""

    service: str


@dataclass(frozen=True, slots=True)
class AskHuman:
    """A task for staff. `words`: what it is about, sealed; `service`: which one it is about;
    `trainer`: whose talk it becomes, where they answer people and nobody has it yet."""

    reason: HelpReason
    words: str = ""
    service: str | None = None
    trainer: str = ""

    @property
    def is_owed(self) -> bool:
        return self.reason is HelpReason.DANGER


@dataclass(frozen=True, slots=True)
class TellStaff(NotOwed):
    """What they wrote is for staff, whom they talk with or wait for; sealed."""

    words: str


@dataclass(frozen=True, slots=True)
class LetStaffListen(NotOwed):
    """Whether what they write from now on is for staff, whom they have talked with."""

    listen: bool


@dataclass(frozen=True, slots=True)
class LeaveUnanswered(NotOwed):
    """Nothing is said, since it would cost more than is paid for; it is counted, and no more."""


@dataclass(frozen=True, slots=True)
class Erase(Owed):
    """Forget the contact: no address, no words; a keyed hash alone remembers a STOP."""


Effect = (
    Say
    | SetLocale
    | SetPlace
    | SetSource
    | GiveConsent
    | StopMessages
    | StartMessages
    | RecordInterest
    | CorrectInterest
    | CancelInterest
    | AnswerReferral
    | WithdrawReferral
    | TakeSeat
    | AnswerInvitation
    | AnswerClass
    | SayPresent
    | MarkAttendance
    | LeaveCourse
    | GiveOpinion
    | SpeakDiscreetly
    | BindReceipt
    | RecordFeedback
    | AgreeToFollowUp
    | EndFollowUp
    | RecordAnswer
    | RecordUnmetNeed
    | RecordShown
    | AskHuman
    | TellStaff
    | LetStaffListen
    | LeaveUnanswered
    | Erase
)
