"""What people say of a course stands on its cohort's page, once they are enough to be nobody."""

from __future__ import annotations

from datetime import date, timedelta

from bot.models.training import CourseOpinion
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import COURSE_OPINION
from services_directory.training.models import ClassMeetingRow
from services_directory.training.reading import list_cohorts
from tests.admin.office import Browser, Office
from tests.admin.planning import planned_cohort

ANSWERS = [("useful", number) for number in "11123"] + [("recommend", number) for number in "1133"]
TOO_FEW = "Shown once 5 people have answered."


async def say(office: Office, cohort_id: int, question: str, words: str) -> None:
    row_id = draw_row_id()
    await CourseOpinion.create(
        id=row_id,
        cohort_id=cohort_id,
        question=question,
        said_sealed=office.app.sealer.seal(words, COURSE_OPINION.of(row_id)),
        ended_on=date(2026, 11, 20),
    )


async def test_answers_are_counted_and_nobody_is_in_them(trainer: Browser, office: Office) -> None:
    path = (await planned_cohort(trainer)).path
    await trainer.post(f"{path}/step", {"step": "open"})
    (cohort,) = await list_cohorts()
    assert "What people say of it" not in (await trainer.get(path)).text
    week = timedelta(days=60)
    for row in await ClassMeetingRow.all():
        row.starts_at, row.ends_at = row.starts_at - week, row.ends_at - week
        await row.save()
    page = await trainer.get(path)
    assert "What people say of it" in page.text
    assert page.text.count(TOO_FEW) == 2
    for question, answer in ANSWERS[1:]:
        await say(office, cohort.id, question, answer)
    await say(office, cohort.id, "change", "<b>Plus tard</b>")
    page = await trainer.get(path)
    assert page.text.count(TOO_FEW) == 2
    assert "Plus tard" not in page.text
    await say(office, cohort.id, *ANSWERS[0])
    page = await trainer.get(path)
    for told in ("Very useful: 3", "A little useful: 1", "Not useful: 1", "Plus tard"):
        assert told in page.text, told
    assert page.text.count(TOO_FEW) == 1
    assert "To some people" not in page.text
    assert "&lt;b&gt;Plus tard" in page.html
