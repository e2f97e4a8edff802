"""How many seats of a cohort are free, and can somebody have one now?"""

from __future__ import annotations

from dataclasses import dataclass

MOST_SEATS = 2
"""Two who come together, or not at all."""


@dataclass(frozen=True, slots=True)
class SeatCount:
    """`taken`: given, or kept for who was invited. `waiting`: how many seats each in line wants."""

    capacity: int
    taken: int = 0
    waiting: tuple[int, ...] = ()

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)

    def gives(self, seats: int) -> bool:
        """Whether so many can be had now: nobody in line whom they would do goes before."""
        return seats <= self.free and not any(wanted <= self.free for wanted in self.waiting)
