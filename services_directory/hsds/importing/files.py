"""Which objects of HSDS does a file hold? JSON in every shape, JSON lines, a package of CSV files.

A package is a folder, a ZIP file, or one of its files. What a file calls the objects is not asked:
each is known by its fields.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from services_directory.files.faults import FileFault, FileRefused
from services_directory.files.findings import Done, Finding, Findings, SourceObject
from services_directory.files.text import (
    LARGEST_BYTES,
    decode,
    read_json,
    read_json_cell,
    read_lines,
    read_rows,
)
from services_directory.hsds.importing.older.old_objects import modernise_object
from services_directory.hsds.importing.older.old_tables import TABLE_OF_FILE, Tables, modernise
from services_directory.hsds.importing.package_rows import objects_of

_LISTS = {
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "organizations": "organization",
    "locations": "location",
    "services": "service",
    "service_at_locations": "service_at_location",
}
"""Lists a file may have side by side, in the order they are read."""

_PAGES = ("contents", "content")
"""What a page of an API calls its list, today and in Open Referral UK 1."""

_OF_A_TAXONOMY = {"id", "name", "description", "uri", "version", "metadata"}

_MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Feed:
    """The objects of a file, each with its entity; `language` is the one the file names."""

    file: str
    objects: tuple[tuple[str, SourceObject], ...]
    language: str = ""


def read_feed(path: Path, findings: Findings) -> Feed:
    """Everything a file holds. Raises FileRefused for one that is no HSDS at all."""
    try:
        if path.is_dir():
            return _package(path.name, _folder(path), findings)
        if zipfile.is_zipfile(path):
            return _package(path.name, _unzipped(path), findings)
        if path.suffix.lower() == ".csv" or path.name == "datapackage.json":
            return _package(path.parent.name, _folder(path.parent), findings)
        if path.stat().st_size > LARGEST_BYTES:
            mend = f"It is larger than {LARGEST_BYTES // 1_000_000} MB: split it."
            raise FileRefused([FileFault(path.name, "file", mend)])
        content = path.read_bytes()
    except OSError as error:
        mend = "There is no such readable file."
        raise FileRefused([FileFault(path.name, "file", mend)]) from error
    return _json(path, decode(path.name, content, findings), findings)


def _json(path: Path, text: str, findings: Findings) -> Feed:
    lines = path.suffix.lower() in (".ndjson", ".jsonl") or _is_lines(text)
    values = [*read_lines(path.name, text, findings)] if lines else [read_json(path.name, text)]
    found = [each for value in values for each in _found(value)]
    if not found and not findings.all:
        mend = "There is no service, organisation, location or taxonomy in it."
        raise FileRefused([FileFault(path.name, "file", mend)])
    for _entity, each in found:
        modernise_object(each, findings)
    order = {entity: number for number, entity in enumerate(_LISTS.values())}
    return Feed(path.name, tuple(sorted(found, key=lambda each: order[each[0]])))


def _is_lines(text: str) -> bool:
    """True for one object a line, whatever the file is called: the first line is a whole one."""
    first, _, rest = text.strip().partition("\n")
    return bool(rest) and isinstance(read_json_cell(first), dict)


def _found(value: Any) -> Iterator[tuple[str, SourceObject]]:
    if isinstance(value, list):
        for each in value:
            yield from _found(each)
    elif isinstance(value, SourceObject):
        page = next((name for name in _PAGES if isinstance(value.get(name), list)), "")
        if page and "id" not in value:
            for entity, each in _found(value[page]):
                each.is_head = not any(isinstance(held, list) for held in each.values())
                yield entity, each
        elif "id" not in value and any(isinstance(value.get(name), list) for name in _LISTS):
            for name, entity in _LISTS.items():
                for each in value.get(name, ()):
                    if isinstance(each, SourceObject):
                        yield entity, each
        elif entity := entity_of(value):
            yield entity, value


def entity_of(told: SourceObject) -> str:
    """What an object is, by its fields; "" for what is no object of HSDS."""
    names = told.keys()
    if "location_type" in names:
        return "location"
    if {"location", "service"} <= names or {"location_id", "service_id"} <= names:
        return "service_at_location"
    if names & {"status", "service_at_locations", "organization", "organization_id"}:
        return "service"
    if names & {"taxonomy_detail", "taxonomy", "taxonomy_id", "parent_id", "code", "term_uri"}:
        return "taxonomy_term"
    if names & {"version", "uri"} and names <= {*_OF_A_TAXONOMY, "x_dalil"}:
        return "taxonomy"
    return "organization" if {"id", "name"} <= names else ""


def _package(name: str, contents: Mapping[str, bytes], findings: Findings) -> Feed:
    tables: Tables = {}
    for file, content in contents.items():
        table = TABLE_OF_FILE.get(PurePosixPath(file).stem.lower())
        if table is None:
            problem = "HSDS has no table of this name."
            findings.all.append(Finding(file, "file", "", problem, Done.LEFT_OUT))
            continue
        rows = read_rows(file, decode(file, content, findings), findings)
        tables.setdefault(table, []).extend(rows)
    if "service" not in tables and "organization" not in tables:
        mend = "There is neither services.csv nor organizations.csv in it."
        raise FileRefused([FileFault(name, "file", mend)])
    modernise(tables, findings)
    for row in tables.get("meta_table_description", ()):
        problem = "What a file says of itself is not taken, but for its language."
        findings.add(row, "", problem, Done.LEFT_OUT)
    languages = {str(row.get("language", "")) for row in tables.get("meta_table_description", ())}
    language = languages.pop() if len(languages) == 1 else ""
    return Feed(name, tuple(objects_of(tables, findings)), language)


def _folder(path: Path) -> dict[str, bytes]:
    files = sorted(path.glob("*.csv"))[:_MOST_FILES]
    _check_size(path.name, sum(file.stat().st_size for file in files))
    return {file.name: file.read_bytes() for file in files}


def _unzipped(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as package:
            inside = [each for each in package.infolist() if each.filename.endswith(".csv")]
            # What it will be once unpacked is written in it; reading stops there in any case.
            _check_size(path.name, sum(each.file_size for each in inside))
            return {
                PurePosixPath(each.filename).name: package.read(each)
                for each in inside[:_MOST_FILES]
                if not PurePosixPath(each.filename).name.startswith(".")
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        mend = "This ZIP file cannot be unpacked: make it anew, without a password."
        raise FileRefused([FileFault(path.name, "file", mend)]) from error


def _check_size(name: str, size: int) -> None:
    if size > LARGEST_BYTES:
        mend = f"Its tables are larger than {LARGEST_BYTES // 1_000_000} MB: split them."
        raise FileRefused([FileFault(name, "file", mend)])
