"""What a person reads of a service: what to bring, a closed door, a check long ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.capabilities import BY_SMS
from bot.messages.rendering import render
from bot.messages.segments import count
from flows.components.service_card import card
from flows.components.service_lines import Seen
from flows.engine.text import Line
from services_directory.records.schedule_records import with_closures
from services_directory.values.entries import (
    Closure,
    ClosureKind,
    Cost,
    Directory,
    LocalText,
    Phone,
    Price,
    Service,
)
from tests.transcript import City

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def service(city: City) -> Service:
    found = city.directory.service("jen-hopital-tabarka")
    assert found is not None
    return found


def told(service: Service, city: City, locale: str = "en") -> str:
    directory: Directory = city.directory
    reply = card(service, Seen(NOW, directory, (locale,)))
    lines: tuple[Line, ...] = (*reply.lines, *reply.extras)
    return "\n".join(city.translator.phrase(line, locale) for line in lines)


def test_what_to_bring_is_said_in_a_language_that_has_all_of_it(
    service: Service, city: City
) -> None:
    documents = (
        LocalText.of({"en": "identity card", "ar": "بطاقة تعريف"}),
        LocalText.of({"en": "prescription"}),
    )
    service = replace(service, documents=documents)
    assert "Bring: identity card + prescription" in told(service, city)
    assert "بطاقة تعريف" not in told(service, city, "ar")
    assert "بطاقة تعريف" in told(replace(service, documents=documents[:1]), city, "ar")


def test_a_price_is_said_with_what_it_is_for_and_never_guessed(
    service: Service, city: City
) -> None:
    visit = LocalText.of({"en": "a visit", "fr": "une visite"})
    prices = (Price(visit, 2.5, "TND"), Price(LocalText.of({"fr": "enfants"}), 0), Price(visit))
    service = replace(service, cost=Cost.PAID, prices=prices)
    lines = told(service, city).splitlines()
    assert lines[lines.index("Not free.") + 1] == "a visit: 2.5 TND"
    assert "une visite : 2,5 TND" in told(service, city, "fr")
    assert "enfants : Gratuit." in told(service, city, "fr")
    assert "TND" not in told(service, city, "ar")
    alone = replace(service, prices=(Price(amount=1500, currency="UGX"),))
    assert "1,500 UGX" in told(alone, city).splitlines()


def test_a_change_just_now_stands_right_after_the_name(service: Service, city: City) -> None:
    alert = LocalText.of({"en": "No vaccines this week"})
    lines = told(replace(service, alert=alert), city).splitlines()
    assert lines[1] == "No vaccines this week"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ClosureKind.STRIKE, "Closed: strike, until"),
        (ClosureKind.HOLIDAY, "Closed for the holidays, until"),
        (ClosureKind.OTHER, "Closed until"),
    ],
)
def test_a_closed_door_says_until_when_and_why(
    service: Service, city: City, kind: ClosureKind, said: str
) -> None:
    closure = Closure(date(2026, 11, 23), date(2026, 11, 25), kind)
    hours = with_closures("Mo-Fr 08:00-16:00", [closure])
    shut = told(replace(service, closures=(closure,), opening_hours=hours), city)
    assert said in shut
    assert "Open now" not in shut
    over = replace(closure, ends_on=date(2026, 11, 23))
    hours = with_closures("Mo-Fr 08:00-16:00", [over])
    assert "Open now" in told(replace(service, closures=(over,), opening_hours=hours), city)


def test_a_closed_door_is_known_though_its_hours_are_not(service: Service, city: City) -> None:
    closure = Closure(date(2026, 11, 24), date(2026, 11, 24), note=LocalText.of({"en": "flood"}))
    shut = told(replace(service, closures=(closure,), opening_hours=None), city)
    assert "Closed until" in shut
    assert "flood" in shut


def test_hours_that_no_rule_says_are_told_in_words(service: Service, city: City) -> None:
    note = LocalText.of({"en": "mornings, ask before"})
    service = replace(service, opening_hours=None, hours_note=note)
    assert "Hours: mornings, ask before" in told(service, city)


def test_age_cost_and_languages_are_said_where_they_are_known(service: Service, city: City) -> None:
    plain = told(replace(service, languages=("ar", "fr")), city)
    assert "Age" not in plain
    assert "They speak" not in plain
    service = replace(
        service,
        languages=("ar", "fr", "en"),
        minimum_age=6,
        maximum_age=17,
        cost=Cost.PAID,
        fees=LocalText.of({"en": "5 dinars"}),
    )
    said = told(service, city)
    assert "Not free.\n5 dinars" in said
    assert "Age: 6 to 17" in said
    assert "They speak: Arabic, French, English" in said


def test_a_check_that_fell_due_is_said_so(service: Service, city: City) -> None:
    checked = replace(service, last_checked=date(2026, 5, 1), check_due=date(2026, 11, 24))
    assert "Checked on" in told(checked, city)
    assert "Not checked since" in told(replace(checked, check_due=date(2026, 11, 23)), city)
    assert "We have not checked this yet" in told(replace(checked, last_checked=None), city)


OWN = LocalText.of({"en": "Doctor and vaccines, free", "ar": "طبيب وتلاقيح مجانا"})


def by_sms(service: Service, city: City, locale: str = "en") -> str:
    seen = Seen(NOW, city.directory, (locale,))
    return render(
        card(service, seen),
        locale,
        BY_SMS,
        city.translator.phrase,
        city.translator.language(locale),
    ).text


def test_the_words_for_the_sms_stand_for_the_description_there_alone(
    service: Service, city: City
) -> None:
    words = {"en": "Care, all kinds of it, free"}
    service = replace(service, description=LocalText.of(words), phones=(Phone("78000001"),))
    written = replace(service, sms_text=OWN)
    assert "Doctor and vaccines, free" in by_sms(written, city)
    assert "Care, all kinds of it, free" not in by_sms(written, city)
    assert "Care, all kinds of it, free" in told(written, city)
    assert by_sms(written, city) == by_sms(service, city).replace(
        "Care, all kinds of it, free", "Doctor and vaccines, free"
    )


def test_words_nobody_wrote_in_a_language_are_not_borrowed_from_another(
    service: Service, city: City
) -> None:
    assert by_sms(replace(service, sms_text=OWN), city, "fr") == by_sms(service, city, "fr")


def test_however_long_the_words_the_card_fits_and_keeps_what_matters(
    service: Service, city: City
) -> None:
    papers = LocalText.of({"en": "identity card and the letter of the doctor"})

    @given(
        st.text("abcdefgh é ç ق ش م", min_size=1, max_size=160), st.booleans(), st.integers(0, 4)
    )
    def said(words: str, warned: bool, documents: int) -> None:
        written = replace(
            service,
            phones=(Phone("78000001"),),
            sms_text=LocalText.of({"en": words}),
            alert=LocalText.of({"en": "Closed in the afternoon"} if warned else {}),
            documents=(papers,) * documents,
        )
        text = by_sms(written, city)
        assert count(text).segments <= 2
        assert "78000001" in text
        assert "checked" in text.casefold()
        assert not warned or text.splitlines()[1] == "Closed in the afternoon"

    said()


@pytest.mark.parametrize(
    ("id", "who"),
    [
        ("tn-enda-tamweel", "أندا تمويل"),
        ("kai-apprentissage-adultes", "مركز التعلّم مدى الحياة بالقيروان"),
        ("tn-cin", "مراكز الأمن والحرس الوطنيين"),
    ],
)
def test_who_runs_it_is_worth_more_than_what_is_not_known(city: City, id: str, who: str) -> None:
    """A loan from nobody, a course in no app: nobody could go there."""
    service = city.directory.service(id)
    assert service is not None
    text = by_sms(service, city, "ar")
    assert who in text
    assert count(text).segments <= 2


def test_where_the_runners_name_is_dear_the_description_tells_it(city: City) -> None:
    service = city.directory.service("jen-oncologie")
    assert service is not None
    lines = by_sms(service, city, "fr").splitlines()
    assert lines[0].startswith("Soins du cancer")
    assert "hospitalier" in lines[1] or "Hopital" in lines[0]
