"""What somebody asks for is sealed so that not even its length tells one thing from another."""

from __future__ import annotations

from bot.privacy.request_subject import Subject, open_subject, seal_subject, subject_hash
from bot.privacy.sealing.sealed_columns import PLACE, SOURCE
from bot.privacy.sealing.sealer import Sealer
from flows.engine.effect import HelpReason

SEALER, OTHER = Sealer(bytes(range(32))), Sealer(bytes(range(1, 33)))


def test_danger_is_sealed_as_long_as_anything_else() -> None:
    sealed = [seal_subject(7, Subject(reason.value), SEALER) for reason in HelpReason]
    assert [open_subject(7, each, SEALER).reason for each in sealed] == list(HelpReason)
    assert len({len(each) for each in sealed}) == 1


def test_no_place_nor_poster_is_told_by_its_length() -> None:
    for column in (PLACE, SOURCE):
        cell = column.of(7)
        sealed = [SEALER.seal(each, cell) for each in ("kairouan", "ain_draham", "le_kef-poster12")]
        assert SEALER.open(sealed[1], cell) == "ain_draham"
        assert len({len(each) for each in sealed}) == 1


def test_two_people_s_requests_of_a_kind_are_not_seen_to_be_alike() -> None:
    danger = Subject(HelpReason.DANGER.value)
    hashes = {subject_hash(contact, danger, SEALER) for contact in range(9)}
    assert len(hashes) == 9
    assert subject_hash(1, danger, SEALER) != subject_hash(1, Subject("asked"), SEALER)


def test_without_the_key_nothing_is_told() -> None:
    sealed = seal_subject(7, Subject("wrong_info", "clinic"), SEALER)
    assert open_subject(7, sealed, SEALER) == Subject("wrong_info", "clinic")
    assert open_subject(7, sealed, OTHER) == open_subject(8, sealed, SEALER) == Subject()
