"""What people wish beside a need, in every language and script; and what only looks like a wish."""

from __future__ import annotations

from collections import defaultdict

import pytest

from flows.engine.understanding import Lexicon, understand
from flows.engine.understanding.intents import WISH
from services_directory.values.normalise import fold

WISHED = [
    # Who works there.
    ("médecin femme à Jendouba", "female_staff"),
    ("female doctor in jendouba", "female_staff"),
    ("طبيبة في جندوبة", "female_staff"),
    ("n7eb tbiba mra fi jendouba", "female_staff"),
    # When it is to be open.
    ("docteur ouvert samedi", "open:sa"),
    ("dispensaire ouvert dimanche matin kairouan", "open:su-morning"),
    ("doctor open tonight", "open:evening"),
    ("doctor tomorrow morning", "open:tomorrow-morning"),
    ("clinic open on sunday morning", "open:su-morning"),
    ("طبيب يفتح غدا صباحا", "open:tomorrow-morning"),
    ("طبيب مفتوح يوم السبت", "open:sa"),
    ("طبيب محلول غدوة", "open:tomorrow"),
    ("tbib y7el nhar essebt", "open:sa"),
    ("tbib ma7loul ghodwa fi fernana", "open:tomorrow"),
    ("médecin samedi et dimanche", "open:sa open:su"),
    ("doctor open now", "open"),
    # For whom.
    ("school for my 8 year old", "age:8"),
    ("school for my 15-year-old who dropped out", "age:15"),
    ("école pour mon fils de 14 ans", "age:14"),
    ("formation mon fils 14ans", "age:14"),
    ("مدرسة لابنتي عمرها 15 سنة", "age:15"),
    ("madrsa l weldi 3omrou 13", "age:13"),
    ("مدرسة لولدي عمرو ١٣", "age:13"),
    ("aide pour personnes âgées", "older"),
    ("help for old people", "older"),
    ("مساعدة لكبار السن", "older"),
    ("docteur pour homme", "men"),
    ("aide pour les familles", "families"),
    ("للعائلات مساعدة", "families"),
    # In which language, and for how much.
    ("doctor who speaks english", "speaks:en"),
    ("avocat qui parle arabe", "speaks:ar"),
    ("طبيب يتكلم الفرنسية", "speaks:fr"),
    ("tbib ya7ki b anglais", "speaks:en"),
    ("female doctor free on saturday", "female_staff free open:sa"),
    # These only look like wishes.
    ("ma fille a de la fièvre depuis lundi, docteur", ""),
    ("samedi dernier il m'a volé, je cherche un avocat", ""),
    ("je travaille depuis 3 ans sans contrat", ""),
    ("une formation de 2 ans", ""),
    ("loan to open a shop", ""),
    ("je cherche un travail de nuit", ""),
    ("je cherche un travail, j'ai 3 enfants", ""),
    ("besoin de parler à un docteur", ""),
]


@pytest.mark.parametrize(("text", "wishes"), WISHED)
def test_wishes_are_heard(lexicon: Lexicon, text: str, wishes: str) -> None:
    assert set(understand(text, lexicon).wishes) == set(wishes.split())


def test_a_day_far_into_a_long_story_is_no_wish(lexicon: Lexicon) -> None:
    story = "mon patron me fait travailler samedi et dimanche sans jamais rien payer depuis mars"
    assert understand(story, lexicon).wishes == ()


def test_words_of_a_wish_wish_one_thing(lexicon: Lexicon) -> None:
    """What is said alike in two languages is wished alike: one phrase has one name."""
    said: dict[str, set[str]] = defaultdict(set)
    for row in lexicon.keywords:
        if row.intent.startswith(WISH):
            said[fold(row.text)].add(row.intent)
    assert {phrase: names for phrase, names in said.items() if len(names) > 1} == {}
