"""A sealed file opens whole and with its key, or not at all: cut, mixed, changed, other key."""

from __future__ import annotations

import io
import threading

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.sealing.sealed_file import SealedFileFault, open_file, seal_file
from bot.privacy.sealing.sealer import Sealer

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
SEALER = Sealer(KEY)


def sealed(contents: bytes, sealer: Sealer = SEALER) -> bytes:
    target = io.BytesIO()
    size = seal_file([contents], sealer, target)
    assert size == len(target.getvalue())
    return target.getvalue()


def opened(file: bytes, sealer: Sealer = SEALER) -> bytes:
    return b"".join(open_file(io.BytesIO(file), sealer))


# As the format of age has it: pieces of 64 KiB, each with its seal of 16 bytes.
PIECE_BYTES = 64 * 1024
CONTENTS = bytes(i * i % 251 for i in range(2 * PIECE_BYTES + 1000))
FILE = sealed(CONTENTS)
PIECES_AT = len(FILE) - len(CONTENTS) - 3 * 16
SEALED_PIECE = PIECE_BYTES + 16


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1])
def test_what_was_sealed_comes_back(size: int) -> None:
    assert opened(sealed(CONTENTS[:size])) == CONTENTS[:size]


@given(st.lists(st.binary(max_size=5), max_size=30))
def test_it_does_not_matter_in_which_pieces_it_came(pieces: list[bytes]) -> None:
    target = io.BytesIO()
    seal_file(pieces, SEALER, target)

    assert opened(target.getvalue()) == b"".join(pieces)


def test_nothing_of_the_contents_is_readable_and_no_two_files_are_alike() -> None:
    words = b"this stands nowhere in the file " * 10

    assert words[:32] not in sealed(words)
    assert sealed(words)[PIECES_AT:] != sealed(words)[PIECES_AT:]


@given(st.integers(0, len(FILE) - 1))
def test_a_cut_file_is_refused_wherever_it_was_cut(length: int) -> None:
    with pytest.raises(SealedFileFault):
        opened(FILE[:length])


@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_a_file_cut_between_two_pieces_is_refused(pieces: int) -> None:
    with pytest.raises(SealedFileFault, match="cut off"):
        opened(FILE[: PIECES_AT + pieces * SEALED_PIECE])


@given(st.one_of(st.integers(0, PIECES_AT + 50), st.integers(0, len(FILE) - 1)), st.integers(0, 7))
def test_a_file_with_one_flipped_bit_is_refused(at: int, bit: int) -> None:
    changed = bytearray(FILE)
    changed[at] ^= 1 << bit
    with pytest.raises(SealedFileFault):
        opened(bytes(changed))


@given(st.binary(min_size=1, max_size=40))
def test_a_file_with_something_behind_its_end_is_refused(more: bytes) -> None:
    with pytest.raises(SealedFileFault):
        opened(FILE + more)


def test_pieces_that_changed_places_are_refused() -> None:
    first = FILE[PIECES_AT : PIECES_AT + SEALED_PIECE]
    second = FILE[PIECES_AT + SEALED_PIECE : PIECES_AT + 2 * SEALED_PIECE]
    rest = FILE[PIECES_AT + 2 * SEALED_PIECE :]
    assert FILE[:PIECES_AT] + first + second + rest == FILE

    with pytest.raises(SealedFileFault):
        opened(FILE[:PIECES_AT] + second + first + rest)


def test_pieces_of_another_file_are_refused() -> None:
    other = sealed(CONTENTS)
    with pytest.raises(SealedFileFault):
        opened(FILE[: PIECES_AT + SEALED_PIECE] + other[PIECES_AT + SEALED_PIECE :])


@given(st.binary(max_size=200))
def test_any_other_file_is_refused(contents: bytes) -> None:
    with pytest.raises(SealedFileFault):
        opened(contents)


def test_another_key_is_told_as_such() -> None:
    with pytest.raises(SealedFileFault, match="is DALIL_SECRET_KEY the right one"):
        opened(FILE, Sealer(OTHER_KEY))


def test_after_a_change_of_keys_older_files_still_open() -> None:
    both = Sealer(OTHER_KEY, KEY)

    assert opened(FILE, both) == CONTENTS
    assert opened(sealed(CONTENTS, both), Sealer(OTHER_KEY)) == CONTENTS


def test_any_program_that_knows_age_opens_it_with_our_key() -> None:
    (identity,) = SEALER.file_identities

    assert pyrage.decrypt(FILE, [pyrage.ssh.Identity.from_buffer(identity)]) == CONTENTS


def test_whoever_stops_reading_in_the_middle_leaves_nothing_at_work() -> None:
    pieces = open_file(io.BytesIO(FILE), SEALER)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]

    assert "open-sealed-file" not in {thread.name for thread in threading.enumerate()}
