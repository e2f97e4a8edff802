"""A page was open for a while: what its reader left alone is not written over what came since.

Every address that something is sent to stands in one of the lists below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from admin.models import CannedAnswer, StaffMember
from admin.routes import PAGES
from bot.models.learning import Interest
from bot.models.training import ClassAttendance
from services_directory.training.reading import list_cohorts
from tests.admin.office import AWA, BILEL, HOSPITAL, PASSWORD, Browser, Office
from tests.admin.planning import COURSES, planned_cohort
from tests.admin.taking_part import seat_of
from tests.admin.taking_part import wish_of as wish_for_tourism
from tests.admin.wishes import contact_of, request_of, talk_of, wish_of
from tests.admin.word_doors import GREETING

WORDS = f"/admin/words/{GREETING.key}"

EDITS = frozenset(
    {
        *("service.post", "service_details.post", "course.post", "cohort_fields.post"),
        *("class_meeting.post", "attendance.post", "interest_state", "talk_assign"),
        *("canned.post", "staff_rule", "roles.post", "words_edit.post"),
    }
)
"""Each sends back a state that its page showed; each is walked."""

PRESSES = frozenset(
    (
        "calls.post",
        "holidays.post",
        "service_check",
        "service_archive",
        "service_undo",
        "service_quick",
        "staff_role",
        "staff_regions",
        "words_undo",
    )
)
"""Each says something of what stood on its page, so of nothing else; each is pressed."""

ACTS: Mapping[str, str] = {
    "adds a new thing": "service_new.post closures.post walk_in.post referral_new.post"
    " course_new.post cohort_new.post class_new.post staff.post reminder_new.post alert_code"
    " inviting.post talk_note talk_answer request_open alert_email rota_add feedback_answer",
    "one step that only one state allows, or that is the same when done twice": "request_done"
    " request_mended feedback_done talk_back talk_close talk_take_back service_restore"
    " referral_step referral_seen reminder_approve reminder_cancel cohort_step class_cancel"
    " roster.post invitations.post certificates.post certificate_withdraw canned_delete"
    " staff_active staff_phone alert_away sessions_others session_end staff_sessions.post"
    " bulk_edit_undo inviting_away service_part rota_away",
    "is one's own": "sign_in.post join.post language sign_out password.post second_factor.post"
    " second_factor_codes.post second_factor_off talk_draft staff_password.post alert_try"
    " alert_email_code",
    "shows something": "service_preview reminder_preview words_preview talk_reveal interest_reveal"
    " referral_link",
    "has its own question about what changed since": "sheet.post sheet_look.post sheet_choose"
    " sheet_cancel bulk_edit_new bulk_edit.post words_files.post service_confirmation.post"
    " service_merge.post",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """`page` shows the form that goes to `action`, with all values as two people change them at a
    time; `second` is empty where only one other value is possible."""

    page: str
    action: str
    first: dict[str, str]
    second: dict[str, str] = field(default_factory=dict)


async def test_every_address_is_walked_or_told_why_not() -> None:
    told = [*EDITS, *PRESSES, *(name for names in ACTS.values() for name in names.split())]
    assert sorted(told) == sorted(each.name for each in PAGES if each.method == "POST")


async def _edits(admin: Browser, office: Office) -> dict[str, Edit]:
    asked = await request_of(office, (await contact_of(office, AWA)).id, "asked")
    talk, service = await talk_of(asked), f"/admin/services/{HOSPITAL}"
    canned = await CannedAnswer.create(
        title="Où", words='{"fr": "Ici", "it": "Qui"}', changed_at=office.clock()
    )
    await wish_of(office, BILEL, "K7M-X4T")
    wish = await Interest.get()
    cohort_page = (await planned_cohort(admin)).path
    (cohort,) = await list_cohorts()
    person = await seat_of(office, cohort, await wish_for_tourism(office, "+21620000031", "Awa"))
    meeting = f"/admin/trainings/classes/{cohort.meetings[0].id}"
    office.clock.now = cohort.meetings[0].starts_at
    await admin.sign_in("Admin", PASSWORD)
    seat, marks = f"person_{person.id}", f"{meeting}/attendance"
    course, fields = f"{COURSES}/{cohort.course_id}", f"{cohort_page}/fields"
    later = f"/admin/trainings/classes/{cohort.meetings[1].id}"
    details, reach = f"{service}/details", f"{service}?section=reach"
    price = {"price_1_amount": "2", "price_1_currency": "TND"}
    often, roles = "/admin/canned-answers", "/admin/staff/roles"
    said = f"/admin/interests/{wish.id}/state"
    return {
        "service.post": Edit(reach, reach, {"phone": "78000001"}, {"phone": "78000002"}),
        "service_details.post": Edit(details, details, price),
        "course.post": Edit(course, course, {"cost_fr": "10"}, {"cost_fr": "12"}),
        "cohort_fields.post": Edit(fields, fields, {"seats": "21"}, {"seats": "22"}),
        "class_meeting.post": Edit(later, later, {"venue_fr": "Ici"}, {"venue_fr": "Là"}),
        "attendance.post": Edit(marks, marks, {seat: "present"}, {seat: "absent"}),
        "interest_state": Edit(
            "/admin/interests?state=all", said, {"state": "contacted"}, {"state": "withdrawn"}
        ),
        "talk_assign": Edit(talk, f"{talk}/assign", {"to": "Admin"}, {"to": "Editor"}),
        "canned.post": Edit(
            f"{often}?edit={canned.id}", often, {"words_fr": "Là"}, {"words_fr": "Non"}
        ),
        "words_edit.post": Edit(
            f"{WORDS}/fr", f"{WORDS}/fr", {"words_0": "Salut !"}, {"words_0": "Bonsoir !"}
        ),
        "staff_rule": Edit("/admin/staff", "/admin/staff/rule", {"needs_editor": "1"}),
        "roles.post": Edit(roles, roles, {"editor_see_trainings": "1"}),
    }


async def test_what_was_left_alone_stays_as_a_colleague_left_it_and_else_it_is_asked(
    admin: Browser, office: Office
) -> None:
    edits = await _edits(admin, office)
    assert edits.keys() == EDITS
    for name, edit in edits.items():
        old = (await admin.get(edit.page)).fields_to(edit.action)
        done = await admin.post(edit.action, old | edit.first)
        assert done.status == 200, (name, done.text)

        async def stands(edit: Edit = edit) -> bool:
            shown = (await admin.get(edit.page)).fields_to(edit.action)
            return shown.items() >= edit.first.items()

        assert await stands(), name
        late = await admin.post(edit.action, old | {"pressed": "late"})
        assert (late.status, await stands()) == (200, True), (name, late.text)
        if edit.second:
            asked = await admin.post(edit.action, old | edit.second)
            assert (asked.status, await stands()) == (409, True), (name, asked.text)
            choice = asked.fields() | {"take_1": "mine"}
            assert (await admin.post(edit.action, choice)).status == 200
            shown = (await admin.get(edit.page)).fields_to(edit.action)
            assert shown.items() >= edit.second.items(), name


async def test_words_in_a_language_without_a_field_stay(admin: Browser, office: Office) -> None:
    edit = (await _edits(admin, office))["canned.post"]
    await admin.fill_in(edit.page, edit.first, edit.action)
    assert (await CannedAnswer.get()).words == '{"fr": "Là", "it": "Qui"}'


async def test_an_answer_taken_away_meanwhile_is_offered_as_a_new_one(
    admin: Browser, office: Office
) -> None:
    edit = (await _edits(admin, office))["canned.post"]
    old = (await admin.get(edit.page)).fields_to(edit.action)
    await CannedAnswer.all().delete()
    page = await admin.post(edit.action, old | edit.first)
    assert (page.status, page.fields_to(edit.action)["words_fr"]) == (422, "Là")
    assert "id" not in page.fields_to(edit.action)
    await admin.post(edit.action, page.fields_to(edit.action))
    assert await CannedAnswer.all().count() == 1


async def test_who_was_marked_by_phone_meanwhile_stays_marked(
    admin: Browser, office: Office
) -> None:
    edit = (await _edits(admin, office))["attendance.post"]
    (cohort,) = await list_cohorts()
    other = await seat_of(office, cohort, await wish_for_tourism(office, "+21620000032", "Sami"))
    old = (await admin.get(edit.page)).fields_to(edit.action)
    seat, meeting = next(iter(edit.first)), cohort.meetings[0]
    marked = int(seat.removeprefix("person_"))
    await office.app.attendance.mark(meeting, {marked: True}, by="Trainer")
    await admin.post(edit.action, old | {f"person_{other.id}": "absent"})
    kept = {each.enrolment_id: each.present for each in await ClassAttendance.all()}
    assert kept == {marked: True, other.id: False}
    asked = await admin.post(edit.action, old | {seat: "absent"})
    assert "What Trainer wrote" in asked.text


async def test_who_is_told_of_two_states_is_told_of_the_one_that_was_chosen(
    admin: Browser, office: Office
) -> None:
    edit = (await _edits(admin, office))["interest_state"]
    old = (await admin.get(edit.page)).fields_to(edit.action)
    await admin.post(edit.action, old | {"state": "withdrawn", "tell": "1"})
    await office.app.outbox.deliver_due()
    asked = await admin.post(edit.action, old | {"state": "invited", "tell": "1"})
    await office.app.outbox.deliver_due()
    assert (asked.status, len(office.sms.texts_to(BILEL))) == (409, 1)
    await admin.post(edit.action, asked.fields() | {"take_1": "mine"})
    await office.app.outbox.deliver_due()
    assert "invitation" in office.sms.texts_to(BILEL)[-1]


async def test_a_press_is_about_what_stood_on_its_page(admin: Browser, office: Office) -> None:
    service, calls, days = f"/admin/services/{HOSPITAL}", "/admin/calls", "/admin/holidays"
    await admin.fill_in(f"{service}?section=reach", {"phone": "78000001"})
    await admin.fill_in(f"{WORDS}/fr", {"words_0": "Salut !"})
    trainer = await StaffMember.get(name="Trainer")
    presses = {
        calls: (calls, {"outcome": "all_right"}),
        f"{service}/check": (service, {}),
        f"{service}/undo": (service, {}),
        f"{service}/quick": ("/admin/services", {"act": "phone", "phone": "78000003"}),
        f"{service}/archive": (service, {}),
        days: (days, {"move": "later"}),
        f"{WORDS}/fr/undo": (WORDS, {}),
        f"/admin/staff/{trainer.id}/regions": ("/admin/staff", {"region": "Kairouan"}),
        f"/admin/staff/{trainer.id}/role": ("/admin/staff", {"role": "counsellor"}),
    }
    old = {
        action: (await admin.get(page)).fields_to(action) | more
        for action, (page, more) in presses.items()
    }
    assert len(old) == len(PRESSES)
    office.clock.forward(timedelta(minutes=1))
    await StaffMember.filter(id=trainer.id).update(role="viewer", regions='["Jendouba"]')
    await admin.post(days, old[days] | {"move": "earlier"})
    await admin.fill_in(f"{WORDS}/fr", {"words_0": "Bonsoir !"})
    for key in (HOSPITAL, old[calls]["service"]):
        await admin.fill_in(f"/admin/services/{key}?section=reach", {"phone": "78000002"})
    for action, form in old.items():
        late = await admin.post(action, form)
        assert "somebody else changed it meanwhile" in late.text, action
    for action, (page, more) in presses.items():
        fresh = await admin.fill_in(page, more, action)
        assert "somebody else changed it meanwhile" not in fresh.text, action
