"""Who was met where a partner gave hours to the training, and what the partner saw them do."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified
from marketplace.supply.cohorts.models import CoDelivery
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.jobseekers.models import CompetencyClaim, EvidenceItem


class Encounter(Identified):
    """Somebody of a cohort was there when a partner's hours were held, as the program team noted.

    It tells the partner nothing: that is the person's own decision, partner by partner (`Purpose.INTRODUCTION`).
    """

    __tablename__ = "encounters"
    co_delivery_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("co_deliveries.id"))
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), index=True)
    noted_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]

    co_delivery: Mapped[CoDelivery] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    observations: Mapped[list["Observation"]] = relationship(
        order_by="Observation.written_at.desc()", back_populates="encounter"
    )

    __table_args__ = (UniqueConstraint("co_delivery_id", "enrolment_id"),)


class Observation(Identified):
    """What a partner saw somebody do, about one of their competencies.

    The person, the partner who wrote it and the program team read it. It is evidence for anybody else from the moment
    the person lets it be, and as long as they do: `evidence` is None once they took it away, wherever they did so.
    """

    __tablename__ = "observations"
    encounter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("encounters.id"), index=True)
    claim_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competency_claims.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    evidence_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)

    encounter: Mapped[Encounter] = relationship(back_populates="observations")
    claim: Mapped[CompetencyClaim] = relationship()
    written_by: Mapped[Person] = relationship()
    evidence: Mapped[EvidenceItem | None] = relationship(
        primaryjoin="EvidenceItem.id == foreign(Observation.evidence_id)", viewonly=True
    )

    __table_args__ = (CheckConstraint("words <> ''", name="says_something"),)
