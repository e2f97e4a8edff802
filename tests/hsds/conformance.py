"""What does the official HSDS 3.2 schema say against an object? Open and closed, formats on."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SCHEMAS = Path(__file__).parent / "schema"

_COMPILED_IN = {
    "organization": {"services": {"type": "array", "items": {"$ref": "service.json"}}},
    "service_at_location": {"service": {"$ref": "service.json"}},
}
"""What the official build adds to the answer about one object; its result is 9 MB."""


def faults_of(entity: str, told: Any) -> list[str]:
    """Everything wrong with an object of HSDS ("service", "service_list"); [] for nothing.

    First as the schemas are, which let unknown fields pass; then closed, without what is ours:
    a misspelt field passes the first alone.
    """
    found = [*_validator(entity, closed=False).iter_errors(told)]
    found += _validator(entity, closed=True).iter_errors(without_ours(told))
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def without_ours(told: Any) -> Any:
    """Without every key that begins with "x_", wherever it stands."""
    if isinstance(told, list):
        return [without_ours(each) for each in told]
    if isinstance(told, dict):
        return {name: without_ours(v) for name, v in told.items() if not name.startswith("x_")}
    return told


@cache
def _validator(entity: str, *, closed: bool) -> Draft202012Validator:
    schemas = {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")
    }
    if closed:
        schemas = {name: _closed(schema) for name, schema in schemas.items()}
    root = copy.deepcopy(schemas[f"{entity}.json"])
    root["properties"] |= _COMPILED_IN.get(entity, {})
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT202012))
        for name, schema in schemas.items()
    )
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(root, registry=registry, format_checker=checker)


def _closed(schema: Any) -> Any:
    schema = copy.deepcopy(schema)
    todo = [schema]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            todo += each.values()
            if isinstance(each.get("properties"), dict):
                each["additionalProperties"] = False
        elif isinstance(each, list):
            todo += each
    return schema
