"""A jobseeker: experiences first, competencies claimed and shown, consent given and taken back."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import Base, History, Identified, Versioned, one_of
from marketplace.demand.employers.models import Employer


class ExperienceKind(StrEnum):
    """All of it counts, paid or not."""

    PAID = "paid"
    VOLUNTEER = "volunteer"
    CARE = "care"
    MILITARY = "military"
    SELF_EMPLOYED = "self_employed"


class ClaimStage(StrEnum):
    """How far a claim is shown."""

    CLAIMED = "claimed"
    EVIDENCE_LINKED = "evidence_linked"
    DEMONSTRATED = "demonstrated"
    NOT_DEMONSTRATED = "not_demonstrated"


class EvidenceKind(StrEnum):
    """What shows a competency."""

    EXPERIENCE = "experience"
    LINK = "link"
    STORY = "story"
    ASSESSMENT = "assessment"


class Purpose(StrEnum):
    """What a consent is for."""

    MATCHING = "matching"
    IDENTITY = "identity"


class Jobseeker(Versioned, Base):
    """The profile of a person who looks for work; its id is the person's. Identity stays in `people`."""

    __tablename__ = "jobseekers"
    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    headline: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    province: Mapped[str] = mapped_column(String(60), default="")
    hours_per_week: Mapped[int | None]
    available_from: Mapped[date | None]
    may_work: Mapped[bool | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")

    __table_args__ = (CheckConstraint("hours_per_week BETWEEN 1 AND 80", name="hours_in_range"),)


class Experience(Versioned, Identified):
    """Something the person did, for how long, in their own words."""

    __tablename__ = "experiences"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    kind: Mapped[ExperienceKind]
    title: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    __table_args__ = (
        one_of("kind", ExperienceKind),
        UniqueConstraint("jobseeker_id", "id"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="dates_in_order"),
    )


class CompetencyClaimChange(History):
    """A step of a claim."""

    __tablename__ = "competency_claim_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competency_claims.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class CompetencyClaim(Versioned, Identified):
    """A competency a person has: `level` in their own word, `shown_level` once somebody saw it.

    `shown_level` 0 means: assessed, and not shown at any level.
    """

    __tablename__ = "competency_claims"
    __history__ = CompetencyClaimChange
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    level: Mapped[int | None]
    shown_level: Mapped[int | None]
    shown_at: Mapped[datetime | None]
    shown_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    stage: Mapped[ClaimStage] = mapped_column(default=ClaimStage.CLAIMED)
    created_at: Mapped[datetime]

    competency: Mapped[Competency] = relationship()
    jobseeker: Mapped[Jobseeker] = relationship()
    shown_to: Mapped[Person | None] = relationship()
    evidence: Mapped[list["EvidenceItem"]] = relationship(
        order_by="EvidenceItem.created_at",
        back_populates="claim",
        foreign_keys="EvidenceItem.claim_id",
        primaryjoin="CompetencyClaim.id == EvidenceItem.claim_id",
    )

    __table_args__ = (
        one_of("stage", ClaimStage),
        UniqueConstraint("jobseeker_id", "competency_id"),
        UniqueConstraint("jobseeker_id", "id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("shown_level BETWEEN 0 AND 4", name="shown_level_known"),
        CheckConstraint(
            "(stage IN ('demonstrated', 'not_demonstrated')) = (shown_level IS NOT NULL)", name="shown_when_assessed"
        ),
        CheckConstraint("(stage = 'demonstrated') = (COALESCE(shown_level, 0) > 0)", name="demonstrated_at_a_level"),
    )

    @property
    def last_seen(self) -> "EvidenceItem | None":
        """The newest assessment, with what was seen in words; None when nobody has assessed it."""
        seen = [item for item in self.evidence if item.kind is EvidenceKind.ASSESSMENT]
        return seen[-1] if seen else None


class EvidenceItem(Identified):
    """What shows a claim: an experience, a story, a link, or an assessment of the program."""

    __tablename__ = "evidence_items"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competency_claims.id"), index=True)
    kind: Mapped[EvidenceKind]
    words: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    experience_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("experiences.id"))
    level: Mapped[int | None]
    added_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    claim: Mapped[CompetencyClaim] = relationship(back_populates="evidence", foreign_keys=[claim_id])
    experience: Mapped[Experience | None] = relationship(foreign_keys=[experience_id])
    added_by: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("kind", EvidenceKind),
        CheckConstraint("(kind = 'experience') = (experience_id IS NOT NULL)", name="experience_named"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_known"),
    )


class Consent(Identified):
    """A consent to one purpose, for one employer where it is about identity; withdrawn, never deleted."""

    __tablename__ = "consents"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    purpose: Mapped[Purpose]
    employer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employers.id"))
    text_version: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    employer: Mapped[Employer | None] = relationship()

    __table_args__ = (
        one_of("purpose", Purpose),
        CheckConstraint("(purpose = 'identity') = (employer_id IS NOT NULL)", name="identity_to_an_employer"),
        Index(
            "uq_consents_one_live_matching",
            "jobseeker_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND purpose = 'matching'"),
            postgresql_where=text("withdrawn_at IS NULL AND purpose = 'matching'"),
        ),
        Index(
            "uq_consents_one_live_identity",
            "jobseeker_id",
            "employer_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND purpose = 'identity'"),
            postgresql_where=text("withdrawn_at IS NULL AND purpose = 'identity'"),
        ),
    )


class Disclosure(Identified):
    """The ledger: who saw a person's identity, when, under which consent. Written before the page is sent."""

    __tablename__ = "disclosures"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consents.id"))
    seen_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    seen_by: Mapped[Person] = relationship()
