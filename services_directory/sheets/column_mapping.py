"""Which of somebody's columns is which of ours? Their mapping file says it, in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services_directory.files.faults import FileFault, FileRefused, fault_of, refused
from services_directory.sheets.columns import (
    CHANGED_AT,
    SHEET_LOCALES,
    choices_of,
    field_of_columns,
)
from services_directory.values.entries import Programme

Filled = Annotated[str, Field(min_length=1)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    id: Filled
    licence: str = ""
    sheet: str = ""
    dates: str = ""
    lists: Filled = ";"
    publish: bool = False
    columns: dict[str, Filled | Annotated[list[Filled], Field(min_length=1)]]
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How a sheet of others is read.

    `columns`: by column of ours, those of theirs; `constants`: what a row says that leaves a column
    empty; `values`: by column of ours, their words and our codes. `dates` as `strptime` has it.
    """

    file: str
    source: str
    language: str
    id: str
    columns: Mapping[str, Sequence[str]]
    licence: str = ""
    sheet: str = ""
    dates: str = ""
    lists: str = ";"
    publish: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def load_mapping(path: Path, programme: Programme) -> SheetMapping:
    """The mapping in a file. Raises FileRefused with every fault: file, key and mend."""
    try:
        said = _File.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise refused(path.name, "file", "There is no such readable file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused(path.name, "file", f"It is not TOML: {error}.") from error
    except ValidationError as error:
        faults = [fault_of(path.name, each) for each in error.errors()]
        raise FileRefused(faults) from error
    told = [FileFault(path.name, key, mend) for key, mend in _disagreements(said, programme)]
    if told:
        raise FileRefused(told)
    rest = said.model_dump(exclude={"columns"})
    columns = {
        name: (theirs,) if isinstance(theirs, str) else tuple(theirs)
        for name, theirs in said.columns.items()
    }
    return SheetMapping(file=path.name, columns=columns, **rest)


def _disagreements(said: _File, programme: Programme) -> Iterator[tuple[str, str]]:
    """What is wrong although each key alone is right: pairs of the key's path and its mend."""
    known = field_of_columns(programme)
    for table in ("columns", "constants", "values"):
        for name in getattr(said, table):
            if name not in known:
                others = "id has a key of its own. " if name in ("id", CHANGED_AT) else ""
                yield f"{table}.{name}", f"{others}No such column: see the list in docs/sheets.md."
    for name in said.values:
        if name in known and name not in said.columns:
            yield f"values.{name}", f"Say in [columns] where {name} stands, or remove this."
    choices = choices_of(programme)
    for name, words in said.values.items():
        for word, code in words.items():
            if name in choices and code not in choices[name]:
                yield f'values.{name}."{word}"', f"Write one of: {', '.join(choices[name])}."
    for name, code in said.constants.items():
        if name in choices and code not in choices[name]:
            yield f"constants.{name}", f"Write one of: {', '.join(choices[name])}."
    if not any(known.get(name, "").startswith("name.") for name in said.columns):
        yield "columns", "Say where the name stands: service_name_fr = “their column”, or ar, en."
    if said.language not in (*SHEET_LOCALES, *programme.languages):
        yield "language", f"Write one of: {', '.join(programme.languages)}."
    if said.dates and not _is_format(said.dates):
        yield "dates", "Write a format with day, month and year, such as %d/%m/%Y."


def _is_format(written: str) -> bool:
    day = date(2025, 11, 23)
    try:
        return datetime.strptime(day.strftime(written), written).date() == day
    except ValueError:
        return False
