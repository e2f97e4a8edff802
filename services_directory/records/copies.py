"""How is a copy of a frozen record made, with some fields changed, a hundred thousand times?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

_T = TypeVar("_T")

_Get = Callable[[Any], tuple[Any, ...]]
_Set = Callable[[Any, Any], None]


def replace(record: _T, /, **changes: Any) -> _T:
    """As `dataclasses.replace`, at half the price; for records that check nothing when made."""
    kind: Any = type(record)
    get, setters = _ways(kind)
    copy: _T = object.__new__(kind)
    for put, value in zip(setters.values(), get(record), strict=True):
        put(copy, value)
    for name, value in changes.items():
        setters[name](copy, value)
    return copy


@cache
def _ways(kind: type[Any]) -> tuple[_Get, dict[str, _Set]]:
    """How every field of a class with slots is read, and each is written."""
    names = [each.name for each in fields(kind)]
    get = attrgetter(*names)
    return (get if len(names) > 1 else lambda record: (get(record),)), {
        name: getattr(kind, name).__set__ for name in names
    }
