"""What a person can do: claimed, evidenced, looked at, shown; and what they said is not them."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.supply.documents.models import Document
from marketplace.supply.jobseekers.models.profiles import Experience, Jobseeker


class ClaimStage(StrEnum):
    """How far a claim is shown."""

    CLAIMED = "claimed"
    EVIDENCE_LINKED = "evidence_linked"
    WAITING_REVIEW = "waiting_review"
    IN_REVIEW = "in_review"
    DEMONSTRATED = "demonstrated"
    NOT_DEMONSTRATED = "not_demonstrated"
    EXPIRED = "expired"


class EvidenceKind(StrEnum):
    """What shows a competency."""

    EXPERIENCE = "experience"
    LINK = "link"
    STORY = "story"
    ASSESSMENT = "assessment"
    OBSERVATION = "observation"
    FILE = "file"


class CompetencyClaimChange(History):
    """A step of a claim."""

    __tablename__ = "competency_claim_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competency_claims.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class CompetencyClaim(Versioned, Identified):
    """A competency a person has: `level` in their own word, `shown_level` once somebody saw it.

    `shown_level` 0 means: assessed, and not shown at any level. It counts while the stage says so: after `lapses_on`,
    and while somebody looks again, it is what was seen last (`counts`). One with neither counts for nothing: it was
    taken back, or it went on in another one when two competencies became one.
    """

    __tablename__ = "competency_claims"
    __history__ = CompetencyClaimChange
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    level: Mapped[int | None]
    shown_level: Mapped[int | None]
    shown_at: Mapped[datetime | None]
    shown_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    lapses_on: Mapped[date | None]
    asked_at: Mapped[datetime | None]
    reviewer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    stage: Mapped[ClaimStage] = mapped_column(default=ClaimStage.CLAIMED)
    created_at: Mapped[datetime]

    competency: Mapped[Competency] = relationship()
    jobseeker: Mapped[Jobseeker] = relationship()
    shown_to: Mapped[Person | None] = relationship(foreign_keys=[shown_to_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    evidence: Mapped[list["EvidenceItem"]] = relationship(
        order_by="EvidenceItem.created_at",
        back_populates="claim",
        foreign_keys="EvidenceItem.claim_id",
        primaryjoin="CompetencyClaim.id == EvidenceItem.claim_id",
    )

    __table_args__ = (
        one_of("stage", ClaimStage),
        Index(
            "uq_competency_claims_jobseeker_id_competency_id",
            "jobseeker_id",
            "competency_id",
            unique=True,
            sqlite_where=text("level IS NOT NULL OR shown_level IS NOT NULL"),
            postgresql_where=text("level IS NOT NULL OR shown_level IS NOT NULL"),
        ),
        UniqueConstraint("jobseeker_id", "id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("shown_level BETWEEN 0 AND 4", name="shown_level_known"),
        CheckConstraint(
            "stage NOT IN ('demonstrated', 'not_demonstrated', 'expired') OR shown_level IS NOT NULL",
            name="shown_when_assessed",
        ),
        CheckConstraint("stage NOT IN ('claimed', 'evidence_linked') OR shown_level IS NULL", name="own_word_before"),
        CheckConstraint("stage NOT IN ('demonstrated', 'expired') OR shown_level > 0", name="demonstrated_at_a_level"),
        CheckConstraint("stage <> 'not_demonstrated' OR shown_level = 0", name="not_shown_at_none"),
        CheckConstraint("(stage = 'in_review') = (reviewer_id IS NOT NULL)", name="reviewed_by_somebody"),
    )

    @property
    def counts(self) -> bool:
        """Whether what was seen is what counts now, shown or not."""
        return self.stage in {ClaimStage.DEMONSTRATED, ClaimStage.NOT_DEMONSTRATED}

    @property
    def last_seen(self) -> "EvidenceItem | None":
        """The newest assessment, with what was seen in words; None when nobody has assessed it."""
        seen = [item for item in self.evidence if item.kind is EvidenceKind.ASSESSMENT]
        return seen[-1] if seen else None


class EvidenceItem(Identified):
    """What shows a claim: an experience, a story, a link, a file, what a partner or the program saw."""

    __tablename__ = "evidence_items"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competency_claims.id"), index=True)
    kind: Mapped[EvidenceKind]
    words: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    experience_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("experiences.id"))
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id"))
    level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(40), default="", server_default="")
    added_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    claim: Mapped[CompetencyClaim] = relationship(back_populates="evidence", foreign_keys=[claim_id])
    experience: Mapped[Experience | None] = relationship(foreign_keys=[experience_id])
    document: Mapped[Document | None] = relationship()
    added_by: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("kind", EvidenceKind),
        CheckConstraint("(kind = 'file') = (document_id IS NOT NULL)", name="file_named"),
        CheckConstraint("(kind = 'experience') = (experience_id IS NOT NULL)", name="experience_named"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_known"),
    )


class CompetencySetAside(Identified):
    """A suggestion to which a person said “no, not me”: it is not asked again."""

    __tablename__ = "competencies_set_aside"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"))
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("jobseeker_id", "competency_id"),)
