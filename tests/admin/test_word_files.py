"""Words of our own go to translators as a .po file and come back: whole, or not at all."""

from __future__ import annotations

import io

import pytest
from babel.messages.pofile import read_po

from bot.translation.sentences import Sentence
from tests.admin.office import Browser, Office
from tests.admin.word_doors import GREETING

FILES = "/admin/words/files"
COUNTED = Sentence("{n} seat left.", "{n} seats left.")


async def bring(editor: Browser, content: str | bytes, locale: str = "fr") -> tuple[int, str]:
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = "words.po"
    await editor.get(FILES)
    page = await editor.post(FILES, {"locale": locale, "file": file})
    return page.status, page.text


async def given(editor: Browser, locale: str = "fr") -> str:
    return (await editor.get(f"{FILES}/{locale}.po")).html


def row(source: str, words: str) -> str:
    return f'msgid "{source}"\nmsgstr "{words}"\n\n'


HEADER = row("", "Content-Type: text/plain; charset=utf-8\\n")


async def test_what_goes_out_comes_back_changed(editor: Browser, office: Office) -> None:
    await editor.fill_in(f"/admin/words/{GREETING.key}/fr", {"words_0": "Salut !"})
    await editor.fill_in(
        f"/admin/words/{COUNTED.key}/fr", {"words_0": "Reste {n}.", "words_1": "Restent {n}."}
    )
    file = await given(editor)
    said = {each.id: each.string for each in read_po(io.BytesIO(file.encode())) if each.id}
    assert said == {
        "Hello!": "Salut !",
        ("{n} seat left.", "{n} seats left."): ("Reste {n}.", "Restent {n}."),
    }
    assert "Nothing is changed" in (await bring(editor, file))[1]
    status, told = await bring(editor, file.replace("Salut !", "Bien le bonjour !"))
    assert (status, "people hear these words from now on" in told) == (200, True)
    assert "Bien le bonjour !" in await given(editor)


async def test_nothing_is_taken_where_one_sentence_is_wrong_and_each_fault_has_its_line(
    editor: Browser, office: Office
) -> None:
    file = HEADER + row("Hello!", "Salut !") + row("Good", "Bien {x}") + row("Gone", "Parti")
    status, told = await bring(editor, file + row("I agree", "Oui"))
    assert status == 422
    assert "Line 7: Good : It needs no placeholder" in told
    assert "Line 10: Gone : This release does not say this sentence." in told
    assert "Line 13: I agree : People agree to these words" in told
    assert await office.app.wordings.in_force() == []


async def test_rows_without_words_and_fuzzy_ones_are_left_alone(
    editor: Browser, office: Office
) -> None:
    file = HEADER + row("Good", "") + "#, fuzzy\n" + row("Bad", "Moche") + row("Hello!", "Salut !")
    await bring(editor, file)
    (chosen,) = await office.app.wordings.in_force()
    assert chosen.wording.one == "Hello!"


async def test_a_file_of_before_does_not_write_over_what_a_colleague_changed(
    editor: Browser, office: Office
) -> None:
    words = f"/admin/words/{GREETING.key}/fr"
    await editor.fill_in(words, {"words_0": "Salut !"})
    file = await given(editor)
    await editor.fill_in(words, {"words_0": "Bonsoir !"})
    status, told = await bring(editor, file.replace("Salut !", "Allô !"))
    assert (status, "Somebody changed these words" in told) == (422, True)
    assert "Bonsoir !" in await given(editor)


async def test_the_words_of_the_release_in_a_file_take_ours_back(
    editor: Browser, office: Office
) -> None:
    await editor.fill_in(f"/admin/words/{GREETING.key}/en", {"words_0": "Good day!"})
    await bring(editor, HEADER + row("Hello!", "Hello!"), "en")
    assert await office.app.wordings.in_force() == []


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00 not text",
        b'msgid "a',
        b"PK\x03\x04",
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=nonsense\\n"\n',
        b'msgid ""\nmsgstr "Plural-Forms: nplurals=boom; plural=(1+;\\n"\n',
        b'msgid "a"\nmsgid_plural "b"\nmsgstr[x] "c"\n',
        b'msgstr "no id"\n',
        b'msgid "Hello!"\nmsgid_plural "b"\nmsgstr[9] "c"\n',
        b'msgctxt "x"\nmsgid "Hello!"\nmsgstr "\xd9\x85"\n',
    ],
)
async def test_what_is_no_po_file_is_refused_or_changes_nothing(
    editor: Browser, office: Office, content: bytes
) -> None:
    status, _told = await bring(editor, content)
    assert status in {200, 422}
