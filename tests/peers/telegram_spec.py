"""Is a call what the Bot API allows? Walks the published description of every method and type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SPEC: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "payloads" / "telegram_bot_api_limits.json").read_text("utf-8")
)
SCALARS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


class NotInTheSpec(AssertionError):
    """A call that Telegram would refuse, or that its description does not know."""


def check_call(method: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a posted form as values. Raises NotInTheSpec naming what is wrong."""
    known = SPEC["methods"].get(method)
    if known is None:
        raise NotInTheSpec(f"no method {method}")
    values = {
        name: _decoded(value, known["fields"].get(name, {}).get("types", ()))
        for name, value in form.items()
    }
    _check_fields(method, known["fields"], values)
    return values


def _decoded(value: Any, types: Any) -> Any:
    if not isinstance(value, str) or "String" in types:
        return value
    return json.loads(value)


def _check_fields(where: str, fields: dict[str, Any], values: Mapping[str, Any]) -> None:
    unknown = values.keys() - fields.keys()
    missing = {name for name, rule in fields.items() if rule["required"]} - values.keys()
    if unknown or missing:
        raise NotInTheSpec(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    for name, value in values.items():
        _check_value(f"{where}.{name}", fields[name], value)


def _check_value(where: str, rule: dict[str, Any], value: Any) -> None:
    failures = []
    for kind in rule["types"]:
        try:
            _check_type(where, kind, value)
            break
        except NotInTheSpec as failure:
            failures.append(str(failure))
    else:
        raise NotInTheSpec("; ".join(failures))
    if "min" in rule or "max" in rule:
        size = _size(value, rule.get("unit"))
        if not rule.get("min", size) <= size <= rule.get("max", size):
            raise NotInTheSpec(f"{where}: {size} {rule.get('unit')}")


def _size(value: Any, unit: str | None) -> float:
    if isinstance(value, str):
        return len(value.encode()) if unit == "bytes" else len(value.encode("utf-16-le")) // 2
    return len(value) if isinstance(value, list) else float(value)


def _check_type(where: str, kind: str, value: Any) -> None:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise NotInTheSpec(f"{where}: not a list")
        for each in value:
            _check_type(where, kind.removeprefix("Array of "), each)
        return
    if kind in SCALARS:
        if not isinstance(value, SCALARS[kind]):
            raise NotInTheSpec(f"{where}: not {kind}")
        return
    if not isinstance(value, dict):
        raise NotInTheSpec(f"{where}: not {kind}")
    _check_fields(f"{where}:{kind}", SPEC["types"][kind]["fields"], value)
