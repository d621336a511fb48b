"""Versions of a program: frozen once partners are asked, and what each partner says of one."""

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.programs.models.programs import Module, Program


class VersionStage(StrEnum):
    """Where a version stands: being written, with the partners, or followed by a newer one."""

    DRAFT = "draft"
    SENT = "sent"
    REPLACED = "replaced"


class ReviewStage(StrEnum):
    """What a partner says of a version."""

    ASKED = "asked"
    SIGNED_OFF = "signed_off"
    OBJECTED = "objected"


class ProgramVersionChange(History):
    """A step of a version."""

    __tablename__ = "program_version_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("program_versions.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class ProgramVersion(Versioned, Identified):
    """What a program teaches in one version. From `sent_at` on nothing of it changes, its modules neither.

    `outcome`, `weeks` and `hours_per_week` are as the program said them on that day.
    """

    __tablename__ = "program_versions"
    __history__ = ProgramVersionChange
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programs.id"))
    number: Mapped[int]
    stage: Mapped[VersionStage] = mapped_column(default=VersionStage.DRAFT)
    letter: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    weeks: Mapped[int | None]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    program: Mapped[Program] = relationship()
    modules: Mapped[list[Module]] = relationship(
        primaryjoin="and_(Module.program_id == ProgramVersion.program_id,"
        " Module.version_number == ProgramVersion.number)",
        foreign_keys="[Module.program_id, Module.version_number]",
        order_by="Module.position",
        viewonly=True,
    )
    reviews: Mapped[list["VersionReview"]] = relationship(back_populates="version_of")

    __table_args__ = (
        one_of("stage", VersionStage),
        UniqueConstraint("program_id", "number"),
        CheckConstraint("number >= 1", name="number_counts"),
        CheckConstraint("(stage = 'draft') = (sent_at IS NULL)", name="sent_unless_draft"),
    )


class VersionReviewChange(History):
    """A step of what a partner says of a version."""

    __tablename__ = "version_review_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version_reviews.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class VersionReview(Versioned, Identified):
    """A partner asked to read a version. `words` go with the answer, and are the partner's own."""

    __tablename__ = "version_reviews"
    __history__ = VersionReviewChange
    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("program_versions.id"))
    hiring_partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("hiring_partners.id"), index=True)
    stage: Mapped[ReviewStage] = mapped_column(default=ReviewStage.ASKED)
    words: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    version_of: Mapped[ProgramVersion] = relationship(back_populates="reviews")
    hiring_partner: Mapped[HiringPartner] = relationship()
    comments: Mapped[list["ModuleComment"]] = relationship(back_populates="review", order_by="ModuleComment.written_at")

    __table_args__ = (
        one_of("stage", ReviewStage),
        UniqueConstraint("version_id", "hiring_partner_id"),
        CheckConstraint("(stage = 'asked') = (decided_at IS NULL)", name="decided_unless_asked"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
    )


class ModuleComment(Identified):
    """What a partner says of one module, and what the program team answers."""

    __tablename__ = "module_comments"
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("version_reviews.id"), index=True)
    module_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("modules.id"))
    words: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]

    review: Mapped[VersionReview] = relationship(back_populates="comments")
    module: Mapped[Module] = relationship()

    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),)
