"""Is a name, a number or a warning ever lost to what is said around it? Never, whatever that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.segments import count, for_sms, plain_letter
from flows.choose_language import chosen
from flows.engine.conversation import settle
from flows.engine.effect import Say
from flows.engine.session import Session
from flows.engine.step import Go, Talk
from flows.engine.text import Line, _
from flows.registry import CONVERSATIONS
from flows.services.find_service import ShowCard
from services_directory.values.entries import Caution, LocalText, Phone, Service
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person, the_city

CHANNELS = {
    "sms": BY_SMS,
    "telegram": BY_BUTTONS,
    "whatsapp": replace(BY_BUTTONS, knows_number=True),
}
LOCALES = ("fr", "ar", "aeb", "en")

SAID_BEFORE: dict[str, tuple[Line, ...]] = {
    "a card alone": (),
    "not understood": (_("We did not understand."),),
    "from afar": (
        _(
            "We have nothing in {place}. For the whole country:",
            place=LocalText.of(dict.fromkeys(LOCALES, "Sidi Bouzid")),
        ),
        _("{question} We do not know, ask first.", question=_("Open now?")),
    ),
}


def a_card(city: City, service: Service, locale: str, channel: str, before: str) -> str:
    """What somebody who has written never before reads, if that is the answer."""
    person = Person(city, CHANNELS[channel], channel)
    talk = Talk(person.world(), {}, Session("choose_language.choose"))
    first = chosen(talk, locale)
    assert isinstance(first, Go)
    card = Go(ShowCard, {"service": service.id}, saying=SAID_BEFORE[before])
    joined = replace(
        first,
        step=card.step,
        remember=card.remember,
        # On a channel that costs nothing the notice stands above, and what else is said below it.
        saying=(*first.saying, *card.saying),
    )
    (*_others, said) = settle(joined, talk, CONVERSATIONS).effects
    assert isinstance(said, Say)
    person.contact = replace(person.contact, locale=locale)
    person._carry_out(said)
    assert person.seen is not None
    return person.seen.text


def needed(city: City, service: Service, locale: str) -> Iterator[str]:
    """What must be in it: each number and warning."""
    phrase = city.translator.phrase
    yield from (each.digits for each in service.phones)
    caution = city.directory.programme.caution(service.caution)
    if caution is not None:
        yield phrase(caution.text, locale)
    if service.alert:
        yield phrase(service.alert, locale)
    if service.last_checked is None:
        yield phrase(_("We have not checked this yet."), locale)
    if service.opening_hours == "24/7":
        yield phrase(_("Open day and night."), locale)


def lost(city: City, service: Service, locale: str, channel: str, before: str) -> list[str]:
    shown = a_card(city, service, locale, channel, before)
    by_sms = in_plain_letters if channel == "sms" else str
    told = by_sms("".join(each for each in shown if each not in "\u200e\u200f"))
    wanted = [by_sms(each) for each in needed(city, service, locale)]
    gone = [each for each in wanted if each not in told]
    # Where one of the two names says the other as well, it stands alone.
    names = [by_sms(city.translator.phrase(each, locale)) for each in names_of(service)]
    return gone if any(each in told for each in names) else [*gone, *names]


def in_plain_letters(text: str) -> str:
    return "".join(map(plain_letter, for_sms(text)))


def names_of(service: Service) -> tuple[LocalText, ...]:
    return service.name, service.organisation.name


@pytest.mark.parametrize("before", SAID_BEFORE)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("locale", LOCALES)
def test_no_service_of_ours_loses_anything_at_a_first_contact(
    city: City, locale: str, channel: str, before: str
) -> None:
    missing = {
        service.id: gone
        for service in city.directory.services
        if (gone := lost(city, service, locale, channel, before))
    }
    assert missing == {}


WORDS = st.text("abcdeé ôمرحبا", min_size=1, max_size=90).map(str.strip).filter(bool)
EVERYWHERE = WORDS.map(lambda words: LocalText.of(dict.fromkeys(LOCALES, words)))
NUMBERS = st.integers(20_000_001, 20_000_999).map(lambda number: Phone(str(number)))


@settings(max_examples=60, deadline=None)
@given(
    name=EVERYWHERE,
    description=EVERYWHERE,
    alert=EVERYWHERE,
    caution=EVERYWHERE,
    phones=st.lists(NUMBERS, min_size=1, max_size=3, unique=True),
    locale=st.sampled_from(LOCALES),
    channel=st.sampled_from(sorted(CHANNELS)),
    before=st.sampled_from(sorted(SAID_BEFORE)),
)
def test_nor_does_any_other_service(
    name: LocalText,
    description: LocalText,
    alert: LocalText,
    caution: LocalText,
    phones: list[Phone],
    locale: str,
    channel: str,
    before: str,
) -> None:
    city = the_city()
    service = replace(
        city.directory.services[0],
        id="made-up",
        name=name,
        description=description,
        alert=alert,
        phones=tuple(phones),
        caution="made_up",
        opening_hours="24/7",
    )
    programme = city.directory.programme
    warned = replace(programme, cautions=(Caution("made_up", caution, (service.id,)),))
    directory = replace(city.directory, programme=warned, services=(service,))
    assert lost(replace(city, directory=directory), service, locale, channel, before) == []


@pytest.mark.parametrize(
    ("first", "number"),
    [
        ("عنف ضد المرأة القيروان", "1899"),
    ],
)
def test_the_first_sms_of_all_holds_the_number_it_was_asked_for(
    city: City, first: str, number: str
) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says(first)
    assert person.seen is not None
    assert number in person.seen.text


def test_by_sms_who_we_are_is_one_line_and_costs_no_more_than_a_segment(city: City) -> None:
    for locale in LOCALES:
        person = Person(city, BY_SMS, "sms")
        person.says("salut")
        person.says(str(1 + LOCALES.index(locale)))
        assert person.seen is not None
        *_menu, notice = person.seen.text.splitlines()
        assert "3" in notice or "أيام" in notice
        assert len(notice) <= (70 if locale in ("ar", "aeb") else 160)


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
def test_no_card_loses_its_number_or_its_warning(city: City, locale: str) -> None:
    """Every service that people may see, by SMS, in two segments."""
    for service in city.directory.services:
        person = somebody(city, locale=locale)
        person.contact = replace(person.contact, locale=locale)
        person.session = replace(
            person.session,
            step="find_service.choose_service",
            offered=((1, f"service:{service.id}"),),
        )
        person.says("1")
        if service.phones:
            assert service.phones[0].digits in text(person), service.id
        caution = city.directory.programme.caution(service.caution)
        if caution is not None:
            assert caution.text.best((locale,)) in text(person), service.id
        assert count(text(person)).segments <= 2, service.id
