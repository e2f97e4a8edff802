"""What is forgotten: what was last asked after a day, and a need nobody could answer at once."""

from __future__ import annotations

import pytest

from flows.engine.effect import RecordUnmetNeed
from flows.engine.session import Session, to_plain
from tests.flows.somebody import somebody, text
from tests.transcript import City


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("médecin tabarka", "Santé à Tabarka :"),
        ("HUMAIN", "Notre équipe sait que vous voulez parler à une personne."),
        ("mon mari me tape", "Appelez"),
        ("STOP", "Vous ne recevrez plus aucun message."),
        ("bonjour", "Bonjour !"),
        ("3", "Que cherchez-vous ?"),
        ("qsdfgh", "Que cherchez-vous ?"),
    ],
)
def test_whoever_comes_back_is_heard_though_nothing_is_remembered(
    city: City, said: str, answered: str
) -> None:
    """A number answers a list that nobody remembers: it brings the menu."""
    person = somebody(city, locale="fr")
    person.session = Session()
    person.says(said)
    assert text(person).startswith(answered)


def test_a_need_that_nobody_could_answer_is_remembered_nowhere(city: City) -> None:
    """It is counted without the person; a session that held it would say whose it was."""
    person = somebody(city, locale="fr")
    person.says("je cherche un logement")
    (need,) = {
        each.need
        for each in person.says("je cherche un logement à louer à Tabarka")
        if isinstance(each, RecordUnmetNeed)
    }
    assert "nous n'avons rien" in text(person)
    kept = str(to_plain(person.session))
    assert need not in kept
    assert "louer" not in kept
