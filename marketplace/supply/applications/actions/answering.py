"""What people answer to the questions of a cohort: kept with the draft, settled when it is sent."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications import queries
from marketplace.supply.applications.models import Application, ApplicationAnswer, ApplicationForm, FormQuestion
from marketplace.supply.documents import actions as documents
from marketplace.supply.documents.models import Document


@dataclass(frozen=True)
class Given:
    """What was typed, chosen or handed in as the answer to one question."""

    words: tuple[str, ...] = ()
    file: documents.Handed | None = None


Typed = Mapping[uuid.UUID, Given]  # lineage of a question → what was given
NONE_ASKED: Typed = MappingProxyType({})


def keep_answers(application: Application, typed: Typed, *, actor: Actor, now: datetime) -> None:
    """Keep what was given so far to the questions in use; what was asked formerly is kept too, until it is sent."""
    form = queries.form_in_use(application.cohort_id)
    known = {answer.lineage: answer for answer in queries.answers_of(application)}
    for question in form.questions if form else ():
        if question.lineage in typed:
            _keep(application, question, known.get(question.lineage), typed[question.lineage], actor=actor, now=now)
    db.session.flush()


def _keep(
    application: Application,
    question: FormQuestion,
    answer: ApplicationAnswer | None,
    given: Given,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if answer is None:
        if not given.words and given.file is None:
            return
        answer = ApplicationAnswer(application_id=application.id, lineage=question.lineage)
        db.session.add(answer)
    answer.question_id, answer.given = question.id, list(given.words)
    if given.file:
        former, answer.document_id = answer.document_id, documents.keep(given.file, actor=actor, now=now).id
        db.session.flush()
        _forget(former)


def settle_answers(application: Application) -> None:
    """What is sent is what was asked: other answers go, and the version of the questions is noted.

    Refused while an answer that is required is missing.
    """
    form = queries.form_in_use(application.cohort_id)
    application.form_id = form.id if form else None
    answers = queries.answers_of(application)
    open_ones = _open(form, answers) if form else []
    if open_ones:
        raise Refused(_("“%(label)s” still needs an answer.", label=open_ones[0].label))
    asked = {one.lineage for one in queries.put_to(form.questions, queries.given_in(answers))} if form else set()
    for answer in answers:
        if answer.lineage not in asked:
            _drop(answer)
    db.session.flush()


def _open(form: ApplicationForm, answers: Sequence[ApplicationAnswer]) -> list[FormQuestion]:
    files = {answer.lineage for answer in answers if answer.document_id}
    return queries.unanswered_in(form.questions, queries.given_in(answers), files)


def forget_answers(application_ids: sa.Select[tuple[uuid.UUID]]) -> None:
    """Forget what was answered: for the erasure of a person, before their files go."""
    mine = ApplicationAnswer.application_id.in_(application_ids)
    db.session.execute(sa.delete(ApplicationAnswer).where(mine).execution_options(synchronize_session=False))


def _drop(answer: ApplicationAnswer) -> None:
    former = answer.document_id
    db.session.delete(answer)
    db.session.flush()
    _forget(former)


def _forget(document_id: uuid.UUID | None) -> None:
    if document_id is not None:
        documents.remove(db.session.get_one(Document, document_id))
