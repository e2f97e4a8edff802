"""The conversations are registered once, and the engine knows none of them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.engine.step import Flow
from flows.engine.step_index import RegistrationFault, register
from flows.registry import ALL_FLOWS, CONVERSATIONS
from flows.step_names import StepName

FLOWS = Path(__file__).parents[2] / "flows"


@pytest.mark.parametrize("module", ["text", "understanding", "hearing", "conversation"])
def test_the_engine_loads_no_conversation(module: str) -> None:
    asked = f"import flows.engine.{module}, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()

    above = [each for each in loaded if each.startswith("flows.") and "flows.engine" not in each]
    assert f"flows.engine.{module}" in loaded
    assert above == []


def test_every_step_and_word_of_every_conversation_is_known() -> None:
    for flow in ALL_FLOWS:
        assert all(CONVERSATIONS.steps[step.name] is step for step in flow.steps)
        assert flow.commands.items() <= CONVERSATIONS.commands.items()


def test_a_slip_in_the_name_of_a_step_is_an_error_at_the_start() -> None:
    with pytest.raises(RegistrationFault, match=r"no step is called main_menu\.chose"):
        register(ALL_FLOWS, ["main_menu.chose"], menu=StepName.MENU, rest=StepName.REST)
    with pytest.raises(RegistrationFault, match="no step is called elsewhere"):
        register(ALL_FLOWS, StepName, menu=StepName.MENU, rest="elsewhere")


def test_two_conversations_share_no_step_and_no_word() -> None:
    with_steps = next(flow for flow in ALL_FLOWS if flow.steps)
    with_words = Flow(commands=next(flow for flow in ALL_FLOWS if flow.commands).commands)
    for twice in (with_steps, with_words):
        with pytest.raises(RegistrationFault, match="two"):
            register([*ALL_FLOWS, twice], (), menu=StepName.MENU, rest=StepName.REST)


def test_no_conversation_names_the_step_of_another_by_a_word_of_its_own() -> None:
    """Only the names of StepName are looked at when Dalil starts."""
    written = {
        f"{path.name}: {text}"
        for path in sorted(FLOWS.rglob("*.py"))
        if path.name != "step_names.py"
        for text in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if text in CONVERSATIONS.steps
    }

    assert written == set()


def _strings(tree: ast.AST) -> Iterator[str]:
    """Every string but those by which a step says its own name."""
    own = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "name"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own:
            yield node.value
