"""Hides what only development installs and libraries take up where they find it.

Python reads this file at the start of a process that has the folder in PYTHONPATH.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

NOT_SHIPPED = ("chardet", "greenlet", "pygments", "rich")


class _Hides(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname.partition(".")[0] in NOT_SHIPPED:
            raise ModuleNotFoundError(fullname)


sys.meta_path.insert(0, _Hides())
