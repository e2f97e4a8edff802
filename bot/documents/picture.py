"""A picture for who is sent a link: a few words, large, in any direction; PNG, 1200 by 630.

Letters are shaped by HarfBuzz and filled from their outlines: the fonts' own programs need a
library of the system that not every machine has.
"""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import uharfbuzz as harfbuzz
from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 1200, 630

_FONTS = Path(__file__).parent / "fonts"
_FILES = ("NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf")
_GROUND, _LETTERS, _BAR = "#0a4f44", "#ffffff", "#e9b44c"
_MARGIN, _FINER, _STEPS = 90, 3, 6
_LARGEST, _SMALLEST, _SMALL = 110, 48, 46
_ROOM = WIDTH - 2 * _MARGIN
_ARABIC = r"[\u0600-\u060b\u060d-\u061a\u061c-\u06ff\u0750-\u077f]+"
_RUNS = re.compile(rf"{_ARABIC}|[^\W\u0600-\u077f]+(?: [^\W\u0600-\u077f]+)*|.")
"""Words of one direction; each mark between them by itself, so that it stands where it is read."""

_MIRRORED = str.maketrans("()[]«»", ")(][»«")

Point = tuple[float, float]


@dataclass(slots=True)
class _Outline:
    """What HarfBuzz draws with: contours as straight lines, in the units of the font."""

    contours: list[list[Point]] = field(default_factory=list)

    def moveTo(self, point: Point) -> None:
        self.contours.append([point])

    def lineTo(self, point: Point) -> None:
        self.contours[-1].append(point)

    def qCurveTo(self, middle: Point, end: Point) -> None:
        start = self.contours[-1][-1]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
            x, y = (a * p + b * q + c * r for p, q, r in zip(start, middle, end, strict=True))
            self.contours[-1].append((x, y))

    def curveTo(self, first: Point, second: Point, end: Point) -> None:
        start = self.contours[-1][-1]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            points = zip(start, first, second, end, strict=True)
            x, y = (sum(w * p for w, p in zip(weights, axis, strict=True)) for axis in points)
            self.contours[-1].append((x, y))

    def closePath(self) -> None:
        """A polygon is closed by itself."""


def draw(title: str, below: str, *, right_to_left: bool) -> bytes:
    """Raises ValueError for words that no font here has letters for."""
    mask = Image.new("L", (WIDTH * _FINER, HEIGHT * _FINER))
    size = max(_SMALLEST, min(_LARGEST, _LARGEST * _ROOM / max(_width(title, _LARGEST), 1)))
    _put(mask, title, size, 260, right_to_left)
    for number, line in enumerate(_lines(below)):
        _put(mask, line, _SMALL, 370 + 70 * number, right_to_left)
    mask = mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    picture.paste(_LETTERS, (0, 0), mask)
    ImageDraw.Draw(picture).rectangle((0, HEIGHT - 24, WIDTH, HEIGHT), fill=_BAR)
    file = io.BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _lines(text: str) -> list[str]:
    """As many words a line as there is room for; three lines at most."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, _SMALL) > _ROOM:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines[:3]


def _width(text: str, size: float) -> float:
    return sum(advance for _font, _glyph, advance in _shaped(text)) * size / 1000


def _put(mask: Image.Image, text: str, size: float, baseline: float, right_to_left: bool) -> None:
    scale = size / 1000 * _FINER
    glyphs = _shaped(text, right_to_left=right_to_left)
    x = WIDTH * _FINER - _MARGIN * _FINER - _width(text, size) * _FINER
    x = x if right_to_left else _MARGIN * _FINER
    for number, glyph, advance in glyphs:
        contours = [
            [(x + px * scale, baseline * _FINER - py * scale) for px, py in contour]
            for contour in _outline(number, glyph)
        ]
        _fill(mask, contours)
        x += advance * scale


def _fill(mask: Image.Image, contours: list[list[Point]]) -> None:
    """One letter; what two of its contours share is a hole."""
    points = [point for contour in contours for point in contour]
    if not points:
        return
    left, top = (int(min(each[axis] for each in points)) - 1 for axis in (0, 1))
    right, bottom = (int(max(each[axis] for each in points)) + 2 for axis in (0, 1))
    letter = Image.new("1", (right - left, bottom - top))
    for contour in contours:
        part = Image.new("1", letter.size)
        if len(contour) > 2:
            ImageDraw.Draw(part).polygon([(x - left, y - top) for x, y in contour], fill=1)
        letter = ImageChops.logical_xor(letter, part)
    mask.paste(255, (left, top), letter)


@lru_cache(maxsize=4)
def _font(number: int) -> harfbuzz.Font:
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(_FONTS / _FILES[number])))
    font = harfbuzz.Font(face)
    font.scale = (1000, 1000)
    return font


def _outline(number: int, glyph: int) -> list[list[Point]]:
    outline = _Outline()
    _font(number).draw_glyph_with_pen(glyph, outline)
    return outline.contours


@lru_cache(maxsize=64)
def _shaped(text: str, *, right_to_left: bool = False) -> tuple[tuple[int, int, float], ...]:
    """Font, glyph and advance of each, from left to right as they are seen."""
    runs = _RUNS.findall(text.translate(_MIRRORED) if right_to_left else text)
    found: list[tuple[int, int, float]] = []
    for run in reversed(runs) if right_to_left else runs:
        number = int("\u0600" <= run[0] <= "\u077f")
        buffer = harfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        harfbuzz.shape(_font(number), buffer)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.codepoint == 0:
                raise ValueError("no font here has letters for these words")
            found.append((number, info.codepoint, position.x_advance))
    return tuple(found)


def _main() -> None:
    told = json.load(sys.stdin)
    try:
        drawn = draw(told["title"], told["below"], right_to_left=told["right_to_left"])
    except ValueError as error:
        drawn = str(error).encode()
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    _main()
