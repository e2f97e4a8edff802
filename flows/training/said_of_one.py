"""Several of one phone are in courses, and one of them is spoken of: "Salma ne vient pas".

Noted for whoever is named, by the first name they enrolled with; a name that fits nobody is asked
about, in numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.components.training.class_messages import coming_choices
from flows.components.training.cohort_choices import words_of
from flows.components.training.days_named import days_named
from flows.components.training.seat_names import course_of
from flows.engine.enrolments.kept import KeptEnrolment, Lent
from flows.engine.enrolments.states import ENROLLED
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import Again, Answer, Flow, Go, Outcome, Step, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import AGREES, ANSWER, ANSWERED, DISCREET, OF_ONE
from flows.engine.understanding.model.features import consonants
from flows.engine.understanding.phrases.misspelt import misspelt_in
from flows.engine.understanding.phrases.of_course import (
    mark_of,
    says_late,
)
from flows.engine.understanding.phrases.of_course import (
    words_of as words_in,
)
from flows.engine.understanding.phrases.said import phrases_in
from flows.engine.understanding.words import folded_words, is_arabic, stems
from flows.training.classes_meant import meant, to_come
from flows.training.trainee_questions import is_soon
from flows.training.unprompted_answer import DOCTOR, SICK_BEFORE, of_class, picked

_MOST_WORDS = 10
_SICK = "sick"
_KIN = frozenset(("other", "child", "people"))
_YES_OR_NO = {"yes": "yes", "no": "no", "1": "yes", "2": "no"}
_LEAST_CONSONANTS = 2


class WhoIsMeant(Step):
    """Each with the class that was spoken of; the number says for whom it is noted."""

    name = "training.who"

    def ask(self, talk: Talk) -> Reply:
        is_no = talk.recall("comes") == "no"
        choices: list[Choice] = []
        days, people = days_named(talk, Meaning(said=talk.recall("said"))), _people(talk)
        names = [each.called for each in people]
        for each in people:
            cohort = talk.world.trainings.cohort(each.cohort_id)
            these = meant(talk, to_come(talk, (each.id,)), days) if cohort else []
            if cohort is None or not these:
                continue
            told = [meeting.as_told for _id, _cohort, meeting in these]
            come, cannot = coming_choices(each.id, told)
            is_known_by_it = each.called and names.count(each.called) == 1
            whose = each.called if is_known_by_it else course_of(talk, each, cohort)
            when = words_of(talk, cohort).at(these[0][2])
            label = _("{course}: {when}", course=whose, when=when)
            choices.append(replace(cannot if is_no else come, label=label, agrees=None))
        return Reply((_("Who is it about?"),), (*choices, Choice("menu", _("Menu"), MENU_NUMBER)))

    def hear(self, talk: Talk, answer: Answer) -> Outcome:
        return picked(talk, answer, is_late=talk.recall("comes") == "late")


def said_of_one(talk: Talk, meaning: Meaning) -> Outcome:
    """`Again` where nobody is named, and nobody but the one who writes can be meant."""
    people, words = _people(talk), words_in(meaning.said)
    if not people or len(words) > _MOST_WORDS:
        return Again()
    named = [(each, rest) for each in people if (rest := _without(words, each.called)) is not None]
    is_shared = len({each.called for each in people}) > 1
    if named:
        whose = {each.called for each, _rest in named}
        rest = _without_all(words, whose)
        comes = _comes(talk, rest, is_open=is_shared)
        if comes is None:
            return Again()
        if len(whose) > 1:
            return _who(talk, meaning, comes)
        noted = of_class(talk, meaning, comes=comes, of=frozenset(each.id for each, _r in named))
        is_ill = _says_ill(talk, rest) and isinstance(noted, Go)
        if _is_only_ill(talk, rest) and not is_soon(talk, SICK_BEFORE):
            return Again()
        return noted.closing_with(DOCTOR) if is_ill else noted
    comes = next(_of_somebody(talk, words), None) if is_shared else None
    return Again() if comes is None else _who(talk, meaning, comes)


def _people(talk: Talk) -> list[KeptEnrolment]:
    return [
        each
        for each in talk.world.contact.enrolments
        if each.state in ENROLLED and each.lent is not Lent.SEEN
    ]


def _who(talk: Talk, meaning: Meaning, comes: str) -> Outcome:
    if not to_come(talk, [each.id for each in _people(talk)]):
        return Again()
    return Go(WhoIsMeant, {"comes": comes, "said": meaning.said}, fresh=True)


def _without(words: Sequence[str], name: str) -> list[str] | None:
    """What is said beside a first name, in either script; None where it is not among the words."""
    wanted = folded_words(name)
    if not wanted:
        return None
    for at in range(len(words) - len(wanted) + 1):
        if all(map(_is_same, wanted, words[at:])):
            return [*words[:at], *words[at + len(wanted) :]]
    return None


def _without_all(words: list[str], names: set[str]) -> list[str]:
    for name in names:
        words = _without(words, name) or words
    return words


def _is_same(name: str, word: str) -> bool:
    """Written alike; or, in the other script, with the same consonants."""
    if name == word or is_arabic(name) == is_arabic(word):
        return name == word
    sounds = consonants(name)
    return len(sounds) >= _LEAST_CONSONANTS and sounds == consonants(word)


def _comes(talk: Talk, rest: list[str], *, is_open: bool) -> str | None:
    """What is said of one: "yes", "no" or "late"; None where it is anything else. `is_open`: a bare
    yes, no or number is, too."""
    lexicon = talk.world.lexicon
    if says_late(" ".join(rest), lexicon):
        return "late"
    if _is_only_ill(talk, rest):
        return "no"
    rest = [each for each in rest if mark_of(each, lexicon) != _SICK]
    found = [
        each
        for each in (*phrases_in(rest, lexicon), *misspelt_in(rest, OF_ONE, lexicon))
        if each.mark.startswith((OF_ONE, ANSWER)) and each.mark != DISCREET
    ]
    marks = {each.mark for each in found if each.is_alone or each.is_whole}
    if marks:
        return "yes" if marks <= AGREES | {_ONE_COMES} else "no"
    said = [each for each in rest if each not in lexicon.filler]
    if not is_open or len(said) != 1:
        return None
    intents = {row.intent for row in lexicon.folded.get(said[0], ())} | {said[0]}
    return next((_YES_OR_NO[each] for each in intents if each in _YES_OR_NO), None)


_ONE_COMES = f"{OF_ONE}comes"


def _says_ill(talk: Talk, rest: list[str]) -> bool:
    return any(mark_of(each, talk.world.lexicon) == _SICK for each in rest)


def _is_only_ill(talk: Talk, rest: list[str]) -> bool:
    beside = [each for each in rest if mark_of(each, talk.world.lexicon) != _SICK]
    return len(beside) < len(rest) and all(_is_small(talk, each) for each in beside)


def _is_small(talk: Talk, word: str) -> bool:
    """A word that adds nothing, a day, or the class."""
    lexicon, forms = talk.world.lexicon, (word, *stems(word))
    beside = lexicon.beside(ANSWERED)
    return any(f in lexicon.filler or f in lexicon.wishes or f in beside for f in forms)


def _of_somebody(talk: Talk, words: list[str]) -> Iterator[str]:
    """What is said of somebody who is not named, or by a name that nobody here has."""
    lexicon = talk.world.lexicon
    for at, word in enumerate(words):
        rest = [*words[:at], *words[at + 1 :]]
        if mark_of(word, lexicon) in _KIN or not _is_known(talk, word):
            found = phrases_in(rest, lexicon)
            marks = {each.mark for each in found if each.is_alone and each.mark.startswith(OF_ONE)}
            if marks:
                yield "yes" if marks == {_ONE_COMES} else "no"
            elif mark_of(word, lexicon) in _KIN and _comes(talk, rest, is_open=False) == "no":
                yield "no"


def _is_known(talk: Talk, word: str) -> bool:
    """A word that means something, and is no name that we never heard."""
    lexicon = talk.world.lexicon
    tables = (lexicon.filler, lexicon.polite, lexicon.wishes, lexicon.everyday, lexicon.inside)
    forms = (word, *stems(word))
    is_word = any(form in table for form in forms for table in tables)
    is_said = word in lexicon.folded or word in lexicon.place_names or word.isdecimal()
    return is_word or is_said or mark_of(word, lexicon) is not None


FLOW = Flow((WhoIsMeant,), commands={"said_of_one": said_of_one})
