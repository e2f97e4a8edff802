"""The picture beside a link: its words stand where their readers begin, shaped as they are read."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.documents.drawing import DrawingFailed, picture_apart
from bot.documents.picture import HEIGHT, WIDTH, draw


def ink(title: str, below: str = "", *, right_to_left: bool) -> tuple[int, int, int, int]:
    """The box in which letters stand: left, top, right, bottom."""
    drawn = Image.open(io.BytesIO(draw(title, below, right_to_left=right_to_left)))
    assert drawn.size == (WIDTH, HEIGHT)
    box = drawn.convert("L").point(lambda value: 255 if value > 200 else 0).getbbox()
    assert box is not None
    return box


def test_words_begin_at_the_side_where_they_are_read_from() -> None:
    left, _top, right, _bottom = ink("Tabarka", right_to_left=False)
    assert left < 120
    assert right < WIDTH / 2
    left, _top, right, _bottom = ink("طبرقة", right_to_left=True)
    assert right > WIDTH - 120
    assert left > WIDTH / 2


def test_letters_of_arabic_are_joined() -> None:
    """The same letters with what keeps them apart between them are wider."""
    joined, apart = (
        ink(words, right_to_left=True) for words in ("طبرقة", "ط\u200cب\u200cر\u200cق\u200cة")
    )
    assert joined[2] - joined[0] < apart[2] - apart[0]


def test_a_number_in_arabic_is_read_from_left_to_right() -> None:
    """It stands left of the words, as it is: neither mirrored nor turned."""
    number, words = ink("12", right_to_left=False), ink("طبرقة", right_to_left=True)
    both = ink("طبرقة 12", right_to_left=True)
    assert both[2] == words[2]
    assert (words[0] - both[0]) > (number[2] - number[0])


def test_long_words_stay_on_the_picture() -> None:
    left, _top, right, bottom = ink(
        "Un nom de ville qui est vraiment long", "mot " * 60, right_to_left=False
    )
    assert left > 60
    assert right < WIDTH - 60
    assert bottom < HEIGHT - 60


async def test_letters_that_no_font_has_are_no_picture() -> None:
    with pytest.raises(DrawingFailed, match="no font here"):
        await picture_apart("አዳማ", "", right_to_left=False)
    assert (await picture_apart("Dalil", "", right_to_left=False)).startswith(b"\x89PNG")
