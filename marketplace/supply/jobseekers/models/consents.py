"""Consent, given in so many words and taken back, and the ledger of who saw what."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified, one_of
from marketplace.demand.employers.models import Employer


class Purpose(StrEnum):
    """What a consent is for."""

    MATCHING = "matching"
    IDENTITY = "identity"
    INTRODUCTION = "introduction"


class Consent(Identified):
    """A consent to one purpose, to one employer unless it is about matching; withdrawn, never deleted."""

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
        CheckConstraint("(purpose = 'matching') = (employer_id IS NULL)", name="to_one_employer"),
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
        Index(
            "uq_consents_one_live_introduction",
            "jobseeker_id",
            "employer_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND purpose = 'introduction'"),
            postgresql_where=text("withdrawn_at IS NULL AND purpose = 'introduction'"),
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
