"""Staff have us say something else: who says it, from when on, and what is not taken."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.configuration.paths import LOCALES
from bot.database.faults import ConstraintBroken
from bot.database.opening import Database
from bot.translation.sentences import Sentence
from bot.wordings.gate import refusals
from bot.wordings.release import read_release
from bot.wordings.take_up import Change, Wordings
from flows.engine.text import Text, _, plural
from tests.bot.harness import build_harness, shipped_words

RELEASE = read_release(LOCALES)
MENU = _("To talk to a person, write: HUMAN.")
SEATS = plural("{n} seat left.", "{n} seats left.", 2)
SEATS_OF_OURS = ("لا شيء", "واحد", "اثنان", "{n} قليلة", "{n} كثيرة", "{n} مئات")


def sentence(line: Text) -> Sentence:
    return RELEASE.sentences[Sentence(line.message, line.many).key]


def change(line: Text, locale: str, *forms: str, last: object = None) -> Change:
    return Change(sentence(line), locale, forms, last)  # type: ignore[arg-type]


async def replica_of(database: Database) -> Wordings:
    app = await build_harness(database.executor)
    return Wordings(app.executor, app.worlds, app.clock)


def says(wordings: Wordings, line: Text, locale: str) -> str:
    return wordings.translator.phrase(line, locale)


async def last_of(wordings: Wordings, line: Text, locale: str) -> object:
    about = (sentence(line).key, locale)
    return next(each.wording for each in await wordings.in_force() if each.wording.about == about)


async def test_what_staff_choose_is_said_at_once_and_by_the_other_replica_when_it_hears_of_it(
    database: Database,
) -> None:
    one, other = await replica_of(database), await replica_of(database)
    await one.keep([change(MENU, "fr", "Quelqu'un vous parle : écrivez : HUMAIN.")], "Editor")
    assert says(one, MENU, "fr") == "Quelqu'un vous parle : écrivez : HUMAIN."
    before = says(other, MENU, "fr")
    assert before == shipped_words().phrase(MENU, "fr")
    await other.refresh()
    assert says(other, MENU, "fr") == says(one, MENU, "fr")
    assert says(other, MENU, "en") == shipped_words().phrase(MENU, "en")


async def test_back_to_the_words_of_the_release(database: Database) -> None:
    wordings = await replica_of(database)
    await wordings.keep([change(MENU, "en", "A person? Write: HUMAN.")], "Editor")
    last = await last_of(wordings, MENU, "en")
    await wordings.keep([change(MENU, "en", last=last)], "Editor")
    assert says(wordings, MENU, "en") == shipped_words().phrase(MENU, "en")
    assert await wordings.in_force() == []


async def test_of_two_who_change_the_same_at_a_time_the_later_one_is_refused(
    database: Database,
) -> None:
    one, other = await replica_of(database), await replica_of(database)
    both = (
        one.keep([change(MENU, "en", "A person? Write: HUMAN.")], "Editor"),
        other.keep([change(MENU, "en", "Somebody? Write: HUMAN.")], "Admin"),
    )
    done = await asyncio.gather(*both, return_exceptions=True)
    assert {type(each) for each in done} == {ConstraintBroken, type(None)}


async def test_of_several_changes_none_is_kept_where_one_comes_too_late(
    database: Database,
) -> None:
    wordings = await replica_of(database)
    await wordings.keep([change(MENU, "en", "A person? Write: HUMAN.")], "Editor")
    late = [change(MENU, "fr", "Ecrivez : HUMAIN."), change(MENU, "en", "Write: HUMAN.")]
    with pytest.raises(ConstraintBroken):
        await wordings.keep(late, "Editor")
    assert [each.wording.locale for each in await wordings.in_force()] == ["en"]


async def test_each_plural_form_is_said_and_no_digit_where_there_is_none(
    database: Database,
) -> None:
    wordings = await replica_of(database)
    await wordings.keep([change(SEATS, "ar", *SEATS_OF_OURS)], "Editor")
    said = [says(wordings, replace(SEATS, count=n), "ar") for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا شيء", "واحد", "اثنان", "3 قليلة", "11 كثيرة", "100 مئات"]


async def test_a_language_with_words_of_its_own_does_not_hear_those_chosen_in_another(
    database: Database,
) -> None:
    wordings = await replica_of(database)
    await wordings.keep([change(SEATS, "ar", *SEATS_OF_OURS)], "Editor")
    assert says(wordings, SEATS, "aeb") == shipped_words().phrase(SEATS, "aeb")


async def test_what_a_release_does_not_say_any_more_is_outdated_and_its_own_words_are_said(
    database: Database,
) -> None:
    wordings = await replica_of(database)
    gone = Change(Sentence("Said by an older release."), "en", ("Said.",), None)
    once_uncounted = Change(Sentence(SEATS.message), "en", ("Seats: {n}",), None)
    await wordings.keep([gone, once_uncounted], "Editor")
    assert [each.is_said for each in await wordings.in_force()] == [False, False]
    assert says(wordings, SEATS, "en") == shipped_words().phrase(SEATS, "en")


async def test_words_that_a_newer_gate_refuses_are_not_said(database: Database) -> None:
    wordings = await replica_of(database)
    await wordings.keep([change(MENU, "en", "Write to us.")], "Editor")
    (chosen,) = await wordings.in_force()
    assert "HUMAN" in chosen.faults[0].in_source_words()
    assert says(wordings, MENU, "en") == shipped_words().phrase(MENU, "en")


LONG = "We are here for you and answer as soon as we can, every day of the week. " * 5
OPINION = _("Thank you. Your opinion helps us do better.")
KEPT = plural(
    "We keep your number and these answers for {n} month, "
    "only to reach you about this. Only our team sees them, unless you agree anew.",
    "We keep your number and these answers for {n} months, "
    "only to reach you about this. Only our team sees them, unless you agree anew.",
    2,
)


@pytest.mark.parametrize(
    ("line", "locale", "forms", "complaint"),
    [
        (OPINION, "en", [LONG.strip()], "As an SMS it has 3 parts; it may have 2."),
        (OPINION, "en", ["Thanks {name}."], "nothing may stand in braces"),
        (OPINION, "en", [""], "has no translation"),
        (OPINION, "en", ["Thanks <b>a lot</b>."], "signs of a web page"),
        (OPINION, "fr", ["Merci ☎"], "has ☎, which cuts an SMS"),
        (OPINION, "ar", ["Merci شكرا"], "begins with Latin letters"),
        (MENU, "ar", ["اكتب: إنسان."], "شخص"),
        (SEATS, "ar", ["{n} مقاعد"], "This language needs 6 forms."),
        (SEATS, "en", ["{n} seat", "{m} seats"], "form 1: It needs exactly these placeholders"),
        (KEPT, "en", ["We keep it {n} month.", "We keep it {n} months."], "another consent"),
        (_("I agree"), "fr", ["Non"], "another consent"),
    ],
)
def test_the_gate_of_the_catalogues_is_that_of_staff_and_consents_are_of_a_release(
    line: Text, locale: str, forms: list[str], complaint: str
) -> None:
    language = shipped_words().language(locale)
    assert language is not None
    told = [each.in_source_words() for each in refusals(forms, sentence(line), language, RELEASE)]
    assert any(complaint in each for each in told), told


def test_what_the_release_says_itself_passes_but_where_it_is_a_consent() -> None:
    """Only what is remarked as one is kept from staff: nothing that is shipped fails the gate."""
    for language in shipped_words().languages:
        for each in RELEASE.sentences.values():
            said = RELEASE.forms_of(each, language.code)
            if said and not each.is_consent:
                assert not [*refusals(said, each, language, RELEASE)], each.one
