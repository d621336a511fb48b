"""Referrals: one candidate shown to one employer for one role, under the name of a tree."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models.runs import MatchCandidate
from marketplace.supply.jobseekers.models import Jobseeker

# The names under which people are shown before they are known.
# fmt: off
TREES = (
    "Alder", "Rowan", "Sorrel", "Linden", "Hazel", "Willow", "Aspen", "Juniper",
    "Maple", "Larch", "Elder", "Cedar", "Birch", "Hawthorn", "Spruce", "Laurel",
    "Myrtle", "Tamarack", "Poplar", "Olive", "Acacia", "Fir", "Pine", "Elm",
)
# fmt: on


def tree(number: int) -> str:
    """The tree name of the n-th person (from 0) shown for a role: Alder, …, then Alder 2."""
    around, place = divmod(number, len(TREES))
    return TREES[place] if not around else f"{TREES[place]} {around + 1}"


class ReferralStage(StrEnum):
    """Where a referral stands."""

    SHORTLISTED = "shortlisted"
    SHARED_WITH_EMPLOYER = "shared_with_employer"
    MUTUAL = "mutual"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    HIRED = "hired"
    CLOSED = "closed"
    OBSOLETE = "obsolete"


class Answer(StrEnum):
    """What one side said to a referral."""

    WAITING = "waiting"
    INTERESTED = "interested"
    DECLINED = "declined"


class ReferralChange(History):
    """A step of a referral."""

    __tablename__ = "referral_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referrals.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Referral(Versioned, Identified):
    """One candidate for one role need of one employer. `alias` is all the employer sees before both say yes.

    `place` is where staff put it on the shortlist; without one the points say.
    """

    __tablename__ = "referrals"
    __history__ = ReferralChange
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    role_need_id: Mapped[uuid.UUID] = mapped_column(index=True)
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    match_candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_candidates.id"))
    alias: Mapped[str] = mapped_column(String(60))
    stage: Mapped[ReferralStage] = mapped_column(default=ReferralStage.SHORTLISTED)
    employer_answer: Mapped[Answer] = mapped_column(default=Answer.WAITING)
    candidate_answer: Mapped[Answer] = mapped_column(default=Answer.WAITING)
    place: Mapped[int | None]
    answer_by: Mapped[date | None]
    shared_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    role_need: Mapped[RoleNeed] = relationship(
        foreign_keys=[role_need_id], primaryjoin="RoleNeed.id == Referral.role_need_id"
    )
    jobseeker: Mapped[Jobseeker] = relationship()
    match_candidate: Mapped[MatchCandidate] = relationship()

    __table_args__ = (
        one_of("stage", ReferralStage),
        one_of("employer_answer", Answer),
        one_of("candidate_answer", Answer),
        UniqueConstraint("employer_id", "id"),
        UniqueConstraint("role_need_id", "alias"),
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"], ["role_needs.employer_id", "role_needs.id"], name="fk_referrals_role_need"
        ),
        CheckConstraint(
            "stage = 'shortlisted' OR shared_at IS NOT NULL OR stage IN ('closed', 'obsolete')",
            name="shared_when_shown",
        ),
        CheckConstraint(
            "stage NOT IN ('mutual', 'interviewing', 'offered', 'hired') OR "
            "(employer_answer = 'interested' AND candidate_answer = 'interested')",
            name="mutual_means_both",
        ),
        Index(
            "uq_referrals_one_live",
            "role_need_id",
            "jobseeker_id",
            unique=True,
            sqlite_where=text("stage NOT IN ('closed', 'obsolete')"),
            postgresql_where=text("stage NOT IN ('closed', 'obsolete')"),
        ),
    )
