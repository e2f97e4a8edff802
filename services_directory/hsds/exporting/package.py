"""The directory as a CSV package of HSDS 3.2: tables, and a `datapackage.json` that explains them.

Texts stand in their own language; all others are in `translations.csv`, which is ours. The columns
`x_dalil` and `x_extra` hold JSON: what HSDS has no column for.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from services_directory.hsds.exporting.exporter import Export
from services_directory.hsds.exporting.flatten import Flat, foreign_keys
from services_directory.hsds.exporting.json_records import (
    organisation_json,
    service_json,
    taxonomy_json,
    term_json,
)
from services_directory.hsds.exporting.translations import Json
from services_directory.hsds.taxonomies import parents_first
from services_directory.records.standard import DAYS, MOMENTS, NUMBERS, TABLES, TIMES

_OURS = ("x_dalil", "x_extra")

_TRANSLATION = (
    "id",
    "link_entity",
    "link_id",
    "field",
    "language",
    "text",
    "status",
    "source_hash",
)

_ALWAYS_THE_SAME = (1980, 1, 1, 0, 0, 0)
"""The moment written into a ZIP file, so that the same directory is the same file."""


def as_package(export: Export) -> dict[str, str]:
    """The files of the package, by their names."""
    flat = _flatten(export)
    files: dict[str, str] = {}
    resources: list[Json] = []
    for name, table in TABLES.items():
        rows = [*flat.rows.get(name, {}).values()]
        if rows:
            ours = [each for each in _OURS if any(each in row for row in rows)]
            columns = ["id", *table.columns, *ours]
            files[table.path] = _csv(columns, rows)
            resources.append(_resource(name, table.path, columns, table.required, flat))
    if flat.translations:
        files["translations.csv"] = _csv(_TRANSLATION, flat.translations)
        required = frozenset(_TRANSLATION) - {"text", "source_hash"}
        resources.append(_resource("translation", "translations.csv", _TRANSLATION, required, flat))
    files["datapackage.json"] = json.dumps(_descriptor(export, resources), indent=1) + "\n"
    return files


def write_folder(files: Mapping[str, str], folder: Path) -> None:
    """Into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def write_zip(files: Mapping[str, str], path: Path) -> None:
    """As one ZIP file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _ALWAYS_THE_SAME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text)


def _flatten(export: Export) -> Flat:
    flat, telling = Flat(), export.telling
    for taxonomy in telling.vocabulary.taxonomies.values():
        flat.add("taxonomy", taxonomy_json(taxonomy, telling))
    for term in parents_first(telling.vocabulary.terms.values()):
        flat.add("taxonomy_term", term_json(term, telling))
    for organisation in parents_first(export.organisations):
        flat.add("organization", organisation_json(organisation, telling))
    for service in export.services:
        flat.add("service", service_json(service, telling))
    if telling.lang:
        told = {"id": export.package_id, "name": "services", "language": telling.lang}
        flat.add("meta_table_description", {**told, "character_set": "UTF-8"})
    return flat.without_dangling()


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _descriptor(export: Export, resources: list[Json]) -> Json:
    return {
        "name": "human_services_data",
        "title": f"Services, as {export.telling.programme.code} knows them",
        "profile": "tabular-data-package",
        "homepage": "https://docs.openreferral.org/",
        "resources": resources,
    }


def _resource(
    name: str, path: str, columns: Iterable[str], required: frozenset[str], flat: Flat
) -> Json:
    keys = {
        column: table
        for column, table in (foreign_keys(name) if name in TABLES else {}).items()
        if flat.rows.get(table)
    }
    fields: list[Json] = [
        {
            "name": column,
            "type": _type(column),
            "constraints": {"required": column == "id" or column in required},
        }
        for column in columns
    ]
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": fields,
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": column, "reference": {"resource": table, "fields": "id"}}
                for column, table in keys.items()
            ],
        },
    }


def _type(column: str) -> str:
    kinds = {"number": NUMBERS, "date": DAYS, "time": TIMES, "datetime": MOMENTS, "object": _OURS}
    return next((kind for kind, names in kinds.items() if column in names), "string")
