"""Who takes part in a training, what they were told of its classes, and what they answered."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from bot.models.learning import Interest
from bot.models.people import Contact
from services_directory.training.models import CohortRow


class Enrolment(Model):
    """One contact in one cohort; its id is the order of
    the line. The states stand in flows/engine/enrolments/states.py.

    Who comes back after leaving has another row. `seats`: 2 for two who come together.
    `interest`: the wish it was made from. `answer_by`: until when a seat is kept for somebody.
    `name_sealed`: a first name. `told_at`: when they were last told the dates. `left_why_sealed`:
    of `LeaveReason`. `asked_here`: they took the seat themselves, from the address they have here;
    then we write to it, also where their wish names another number. `opinions`: how many of the
    questions about the course they answered.
    `roll_number`: by which trainers call them (bot/training/attendance.py).
    """

    id = fields.BigIntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "bot.Contact", related_name="enrolments", on_delete=fields.RESTRICT, db_index=True
    )
    contact_id: int
    cohort: fields.ForeignKeyRelation[CohortRow] = fields.ForeignKeyField(
        "services_directory.CohortRow", related_name="enrolments", on_delete=fields.RESTRICT
    )
    cohort_id: int
    interest: fields.ForeignKeyNullableRelation[Interest] = fields.ForeignKeyField(
        "bot.Interest",
        related_name="enrolments",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    interest_id: int | None
    state = fields.CharField(max_length=16)
    seats = fields.SmallIntField()
    answer_by = fields.DatetimeField(null=True)
    name_sealed = fields.BinaryField(null=True)
    discreet = fields.BooleanField(default=False)
    asked_here = fields.BooleanField(default=False)
    left_why_sealed = fields.BinaryField(null=True)
    opinions = fields.SmallIntField(default=0)
    roll_number = fields.IntField(null=True)
    told_at = fields.DatetimeField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "enrolment"
        indexes = (("cohort_id", "state"),)


class RollCounter(Model):
    """Which number somebody of a cohort was given last."""

    cohort: fields.OneToOneRelation[CohortRow] = fields.OneToOneField(
        "services_directory.CohortRow",
        related_name="roll_counter",
        primary_key=True,
        on_delete=fields.CASCADE,
    )
    cohort_id: int
    last_number = fields.IntField()

    class Meta:
        table = "roll_counter"


class ClassNotice(Model):
    """What somebody was told of a class of ourselves (`NoticeKind`), once for each of its changes.

    `meeting_id` 0: of the whole cohort. `outbound_id`: the message it stood in; None where nothing
    was sent, and `left_out` says why. `closed_at`: something else is on their screen since.
    """

    id = fields.BigIntField(primary_key=True)
    enrolment: fields.ForeignKeyRelation[Enrolment] = fields.ForeignKeyField(
        "bot.Enrolment", related_name="notices", on_delete=fields.CASCADE
    )
    enrolment_id: int
    kind = fields.CharField(max_length=16)
    meeting_id = fields.BigIntField()
    sequence = fields.IntField()
    told_at = fields.DatetimeField()
    outbound_id = fields.BigIntField(null=True)
    left_out = fields.CharField(max_length=16, null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "class_notice"
        unique_together = (("enrolment_id", "kind", "meeting_id", "sequence"),)


class ClassAnswer(Model):
    """Whether somebody said that they come to a class; the last word.

    `sequence`: of the class as it was told them. What was said of another time or place counts no
    more (`bot/training/class_answers.py`).
    """

    id = fields.BigIntField(primary_key=True)
    enrolment: fields.ForeignKeyRelation[Enrolment] = fields.ForeignKeyField(
        "bot.Enrolment", related_name="answers", on_delete=fields.CASCADE
    )
    enrolment_id: int
    meeting_id = fields.BigIntField()
    comes = fields.BooleanField()
    sequence = fields.IntField(default=0)
    late = fields.BooleanField(default=False)
    answered_at = fields.DatetimeField()

    class Meta:
        table = "class_answer"
        unique_together = (("enrolment_id", "meeting_id"),)


class ClassNoticeRun(Model):
    """That everybody of a class was told at the time that was due: it is not looked at again."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    meeting_id = fields.BigIntField()
    sequence = fields.IntField()
    due_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "class_notice_run"
        unique_together = (("kind", "meeting_id", "sequence", "due_at"),)


class ClassAttendance(Model):
    """Whether somebody was at a class; the last word of `marked_by`, a member of staff."""

    id = fields.BigIntField(primary_key=True)
    enrolment: fields.ForeignKeyRelation[Enrolment] = fields.ForeignKeyField(
        "bot.Enrolment", related_name="attendance", on_delete=fields.CASCADE
    )
    enrolment_id: int
    meeting_id = fields.BigIntField()
    present = fields.BooleanField()
    marked_by = fields.CharField(max_length=64)
    marked_at = fields.DatetimeField()

    class Meta:
        table = "class_attendance"
        unique_together = (("enrolment_id", "meeting_id"),)


class CourseOpinion(Model):
    """One answer to a question about a course (`OpinionQuestion`), and nothing of whose it is.

    `id` is drawn, as that of feedback; `ended_on` is the day on which the course ended.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    cohort: fields.ForeignKeyRelation[CohortRow] = fields.ForeignKeyField(
        "services_directory.CohortRow",
        related_name="opinions",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    cohort_id: int
    question = fields.CharField(max_length=16)
    said_sealed = fields.BinaryField()
    ended_on = fields.DateField(db_index=True)

    class Meta:
        table = "course_opinion"
