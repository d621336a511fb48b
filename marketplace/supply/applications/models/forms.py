"""The questions that a cohort asks of whoever applies, and what people answered."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified, Versioned, one_of
from marketplace.supply.applications.models.applications import Application
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.documents.models import Document

_UNPUBLISHED = text("published_at IS NULL")


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT = "short"
    LONG = "long"
    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    FILE = "file"


class ApplicationForm(Versioned, Identified):
    """One version of a cohort's questions. Once in use it never changes (triggers see to it): a newer one follows.

    At most one is being composed; whoever applies answers the newest that is in use.
    """

    __tablename__ = "application_forms"
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    number: Mapped[int]
    changed_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    cohort: Mapped[Cohort] = relationship()
    created_by: Mapped[Person] = relationship(foreign_keys=[created_by_id])
    questions: Mapped[list["FormQuestion"]] = relationship(
        back_populates="form", order_by="FormQuestion.position, FormQuestion.id"
    )

    __table_args__ = (
        UniqueConstraint("cohort_id", "number"),
        CheckConstraint("number >= 1", name="counted_from_one"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        Index(
            "uq_application_forms_one_composed",
            "cohort_id",
            unique=True,
            sqlite_where=_UNPUBLISHED,
            postgresql_where=_UNPUBLISHED,
        ),
    )


class FormQuestion(Identified):
    """A question of one version. `lineage` stays the same from version to version, so that a draft keeps its answers.

    `choices` are the answers to choose from, or for a scale the words at its two ends. With `depends_on`, an earlier
    question, it is asked only of those who gave `depends_answer` there.
    """

    __tablename__ = "form_questions"
    form_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("application_forms.id"))
    lineage: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    label: Mapped[str] = mapped_column(String(300))
    help: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    depends_on: Mapped[uuid.UUID | None]
    depends_answer: Mapped[str] = mapped_column(String(200), default="")

    form: Mapped[ApplicationForm] = relationship(back_populates="questions")

    __table_args__ = (
        one_of("kind", QuestionKind),
        UniqueConstraint("form_id", "lineage"),
        CheckConstraint("label <> ''", name="asks_something"),
        CheckConstraint("(depends_on IS NULL) = (depends_answer = '')", name="depends_on_an_answer"),
    )


class ApplicationAnswer(Identified):
    """What a person answered to one question: words or choices in `given`, or a file."""

    __tablename__ = "application_answers"
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("form_questions.id"), index=True)
    lineage: Mapped[uuid.UUID]
    given: Mapped[list[str]] = mapped_column(JSON, default=list)
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"), index=True)

    application: Mapped[Application] = relationship()
    question: Mapped[FormQuestion] = relationship()
    document: Mapped[Document | None] = relationship()

    __table_args__ = (UniqueConstraint("application_id", "lineage"),)
