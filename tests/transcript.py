"""Conversations as text: what is said (`>`), answered (`<`), and asked to happen (`*`).

A line with `=` is what a member of staff writes; with `~`, days go by until what we ask of
ourselves.

A transcript fills itself: `pytest --rewrite-transcripts` writes the answers as they are now, to be
read before they are committed. Without it, every line that was said and not expected, or expected
and not said, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.cases.help_requests import NOBODY_ASKED
from bot.configuration.paths import LOCALES
from bot.contacts.sessions import session_from_json, session_to_json
from bot.messages.capabilities import Capabilities
from bot.messages.message import Rendered
from bot.messages.rendering import render
from bot.messages.segments import count
from bot.privacy.masking import mask
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from flows.engine.conversation import advance
from flows.engine.effect import (
    AskHuman,
    CorrectInterest,
    Effect,
    Erase,
    GiveConsent,
    LetStaffListen,
    RecordInterest,
    Say,
    SetLocale,
    SetPlace,
    StartMessages,
    StopMessages,
)
from flows.engine.enrolments.roll_call import Teaching
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked, Unreadable
from flows.engine.follow_ups import AgreeToFollowUp, EndFollowUp, KeptFollowUp
from flows.engine.session import Session
from flows.engine.step_index import Conversations
from flows.engine.understanding.lexicon import Lexicon
from flows.engine.world import (
    ChannelView,
    ContactView,
    Kept,
    KeptInterest,
    KnownCertificate,
    KnownReceipt,
    WithStaff,
    World,
)
from flows.follow_ups.question import answers_to, whether_helped
from flows.registration.register_interest import HERE
from flows.registry import CONVERSATIONS, build_lexicon
from services_directory.packs.programme import pack_folder
from services_directory.packs.read_pack import read_pack
from services_directory.search.finder import Finder
from services_directory.training.values import NO_TRAININGS, Trainings
from services_directory.values.entries import Directory, Position
from services_directory.values.limits import Limits

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
"""A Tuesday, twelve o'clock in Tunis."""

RECEIPT = "K7M-X4T"


@dataclass(frozen=True, slots=True)
class City:
    """What every conversation of a test shares: a directory, the words known, the languages."""

    directory: Directory
    finder: Finder
    lexicon: Lexicon
    translator: Translator
    trainings: Trainings = NO_TRAININGS


@cache
def the_city() -> City:
    """The shipped pack, catalogues and keywords, as they are; but people may write all at once."""
    directory = read_pack(pack_folder("jendouba_kairouan"))
    programme = replace(directory.programme, limits=Limits(10_000, 10_000))
    directory = replace(directory, programme=programme)
    return City(
        directory,
        Finder(directory),
        build_lexicon(
            load_keywords(LOCALES), directory.places, programme.languages, load_classifier()
        ),
        Translator.load(LOCALES, programme.languages, programme.timezone, programme.plain_by_sms),
    )


@dataclass(slots=True)
class Person:
    """Somebody at a phone. Keeps what `bot/` would keep, and shows what is seen."""

    city: City
    capabilities: Capabilities
    channel: str
    now: datetime = NOON
    conversations: Conversations = CONVERSATIONS
    contact: ContactView = field(
        default_factory=lambda: ContactView(
            tell_kept=lambda: Kept(address_masked="xxxxxx01", since=date(2026, 11, 24))
        )
    )
    session: Session = field(default_factory=Session)
    usual_wait: timedelta | None = None
    seen: Rendered | None = None
    certificates: tuple[KnownCertificate, ...] = ()
    teaching: Teaching | None = None
    receipt: KnownReceipt | None = None

    def says(self, line: str) -> list[Effect]:
        """A line of a transcript, and the effects it had."""
        return self.does(self._event(line))

    def does(self, event: Event) -> list[Effect]:
        # Through JSON, as between two messages of a real conversation.
        session = session_from_json(session_to_json(self.session))
        turn = advance(session, event, self.world(), self.conversations)
        self.session, self.seen = turn.session, None
        for effect in turn.effects:
            self._carry_out(effect)
        return list(turn.effects)

    def hears_staff(self) -> None:
        """A member of staff has answered."""
        self.contact = replace(self.contact, with_staff=WithStaff(True, True, True))

    def is_asked(self) -> None:
        """The days are over: the question comes that they agreed to, if they did."""
        kept, contact = self.contact.follow_up, self.contact
        self.seen, self.now = None, self.now + timedelta(days=3)
        if kept is None:
            return
        name = self.city.directory.programme.name if self.capabilities.bills_segments else ""
        self.contact = replace(contact, asked=answers_to(kept.id))
        language = self.city.translator.language(contact.locale)
        question, locale = whether_helped(kept.id, name), contact.locale or ""
        phrase = self.city.translator.phrase
        self.seen = render(question, locale, self.capabilities, phrase, language)

    def _event(self, line: str) -> Event:
        if line.startswith("[") and line.endswith("]"):
            return Picked(self._key(line[1:-1]))
        if line.startswith("@"):
            latitude, _comma, longitude = line[1:].partition(",")
            return LocationShared(Position(float(latitude), float(longitude)))
        if line.startswith("(contact) "):
            return NumberShared(line.removeprefix("(contact) "))
        if line.startswith("(edited) "):
            return Heard(line.removeprefix("(edited) "), corrects=True)
        if line in ("(voice)", "(picture)"):
            return Unreadable(line[1:-1])
        return Heard(line.replace(" / ", "\n"))

    def _key(self, label: str) -> str:
        """The key of the button with this label; `#key` presses a button of an older message."""
        if label.startswith("#"):
            return label[1:]
        rows = self.seen.buttons if self.seen else ()
        found = [each.key for row in rows for each in row if each.label == label]
        return found[0] if found else f"(no button {label})"

    def world(self) -> World:
        codes = self.city.directory.programme.languages
        known = {each.code: each for each in self.city.translator.languages}
        return World(
            now=self.now,
            contact=replace(self.contact, may_be_reminded=bool(self.contact.consents)),
            channel=ChannelView(
                self.channel,
                self.capabilities.shows_buttons,
                self.capabilities.bills_segments,
                self.capabilities.page_size,
                self.capabilities.knows_number,
                self.capabilities.is_paid,
                self.capabilities.is_trial,
            ),
            directory=self.city.directory,
            finder=self.city.finder,
            lexicon=self.city.lexicon,
            languages=tuple(known[code] for code in codes),
            begun=self.city.translator.begun,
            phrase=self.city.translator.phrase,
            draw_receipt=lambda: RECEIPT,
            usual_wait=self.usual_wait,
            certificates=self.certificates,
            receipt=self.receipt,
            trainings=self.city.trainings,
            teaching=self.teaching,
        )

    def _carry_out(self, effect: Effect) -> None:
        contact = self.contact
        match effect:
            case Say(reply, locale):
                spoken = locale or contact.locale or self.city.directory.programme.languages[0]
                language = self.city.translator.language(spoken)
                phrase = self.city.translator.phrase
                self.seen = render(reply, spoken, self.capabilities, phrase, language)
                if contact.with_staff is not None:
                    said = replace(contact.with_staff, spoke_last=False)
                    self.contact = replace(contact, with_staff=said)
            case AskHuman(reason) if reason not in NOBODY_ASKED:
                self.contact = replace(contact, with_staff=contact.with_staff or WithStaff())
            case LetStaffListen(listen) if contact.with_staff is not None:
                with_staff = replace(contact.with_staff, listen=listen)
                self.contact = replace(contact, with_staff=with_staff)
            case SetLocale(locale):
                self.contact = replace(contact, locale=locale)
            case SetPlace(place):
                self.contact = replace(contact, place=place)
            case GiveConsent(purpose, _version):
                consents = contact.consents | {purpose.value}
                self.contact = replace(contact, consents=consents, guest=False)
            case StopMessages():
                staff = contact.with_staff and WithStaff()
                self.contact = replace(
                    contact, stopped=True, consents=frozenset(), with_staff=staff
                )
            case AgreeToFollowUp():
                asks_on = (self.now + timedelta(days=3)).date()
                kept = KeptFollowUp(7, effect.service, effect.need, effect.place, asks_on)
                self.contact = replace(contact, follow_up=kept)
            case EndFollowUp():
                self.contact = replace(contact, follow_up=None, asked=())
            case StartMessages():
                self.contact = replace(contact, stopped=False)
            case RecordInterest():
                new = KeptInterest(
                    effect.receipt,
                    effect.offer,
                    self.now.date(),
                    first_name=effect.first_name,
                    place=effect.place,
                    call_masked=_called(effect.reach_by),
                    call_when=effect.reach_when,
                )
                self._keep_interests((*contact.tell_kept().interests, new))
            case CorrectInterest():
                interests = contact.tell_kept().interests
                self._keep_interests(tuple(_corrected(each, effect) for each in interests))
            case Erase():
                self.contact, self.session = ContactView(), Session()

    def _keep_interests(self, interests: tuple[KeptInterest, ...]) -> None:
        kept = replace(self.contact.tell_kept(), interests=interests)
        self.contact = replace(self.contact, tell_kept=lambda: kept)


def _called(reach_by: str) -> str:
    return "" if reach_by == HERE else mask(reach_by)


def _corrected(kept: KeptInterest, effect: CorrectInterest) -> KeptInterest:
    if kept.receipt != effect.receipt:
        return kept
    return replace(
        kept,
        first_name=kept.first_name if effect.first_name is None else effect.first_name,
        place=kept.place if effect.place is None else effect.place,
        call_masked=kept.call_masked if effect.reach_by is None else _called(effect.reach_by),
    )


def played(script: str, city: City, capabilities: Capabilities, channel: str) -> str:
    """The transcript with what is really answered after each `>` line of `script`."""
    person = Person(city, capabilities, channel)
    lines: list[str] = []
    for line in script.splitlines():
        if line.startswith("> "):
            lines += [line, *_answer(person, line[2:], capabilities)]
        elif line.startswith("= "):
            person.hears_staff()
            lines.append(line)
        elif line.startswith("~ "):
            person.is_asked()
            lines += [line, *_shown(person, capabilities)]
        elif not line.startswith(("< ", "* ", "<")):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _answer(person: Person, line: str, capabilities: Capabilities) -> Iterator[str]:
    effects = person.says(line)
    for effect in effects:
        if not isinstance(effect, Say):
            yield f"* {effect}"
    yield from _shown(person, capabilities)


def _shown(person: Person, capabilities: Capabilities) -> Iterator[str]:
    if person.seen is None:
        yield "< (silence)"
        return
    yield from (f"< {each}" for each in person.seen.text.splitlines())
    for row in person.seen.buttons:
        yield "< " + " ".join(f"[{button.label}]" for button in row)
    if person.seen.location_label:
        yield f"< ({person.seen.location_label})"
    if person.seen.pin:
        yield f"< (pin {person.seen.pin.position.latitude}, {person.seen.pin.position.longitude})"
    if capabilities.bills_segments:
        billed = count(person.seen.text)
        yield f"* {billed.encoding}, segments: {billed.segments}"
