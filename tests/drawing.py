"""Draws which room needs which, from the code; `python -m tests.drawing` puts it into the page.

An arrow is left out where others lead there already. Exceptions that `pyproject.toml` lists (types
alone, and where the parts are joined) are in it like all the rest.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
FLOORS = ("admin", "bot", "flows", "services_directory")
BEGIN, END = "<!-- drawn from the code -->\n", "<!-- end of the drawing -->\n"

Arrows = Mapping[str, frozenset[str]]


def rooms() -> dict[str, str]:
    """Each folder of code, by its path, and what it says of itself."""
    return {
        path.parent.relative_to(ROOT).as_posix(): ast.get_docstring(
            ast.parse(path.read_text(encoding="utf-8"))
        )
        or ""
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("__init__.py"))
    }


def arrows() -> dict[str, frozenset[str]]:
    """From each room to those it needs.

    A file beside the rooms stands for itself where a room needs it, such as a clock; the others
    join rooms, and are one box.
    """
    needs: dict[str, set[str]] = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            here = _place(".".join(path.relative_to(ROOT).with_suffix("").parts))
            if here is None:  # what a floor says of itself
                continue
            found = {_place(each) for each in _imported(path)} - {None, here}
            needs.setdefault(here, set()).update(each for each in found if each is not None)
    needed = {goal for room, goals in needs.items() if not room.endswith(".py") for goal in goals}
    return _joined(needs, {each for each in needed if each.endswith(".py")})


def _place(module: str) -> str | None:
    """The room a module stands in: a folder of its floor, or its own file beside them."""
    floor, *names = module.split(".")
    if floor not in FLOORS:
        return None
    if names and (ROOT / floor / names[0] / "__init__.py").exists():
        return f"{floor}/{names[0]}"
    return f"{floor}/{names[0]}.py" if names and names[0] != "__init__" else None


def _joined(needs: Mapping[str, set[str]], alone: set[str]) -> dict[str, frozenset[str]]:
    """The same with one box for all files beside the rooms that are not needed by any of them."""

    def box(room: str) -> str:
        return room if room in alone or not room.endswith(".py") else room.split("/")[0]

    found: dict[str, set[str]] = {}
    for room, goals in needs.items():
        found.setdefault(box(room), set()).update(box(goal) for goal in goals)
    return {room: frozenset(goals - {room}) for room, goals in found.items()}


def _imported(path: Path) -> Iterator[str]:
    """The modules a file imports to run; what is imported only for types binds nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def reduced(given: Arrows) -> dict[str, frozenset[str]]:
    """Without the arrows that a longer way of arrows makes plain."""
    return {
        room: frozenset(
            goal
            for goal in needs
            if not any(goal in _below(other, given, {room}) for other in needs - {goal})
        )
        for room, needs in given.items()
    }


def _below(room: str, given: Arrows, seen: set[str]) -> set[str]:
    """All that a room needs, and what that needs."""
    found: set[str] = set()
    waiting = [room]
    while waiting:
        for goal in given.get(waiting.pop(), frozenset()) - found - seen:
            found.add(goal)
            waiting.append(goal)
    return found


def drawing() -> str:
    """The block of the page: a drawing in Mermaid, and a table of the rooms."""
    known, needs = rooms(), arrows()
    lines = ["```mermaid", "flowchart TD"]
    for floor in FLOORS:
        inside = sorted(room for room in needs if room.split("/")[0] == floor)
        lines += [f"  subgraph {floor}", *(f"    {_box(room)}" for room in inside), "  end"]
    for room, goals in sorted(reduced(needs).items()):
        lines += [f"  {_id(room)} --> {_id(goal)}" for goal in sorted(goals)]
    lines += ["```", "", "| Room | What it is | In | Out |", "| --- | --- | --- | --- |"]
    for room, said in known.items():
        first, *rest = [line for line in said.splitlines() if line]
        told = dict(line.split(": ", 1) for line in rest if line.startswith(("In: ", "Out: ")))
        lines.append(f"| `{room}/` | {first} | {told.get('In', '')} | {told.get('Out', '')} |")
    return "\n".join(lines) + "\n"


def _id(room: str) -> str:
    return re.sub(r"\W", "_", room) + "_"


def _box(room: str) -> str:
    name = room.split("/")[-1] if "/" in room else "*.py"
    return f'{_id(room)}["{name if name.endswith(".py") else name + "/"}"]'


def drawn_into(page: str) -> str:
    """The page with the drawing as it is now."""
    before, rest = page.split(BEGIN)
    _old, after = rest.split(END)
    return before + BEGIN + drawing() + END + after


if __name__ == "__main__":
    PAGE.write_text(drawn_into(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
