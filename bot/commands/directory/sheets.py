"""`dalil directory export FILE.csv` or `.xlsx`: a sheet to edit, or with HXL tags to share."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.application import Application
from services_directory.sheets.exporter import Sheet, as_csv, export_sheet

_WORKBOOKS = (".xlsx", ".xlsm")
_TAGGED = ".hxl.csv"


async def write_sheet(
    app: Application, path: Path | None, *, language: str | None, hxl: bool
) -> int:
    """Write all services, or (HXL) what people find of them, to a file or to the terminal."""
    tags = hxl or (path is not None and path.name.lower().endswith(_TAGGED))
    sheet = await export_sheet(app.programme, public=tags)
    if path is not None and path.suffix.lower() in _WORKBOOKS:
        await asyncio.to_thread(_put_workbook, sheet, app, path, language, hxl)
    else:
        text = as_csv(sheet, tags=tags)
        # With the mark by which spreadsheets know UTF-8; programs that read HXL do without.
        put(path, [text] if path is None or tags else ["\ufeff", text])
    return written(path, len(sheet.rows))


def _put_workbook(
    sheet: Sheet, app: Application, path: Path, language: str | None, hxl: bool
) -> None:
    from services_directory.sheets.workbook import write_xlsx

    turned = {each.code for each in app.translator.languages if each.right_to_left}
    first = language or app.programme.languages[0]
    with replacing(path) as half, half.open("wb") as file:
        write_xlsx(
            sheet,
            app.programme,
            file,
            right_to_left=turned,
            mirrored=first in turned,
            tags=hxl,
        )


def put(path: Path | None, pieces: Iterable[str]) -> None:
    """Write text to a file, or to the terminal."""
    if path is None:
        sys.stdout.writelines(pieces)
        return
    with replacing(path) as half, half.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write: all of it or nothing. What was there before stays until then.

    A device or a pipe (/dev/null) is written to as it is: a file in its place would be the end of
    it.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    half = path.with_name(f".{path.name}.half")
    try:
        yield half
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def written(path: Path | None, services: int) -> int:
    if path is not None:
        print(f"{services} services written to {path}.")
    return 0
