"""`dalil words`: words of our own, out and in, on the server."""

from __future__ import annotations

from pathlib import Path

from tests.bot.commands.terminal import Run

FILE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello!"
msgstr "Salut !"
"""


def test_a_file_is_taken_in_and_comes_out_again(dalil: Run, tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    file.write_text(FILE, "utf-8")
    ran = dalil("words", "import", "fr", str(file), "--by", "Noor")
    assert (ran.returncode, ran.stdout) == (0, "1 sentences are said in other words.\n")
    ran = dalil("words", "export", "fr")
    assert 'msgid "Hello!"\nmsgstr "Salut !"' in ran.stdout
    assert "#. Dalil revision 1" in ran.stdout


def test_what_has_to_be_mended_is_said_with_its_line(dalil: Run, tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    file.write_text(FILE.replace("Salut !", "Salut {name} !"), "utf-8")
    ran = dalil("words", "import", "fr", str(file), "--by", "Noor")
    assert ran.returncode == 1
    assert 'line 5: "Hello!": It needs no placeholder' in ran.stderr
    assert "Salut" not in dalil("words", "export", "fr").stdout


def test_a_language_that_is_not_spoken_is_named(dalil: Run) -> None:
    ran = dalil("words", "export", "xx")
    assert ran.returncode == 2
    assert "'xx' is none of" in ran.stderr
