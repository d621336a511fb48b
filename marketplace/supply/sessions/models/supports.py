"""What stands in a person's way during the training, what was given, whether it helped; and who asked after them."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.supply.enrolments.models import Enrolment


class BarrierKind(StrEnum):
    """What a barrier is about."""

    CHILDCARE = "childcare"
    TRANSPORT = "transport"
    DEVICE = "device"
    INTERNET = "internet"
    LANGUAGE = "language"
    MONEY = "money"
    HEALTH = "health"
    TIME = "time"
    HOUSING = "housing"
    CONFIDENCE = "confidence"
    OTHER = "other"


class BarrierStage(StrEnum):
    """Whether somebody still works on it."""

    OPEN = "open"
    CLOSED = "closed"


class TrainingBarrierChange(History):
    """A step of a barrier."""

    __tablename__ = "training_barrier_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_barriers.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class TrainingBarrier(Versioned, Identified):
    """Something that makes it hard for a person to take part. The person and the program's team read it; nobody else.

    Named by the person when `raised_by_id` is theirs, by staff otherwise.
    """

    __tablename__ = "training_barriers"
    __history__ = TrainingBarrierChange
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    kind: Mapped[BarrierKind]
    words: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[BarrierStage] = mapped_column(default=BarrierStage.OPEN)
    raised_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    raised_by: Mapped[Person] = relationship()
    supports: Mapped[list["TrainingSupport"]] = relationship(
        order_by="TrainingSupport.given_on.desc()", back_populates="barrier"
    )

    __table_args__ = (one_of("kind", BarrierKind), one_of("stage", BarrierStage))


class Helped(StrEnum):
    """Whether a support helped."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class TrainingSupport(Identified):
    """What was given against a barrier, on which day; `helped` is unknown until somebody says it."""

    __tablename__ = "training_supports"
    barrier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_barriers.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    given_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    helped: Mapped[Helped | None]
    helped_at: Mapped[datetime | None]

    barrier: Mapped[TrainingBarrier] = relationship(back_populates="supports")
    given_by: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("helped", Helped),
        CheckConstraint("(helped IS NULL) = (helped_at IS NULL)", name="helped_at_a_moment"),
    )


class Way(StrEnum):
    """How somebody was reached."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    MESSAGE = "message"
    MAIL = "mail"
    VIDEO = "video"
    NOT_REACHED = "not_reached"

    @property
    def reached(self) -> bool:
        """Whether the person was reached at all."""
        return self is not Way.NOT_REACHED


class TrainingContact(Identified):
    """Somebody of the team asked after a person: when, how, what was said, and what comes next. The team reads it."""

    __tablename__ = "training_contacts"
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    contacted_on: Mapped[date]
    way: Mapped[Way]
    words: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(String(300), default="")
    next_on: Mapped[date | None]
    noted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    noted_by: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("way", Way),
        CheckConstraint("next_on >= contacted_on", name="next_comes_later"),
    )
