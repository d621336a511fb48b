"""What each side said of a placement, and the files that show it."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Identified, one_of
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.hiring.placements.models.episodes import Evidence, Placement
from marketplace.sides import Side
from marketplace.supply.documents.models import Document


class PaperKind(StrEnum):
    """What kind of file it is; what it shows follows from it."""

    OFFER_LETTER = "offer_letter"
    PAY_SLIP = "pay_slip"
    EMPLOYER_LETTER = "employer_letter"
    WAGE_RECORD = "wage_record"

    @property
    def level(self) -> Evidence:
        """How well a file of this kind shows that somebody works."""
        return Evidence.WAGE_RECORD if self is PaperKind.WAGE_RECORD else Evidence.DOCUMENT


class PlacementClaim(Identified):
    """What one side says the work is; only ever appended, so that two that do not agree stand side by side."""

    __tablename__ = "placement_claims"
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"))
    seq: Mapped[int]
    side: Mapped[Side]
    said_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    works_there: Mapped[bool] = mapped_column(default=True)
    job_title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    wage: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod]

    __table_args__ = (
        UniqueConstraint("placement_id", "seq"),
        one_of("side", Side),
        one_of("wage_period", WagePeriod),
        {"info": {"append_only": True}},
    )


class PlacementEvidence(Identified):
    """A file that shows a placement, and who gave it. Without `document` it was taken back."""

    __tablename__ = "placement_evidence"
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"), index=True)
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"), unique=True)
    kind: Mapped[PaperKind]
    given_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    given_by_side: Mapped[Side]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    given_at: Mapped[datetime]

    placement: Mapped[Placement] = relationship()
    document: Mapped[Document | None] = relationship()

    __table_args__ = (one_of("kind", PaperKind), one_of("given_by_side", Side))
