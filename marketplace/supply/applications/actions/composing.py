"""Staff compose the questions of a cohort, version by version; what is in use is never altered."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.applications import queries
from marketplace.supply.applications.models import (
    ApplicationForm,
    FormQuestion,
    QuestionKind,
)
from marketplace.supply.cohorts.models import Cohort

MOST: Final = 40  # questions of one form
MOST_CHOICES: Final = 30

constraint_says(
    "uq_application_forms_one_composed",
    lazy_gettext("Somebody has just begun to change these questions. Load the page again: you work on the same ones."),
)


@dataclass(frozen=True)
class Asked:
    """What a question says; `choices` are its answers, or the words at the two ends of a scale."""

    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    choices: Sequence[str] = ()
    depends_on: uuid.UUID | None = None
    depends_answer: str = ""


def begin_form(cohort: Cohort, *, actor: Actor, now: datetime) -> ApplicationForm:
    """The version that is being composed; a new one begins with the questions that are in use."""
    begun = queries.form_composed(cohort.id)
    if begun:
        return begun
    return _new_form(cohort, queries.form_in_use(cohort.id), actor=actor, now=now)


def copy_form(cohort: Cohort, *, source_id: uuid.UUID, actor: Actor, now: datetime) -> ApplicationForm:
    """Begin with the questions that another cohort has in use. Refused once questions of its own are begun."""
    if queries.form_composed(cohort.id) or queries.form_in_use(cohort.id):
        raise Refused(_("%(cohort)s has questions of its own already. Change those instead.", cohort=cohort.name))
    source = queries.form_in_use(source_id)
    if source is None or source_id not in dict(queries.forms_to_copy(actor, cohort)):
        raise Refused(_("That cohort has no questions in use. Choose another one, or write your own."))
    return _new_form(cohort, source, actor=actor, now=now, anew=True)


def _new_form(
    cohort: Cohort, source: ApplicationForm | None, *, actor: Actor, now: datetime, anew: bool = False
) -> ApplicationForm:
    _refuse_over(cohort)
    last = db.session.scalar(
        sa.select(sa.func.max(ApplicationForm.number)).where(ApplicationForm.cohort_id == cohort.id)
    )
    form = ApplicationForm(
        cohort_id=cohort.id, number=(last or 0) + 1, changed_at=now, created_by_id=actor.person_id, questions=[]
    )
    db.session.add(form)
    db.session.flush()
    if source:
        _take_over(form, source, anew=anew)
    return form


def _take_over(form: ApplicationForm, source: ApplicationForm, *, anew: bool) -> None:
    """The same questions; `anew` for another cohort, whose drafts have nothing to do with them."""
    kept = {one.lineage: uuid.uuid4() if anew else one.lineage for one in source.questions}
    for one in source.questions:
        form.questions.append(
            FormQuestion(
                lineage=kept[one.lineage],
                position=one.position,
                kind=one.kind,
                label=one.label,
                help=one.help,
                required=one.required,
                choices=list(one.choices),
                depends_on=kept.get(one.depends_on) if one.depends_on else None,
                depends_answer=one.depends_answer,
            )
        )
    db.session.flush()


def _refuse_over(cohort: Cohort) -> None:
    if queries.takes_nobody(cohort):
        raise Refused(
            _("Nobody applies to %(cohort)s any more, so its questions stay as they are.", cohort=cohort.name)
        )


def add_question(form: ApplicationForm, asked: Asked, *, now: datetime) -> FormQuestion:
    """Add a question at the end."""
    _refuse_in_use(form)
    if len(form.questions) >= MOST:
        raise Refused(_("%(number)s questions are as many as anybody answers. Take one out first.", number=MOST))
    last = max((one.position for one in form.questions), default=0)
    question = FormQuestion(form_id=form.id, position=last + 1, **_checked(form, asked, before=last + 1))
    db.session.add(question)
    _changed(form, now)
    return question


def change_question(question: FormQuestion, asked: Asked, *, now: datetime) -> None:
    """Change a question. Refused when a later one depends on an answer that would be gone."""
    form = question.form
    _refuse_in_use(form)
    values = _checked(form, asked, before=question.position)
    was = {name: getattr(question, name) for name in values}
    for name, value in values.items():
        setattr(question, name, value)
    lost = [one for one in form.questions if one.depends_on == question.lineage]
    for one in lost:
        if one.depends_answer not in queries.offered(question):
            for name, value in was.items():
                setattr(question, name, value)
            raise Refused(_depends(one))
    _changed(form, now)


def move_question(question: FormQuestion, *, up: bool, now: datetime) -> None:
    """One place up or down. Refused when it would come before the question that it depends on, or after one on it."""
    form = question.form
    _refuse_in_use(form)
    line = list(form.questions)
    here = line.index(question)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(line):
        return
    earlier, later = (line[there], question) if up else (question, line[there])
    if later.depends_on == earlier.lineage:
        raise Refused(
            _(
                "“%(later)s” is asked because of “%(earlier)s”, so it stays after it.",
                later=later.label,
                earlier=earlier.label,
            )
        )
    line[here], line[there] = line[there], line[here]
    for position, one in enumerate(line, start=1):
        one.position = position
    _changed(form, now)
    db.session.expire(form, ["questions"])


def remove_question(question: FormQuestion, *, now: datetime) -> None:
    """Take a question out. Refused while a later one depends on it."""
    form = question.form
    _refuse_in_use(form)
    for one in form.questions:
        if one.depends_on == question.lineage:
            raise Refused(_depends(one))
    db.session.delete(question)
    _changed(form, now)
    db.session.expire(form, ["questions"])


def publish_form(form: ApplicationForm, *, actor: Actor, now: datetime) -> None:
    """Put a version into use: from now on people answer it, and it never changes again."""
    _refuse_in_use(form)
    _refuse_over(form.cohort)
    if not form.questions:
        raise Refused(_("There is no question yet. Write one first; without any, people are only asked why."))
    form.published_at, form.published_by_id = now, actor.person_id
    db.session.flush()


def discard_form(form: ApplicationForm) -> None:
    """Forget a version that was never in use."""
    _refuse_in_use(form)
    db.session.execute(sa.delete(FormQuestion).where(FormQuestion.form_id == form.id))
    db.session.expunge(form)
    db.session.execute(sa.delete(ApplicationForm).where(ApplicationForm.id == form.id))


def _refuse_in_use(form: ApplicationForm) -> None:
    if form.published_at is not None:
        raise Refused(_("These questions are in use and stay as they are. Begin a new version of them."))


def _depends(later: FormQuestion) -> str:
    return _(
        "“%(label)s” is asked because of an answer here. Change or take out that question first.", label=later.label
    )


def _changed(form: ApplicationForm, now: datetime) -> None:
    """Two who compose at once: the second is told (the update compares the version)."""
    form.changed_at = now
    db.session.flush()


def _checked(form: ApplicationForm, asked: Asked, *, before: int) -> dict[str, object]:
    """The columns of a question. Refused where the answers to choose from, or what it depends on, make no sense."""
    choices = list(dict.fromkeys(asked.choices)) if asked.kind in {QuestionKind.ONE, QuestionKind.MANY} else []
    if asked.kind is QuestionKind.SCALE:
        choices = list(asked.choices)[:2]
    elif asked.kind in queries.DECIDES and not 2 <= len(choices) <= MOST_CHOICES:  # noqa: PLR2004 -- else no choice
        raise Refused(_("Write two to %(most)s answers to choose from, one a line.", most=MOST_CHOICES))
    earlier = next((one for one in form.questions if one.lineage == asked.depends_on and one.position < before), None)
    if asked.depends_on and (earlier is None or asked.depends_answer not in queries.offered(earlier)):
        raise Refused(_("The question that this one depends on has changed. Choose again when to ask it."))
    return {
        "kind": asked.kind,
        "label": asked.label,
        "help": asked.help,
        "required": asked.required,
        "choices": choices,
        "depends_on": asked.depends_on,
        "depends_answer": asked.depends_answer if asked.depends_on else "",
    }
