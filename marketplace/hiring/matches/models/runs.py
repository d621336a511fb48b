"""Match runs: what went in, what came out, and every part of every score. None of it changes afterwards."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, Identified, one_of
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.supply.jobseekers.models import Jobseeker


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
    inputs: Mapped["MatchInputs | None"] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"], ["role_needs.employer_id", "role_needs.id"], name="fk_match_runs_role_need"
        ),
    )


class MatchInputs(Base):
    """What went into a run, as data from which it can be computed again; `content` is what the digest is of.

    `left_out` says of each person who was not shown the first reason, `unsaid` what who was shown has not said.
    """

    __tablename__ = "match_inputs"
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_runs.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: see `queries.inputs_of`
    left_out: Mapped[dict[str, str]] = mapped_column(JSON)
    unsaid: Mapped[dict[str, list[str]]] = mapped_column(JSON)

    __table_args__ = ({"info": {"append_only": True}},)


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

    __table_args__ = (
        one_of("state", PartState),
        UniqueConstraint("match_candidate_id", "position"),
        {"info": {"append_only": True}},  # but for `via_id` and `requirement_id`, which follow a merger
    )
