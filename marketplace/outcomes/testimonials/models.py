"""What somebody says of a program in their own words, and the steps by which everybody may read it, or no more."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Membership, Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Cohort


class Stage(StrEnum):
    """Where a testimonial stands. A withdrawn one is read by nobody but whoever gave it."""

    GIVEN = "given"
    PUBLISHED = "published"
    NOT_SELECTED = "not_selected"
    WITHDRAWN = "withdrawn"


class Moment(StrEnum):
    """How far somebody had come when they said it, as the house knew it; an employer hosted or hired."""

    ENROLLED = "enrolled"
    LEFT = "left"
    GRADUATED = "graduated"
    PLACED = "placed"
    PLACED_90 = "placed_90"
    HOSTED = "hosted"
    HIRED = "hired"


class Naming(StrEnum):
    """Which name stands beside the words."""

    FULL = "full"
    FIRST = "first"
    NONE = "none"


class Reason(StrEnum):
    """Why words are not published, told to whoever gave them."""

    NAMES_SOMEBODY = "names_somebody"
    NOT_THE_PROGRAM = "not_the_program"
    NOT_SO = "not_so"
    OTHERS_CHOSEN = "others_chosen"
    OTHER = "other"


_STANDING = text("stage <> 'withdrawn'")


class TestimonialChange(History):
    """A step of a testimonial."""

    __tablename__ = "testimonial_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("testimonials.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Testimonial(Versioned, Identified):
    """Words of somebody who was trained, or of a member of an employer, about the program of a cohort.

    Given by themselves, from one place of theirs (`membership`): once that has ended, nobody reads them. The words,
    the moment and the role (a job title, or "") stay as they were given; whoever wants others withdraws these.
    """

    __tablename__ = "testimonials"
    __history__ = TestimonialChange
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    membership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("memberships.id"))
    side: Mapped[Side]
    moment: Mapped[Moment]
    role: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text)
    naming: Mapped[Naming]
    stage: Mapped[Stage] = mapped_column(default=Stage.GIVEN)
    given_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    author: Mapped[Person] = relationship()
    membership: Mapped[Membership] = relationship()

    __table_args__ = (
        one_of("side", Side),
        one_of("moment", Moment),
        one_of("naming", Naming),
        one_of("stage", Stage),
        CheckConstraint("side IN ('jobseeker', 'employer')", name="said_by_a_side"),
        CheckConstraint("(moment IN ('hosted', 'hired')) = (side = 'employer')", name="moment_of_its_side"),
        CheckConstraint("words <> ''", name="says_something"),
        Index(
            "uq_testimonials_one_standing",
            "membership_id",
            "cohort_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )
