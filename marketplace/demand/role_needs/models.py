"""A role need: what an employer hires for, and requirements that point back to the words they came from."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.competencies.models import Competency
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.discovery.models import Insight, RequirementProbe
from marketplace.demand.employers.models import Employer
from marketplace.sides import Side


class Stage(StrEnum):
    """Where a role need stands."""

    DRAFT = "draft"
    OPEN = "open"
    ON_HOLD = "on_hold"
    PARTLY_FILLED = "partly_filled"
    FILLED = "filled"
    CLOSED_UNFILLED = "closed_unfilled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class WorkPlace(StrEnum):
    """Where the work is done."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class WagePeriod(StrEnum):
    """What a wage is counted by."""

    HOUR = "hour"
    YEAR = "year"


class EmploymentType(StrEnum):
    """What kind of job it is."""

    PERMANENT = "permanent"
    TERM = "term"
    CASUAL = "casual"
    SEASONAL = "seasonal"
    APPRENTICESHIP = "apprenticeship"


class HowOften(StrEnum):
    """How often an employer hires somebody who lacks what its posting asks for."""

    NEVER = "never"
    SELDOM = "seldom"
    OFTEN = "often"
    MOSTLY = "mostly"


class Origin(StrEnum):
    """Where a requirement came from: what was said, what a probe brought to light, a posting, or somebody typed it."""

    QUOTE = "quote"
    PROBE = "probe"
    POSTING = "posting"
    TYPED = "typed"


class RequirementKind(StrEnum):
    """How much a requirement binds; the employer teaches what it will train."""

    MUST = "must"
    SHOULD = "should"
    WILL_TRAIN = "will_train"


WEIGHTS = {RequirementKind.MUST: 3, RequirementKind.SHOULD: 2, RequirementKind.WILL_TRAIN: 1}


class RoleNeedChange(History):
    """A step of a role need."""

    __tablename__ = "role_need_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("role_needs.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class RoleNeed(Versioned, Identified):
    """A role an employer needs filled: `openings` places, `filled` of them by accepted offers.

    It is looked at until the end of `expires_on` and then expires, unless somebody says that it is still needed.
    """

    __tablename__ = "role_needs"
    __history__ = RoleNeedChange
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    session_id: Mapped[uuid.UUID | None]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    openings: Mapped[int]
    filled: Mapped[int] = mapped_column(default=0)
    place: Mapped[str] = mapped_column(String(120))
    province: Mapped[str] = mapped_column(String(60))
    work_place: Mapped[WorkPlace] = mapped_column(default=WorkPlace.ON_SITE)
    hours_per_week: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    wage_from: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    wage_to: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    wage_period: Mapped[WagePeriod] = mapped_column(default=WagePeriod.HOUR)
    currency: Mapped[str] = mapped_column(String(3), default="CAD")
    starts_from: Mapped[date | None]
    starts_until: Mapped[date | None]
    employment_type: Mapped[EmploymentType | None]
    hired_how_often: Mapped[str] = mapped_column(Text, default="", server_default="")
    why_hard: Mapped[str] = mapped_column(Text, default="", server_default="")
    ideal_candidate: Mapped[str] = mapped_column(Text, default="", server_default="")
    sources_used: Mapped[str] = mapped_column(Text, default="", server_default="")
    waived: Mapped[HowOften | None]
    waived_how: Mapped[str] = mapped_column(Text, default="", server_default="")
    how_decided: Mapped[str] = mapped_column(Text, default="", server_default="")
    success_ensured: Mapped[str] = mapped_column(Text, default="", server_default="")
    expires_on: Mapped[date | None]
    copied_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("role_needs.id"))
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("role_needs.id"))
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    requirements: Mapped[list["Requirement"]] = relationship(
        order_by="Requirement.position",
        back_populates="role_need",
        foreign_keys="Requirement.role_need_id",
        primaryjoin="RoleNeed.id == Requirement.role_need_id",
    )

    __table_args__ = (
        one_of("stage", Stage),
        one_of("work_place", WorkPlace),
        one_of("wage_period", WagePeriod),
        one_of("employment_type", EmploymentType),
        one_of("waived", HowOften),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_role_needs_session",
        ),
        CheckConstraint("openings BETWEEN 1 AND 999", name="openings_in_range"),
        CheckConstraint("filled BETWEEN 0 AND openings", name="filled_within_openings"),
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 80", name="hours_in_range"),
        CheckConstraint("wage_from IS NULL OR wage_to IS NULL OR wage_from <= wage_to", name="wage_range_in_order"),
        CheckConstraint(
            "starts_from IS NULL OR starts_until IS NULL OR starts_from <= starts_until", name="start_window_in_order"
        ),
        CheckConstraint("merged_into_id IS NULL OR stage = 'withdrawn'", name="merged_ones_withdrawn"),
        CheckConstraint("stage IN ('draft', 'withdrawn') OR confirmed_at IS NOT NULL", name="confirmed_when_open"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
    )


_SAID = text("insight_id IS NOT NULL")
_PROBED = text("probe_id IS NOT NULL")


class Requirement(Identified):
    """A competency at a level that a role asks for, and the words it came from.

    `words` is what the employer said or wrote; `insight` the coded quote behind it, of the same employer.
    `behaviours` say what the level looks like at this employer.
    """

    __tablename__ = "requirements"
    employer_id: Mapped[uuid.UUID]
    role_need_id: Mapped[uuid.UUID] = mapped_column(index=True)
    competency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("competencies.id"), index=True)
    insight_id: Mapped[uuid.UUID | None]
    position: Mapped[int]
    level: Mapped[int]
    kind: Mapped[RequirementKind]
    weight: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    behaviours: Mapped[str] = mapped_column(Text, default="", server_default="")
    origin: Mapped[Origin] = mapped_column(default=Origin.TYPED, server_default=Origin.TYPED.value)
    probe_id: Mapped[uuid.UUID | None]

    role_need: Mapped[RoleNeed] = relationship(
        back_populates="requirements",
        foreign_keys=[role_need_id],
        primaryjoin="RoleNeed.id == Requirement.role_need_id",
    )
    competency: Mapped[Competency] = relationship()
    insight: Mapped[Insight | None] = relationship(
        primaryjoin="Insight.id == foreign(Requirement.insight_id)", viewonly=True
    )
    probe: Mapped[RequirementProbe | None] = relationship(
        primaryjoin="RequirementProbe.id == foreign(Requirement.probe_id)", viewonly=True
    )

    __table_args__ = (
        one_of("kind", RequirementKind),
        one_of("origin", Origin),
        UniqueConstraint("role_need_id", "competency_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("weight > 0", name="weight_positive"),
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_requirements_role_need",
        ),
        ForeignKeyConstraint(
            ["employer_id", "insight_id"], ["insights.employer_id", "insights.id"], name="fk_requirements_insight"
        ),
        ForeignKeyConstraint(
            ["employer_id", "probe_id"],
            ["requirement_probes.employer_id", "requirement_probes.id"],
            name="fk_requirements_probe",
        ),
        # what the theme board counts: the few requirements that rest on a quote, by themselves or through a probe
        Index("ix_requirements_said", "insight_id", "role_need_id", sqlite_where=_SAID, postgresql_where=_SAID),
        Index("ix_requirements_probed", "probe_id", "role_need_id", sqlite_where=_PROBED, postgresql_where=_PROBED),
    )


class RoleNeedEdition(Identified):
    """What a role need said after a change: its facts and requirements as they were. Only ever appended."""

    __tablename__ = "role_need_editions"
    role_need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("role_needs.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: see `queries.editions`

    by: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("role_need_id", "seq"), one_of("side", Side), {"info": {"append_only": True}})
