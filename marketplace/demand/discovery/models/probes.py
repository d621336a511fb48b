"""Probes: what a stated requirement tells, and what is behind it; and where words and practice differ."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.discovery.models.insights import Insight
from marketplace.demand.employers.models import Employer, EmployerContact


class ProbeStage(StrEnum):
    """Where a probe stands."""

    OPEN = "open"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"


class Verdict(StrEnum):
    """What a stated requirement turned out to be."""

    REAL = "real"
    NON_NEGOTIABLE = "non_negotiable"
    PROXY = "proxy"


class RequirementProbeChange(History):
    """A step of a probe."""

    __tablename__ = "requirement_probe_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("requirement_probes.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class RequirementProbe(Versioned, Identified):
    """A requirement in the words it was stated in, and what became of asking what is behind it.

    The last of `findings` is what holds. `confirmed_by` is the person at the employer who confirmed it here,
    `confirmed_contact` the one who said so to the program team.
    """

    __tablename__ = "requirement_probes"
    __history__ = RequirementProbeChange
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    insight_id: Mapped[uuid.UUID | None]
    stated: Mapped[str] = mapped_column(Text)
    stage: Mapped[ProbeStage] = mapped_column(default=ProbeStage.OPEN)
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    confirmed_contact_id: Mapped[uuid.UUID | None]
    confirmed_at: Mapped[datetime | None]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    insight: Mapped[Insight | None] = relationship(
        primaryjoin="Insight.id == foreign(RequirementProbe.insight_id)", viewonly=True
    )
    findings: Mapped[list["ProbeFinding"]] = relationship(order_by="ProbeFinding.seq", back_populates="probe")
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    confirmed_contact: Mapped[EmployerContact | None] = relationship(
        primaryjoin="EmployerContact.id == foreign(RequirementProbe.confirmed_contact_id)", viewonly=True
    )

    __table_args__ = (
        one_of("stage", ProbeStage),
        UniqueConstraint("employer_id", "id"),
        CheckConstraint(
            "(stage = 'confirmed') = (confirmed_at IS NOT NULL) AND "
            "(confirmed_at IS NOT NULL) = (confirmed_by_id IS NOT NULL OR confirmed_contact_id IS NOT NULL)",
            name="confirmed_by_somebody",
        ),
        ForeignKeyConstraint(
            ["employer_id", "insight_id"],
            ["insights.employer_id", "insights.id"],
            name="fk_requirement_probes_insight",
        ),
        ForeignKeyConstraint(
            ["employer_id", "confirmed_contact_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_requirement_probes_confirmed_contact",
        ),
    )

    @property
    def shown(self) -> str:
        """The stated words beyond the employer's own page: "" while they do not agree that the quote is shown."""
        return self.stated if self.insight is None or self.insight.quote else ""

    @property
    def finding(self) -> "ProbeFinding | None":
        """What holds at the moment; None while it is only asked."""
        return self.findings[-1] if self.findings else None


class ProbeFinding(Identified):
    """What asking brought to light: why it is asked for, the verdict, the competencies behind. Only appended."""

    __tablename__ = "probe_findings"
    probe_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("requirement_probes.id"))
    seq: Mapped[int]
    why: Mapped[str] = mapped_column(Text)
    verdict: Mapped[Verdict]
    says_must: Mapped[bool] = mapped_column(default=False)
    found_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    probe: Mapped[RequirementProbe] = relationship(back_populates="findings")
    found_by: Mapped[Person] = relationship()
    behind: Mapped[list["ProbeCompetency"]] = relationship(order_by="ProbeCompetency.position")

    __table_args__ = (
        one_of("verdict", Verdict),
        UniqueConstraint("probe_id", "seq"),
        {"info": {"append_only": True}},
    )


class ProbeCompetency(Identified):
    """A competency, at a level, that a stated requirement stands for."""

    __tablename__ = "probe_competencies"
    finding_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("probe_findings.id"))
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    level: Mapped[int]
    position: Mapped[int]

    competency: Mapped[Competency] = relationship()

    __table_args__ = (
        UniqueConstraint("finding_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
    )


class Contradiction(Versioned, Identified):
    """What an employer asks for beside what it does, for the next conversation. Both may be true.

    Each half is a quote, or words from elsewhere such as a posting. `question` is how the employer reads it.
    """

    __tablename__ = "contradictions"
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    asked_insight_id: Mapped[uuid.UUID | None]
    asked_words: Mapped[str] = mapped_column(Text, default="")
    done_insight_id: Mapped[uuid.UUID | None]
    done_words: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    asked_insight: Mapped[Insight | None] = relationship(
        primaryjoin="Insight.id == foreign(Contradiction.asked_insight_id)", viewonly=True
    )
    done_insight: Mapped[Insight | None] = relationship(
        primaryjoin="Insight.id == foreign(Contradiction.done_insight_id)", viewonly=True
    )

    __table_args__ = (
        UniqueConstraint("employer_id", "id"),
        CheckConstraint("asked_insight_id IS NOT NULL OR asked_words <> ''", name="something_asked"),
        CheckConstraint("done_insight_id IS NOT NULL OR done_words <> ''", name="something_done"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        ForeignKeyConstraint(
            ["employer_id", "asked_insight_id"],
            ["insights.employer_id", "insights.id"],
            name="fk_contradictions_asked_insight",
        ),
        ForeignKeyConstraint(
            ["employer_id", "done_insight_id"],
            ["insights.employer_id", "insights.id"],
            name="fk_contradictions_done_insight",
        ),
    )

    @property
    def asked(self) -> str:
        """What is asked for, in words; "" while they do not agree that the quote is shown."""
        return self.asked_insight.quote if self.asked_insight else self.asked_words

    @property
    def done(self) -> str:
        """What is done, in words; "" while they do not agree that the quote is shown."""
        return self.done_insight.quote if self.done_insight else self.done_words

    @property
    def own_asked(self) -> str:
        """What is asked for, as the employer itself reads it."""
        return self.asked_insight.words if self.asked_insight else self.asked_words

    @property
    def own_done(self) -> str:
        """What is done, as the employer itself reads it."""
        return self.done_insight.words if self.done_insight else self.done_words
