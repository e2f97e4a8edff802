"""Certificates of a cohort: printed after its last class, printed again, withdrawn.

The name is typed for the paper and not kept, unless its holder allowed that whoever shows the code
is told. Printed again it is the same certificate.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import clean
from admin.pages.training.asked_for import cohort_asked_for, courses_by_id
from admin.pages.training.people import people_of, was_there
from admin.rendering.labels import Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.certificates.certificate_page import CertificateDesign, certificate_page
from bot.certificates.certificate_store import (
    LONGEST_NAME,
    Graduate,
    NewCertificate,
    complete,
    graduates,
    issue,
    revoke,
)
from bot.contacts.may_write import COLUMNS, TO_BE_CALLED, why_not_written, writable_row
from bot.database.transaction import Sql, Transaction
from bot.documents.document import Document
from bot.documents.drawing import DrawingFailed, draw_apart
from bot.operations.audit_log import Did, On, noted
from bot.outbound.outbox import queue
from bot.outbound.writing import Recipient
from bot.training.completions import fewest_classes, is_through, percent_asked
from flows.components.training.certificate_words import you_have_one
from flows.engine.language import Language
from flows.engine.reply import Reply
from flows.engine.text import Text, _
from services_directory.training.values import Cohort, Course

_AS_LONG_AS_ANY = "K7M-X4T-W9C-D3F"
"""Stands for a code that is not drawn yet."""

NO_NAME = _("Please write the name that stands on the paper.")
PRINTED_BEFORE = _(
    "This certificate was printed before, and a code has one name. If it is another name now, take"
    " the first paper back. Then tick below, and print it."
)
TOO_FEW = _(
    "As far as it is marked, this person was at fewer classes than this course asks for. If the"
    " certificate is right all the same, tick below, and print it."
)
NOT_DRAWN = _("This name has a letter that we cannot print.")


async def show(
    request: web.Request, fault: tuple[int, Text] | None = None, typed: str = ""
) -> web.Response:
    """`fault`: of which enrolment, and what. What was ticked for that one stays as it was."""
    deps, cohort = dependencies_of(request), await cohort_asked_for(request)
    people = await deps.executor.run(lambda: graduates(cohort.id))
    course = (await courses_by_id(request))[cohort.course_id]
    listed = {
        each.line.enrolment_id: each for each in people_of(await deps.rosters.roster(cohort.id))
    }
    marks = await deps.attendance.of_cohort(cohort.id)
    return page(
        request,
        "training/certificates.html",
        422 if fault else 200,
        cohort=cohort,
        course=course,
        people=people,
        listed=listed,
        was_there=lambda person: was_there(marks, person.enrolment_id),
        held=len(cohort.standing),
        fewest=_fewest(cohort, deps),
        is_over=_is_over(cohort, deps.clock()),
        names=Names(deps.directory()),
        fault=fault,
        typed=typed,
        ticked=await request.post() if fault else {},
        asks_again=fault is not None and fault[1] is PRINTED_BEFORE,
        asks_all_the_same=fault is not None and fault[1] is TOO_FEW,
        longest=LONGEST_NAME,
    )


async def give(request: web.Request) -> web.Response:
    """The paper of one person, as PDF; issued now, if it was not before."""
    deps, cohort = dependencies_of(request), await cohort_asked_for(request)
    posted = await request.post()
    person = await _asked_for(request, cohort, str(posted.get("enrolment")))
    if not _is_over(cohort, deps.clock()):
        raise web.HTTPNotFound
    name = clean(posted.get("name"))[:LONGEST_NAME]
    if not name:
        return await show(request, (person.enrolment_id, NO_NAME))
    marks = await deps.attendance.of_cohort(cohort.id)
    there = was_there(marks, person.enrolment_id)
    unknown = sum(person.enrolment_id not in marks.get(each.id, {}) for each in cohort.standing)
    was_enough = is_through(
        there, unknown, len(cohort.standing), percent_asked(cohort, deps.programme)
    )
    # What is not marked says nothing for them either: staff say it themselves.
    if not was_enough and not person.code and not posted.get("all_the_same"):
        return await show(request, (person.enrolment_id, TOO_FEW), name)
    if person.code and not person.is_revoked and not posted.get("again"):
        return await show(request, (person.enrolment_id, PRINTED_BEFORE), name)
    course = (await courses_by_id(request))[cohort.course_id]
    new = _new(cohort, course, person, name if posted.get("tell") else "", staff_of(request).name)
    # Drawn before anything is stored: a name that cannot be printed issues nothing.
    try:
        await draw_apart(_document(_AS_LONG_AS_ANY, new, name, person, deps))
    except DrawingFailed:
        return await show(request, (person.enrolment_id, NOT_DRAWN), name)
    code = await deps.executor.run(lambda: _issue(new, cohort, person, deps))
    if code is None:
        raise web.HTTPNotFound
    deps.wake_outbox()
    drawn = await draw_apart(_document(code, new, name, person, deps))
    headers = {"Content-Disposition": f'inline; filename="{code}.pdf"'}
    return web.Response(body=drawn, content_type="application/pdf", headers=headers)


async def withdraw(request: web.Request) -> web.Response:
    """From now on whoever shows its code is told that it is not valid any more."""
    deps, cohort = dependencies_of(request), await cohort_asked_for(request)
    person = await _asked_for(request, cohort, str((await request.post()).get("enrolment")))
    who, code = staff_of(request).name, person.code
    if code is None:
        raise web.HTTPNotFound

    def transaction() -> Transaction[None]:
        if (yield from revoke(code, deps.clock())):
            facts = {"certificate": code}
            yield from noted(who, Did.CANCELLED, On.COHORT, cohort.id, deps.clock(), before=facts)

    await deps.executor.run(transaction)
    return go(request, "certificates", "certificate_withdrawn", id=cohort.id)


def _fewest(cohort: Cohort, deps: AdminDependencies) -> int:
    """At how many classes whoever went through it was."""
    return fewest_classes(percent_asked(cohort, deps.programme), len(cohort.standing))


def _is_over(cohort: Cohort, now: datetime) -> bool:
    return cohort.ends_at is not None and cohort.ends_at <= now


async def _asked_for(request: web.Request, cohort: Cohort, enrolment: str) -> Graduate:
    deps = dependencies_of(request)
    people = await deps.executor.run(lambda: graduates(cohort.id))
    found = next((each for each in people if str(each.enrolment_id) == enrolment), None)
    if found is None:
        raise web.HTTPNotFound
    return found


def _new(cohort: Cohort, course: Course, person: Graduate, holder: str, who: str) -> NewCertificate:
    ends_at = cohort.ends_at
    assert ends_at is not None
    return NewCertificate(
        enrolment_id=person.enrolment_id,
        course_id=course.id,
        title=course.title,
        place=cohort.place,
        finished_on=ends_at.astimezone(ZoneInfo(cohort.timezone)).date(),
        hours=course.hours,
        issued_by=who,
        holder=holder,
    )


def _issue(
    new: NewCertificate, cohort: Cohort, person: Graduate, deps: AdminDependencies
) -> Transaction[str | None]:
    """And tell its holder, once; None for somebody who was erased a moment ago."""
    now = deps.clock()
    if not (yield Sql("SELECT id FROM enrolment WHERE id = ?", (new.enrolment_id,), lock=True)):
        return None
    code = yield from issue(new, deps.sealer, now)
    did = Did.CHANGED if code == person.code else Did.ADDED
    yield from noted(new.issued_by, did, On.COHORT, cohort.id, now, after={"certificate": code})
    if not (yield from complete(new.enrolment_id, now)):
        return code
    rows = yield Sql(
        f"SELECT {COLUMNS}, i.id IS NOT NULL AND NOT e.asked_here AND {TO_BE_CALLED} AS called"
        " FROM enrolment AS e JOIN contact AS c ON c.id = e.contact_id"
        " LEFT JOIN interest AS i ON i.id = e.interest_id WHERE e.id = ?",
        (new.enrolment_id,),
    )
    for row in rows:
        to_whom = writable_row(row, deps.is_foreign, called=bool(row["called"]))
        leaves_at = deps.answers.leaves_at(now)
        if why_not_written(to_whom, deps.capabilities, leaves_at or now) is None:
            locale = person.locale or deps.programme.languages[0]
            to = Recipient(person.contact_id, row["channel"], bytes(row["address_sealed"]), locale)
            told = Reply((you_have_one(new.title, code, deps.programme.centre.name),))
            draft = deps.writer.write(to, told, now, leaves_at=leaves_at)
            yield from queue(draft, deps.sealer)
    return code


def _document(
    code: str, new: NewCertificate, name: str, person: Graduate, deps: AdminDependencies
) -> Document:
    """In the holder's language, and in the programme's first one, where that is another."""
    codes = dict.fromkeys((person.locale or "", deps.programme.languages[0]))
    languages: tuple[Language, ...] = tuple(
        each for each in map(deps.translator.language, codes) if each is not None
    )
    site = deps.public_url
    check_at = (lambda code: f"{site}/c/{code}") if site else None
    design = CertificateDesign(deps.directory(), deps.translator.phrase, check_at)
    return certificate_page(new.known_as(code), name, languages, design)
