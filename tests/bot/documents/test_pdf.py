"""What is drawn on paper is what was written: every letter of it, joined and in its order."""

from __future__ import annotations

import re
from contextlib import suppress

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bot.documents.document import Block, Document, Fact, Gap, Part, QrCode, Rule, Words
from bot.documents.drawing import DrawingFailed, draw_apart
from bot.documents.pdf import MissingGlyph, draw

CODE = "K7M-X4T-W9C-D3F"


def page(*blocks: Block, right_to_left: bool = False) -> Document:
    return Document("Test", "ar" if right_to_left else "fr", (Part(blocks, right_to_left),))


def ink(document: Document) -> Image.Image:
    """What is printed, without the white around it."""
    with pypdfium2.PdfDocument(draw(document)) as pdf:
        printed = ImageOps.invert(pdf[0].render(scale=3).to_pil().convert("L"))
    box = printed.getbbox()
    assert box is not None
    return printed.crop(box)


def text_of(drawn: bytes) -> str:
    with pypdfium2.PdfDocument(drawn) as pdf:
        return str(pdf[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("written", [CODE, "UGTT", "48 h", "Tourisme (2026) B1"])
def test_latin_words_and_codes_are_drawn_alike_on_an_arabic_page(written: str) -> None:
    """A library that knew one font drew "7492" for "DL-7K4M-92XP", and told nobody."""
    here, there = (
        ink(page(Words(written, centred=True), right_to_left=rtl)) for rtl in (False, True)
    )
    # The same letters, perhaps a part of a dot further.
    assert here.size == pytest.approx(there.size, abs=1)
    assert ink_share(here) == pytest.approx(ink_share(there), rel=0.02)


def test_a_code_beside_arabic_words_keeps_every_letter_and_its_order() -> None:
    drawn = draw(page(Words(f"رمز التحقق: {CODE}"), right_to_left=True))
    assert CODE in text_of(drawn)


def test_arabic_letters_are_joined() -> None:
    joined = ink(page(Words("تحقق"), right_to_left=True)).width
    alone = ink(page(Words("\u200c".join("تحقق")), right_to_left=True)).width
    assert joined < 0.9 * alone


def test_an_arabic_page_is_read_from_the_right() -> None:
    """The first word stands rightmost."""
    first, both = (
        ink(page(Words(words), right_to_left=True)) for words in ("سلام", "سلام يا جندوبة")
    )
    rightmost = both.crop((both.width - first.width, 0, both.width, both.height))
    assert ink_share(rightmost) == pytest.approx(ink_share(first), rel=0.35)
    assert both.width > 2 * first.width


def ink_share(picture: Image.Image) -> float:
    return sum(picture.tobytes()) / 255


@pytest.mark.parametrize("unknown", ["ሰላም", "你", "😀", "नमस्ते"])
def test_a_letter_that_no_font_has_stops_the_drawing(unknown: str) -> None:
    with pytest.raises(MissingGlyph, match=f"U\\+{ord(unknown[0]):04X}"):
        draw(page(Fact("Course", f"Tourisme {unknown}")))


@settings(max_examples=15, deadline=None)
@given(
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x6FF, exclude_categories=("Cc", "Cs")),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_is_written_is_drawn_or_refused(written: str) -> None:
    """Never left out: what stands beside it is drawn, too, or the drawing stops."""
    marked = f"{written}{CODE}"
    with suppress(MissingGlyph):
        # A reader puts blanks of its own beside marks that stand above letters.
        read = re.sub("[^A-Z0-9]", "", text_of(draw(page(Words(marked)))))
        assert read.endswith(CODE.replace("-", ""))


def test_what_is_too_long_for_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="one page"):
        draw(page(*(Words("Une ligne", 30),) * 60))


async def test_a_page_is_drawn_in_a_process_of_its_own() -> None:
    title = Words("شهادة", 20, bold=True, centred=True)
    whole = page(title, Rule(), QrCode(CODE), right_to_left=True)
    assert text_of(await draw_apart(whole)) == text_of(draw(whole))
    with pytest.raises(DrawingFailed, match=r"U\+1230"):
        await draw_apart(page(Words("ሰላም")))


def test_gaps_grow_until_the_page_is_full_and_never_make_another() -> None:
    beside = page(Words("Certificat"), Words(CODE))
    apart = page(Gap(), Words("Certificat"), Gap(2), Words(CODE))
    assert ink(apart).height > 3 * ink(beside).height
    for size in (11, 40, 90):
        with pypdfium2.PdfDocument(draw(page(Gap(), Words(CODE, size), Gap()))) as pdf:
            assert len(pdf) == 1
