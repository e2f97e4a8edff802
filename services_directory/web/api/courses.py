"""Courses as the API tells them: the same ones as long as nothing of them changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services_directory.hsds.exporting.courses import SeatsLeft, course_records
from services_directory.records.records import ServiceRecord
from services_directory.training.values import NO_TRAININGS, Cohort, Trainings
from services_directory.values.entries import Directory


class CourseKeeper:
    """One for each API. `free_seats`: how many of a cohort somebody could have now."""

    def __init__(
        self,
        trainings: Callable[[], Trainings],
        free_seats: Callable[[Cohort], int],
        clock: Callable[[], datetime],
    ) -> None:
        self._trainings = trainings
        self._free_seats = free_seats
        self._clock = clock
        self._made_of: tuple[Trainings, Directory] | None = None
        self._seats: dict[int, SeatsLeft] = {}
        self._records: tuple[ServiceRecord, ...] = ()

    def current(self, directory: Directory) -> tuple[ServiceRecord, ...]:
        """The very same as before, where none enrols more or less, and no seat was taken."""
        trainings, now = self._trainings(), self._clock()
        seats = {each.id: self._seats_of(each, now) for each in trainings.enrolling(now)}
        made_of = self._made_of or (NO_TRAININGS, None)
        if seats != self._seats or made_of[0] is not trainings or made_of[1] is not directory:
            self._records = course_records(
                trainings, directory.programme, directory.places, seats, now
            )
            self._seats, self._made_of = seats, (trainings, directory)
        return self._records

    def _seats_of(self, cohort: Cohort, now: datetime) -> SeatsLeft:
        known, left = self._seats.get(cohort.id), self._free_seats(cohort)
        return known if known is not None and known.left == left else SeatsLeft(left, now)
