"""A jobseeker: how to reach them, what they have done, what they want, and from whom they keep away."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Base, Identified, Versioned, one_of
from marketplace.demand.programs.models import Pool


class ExperienceKind(StrEnum):
    """All of it counts, paid or not."""

    PAID = "paid"
    VOLUNTEER = "volunteer"
    CARE = "care"
    MILITARY = "military"
    SELF_EMPLOYED = "self_employed"


class FromHome(StrEnum):
    """Whether somebody wants to work from home."""

    NO = "no"
    SOME = "some"
    ONLY = "only"


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


class Wants(Versioned, Base):
    """What a person looks for, one row each. All of it may be left out; what is left out hides nothing from them."""

    __tablename__ = "wants"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), primary_key=True)
    roles: Mapped[str] = mapped_column(String(400), default="")
    sectors: Mapped[str] = mapped_column(String(400), default="")
    hours_at_least: Mapped[int | None]
    hours_at_most: Mapped[int | None]
    from_home: Mapped[FromHome | None]
    commute_minutes: Mapped[int | None]

    __table_args__ = (
        one_of("from_home", FromHome),
        CheckConstraint("hours_at_least BETWEEN 1 AND 80", name="least_in_range"),
        CheckConstraint("hours_at_most BETWEEN 1 AND 80", name="most_in_range"),
        CheckConstraint("hours_at_least <= hours_at_most", name="least_before_most"),
        CheckConstraint("commute_minutes BETWEEN 0 AND 300", name="commute_in_range"),
    )


class BlockedEmployer(Identified):
    """An employer that a person is never shown to, in the person's words: whoever they name, here or not.

    `key` holds the words as they are compared; see `queries.hidden_from`.
    """

    __tablename__ = "blocked_employers"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"))
    words: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(400), index=True)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("jobseeker_id", "key"), CheckConstraint("key <> ''", name="names_something"))


class PoolChoice(Base):
    """A person says that a pool of a program is about them. Nobody else ever says so, and no rule infers it."""

    __tablename__ = "pool_choices"
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), primary_key=True)
    pool_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Pool.id, ondelete="CASCADE"), primary_key=True, index=True)
    chosen_at: Mapped[datetime]
