"""`dalil chat`: one answer per line heard, as by SMS and as on Telegram."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.commands.chat import NOBODY
from tests.bot.commands.terminal import ROOT, Run, answers


def test_a_conversation_by_sms_one_object_per_line_heard(dalil: Run) -> None:
    turns = answers(dalil("chat", "--channel", "sms", "--json", heard="bonjour\n1\nmenu\n"))

    assert [turn["heard"] for turn in turns] == ["bonjour", "1", "menu"]
    (menu,) = turns[0]["replies"]
    assert (menu["encoding"], menu["segments"]) == ("UCS-2", 1)
    assert [choice["number"] for choice in menu["choices"]] == [1, 2, 3, 4]
    assert "1 Francais" in menu["text"]
    assert "Santé" in turns[1]["replies"][-1]["text"]


def test_the_readme_shows_what_is_really_said_first(dalil: Run) -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    asked, _newline, rest = shown.partition("    > ")[2].partition("\n")
    sample = [line.removeprefix("    ") for line in rest.partition("\n\n")[0].splitlines()]

    said = dalil("chat", "--channel", "sms", heard=f"{asked}\n").stdout.strip().splitlines()

    assert [line.strip() for line in said] == [line.strip() for line in sample]


def test_on_telegram_the_choices_are_buttons_and_a_number_picks_one(dalil: Run) -> None:
    turns = answers(dalil("chat", "--channel", "telegram", "--json", heard="hi\nEnglish\n1\n"))

    languages = [choice["label"] for choice in turns[0]["replies"][0]["choices"]]
    assert {"English", "Français", "العربية"} <= set(languages)
    needs = turns[1]["replies"][-1]
    assert needs["segments"] is None
    assert "Health" in [choice["label"] for choice in needs["choices"]]
    assert "Health" not in needs["text"]
    assert turns[2]["replies"], "a number picks a button's choice too"


def test_a_person_is_known_again_and_another_is_somebody_else(dalil: Run) -> None:
    dalil("chat", "--channel", "sms", "--json", heard="hello\n4\n")

    (known,) = answers(dalil("chat", "--channel", "sms", "--json", heard="menu\n"))
    (stranger,) = answers(
        dalil("chat", "--channel", "sms", "--from", "+21620000009", "--json", heard="menu\n")
    )

    assert "Health" in known["replies"][-1]["text"]
    assert "Bienvenue" in stranger["replies"][0]["text"]


@pytest.mark.parametrize("channel", NOBODY)
def test_postgresql_answers_as_sqlite_does(
    dalil: Run, postgres_database_url: str, channel: str
) -> None:
    heard = "bonjour\n1\nmedecin tabarka\n1\n"
    command = ("chat", "--channel", channel, "--json")

    on_sqlite = answers(dalil(*command, heard=heard))
    on_postgresql = answers(dalil(*command, heard=heard, DATABASE_URL=postgres_database_url))

    assert on_postgresql == on_sqlite


def test_three_terminals_at_once_each_get_their_own_answers(dalil: Run) -> None:
    """They send to one channel, so that one may take up what another waits for."""
    command = ("chat", "--channel", "sms", "--json")
    dalil(*command, heard="hello\n")  # the tables are made

    def talk(number: int) -> list[dict[str, Any]]:
        address = f"+2162000020{number}"
        return answers(dalil(*command, "--from", address, heard="hello\n4\nmenu\n0\n"))

    with ThreadPoolExecutor(3) as terminals:
        talks = list(terminals.map(talk, range(3)))
    for turns in talks:
        assert [len(turn["replies"]) for turn in turns] == [1, 1, 1, 1]
        assert "Health" in turns[-1]["replies"][0]["text"]


def test_broken_text_gets_an_answer(dalil: Run) -> None:
    heard = "\x00\x07\n\u202e\u200f\n" + "x" * 10_000 + "\n\n"

    turns = answers(dalil("chat", "--channel", "sms", "--json", heard=heard))

    assert len(turns) == 4
    assert all(turn["replies"] for turn in turns)
