"""Match runs with every part of every score, and referrals: one candidate shown to one employer for one role."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.role_needs.models import Requirement, RoleNeed
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


class PartState(StrEnum):
    """What a match says of one requirement."""

    MET = "met"
    PARTLY = "partly"
    WILL_TRAIN = "will_train"
    GAP = "gap"
    UNKNOWN = "unknown"


class MatchRun(Identified):
    """One run for one role need: what went in (a digest), what came out. Never changed afterwards.

    `seed` put equal scores in order, so that anybody can draw the lots again.
    """

    __tablename__ = "match_runs"
    employer_id: Mapped[uuid.UUID]
    role_need_id: Mapped[uuid.UUID] = mapped_column(index=True)
    run_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    algorithm: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    seed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    considered: Mapped[int]
    unscored: Mapped[int]
    not_shown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    role_need: Mapped[RoleNeed] = relationship(
        foreign_keys=[role_need_id], primaryjoin="RoleNeed.id == MatchRun.role_need_id"
    )
    candidates: Mapped[list["MatchCandidate"]] = relationship(order_by="MatchCandidate.rank", back_populates="run")

    __table_args__ = (
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"], ["role_needs.employer_id", "role_needs.id"], name="fk_match_runs_role_need"
        ),
    )


class MatchCandidate(Identified):
    """One ranked candidate of a run."""

    __tablename__ = "match_candidates"
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_runs.id"), index=True)
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    rank: Mapped[int]
    score: Mapped[float] = mapped_column(Float)
    eligible: Mapped[bool]
    known_share: Mapped[float] = mapped_column(Float)

    run: Mapped[MatchRun] = relationship(back_populates="candidates")
    jobseeker: Mapped[Jobseeker] = relationship()
    parts: Mapped[list["MatchPart"]] = relationship(order_by="MatchPart.position", back_populates="candidate")

    __table_args__ = (
        UniqueConstraint("run_id", "jobseeker_id"),
        UniqueConstraint("run_id", "rank"),
        CheckConstraint("score BETWEEN 0 AND 100.000001", name="score_in_range"),
    )


class MatchPart(Identified):
    """What the match says of one requirement: the reason, kept as it was at the run."""

    __tablename__ = "match_parts"
    match_candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_candidates.id"), index=True)
    requirement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("requirements.id"))
    position: Mapped[int]
    state: Mapped[PartState]
    have: Mapped[int | None]
    need: Mapped[int]
    evidence: Mapped[str | None] = mapped_column(String(20))
    points: Mapped[float] = mapped_column(Float)
    points_if_raised: Mapped[float] = mapped_column(Float)
    most_points: Mapped[float] = mapped_column(Float)
    via_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("competencies.id"))

    candidate: Mapped[MatchCandidate] = relationship(back_populates="parts")
    requirement: Mapped[Requirement] = relationship()

    __table_args__ = (one_of("state", PartState), UniqueConstraint("match_candidate_id", "position"))


class ReferralChange(History):
    """A step of a referral."""

    __tablename__ = "referral_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referrals.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class Referral(Versioned, Identified):
    """One candidate for one role need of one employer. `alias` is all the employer sees before both say yes."""

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
