"""The questions of a cohort, which of them a person is asked, and what was answered."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.reach import unveiled, within
from marketplace.sides import Actor
from marketplace.supply.applications.models import (
    Application,
    ApplicationAnswer,
    ApplicationForm,
    FormQuestion,
    QuestionKind,
    Stage,
)
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.documents import queries as documents

KINDS: Final = {
    QuestionKind.SHORT: _("A short text, one line"),
    QuestionKind.LONG: _("A longer text"),
    QuestionKind.ONE: _("One of several answers"),
    QuestionKind.MANY: _("Any of several answers"),
    QuestionKind.SCALE: _("A scale from 1 to 5"),
    QuestionKind.FILE: _("A file"),
}
STEPS: Final = ("1", "2", "3", "4", "5")
#: What a later question may depend on.
DECIDES: Final = frozenset({QuestionKind.ONE, QuestionKind.MANY, QuestionKind.SCALE})
Answers = Mapping[uuid.UUID, Sequence[str]]  # lineage of a question → what was given


def offered(question: FormQuestion) -> Sequence[str]:
    """The answers that a question lets people choose from; none for texts and files."""
    return STEPS if question.kind is QuestionKind.SCALE else question.choices if question.kind in DECIDES else ()


def asked_of_whom(question: FormQuestion, answers: Answers) -> bool:
    """Whether the question is asked of somebody who gave these answers to the questions before it."""
    return question.depends_on is None or question.depends_answer in answers.get(question.depends_on, ())


def put_to(questions: Sequence[FormQuestion], answers: Answers) -> list[FormQuestion]:
    """The questions that somebody with these answers is asked; what depends on one not asked is not asked either."""
    asked: list[FormQuestion] = []
    for question in questions:
        before = {one.lineage for one in asked}
        if asked_of_whom(question, {lineage: given for lineage, given in answers.items() if lineage in before}):
            asked.append(question)
    return asked


def unanswered_in(
    questions: Sequence[FormQuestion], answers: Answers, files: Collection[uuid.UUID]
) -> list[FormQuestion]:
    """The questions that have to be answered and are not: `files` are those that a file was handed in for."""
    return [
        question
        for question in put_to(questions, answers)
        if question.required and not answers.get(question.lineage) and question.lineage not in files
    ]


def _forms() -> sa.Select[ApplicationForm]:
    return sa.select(ApplicationForm).options(selectinload(ApplicationForm.questions))


def form_in_use(cohort_id: uuid.UUID) -> ApplicationForm | None:
    """The questions that people answer now; None while a cohort asks no more than why."""
    return db.session.scalars(
        _forms()
        .where(ApplicationForm.cohort_id == cohort_id, ApplicationForm.published_at.is_not(None))
        .order_by(ApplicationForm.number.desc())
        .limit(1)
    ).first()


def form_composed(cohort_id: uuid.UUID) -> ApplicationForm | None:
    """The version that staff work on; None when there is none."""
    return db.session.scalar(
        _forms().where(ApplicationForm.cohort_id == cohort_id, ApplicationForm.published_at.is_(None))
    )


def forms_composed(actor: Actor) -> sa.Select[ApplicationForm]:
    """The versions that a coordinator works on."""
    with_cohort = joinedload(ApplicationForm.cohort).joinedload(Cohort.program)
    mine = within(actor, "cohorts", ApplicationForm.cohort_id)
    return _forms().options(with_cohort).where(ApplicationForm.published_at.is_(None), mine)


def before(question: FormQuestion) -> list[FormQuestion]:
    """The questions that are asked before one of them."""
    return [one for one in question.form.questions if one.position < question.position]


def takes_nobody(cohort: Cohort) -> bool:
    """Whether nobody applies to a cohort any more, so that its questions stay as they are."""
    return cohort.stage not in {CohortStage.PLANNED, CohortStage.RECRUITING}


def composed_questions(actor: Actor) -> sa.Select[FormQuestion]:
    """The questions that a coordinator can change: those of their cohorts' forms that are not in use."""
    return (
        sa.select(FormQuestion)
        .join(FormQuestion.form)
        .options(joinedload(FormQuestion.form).joinedload(ApplicationForm.cohort).joinedload(Cohort.program))
        .where(ApplicationForm.published_at.is_(None), within(actor, "cohorts", ApplicationForm.cohort_id))
    )


def forms_to_copy(actor: Actor, cohort: Cohort) -> list[tuple[uuid.UUID, str]]:
    """Other cohorts of a coordinator with questions in use, the latest start first: id, then program and cohort."""
    has = sa.select(ApplicationForm.cohort_id).where(ApplicationForm.published_at.is_not(None))
    mine = within(actor, "programs", Cohort.program_id)
    rows = (
        sa.select(Cohort.id, Program.title, Cohort.name)
        .join(Cohort.program)
        .where(mine, Cohort.id.in_(has), Cohort.id != cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )
    return [(row.id, f"{row.title}, {row.name}") for row in db.session.execute(rows)]


def drafts_of(cohort_id: uuid.UUID) -> int:
    """How many people have begun an application to a cohort and not sent it; nothing else is said of them."""
    begun = sa.select(sa.func.count()).where(Application.cohort_id == cohort_id, Application.stage == Stage.DRAFT)
    return db.session.scalar(begun) or 0


# ---- answers ----------------------------------------------------------------------------------------


def answers_of(application: Application | None) -> Sequence[ApplicationAnswer]:
    """What a person answered so far, with the question and the file, in the order of the form."""
    if application is None:
        return ()
    return db.session.scalars(
        sa.select(ApplicationAnswer)
        .join(ApplicationAnswer.question)
        .options(joinedload(ApplicationAnswer.question), joinedload(ApplicationAnswer.document))
        .where(ApplicationAnswer.application_id == application.id)
        .order_by(FormQuestion.position, FormQuestion.id)
    ).all()


def given_in(answers: Collection[ApplicationAnswer]) -> dict[uuid.UUID, Sequence[str]]:
    """Answers by the lineage of their question."""
    return {answer.lineage: answer.given for answer in answers}


class Answered(NamedTuple):
    """A question as it was put and what was answered; `answer` is None when it was left open."""

    question: FormQuestion
    answer: ApplicationAnswer | None

    @property
    def words(self) -> str:
        """A text as it stands; choices one after the other; a step of a scale with the words at its ends."""
        given = self.answer.given if self.answer else []
        if self.question.kind is QuestionKind.SCALE and given:
            return f"{given[0]} ({', '.join(f'{at} = {end}' for at, end in _ends(self.question))})"
        return ", ".join(given)


def _ends(question: FormQuestion) -> list[tuple[str, str]]:
    return [(at, end) for at, end in zip((STEPS[0], STEPS[-1]), question.choices, strict=False) if end]


def answered(application: Application) -> list[Answered]:
    """Every question that was put to the person when they applied, in order; whoever may read the application may."""
    if application.form_id is None:
        return []
    form = db.session.scalar(_forms().where(ApplicationForm.id == application.form_id))
    answers = answers_of(application)
    by_lineage = {answer.lineage: answer for answer in answers}
    asked = put_to(form.questions, given_in(answers)) if form else []
    return [Answered(question, by_lineage.get(question.lineage)) for question in asked]


@documents.readable
def handed_in_with(actor: Actor) -> sa.Select[Any]:  # Any: as the register of documents takes it
    """The files that belong to what was sent to a coordinator's programs; drafts are nobody's business."""
    rows = sa.select(ApplicationAnswer.document_id).join(ApplicationAnswer.application)
    sent = Application.submitted_at.is_not(None) & (Application.stage != Stage.DRAFT)
    staff = within(actor, "cohorts", Application.cohort_id) & unveiled(actor, "applications", Application.id)
    return rows.where(ApplicationAnswer.document_id.is_not(None), sent, staff)
