"""A bar for who watches a terminal, and not a byte for who reads a file."""

from __future__ import annotations

import io

from bot.commands.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_grows_and_its_line_is_clean_at_the_end() -> None:
    terminal = Terminal()
    with ProgressBar("Sealing", terminal) as progress:
        progress(1_000_000, 4_000_000)
        progress(4_000_000, 4_000_000)

    first, second, blank, end = terminal.getvalue().split("\r")[1:]
    assert " 25% of 4.0 MB" in first
    assert "100% of 4.0 MB" in second
    assert first.count("█") < second.count("█")
    assert (blank.strip(), end) == ("", "")


def test_without_a_known_end_it_says_how_much() -> None:
    terminal = Terminal()
    ProgressBar("Sealing", terminal)(2_500_000, None)

    assert "Sealing 2.5 MB" in terminal.getvalue()


def test_it_counts_other_things_than_bytes() -> None:
    terminal = Terminal()
    ProgressBar("Killing", terminal, things="kills")(10, 50)

    assert " 20% of 50 kills" in terminal.getvalue()


def test_nothing_is_written_to_a_file() -> None:
    file = io.StringIO()
    with ProgressBar("Sealing", file) as progress:
        progress(1, 2)

    assert file.getvalue() == ""
