"""Do the tests of a file notice a fault in it? Each mutant is tried in a process of its own.

Reading all our files takes longer than most tests. So the tests are collected, and run once on the
file as it is; then each mutant is a fork of that process, with its code put in place of the old.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LONGER = 10
"""How many times as long as on the file as it is the tests may take, before a mutant hangs."""


class Trial:
    """A plugin of pytest: instead of once, the tests are run once more for each mutant.

    `told` is given the number of each mutant, and whether a test noticed it.
    """

    def __init__(self, file: Path, mutants: Sequence[str], told: Callable[[int, bool], None]):
        self._module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        self._untouched = file.read_text(encoding="utf-8")
        self._mutants, self._told = mutants, told
        self._failed = self._in_a_child = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed
        if report.failed and not self._in_a_child:
            print(report.nodeid, report.longreprtext, sep="\n", file=sys.stderr)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        started = time.monotonic()
        self._run(session)
        if self._failed or not session.items:
            raise pytest.UsageError("the tests do not pass on the file as it is")
        longest = 20 + LONGER * (time.monotonic() - started)
        if self._notices(session, self._untouched, longest):
            raise pytest.UsageError("a file put in its own place is taken for another")
        for number, code in enumerate(self._mutants):
            self._told(number, self._notices(session, code, longest))
        return True

    def _run(self, session: pytest.Session) -> None:
        """All tests until one fails; what lives as long as the session stays for the next run."""
        following = [*session.items[1:], session.items[0]]
        for item, after in zip(session.items, following, strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            if self._failed:
                return

    def _notices(self, session: pytest.Session, code: str, longest: float) -> bool:
        child = os.fork()
        if child == 0:
            self._in_the_child(session, code)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, longest)
        _pid, status = os.waitpid(child, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return status != 0

    def _in_the_child(self, session: pytest.Session, code: str) -> None:
        """Never returns: what the parent has open ends with this process, untouched."""
        self._in_a_child = True
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        try:
            put_in_place(sys.modules[self._module], code)
            self._run(session)
        except BaseException:
            os._exit(2)
        os._exit(1 if self._failed else 0)


def try_all(
    file: Path, tests: Sequence[str], mutants: Sequence[str], told: Callable[[int, bool], None]
) -> bool:
    """Whether the tests passed on the file as it is, so that the answers mean something."""
    silent = [
        "-o",
        "addopts=--import-mode=importlib",
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
    ]
    return (
        pytest.main([*silent, "-k", "not postgresql", *tests], plugins=[Trial(file, mutants, told)])
        == 0
    )


def put_in_place(module: ModuleType, code: str) -> None:
    """Make a module that was read already be as if it had been read from `code`.

    Others hold its functions and classes, so those stay and are given the new code; any other
    value that differs is replaced wherever it is known by its name.
    """
    fresh = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(code, module.__file__ or "", "exec"), fresh)
    for name, old in list(vars(module).items()):
        new = fresh.get(name)
        if name.startswith("__") or old is new:
            continue
        for mine, theirs in _functions(old, new):
            mine.__code__ = theirs.__code__
            mine.__defaults__, mine.__kwdefaults__ = theirs.__defaults__, theirs.__kwdefaults__
        for word, plain in _plain_values(old, new):
            setattr(old, word, plain)
        with suppress(AttributeError):
            old.cache_clear()
        if not callable(old) and repr(old) != repr(new):
            for other in list(sys.modules.values()):
                if getattr(other, "__dict__", {}).get(name) is old:
                    setattr(other, name, new)


def _plain_values(old: Any, new: Any) -> Iterator[tuple[str, Any]]:
    """What a class says of itself in words, numbers or a yes, where it says another now."""
    if isinstance(old, type) and isinstance(new, type):
        for name, each in vars(new).items():
            is_plain = isinstance(each, str | int | float) and not name.startswith("__")
            if is_plain and vars(old).get(name) != each:
                yield name, each


def _functions(old: Any, new: Any) -> Iterator[tuple[FunctionType, FunctionType]]:
    """Each function of the old, and the one that stands in its place in the new."""
    old, new = (getattr(each, "__wrapped__", each) for each in (old, new))
    if isinstance(old, property):
        yield from _functions(old.fget, new.fget)
    elif isinstance(old, FunctionType) and isinstance(new, FunctionType):
        yield old, new
    elif isinstance(old, type):
        for name, each in vars(old).items():
            if name in vars(new):
                yield from _functions(each, vars(new)[name])
