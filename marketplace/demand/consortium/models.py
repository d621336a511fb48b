"""A hiring consortium: the employers that commit before launch to meet people and to co-deliver."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.employers.models import Employer


class Stage(StrEnum):
    """Where a partner's membership stands."""

    PROSPECT = "prospect"
    INVITED = "invited"
    IN_DISCUSSION = "in_discussion"
    AGREEMENT_SENT = "agreement_sent"
    SIGNED = "signed"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    RENEWING = "renewing"
    ENDED = "ended"


class AgreementStage(StrEnum):
    """Where the paper stands that the two sides sign."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    COUNTERSIGNED = "countersigned"
    ON_HOLD = "on_hold"
    ENDED = "ended"


class Reason(StrEnum):
    """Why a membership rests, ends or never begins."""

    NOT_NOW = "not_now"
    NO_HIRING = "no_hiring"
    TERMS = "terms"
    HOURS = "hours"
    RAN_OUT = "ran_out"
    PARTNER_LEFT = "partner_left"
    OTHER = "other"


class Consortium(Versioned, Identified):
    """Employers gathered around a shared demand; may serve several programs.

    `terms`, a line each, are what its next agreements say; "" for the standard ones.
    """

    __tablename__ = "consortia"
    name: Mapped[str] = mapped_column(String(200), unique=True)
    purpose: Mapped[str] = mapped_column(Text, default="")
    terms: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    partners: Mapped[list["HiringPartner"]] = relationship(back_populates="consortium")


class HiringPartnerChange(History):
    """A step of a partner's membership."""

    __tablename__ = "hiring_partner_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("hiring_partners.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class HiringPartner(Versioned, Identified):
    """An employer's membership in a consortium with its commitment, an intention and not a promise of a job.

    `signed_by_id` and `signed_at` are of the first signature; each agreement has its own.
    """

    __tablename__ = "hiring_partners"
    __history__ = HiringPartnerChange
    consortium_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consortia.id"), index=True)
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.PROSPECT)
    intended_hires: Mapped[int] = mapped_column(default=0)
    intended_roles: Mapped[str] = mapped_column(String(300), default="")
    co_delivery_hours: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=0)
    may_be_named: Mapped[bool] = mapped_column(default=False)
    agreement_ends_on: Mapped[date | None]
    signed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    consortium: Mapped[Consortium] = relationship(back_populates="partners")
    employer: Mapped[Employer] = relationship()
    agreements: Mapped[list["Agreement"]] = relationship(
        back_populates="hiring_partner", order_by="Agreement.number.desc()"
    )

    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("consortium_id", "employer_id"),
        CheckConstraint("intended_hires BETWEEN 0 AND 999", name="hires_in_range"),
        CheckConstraint("co_delivery_hours BETWEEN 0 AND 999", name="hours_in_range"),
        CheckConstraint(
            "stage NOT IN ('signed', 'active', 'on_hold', 'renewing') OR signed_at IS NOT NULL",
            name="signed_when_active",
        ),
        CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_by_somebody"),
    )


class LegalEntity(Identified):
    """One of the legal persons that an employer is made of; agreements say which one signed."""

    __tablename__ = "legal_entities"
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("employer_id", "name"),)


class AgreementChange(History):
    """A step of an agreement."""

    __tablename__ = "agreement_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agreements.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Agreement(Versioned, Identified):
    """What is signed. From the moment it is sent its text stays, and `fingerprint` is the SHA-256 of that text.

    Other words are another agreement. The commitment is as it was signed.
    """

    __tablename__ = "agreements"
    __history__ = AgreementChange
    hiring_partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("hiring_partners.id"))
    number: Mapped[int]
    stage: Mapped[AgreementStage] = mapped_column(default=AgreementStage.DRAFT)
    text: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    legal_entity_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("legal_entities.id"))
    intended_hires: Mapped[int] = mapped_column(default=0)
    intended_roles: Mapped[str] = mapped_column(String(300), default="")
    co_delivery_hours: Mapped[Decimal] = mapped_column(Numeric(5, 1), default=0)
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    signed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None]
    countersigned_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    countersigned_at: Mapped[datetime | None]

    hiring_partner: Mapped[HiringPartner] = relationship(back_populates="agreements")
    legal_entity: Mapped[LegalEntity | None] = relationship()
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id])
    countersigned_by: Mapped[Person | None] = relationship(foreign_keys=[countersigned_by_id])

    __table_args__ = (
        one_of("stage", AgreementStage),
        UniqueConstraint("hiring_partner_id", "number"),
        CheckConstraint("stage = 'ended' OR (stage = 'draft') = (fingerprint = '')", name="frozen_once_sent"),
        CheckConstraint("(fingerprint = '') = (sent_at IS NULL)", name="sent_with_fingerprint"),
        CheckConstraint(
            "stage NOT IN ('signed', 'countersigned', 'on_hold') OR signed_at IS NOT NULL", name="signed_at_a_moment"
        ),
        CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_by_somebody"),
        CheckConstraint("(countersigned_at IS NULL) = (countersigned_by_id IS NULL)", name="countersigned_by_somebody"),
    )
