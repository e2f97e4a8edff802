"""How is a page drawn as PDF, with Arabic joined and ordered as it is read?

A letter that no font has is left out by the library without a word (a certificate once lost its
code): here it stops the drawing. Importing this costs time and memory: `drawing.py` does it in a
process of its own.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import assert_never

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from bot.documents.document import Block, Document, Fact, Gap, Part, QrCode, Rule, Words

FONTS = Path(__file__).parent / "fonts"
_FAMILIES = ("NotoSans", "NotoSansArabic")
_STYLES = {"": "Regular", "B": "Bold"}

_SIZES_MM = {"A4": (210.0, 297.0), "A6": (105.0, 148.0)}
_MARGIN_MM = {"A4": 22.0, "A6": 8.0}
_SCALE = {"A4": 1.0, "A6": 0.8}
_FRAME_MM = (9.0, 10.5)
"""How far from the edge its two lines are."""
_POINT_MM = 0.3528
_LINE = 1.5
"""Of a line's height, in sizes of its letters: Arabic needs more room than Latin."""

# What has no picture of its own: joiners and marks of direction.
_UNDRAWN = frozenset({"Cf", "Zs", "Cc"})


class MissingGlyph(ValueError):
    """No font of ours can draw this character: add a font to `bot/documents/fonts`."""

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(f"no font can draw U+{ord(character):04X}")


def draw(document: Document) -> bytes:
    """The page as PDF. Raises MissingGlyph; ValueError where it does not fit on one page."""
    drawn, left_mm = _drawn(document, 0)
    blocks = (block for part in document.parts for block in part.blocks)
    if shares := sum(block.share for block in blocks if isinstance(block, Gap)):
        # A tenth of a millimetre stays, so that no rounding makes a second page.
        drawn, _left_mm = _drawn(document, max(0, left_mm - 0.1) / shares)
    return drawn


def _drawn(document: Document, gap_mm: float) -> tuple[bytes, float]:
    """And how much of the page is left below."""
    with closing(_Page(document, gap_mm)) as pdf:
        for part in document.parts:
            pdf.part(part)
        if pdf.page_no() > 1:
            raise ValueError("it does not fit on one page")
        return bytes(pdf.output()), pdf.page_break_trigger - pdf.y


class _Page(FPDF):
    def __init__(self, document: Document, gap_mm: float) -> None:
        super().__init__(format=_SIZES_MM[document.size])
        self._gap_mm = gap_mm
        self._scale = _SCALE[document.size]
        self._right_to_left = False
        self.set_margin(_MARGIN_MM[document.size])
        below = _MARGIN_MM[document.size]
        self.set_auto_page_break(True, below if document.framed else below / 2)
        self.set_title(document.title)
        self.set_lang(document.language)
        for family in _FAMILIES:
            for style, name in _STYLES.items():
                self.add_font(family, style, FONTS / f"{family}-{name}.ttf")
        self._drawable = frozenset().union(
            *(font.cmap for font in self.fonts.values() if isinstance(font, TTFFont))
        )
        self.set_font(_FAMILIES[0])
        self.set_fallback_fonts(list(_FAMILIES[1:]), exact_match=False)
        self.add_page()
        if document.framed:
            for edge, width in zip(_FRAME_MM, (0.9, 0.3), strict=True):
                self.set_line_width(width)
                self.rect(edge, edge, self.w - 2 * edge, self.h - 2 * edge)
            self.set_line_width(0.2)

    def close(self) -> None:
        """Its fonts' files; the library leaves them open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def part(self, part: Part) -> None:
        self._right_to_left = part.right_to_left
        self.set_text_shaping(True, direction="rtl" if part.right_to_left else "ltr")
        for block in part.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Words(text, size, bold, centred):
                self._words(text, size, "B" if bold else "", centred=centred)
            case Fact(label, value):
                self._words(label, 9, "", grey=True)
                self._words(value, 12, "B")
                self.ln(1.5 * self._scale)
            case QrCode():
                self._qr_code(block)
            case Rule():
                self.ln(3 * self._scale)
                self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
                self.ln(3 * self._scale)
            case Gap(share):
                self.ln(share * self._gap_mm)
            case _:
                assert_never(block)

    def _words(
        self, text: str, size: float, style: str, *, centred: bool = False, grey: bool = False
    ) -> None:
        for character in self._undrawable(text):
            raise MissingGlyph(character)
        points = size * self._scale
        self.set_font(_FAMILIES[0], style, points)
        self.set_text_color(90 if grey else 0)
        begins = "R" if self._right_to_left else "L"
        height = points * _POINT_MM * _LINE
        align = "C" if centred else begins
        self.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def _undrawable(self, text: str) -> Iterator[str]:
        return (
            each
            for each in text
            if ord(each) not in self._drawable and unicodedata.category(each) not in _UNDRAWN
        )

    def _qr_code(self, code: QrCode) -> None:
        picture = io.BytesIO()
        segno.make(code.content, micro=False, error="m").save(picture, kind="png", scale=8)
        size = code.size_mm * self._scale
        x = self.l_margin if self._right_to_left else self.w - self.r_margin - size
        if code.centred:
            x = (self.w - size) / 2
        self.image(picture, x=x, y=self.y + 1, w=size, alt_text=code.content)
        self.set_y(self.y + size + 2)
